// The engine's own terms: what extraction yields, what is indexed, and its front.
import type { ErrorCode } from '../error-codes.ts'
import type { Layout } from '../layout.ts'
import type {
  AccessScope,
  Answer,
  Ask,
  Citation,
  IndexOutcome,
  IndexTarget,
  SearchResult,
  SourceDocument,
  WorkspaceId,
} from '../model.ts'
import type { StoredSource } from '../store/documents/sources.ts'

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
  /** Pictures of text are in it, which were not read yet: text recognition takes long. */
  readonly hasPictures?: true
  /** What was left out, a sentence or more. */
  readonly note?: string
}

export interface Rag {
  /**
   * Indexes a web page, the pages of a sitemap or the files of a folder, which is a source from then on.
   * @param at an address, or a folder's absolute path
   * @param options `every`: seconds between two readings; as it was where it is not given
   */
  indexSource(
    at: string,
    target: IndexTarget,
    options?: ReadingOptions & { readonly every?: number | undefined },
  ): AsyncIterable<IndexOutcome>
  /**
   * Reads a source: what did not change there is left alone, what is gone there is taken out, and how it went is written
   * down. One outcome a page or file.
   */
  readSource(source: StoredSource, options?: ReadingOptions): AsyncIterable<IndexOutcome>
  /**
   * Indexes as they come, at most a few documents in memory; one outcome a document, in order, but for those whose pictures
   * are recognised: they come when they are read.
   * @param onAside called each time when one of those goes on by itself
   */
  index(
    sources: AsyncIterable<Source> | Iterable<Source>,
    target: IndexTarget,
    onAside?: () => void,
  ): AsyncIterable<IndexOutcome>
  search(query: string, scope: AccessScope, top: number): Promise<SearchResult>
  /**
   * @param onText called with what is written so far as it grows; not by every writer
   * @param onStep called when a step of the work begins, but for the first
   * @param onLooked called with what was found and weighed, once for each part of the message
   */
  ask(
    ask: Ask,
    onText?: (soFar: string) => void,
    onStep?: (step: AnswerStep) => void,
    onLooked?: (looked: Explained) => void,
  ): Promise<Answer>
  /**
   * Citations of an earlier answer, with places and addresses as they are now; null when a document is gone, is not for this
   * reader, or holds its quote no more.
   */
  citeAgain(scope: AccessScope, citations: readonly Citation[]): Promise<readonly Citation[] | null>
  /** Makes chunks, weights and missing vectors anew from the artifacts; yields how many documents are done. */
  reindex(workspaceId: WorkspaceId): AsyncIterable<number>
  /** Makes vectors that are missing, as far as the model can be reached: after indexing, whenever there is time. Never throws. */
  embedMissing(workspaceId: WorkspaceId): Promise<void>
  /** A greeting or thanks: no question, so nothing to refuse. */
  isSmallTalk(text: string): boolean
  /** Whoever writes follows `manner.instructions`. */
  readonly takesInstructions: boolean
  /** What `manner.models` may name: 'none' first, for quotes alone, then the usual one; empty where there is no model. */
  readonly models: readonly string[]
  /**
   * A web page's text, which is read as `readSource` reads it and kept nowhere.
   * @throws AppError as the failures of `readSource` and extraction are called; `bad-url` for a sitemap
   */
  readText(url: string): Promise<PageText>
  /** The key sentences of a text, verbatim, in its order: 3 by default, fewer when it has no more. */
  summarize(text: string, sentences?: number): Promise<readonly string[]>
  /** Ends what a local model runs in. */
  close(): Promise<void>
}

/** In this order: what is written is checked as it comes. */
export type AnswerStep = 'searching' | 'reading' | 'writing'

export interface ReadingOptions {
  /** Where nobody waits: at most one request a second to a host, and nothing that someone deleted. */
  readonly isAgain?: boolean
  readonly shared?: IndexTarget['shared']
  /** Aborted with an AppError, which is then thrown: nothing is taken out or written down. */
  readonly signal?: AbortSignal
  /** Hears how many pages an address stands for. */
  readonly onFound?: (pages: number) => void
  /** Hears the path of what a folder holds and is not read. */
  readonly onLeftOut?: (path: string) => void
  /** Hears of each page or file that came. */
  readonly onItem?: () => void
  readonly onEnd?: (end: SourceReading) => void
}

/** How the reading of a source ended. */
export interface SourceReading {
  readonly indexed: number
  readonly unchanged: number
  readonly failed: number
  /** Taken out, as they are gone. */
  readonly retired: number
  /** Null when the source was read. */
  readonly error: { readonly code: string; readonly message: string } | null
  /** Nothing ever came from it, and nothing will: it is no source. */
  readonly isForgotten: boolean
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
  /** Of a page or file by itself; without one it stands for several, or for what is none. */
  readonly sourceKey?: string
  readonly error: { readonly code: ErrorCode; readonly message: string }
  /** `gone`: its server says that there is none, or that it may not be kept; `later`: another time it may be there. */
  readonly verdict?: 'gone' | 'later'
  /** How long its server asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number
}

/** What an address stands for, told before any page of it comes. */
export interface FoundPages {
  readonly isSitemap: boolean
  /** Nothing of the sitemap was cut, damaged or out of reach: what it does not name it does not have. */
  readonly isWhole: boolean
  /** Of its pages. */
  readonly sourceKeys: ReadonlySet<string>
}

/** What an answer rests on: a look for each part of what is asked. */
export interface Explained {
  /** As it was read, with what the thread brings. */
  readonly question: string
  /** The kind of answer that it asks for; `other` where none is plain. */
  readonly asks: string
  /** As they are compared: their stems. `passages` hold them, of all that are indexed. */
  readonly terms: readonly { readonly term: string; readonly weight: number; readonly passages: number }[]
  readonly passages: number
  /** Best first; `relevance` is comparable within one list alone. */
  readonly found: readonly { readonly document: string; readonly place: string; readonly relevance: number }[]
  /** Those that were looked at closely, the first of them; none where a model writes. */
  readonly sentences: readonly Weighed[]
}

/** A sentence that was looked at closely, and what became of it. */
export interface Weighed {
  readonly text: string
  /** The address of its document. */
  readonly document: string
  /** 0 to about 1.2: how likely its passage is about what is asked. */
  readonly sureness: number
  /** 0 to 1: what the passage has of what is asked, by how rare it is. */
  readonly reach: number
  /** 0 to 2 and more: what speaks against it. */
  readonly doubt: number
  /** `not-needed`: as sure, and left out for what it repeats or lacks beside the others. */
  readonly verdict: 'said' | 'not-needed' | 'unsure' | 'apart' | 'doubtful' | 'other-column' | 'unfounded' | 'no-number'
}
