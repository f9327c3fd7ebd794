// A question to a cited answer or an honest refusal: stand alone, retrieve, write, verify. No tool is called on the
// way, and what a document says is data.

import type { Answer, Ask, Citation, Searched } from '../../model.ts'
import type { SearchStore } from '../../store/search/search.ts'
import type { GapStore } from '../../store/transcripts/gaps.ts'
import { withoutHidden } from '../../unseen.ts'
import { listed, type Wording, wordingIn } from '../../wording/index.ts'
import { isSmallTalk, standalone } from '../question/follow-up.ts'
import { askedIn } from '../question/language.ts'
import { partsOf } from '../question/parts.ts'
import { topicOf, topicTerms } from '../question/topic.ts'
import { documentRef, type LinkTo, locatorOf } from '../search/locator.ts'
import { bestWindow, distinctDocuments, type RankedHit, type SearchOptions } from '../search/retrieve.ts'
import { idfOf, termId } from '../text/bm25.ts'
import { cutTo, lengths } from '../text/lengths.ts'
import type { AnswerStep, Explained } from '../types.ts'
import { noModel } from './chosen-writer.ts'
import { cite } from './citations.ts'
import { explain } from './explain.ts'
import { covered } from './extractive/fit.ts'
import { type LookOptions, look, lookInParts } from './look.ts'
import { nextQuestions } from './next-questions.ts'
import type { Draft, Writer } from './writer.ts'

const maxNearest = 5

export interface AskOptions extends SearchOptions {
  readonly store: SearchStore & GapStore
  readonly writer: Writer
  /** A language model judges what was found: not where no model is wanted. */
  readonly isJudgedByWriter?: boolean
}

/** Asking over a store: every question ends in a cited answer or a refusal that says what was searched. */
export function createAsk(options: AskOptions) {
  const { store, linkTo, writer, now } = options
  return async (
    ask: Ask,
    onText?: (soFar: string) => void,
    onStep?: (step: AnswerStep) => void,
    onLooked?: (looked: Explained) => void,
  ): Promise<Answer> => {
    const startedAt = now()
    const { scope } = ask
    const language = askedIn(ask.question.slice(0, lengths.question))
    const wording = wordingIn(language)
    const { question, about, history, notes: cuts } = inBounds(ask, wording)
    const topic = about === undefined ? '' : await findTopic(options, scope, about)
    const asked = standalone(question, topic === '' ? history : [...history, { role: 'user', text: topic }])
    const { languages } = await store.readCorpus(scope)
    const onWritten = (soFar: string) => {
      onStep?.('writing')
      onText?.(soFar)
    }
    const looking: LookOptions = {
      ...searching(options, ask),
      writer,
      scope,
      languages,
      manner: ask.manner,
      onRead: () => onStep?.('reading'),
      onText: onText && onWritten,
      onLooked: onLooked && ((looked) => onLooked(explain(looked))),
    }
    const isAsked = !isSmallTalk(question)
    // A model reads all of a question at once.
    const parts = asked.isFollowUp || isForModel(writer, ask) ? [] : partsOf(asked.original)
    const inParts = parts.length > 0 ? await lookInParts(looking, asked, parts) : null
    const { read, draft, hits, stats } = inParts ?? (await look(looking, asked, isAsked))
    const idf = idfOf(stats)
    const isQuestion = read.terms.size > 0 && isAsked
    const cited = cite(draft, hits, linkTo, wording)
    const nearest = nearestTo(draft, hits, linkTo, (text) => bestWindow(text, read.terms, idf))
    const searched: Searched = { documents: stats.documents, nearest }
    const base = () => ({
      searched,
      backend: draft.backend ?? writer.backend,
      ...withNotes([...cuts, ...(draft.notes ?? [])]),
      ...(draft.tokens !== undefined && { tokens: draft.tokens }),
      ...(asked.isFollowUp && { readAs: asked.text }),
      ...(language !== 'en' && { language }),
      tookMs: now() - startedAt,
    })
    if (cited) {
      const confidence = covered(read, cited.citations.map(evidenceOf), idf)
      const next = nextQuestions(asked.text, cited.citations, hits)
      return { kind: 'answered', ...cited, confidence, ...(next.length > 0 && { next }), ...base() }
    }
    if (isQuestion && !ask.isAgain)
      await store.recordGap(
        scope,
        question,
        nearest.map(({ document }) => document.id),
      )
    return {
      kind: 'no_evidence',
      markdown: isQuestion ? refusal(searched, draft, wording) : wording.noQuestion,
      citations: [],
      ...base(),
    }
  }
}

