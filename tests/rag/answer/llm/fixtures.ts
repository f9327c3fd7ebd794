// What the tests of the model's writer share: passages, a writer over a stand-in, and what an answer shows of a draft.

import { cite } from '../../../../src/rag/answer/citations.ts'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import type { Checking, Verified } from '../../../../src/rag/answer/llm/claims.ts'
import { createLlmWriter } from '../../../../src/rag/answer/llm/llm.ts'
import type { ModelOptions } from '../../../../src/rag/answer/llm/model.ts'
import type { Draft, Passage, Writer } from '../../../../src/rag/answer/writer.ts'
import { type Question, readQuestion } from '../../../../src/rag/question/question.ts'

export function passage(title: string, text: string, more: Partial<Passage> = {}): Passage {
  return { documentId: title, title, text, relevance: 1, ...more }
}

export function question(text: string): Question {
  return readQuestion({ text, original: text, isFollowUp: false })
}

export function writerOf(
  baseUrl: string,
  more: Partial<ModelOptions> & {
    now?: () => number
    fallback?: Writer
    check?: (checking: Checking) => Promise<Verified>
  } = {},
) {
  const { now = () => 0, fallback = createExtractiveWriter(), check, ...model } = more
  return createLlmWriter({ model: { baseUrl, model: 'test-model', ...model }, fallback, now, ...(check && { check }) })
}

/** Of a corpus that holds nothing else. */
export const counts = { chunks: 0, frequencies: new Map<number, number>() }

/** All of an answer that leaves: its text, its quotes, its notes. */
export function shownOf(
  draft: Draft,
  passages: readonly Passage[],
): { markdown: string; quotes: string[]; all: string } {
  const hits = passages.map(({ documentId, title, heading, text, relevance }) => ({
    document: { id: documentId, title, uri: documentId, mediaType: 'text/plain', revision: 'r', modifiedAt: '' },
    ordinal: 0,
    text,
    start: 0,
    end: text.length,
    product: relevance,
    ...(heading === undefined ? {} : { heading }),
  }))
  const cited = cite(draft, hits, () => undefined)
  const markdown = cited?.markdown ?? ''
  const quotes = (cited?.citations ?? []).map(({ quote }) => quote)
  return { markdown, quotes, all: JSON.stringify([markdown, quotes, draft]) }
}
