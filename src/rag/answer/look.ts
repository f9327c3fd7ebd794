// One question looked up and written from, and a message that asks several things in parts: what each has an answer to is
// said, and what has none is named.
import type { AccessScope, Manner } from '../../model.ts'
import type { CorpusStats } from '../../store/search/rank.ts'
import { listed, wordingIn } from '../../wording/index.ts'
import type { StandaloneQuestion } from '../question/follow-up.ts'
import { askedIn } from '../question/language.ts'
import { asksForLatest } from '../question/latest.ts'
import { type Question, readQuestion, searchTerms } from '../question/question.ts'
import { type RankedHit, type RetrieveOptions, retrieve } from '../search/retrieve.ts'
import { analyzeTopic, queryTerms } from '../text/analyze.ts'
import type { Draft, Passage, Writer } from './writer.ts'

/** Chunks read for a question; the writer looks at the first of them. */
const maxChunks = 16

export interface Looked {
  readonly read: Question
  readonly draft: Draft
  /** What the evidence of the draft counts in. */
  readonly hits: readonly RankedHit[]
  readonly stats: CorpusStats
}

export interface LookOptions extends RetrieveOptions {
  readonly writer: Writer
  readonly scope: AccessScope
  /** Of the documents. */
  readonly languages: readonly string[]
  readonly manner?: Manner | undefined
  /** Called when passages were found and are read. */
  readonly onRead: () => void
  readonly onText?: ((soFar: string) => void) | undefined
  /** Called with each look, of which a message in parts takes several. */
  readonly onLooked?: ((looked: Looked) => void) | undefined
}

/** @param isAsked whether it asks for anything: small talk is looked up for what came nearest alone */
export async function look(options: LookOptions, asked: StandaloneQuestion, isAsked: boolean): Promise<Looked> {
  const { scope, languages, writer, manner, onRead, onText } = options
  const read = readQuestion(asked)
  const wanted = {
    text: asked.text,
    terms: inAll(languages, asked.text, withFaint(asked.text, searchTerms(read))),
    isLatest: asksForLatest(asked.text),
  }
  const { stats, hits } = await retrieve(options, scope, wanted, maxChunks)
  onRead()
  const draft: Draft =
    isAsked && read.terms.size > 0 && hits.length > 0
      ? await writer.write(read, hits.map(passageOf), stats, onText, manner)
      : { kind: 'refusal' }
  const looked = { read, draft, hits, stats }
  options.onLooked?.(looked)
  return looked
}

/** All parts as one; null where documents disagree on one: the whole is asked then. */
export async function lookInParts(
  options: LookOptions,
  whole: StandaloneQuestion,
  parts: readonly StandaloneQuestion[],
): Promise<Looked | null> {
  const looked = await Promise.all(parts.map((part) => look(options, part, true)))
  const drafts: Draft[] = []
  for (const [i, { draft }] of looked.entries()) {
    // "… and how much?" has no answer where what it asks about has none.
    const hangs = i > 0 && drafts[i - 1]!.kind === 'refusal' && analyzeTopic(parts[i]!.original).length === 0
    drafts.push(hangs ? { kind: 'refusal' } : draft)
  }
  if (drafts.every(({ kind }) => kind === 'refusal')) {
    // What fits the whole while no part of it has an answer may be near, and is none.
    const all = await look(options, whole, true)
    return all.draft.kind === 'refusal' ? all : { ...all, draft: { kind: 'refusal', closest: all.draft.claims } }
  }
  if (drafts.some((draft) => draft.kind === 'claims' && draft.isConflict)) return null
  const first = looked.map((_, i) => looked.slice(0, i).reduce((sum, { hits }) => sum + hits.length, 0))
  const claims = drafts.flatMap((draft, i) =>
    draft.kind === 'refusal'
      ? []
      : draft.claims.map(({ text, evidence }) => ({
          text,
          evidence: evidence.map((slice) => ({ ...slice, passage: slice.passage + first[i]! })),
        })),
  )
  const open = parts.filter((_, i) => drafts[i]?.kind === 'refusal').map(({ original }) => bare(original))
  const wording = wordingIn(askedIn(whole.original))
  const notes = [
    ...drafts.flatMap((draft) => draft.notes ?? []),
    ...(open.length > 0 ? [wording.noAnswerTo(listed(wording, open, wording.and))] : []),
  ]
  const counts = looked.map(({ stats }) => stats)
  return {
    read: readQuestion(whole),
    hits: looked.flatMap(({ hits }) => hits),
    stats: { ...counts[0]!, frequencies: new Map(counts.flatMap(({ frequencies }) => [...frequencies])) },
    draft: {
      kind: 'claims',
      claims: claims.filter(({ text }, i) => claims.findIndex((one) => one.text === text) === i),
      ...(notes.length > 0 && { notes: [...new Set(notes)] }),
    },
  }
}

/** A part as it is named: without what joins it to the others. */
function bare(part: string): string {
  return part.replace(/^(?:and|or|also|so) /i, '').replace(/(?<![?.!,;:\s])[?.!,;:\s]+$/, '')
}

/** With the words that may only ask, as a search has them: a passage that says one of them is nearer than one that does not. */
function withFaint(text: string, terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const faint = [...queryTerms(text)].filter(([term]) => !terms.has(term))
  return new Map([...faint, ...terms])
}

/** With the stems that the question's words have in the documents' other languages. */
function inAll(
  languages: readonly string[],
  text: string,
  terms: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  if (languages.every((language) => language === 'en')) return terms
  const english = queryTerms(text)
  const others = [...queryTerms(text, languages)].filter(([term]) => !english.has(term))
  return new Map([...others, ...terms])
}

function passageOf({ document: { id, title, modifiedAt }, heading, text, relevance }: RankedHit): Passage {
  return { documentId: id, title, text, relevance, modifiedAt, ...(heading === undefined ? {} : { heading }) }
}