/** Up to five documents: those of the closest quotes, then the others that were found. */
function nearestTo(
  draft: Draft,
  hits: readonly RankedHit[],
  linkTo: LinkTo,
  windowOf: (text: string) => { readonly start: number; readonly end: number },
): Searched['nearest'] {
  const claims = draft.kind === 'refusal' ? (draft.closest ?? []) : []
  const quoted = (cite({ kind: 'claims', claims }, hits, linkTo)?.citations ?? []).map(({ marker: _, ...near }) => near)
  const named = new Set(quoted.map(({ document }) => document.id))
  const others = distinctDocuments(hits, maxNearest).filter(({ document }) => !named.has(document.id))
  const found = others.map((hit) => {
    const { start, end } = windowOf(hit.text)
    const locator = locatorOf(hit, start, end)
    const url = linkTo(hit.document, locator, hit.text.slice(start, end))
    return { document: documentRef(hit), locator, ...(url === undefined ? {} : { url }) }
  })
  return [...quoted, ...found].slice(0, maxNearest)
}

function isForModel({ backend }: Writer, { manner }: Ask): boolean {
  return backend.model !== null && manner?.models?.[0] !== noModel
}

/** Where only quotes are wanted no language model sees anything. */
function searching(options: AskOptions, ask: Ask): SearchOptions {
  if (!options.isJudgedByWriter || isForModel(options.writer, ask)) return options
  const { reranker: _, ...unjudged } = options
  return unjudged
}

/** The parts of what is asked as far as they are read, and what is said of the rest. */
function inBounds(
  ask: Ask,
  { locale, longQuestion, longMessage }: Wording,
): Pick<Ask, 'question' | 'about' | 'history'> & { notes: string[] } {
  const { about, history } = ask
  const question = withoutHidden(ask.question).text
  return {
    question: cutTo(question, lengths.question),
    history: history.map(({ role, text }) => ({ role, text: cutTo(text, lengths.turn) })),
    ...(about !== undefined && { about: cutTo(about, lengths.about) }),
    notes: [
      ...(question.length > lengths.question ? [longQuestion(lengths.question.toLocaleString(locale))] : []),
      ...((about?.length ?? 0) > lengths.about ? [longMessage(lengths.about.toLocaleString(locale))] : []),
    ],
  }
}

function withNotes(notes: readonly string[]): { readonly notes?: readonly string[] } {
  return notes.length > 0 ? { notes } : {}
}

async function findTopic({ store }: AskOptions, scope: Ask['scope'], about: string): Promise<string> {
  const { stats } = await store.searchChunks(scope, topicTerms(about).map(termId), () => new Map(), 1)
  return topicOf(about, stats)
}

function evidenceOf({ document, locator, quote }: Citation): string {
  return `${document.title}\n${locator.heading ?? ''}\n${quote}`
}

/** Says what was searched, or what to do when there is nothing to search. What came nearest each platform shows its way. */
function refusal({ documents, nearest }: Searched, draft: Draft, wording: Wording): string {
  if (documents === 0) return wording.nothingIndexed
  const searched = [documents.toLocaleString(wording.locale), documents === 1] as const
  if (nearest.length === 0) return wording.nothingMentions(...searched)
  if (nearest.every(({ quote }) => quote === undefined)) return wording.nothingAnswers(...searched)
  const missing = draft.kind === 'refusal' ? (draft.missing ?? []) : []
  return wording.notForSure(...searched, listed(wording, missing, ', '))
}
