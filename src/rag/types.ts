// The engine's own terms: what extraction yields, what a chunk is, what a writer gets and gives.
import type { AccessScope, Answer, Ask, IndexOutcome, IndexTarget, SearchResult, SourceDocument } from '../model.ts'

/** Where pages and headings begin in the text; offsets in UTF-16 code units, ascending. */
export interface Layout {
  readonly pages: readonly { readonly offset: number; readonly page: number }[]
  /** `level` counts from 1 (the title). `text` is the heading as a reader sees it. */
  readonly headings: readonly { readonly offset: number; readonly level: number; readonly text: string }[]
}

/** The immutable artifact that one file becomes. `text` is what quotes are slices of. */
export interface Extracted {
  readonly text: string
  readonly layout: Layout
  /** From the document itself (first heading, `<title>`); the caller's title or the file name otherwise. */
  readonly title?: string
  readonly mediaType: string
}

/** A slice of the artifact: `text === artifact.text.slice(start, end)`. */
export interface Chunk {
  readonly ordinal: number
  readonly start: number
  readonly end: number
  readonly text: string
  readonly page?: number
  /** The path of headings above it, joined by " › ". */
  readonly heading?: string
}

/** A chunk as the lexical index stores it. `terms`: term id → saturated BM25 weight. `length` in terms. */
export interface IndexTerms {
  readonly length: number
  readonly terms: ReadonlyMap<number, number>
}

/** A retrieved chunk in a writer's hands, best first. */
export interface Passage {
  readonly documentId: string
  readonly title: string
  readonly heading?: string
  readonly text: string
  readonly score: number
}

/** A claim and the slices of passages that carry it; offsets are into the passage's text. */
export interface Claim {
  readonly text: string
  readonly evidence: readonly { readonly passage: number; readonly start: number; readonly end: number }[]
}

export type Draft = { readonly kind: 'claims'; readonly claims: readonly Claim[] } | { readonly kind: 'refusal' }

/** A question made to stand alone. `focus` terms are the asker's own; `context` terms come from the thread. */
export interface StandaloneQuestion {
  readonly text: string
  readonly original: string
  readonly isFollowUp: boolean
}

export interface Writer {
  readonly backend: Answer['backend']
  /** @param idf inverse document frequency of an analyzed term in this workspace; the highest for an unknown one. */
  write(question: StandaloneQuestion, passages: readonly Passage[], idf: (term: string) => number): Promise<Draft>
}

export interface Rag {
  /** Indexes as they come, at most a few documents in memory; one outcome a document, in order. */
  index(
    sources: AsyncIterable<SourceDocument | SourceFailure> | Iterable<SourceDocument | SourceFailure>,
    target: IndexTarget,
  ): AsyncIterable<IndexOutcome>
  search(query: string, scope: AccessScope, top: number): Promise<SearchResult>
  ask(ask: Ask): Promise<Answer>
  /** A greeting or thanks: no question, so nothing to refuse. */
  isSmallTalk(text: string): boolean
  /** The key sentences of a text, verbatim, in its order: 3 by default, fewer when it has no more. */
  summarize(text: string, sentences?: number): readonly string[]
}

/** A source that could not even be read: it is reported by name and the rest goes on. */
export interface SourceFailure {
  readonly uri: string
  readonly externalId?: string
  readonly error: { readonly code: string; readonly message: string }
}
