// The engine's own terms: what extraction yields, what is indexed, and its front.
import type { ErrorCode } from '../error-codes.ts'
import type { Layout } from '../layout.ts'
import type {
  AccessScope,
  Answer,
  Ask,
  IndexOutcome,
  IndexTarget,
  SearchResult,
  SourceDocument,
  WorkspaceId,
} from '../model.ts'

/** The immutable artifact that one file becomes. `text` is what quotes are slices of. */
export interface Extracted {
  readonly text: string
  readonly layout: Layout
  /** From the document itself (first heading, `<title>`); the caller's title or the file name otherwise. */
  readonly title?: string
  readonly author?: string
  /** ISO 8601, as the document itself says. */
  readonly modifiedAt?: string
  /** ISO 639-1, as the document declares it ("de"). */
  readonly language?: string
  readonly mediaType: string
}

export interface Rag {
  /**
   * A web page, or the pages of a sitemap, to be indexed for the same target: what did not change there is not read.
   * @param onTotal hears once how many pages there are
   */
  readPages(url: string, target: IndexTarget, onTotal?: (pages: number) => void): AsyncIterable<Source>
  /** Indexes as they come, at most a few documents in memory; one outcome a document, in order. */
  index(sources: AsyncIterable<Source> | Iterable<Source>, target: IndexTarget): AsyncIterable<IndexOutcome>
  search(query: string, scope: AccessScope, top: number): Promise<SearchResult>
  /** @param onText called with what is written so far as it grows; not by every writer */
  ask(ask: Ask, onText?: (soFar: string) => void): Promise<Answer>
  /** Makes chunks, weights and missing vectors anew from the artifacts; yields how many documents are done. */
  reindex(workspaceId: WorkspaceId): AsyncIterable<number>
  /** Makes vectors that are missing, as far as the model can be reached: after indexing, whenever there is time. Never throws. */
  embedMissing(workspaceId: WorkspaceId): Promise<void>
  /** A greeting or thanks: no question, so nothing to refuse. */
  isSmallTalk(text: string): boolean
  /**
   * A web page's text, which is read as `readPages` reads it and kept nowhere.
   * @throws AppError as the failures of `readPages` and extraction are called; `bad-url` for a sitemap
   */
  readText(url: string): Promise<PageText>
  /** The key sentences of a text, verbatim, in its order: 3 by default, fewer when it has no more. */
  summarize(text: string, sentences?: number): Promise<readonly string[]>
  /** Ends what a local model runs in. */
  close(): Promise<void>
}

export interface PageText {
  readonly title: string
  /** As far as summaries read: 200,000 UTF-16 units. */
  readonly text: string
  /** Whether there was more. */
  readonly isCut: boolean
  /** Where it was in the end, after redirects. */
  readonly url: string
}

export type Source = SourceDocument | SourceUnchanged | SourceFailure

/** A source that its server says did not change since it was indexed. */
export interface SourceUnchanged {
  readonly uri: string
  readonly sourceKey: string
  readonly isUnchanged: true
}

/** A source that could not even be read: it is reported by name and the rest goes on. */
export interface SourceFailure {
  readonly uri: string
  readonly externalId?: string
  readonly error: { readonly code: ErrorCode; readonly message: string }
}
