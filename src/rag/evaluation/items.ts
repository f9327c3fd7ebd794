// What one query or question adds to each metric. Every metric is a quotient of two sums over the items, so that a mean,
// a precision and an F1 are all made, and resampled, the same way. Pure.
import type { Answer, DocumentRef, GroundedAnswer, SearchResult } from '../../model.ts'
import { support } from '../answer/guard/verify.ts'
import { citedSentences, evidenceOf } from './claims.ts'
import type { Query, Question } from './folder.ts'
import { holdsAnyAnswer, ndcg, recall, reciprocalRank } from './metrics.ts'

/** `[numerator, denominator]`; a number is itself over 1. */
export type Figure = number | readonly [number, number]

/** One query or question, measured. A metric that does not apply to it is absent. */
export interface Item {
  readonly part: 'search' | 'answers'
  readonly id: string
  readonly text: string
  readonly tookMs: number
  /** Who wrote the answer: "extractive", "llm <model>". */
  readonly writer?: string
  /** By the names of `metrics`. */
  readonly figures: Readonly<Record<string, Figure>>
}

export function searchItem({ id, text, judged }: Query, { hits, tookMs }: SearchResult): Item {
  const ranked = hits.map(({ document }) => nameOf(document))
  return {
    part: 'search',
    id,
    text,
    tookMs,
    figures: {
      ndcg10: ndcg(ranked, judged),
      recall10: recall(ranked, judged),
      mrr10: reciprocalRank(ranked, judged),
      meanMs: tookMs,
    },
  }
}

/** @param corpus the texts of at least the cited documents, by name; null when they are not known */
export function answerItem(question: Question, answer: Answer, corpus: ReadonlyMap<string, string> | null): Item {
  const { id, text, expected, documents, answers } = question
  const isRefused = answer.kind === 'no_evidence'
  const shouldRefuse = expected !== 'answerable'
  const cited = new Set(answer.citations.map(({ document }) => nameOf(document)))
  const found = documents.filter((name) => cited.has(name)).length
  const { model, name } = answer.backend
  return {
    part: 'answers',
    id,
    text,
    tookMs: answer.tookMs,
    writer: model === null ? name : `${name} ${model}`,
    figures: {
      ...(!shouldRefuse && { answered: isRefused ? 0 : 1 }),
      ...(!shouldRefuse &&
        documents.length > 0 && { goldCited: found > 0 ? 1 : 0, goldRecall: found / documents.length }),
      ...(!shouldRefuse &&
        answers.length > 0 && { goldSpanInAnswer: !isRefused && holdsAnyAnswer(answer.markdown, answers) ? 1 : 0 }),
      ...(expected === 'off-corpus' && { offCorpusRefused: isRefused ? 1 : 0 }),
      ...(expected === 'impossible' && { impossibleRefused: isRefused ? 1 : 0 }),
      ...(isRefused && { refusalPrecision: shouldRefuse ? 1 : 0 }),
      ...(shouldRefuse && { refusalRecall: isRefused ? 1 : 0 }),
      // F1 = 2 TP / (2 TP + FP + FN): https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html
      refusalF1: [2 * Number(isRefused && shouldRefuse), Number(isRefused) + Number(shouldRefuse)],
      ...(answer.kind === 'answered' && evidenceFigures(answer, corpus)),
      ...(answer.kind === 'answered' && expected !== 'off-corpus' && sizeFigures(answer)),
      ...(answer.tokens !== undefined && { meanTokens: answer.tokens }),
      meanMs: answer.tookMs,
    },
  }
}

function evidenceFigures(answer: GroundedAnswer, corpus: ReadonlyMap<string, string> | null): Record<string, Figure> {
  const claims = citedSentences(answer)
  const carried = claims.reduce(
    (sum, { text, citations }) => sum + support(text, citations.map(evidenceOf).join('\n')),
    0,
  )
  const verbatim = answer.citations.filter(({ document, quote }) =>
    withPlainBreaks(corpus?.get(nameOf(document)) ?? '').includes(withPlainBreaks(quote)),
  )
  return {
    citationSupport: [carried, claims.length],
    uncitedAnswers: claims.length === 0 || claims.some(({ citations }) => citations.length === 0) ? 1 : 0,
    ...(corpus && { quotesVerbatim: [verbatim.length, answer.citations.length] as const }),
  }
}

function sizeFigures({ citations, markdown }: GroundedAnswer): Record<string, Figure> {
  const words = markdown.split(/\s+/).filter((word) => word !== '' && !/^(?:\[\d+\])+$/.test(word))
  return { meanCitations: citations.length, meanWords: words.length }
}

/** What test data calls a document: its `_id`. */
export function nameOf({ externalId, id }: DocumentRef): string {
  return externalId ?? id
}

/** Extraction keeps all of a text but its kinds of line breaks. */
function withPlainBreaks(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}
