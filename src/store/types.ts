// What the store promises the other rooms. Every reading function takes an AccessScope or a workspace; SQL stays inside.
import type { AccessScope, DocumentRef, IndexTarget, Validators, WorkspaceId } from '../model.ts'
import type { Chunk, IndexTerms, Layout, Mark } from '../rag/types.ts'

/** What BM25 needs to know about a workspace: chunk counts, not document counts. */
export interface CorpusStats {
  /** Chunks in the workspace. IDF is workspace-wide whatever the reader's scope: see docs/architecture.md. */
  readonly chunks: number
  /** Chunks that hold the term, by term id; absent means none. */
  readonly frequencies: ReadonlyMap<number, number>
  /** Documents this reader may see. */
  readonly documents: number
}

export interface ChunkHit {
  readonly document: DocumentRef & {
    readonly url?: string
    readonly mediaType: string
    /** Changes with the text, so that a link to a place notices when the document was replaced. */
    readonly revision: string
    /** ISO 8601; when nobody says, when it was first indexed. */
    readonly modifiedAt: string
  }
  /** Of its document: with the document it names the chunk. */
  readonly ordinal: number
  readonly text: string
  readonly start: number
  readonly end: number
  readonly page?: number
  readonly heading?: string
  /** Offsets into `text`; the first one is in force where the chunk begins. */
  readonly marks?: readonly Mark[]
  /** The line it begins on, where readers go by lines. */
  readonly line?: number
  /** The sum over shared terms of stored weight × query weight; above 0. */
  readonly score: number
}

/** What documents a search is limited to; all conditions hold together. Texts are compared in lower case. */
export interface Filter {
  /** Parts of the document's address. */
  readonly from?: readonly string[]
  /** Parts of the media type, or the ends of file names. */
  readonly types?: readonly string[]
  readonly authors?: readonly string[]
  /** ISO 8601 dates: changed on or after, and before. */
  readonly after?: string
  readonly before?: string
  /** The chunk holds each, white space aside. */
  readonly phrases?: readonly string[]
  /** Term ids that no chunk of the document holds. */
  readonly without?: readonly number[]
  /** Held neither by the document's title nor by any chunk, white space aside. */
  readonly withoutPhrases?: readonly string[]
}

/** The corpus's counts → a weight a term id. */
type Weigh = (stats: CorpusStats) => ReadonlyMap<number, number>

/** The counts of the terms that were looked for, and the chunks that were found, best first. */
export interface Found {
  readonly stats: CorpusStats
  readonly hits: readonly ChunkHit[]
}

export interface SearchStore {
  /** How many documents the scope may see, and the languages they are written in. */
  readCorpus(scope: AccessScope): Promise<{ readonly documents: number; readonly languages: readonly string[] }>
  /**
   * The chunks nearest to a query, best first, all read at one moment. Without terms: the beginnings of the documents
   * that the filter lets through, newest first; none without a filter.
   * @param terms the query's term ids
   * @param weigh turns the corpus's counts into a weight a term
   * @param options `again`: what to look for a second time, among the some hundred chunks that came closest; null for
   *   not at all. What that finds is returned as `again`.
   */
  searchChunks(
    scope: AccessScope,
    terms: readonly number[],
    weigh: Weigh,
    limit: number,
    options?: {
      readonly filter?: Filter
      readonly again?: (found: Found) => { readonly terms: readonly number[]; readonly weigh: Weigh } | null
    },
  ): Promise<Found & { readonly again: readonly ChunkHit[] | null }>
  /** The chunks whose vectors of this model are nearest, best first; null while not all chunks have one. Score: the cosine. */
  searchVectors(
    scope: AccessScope,
    model: string,
    vector: Float32Array,
    limit: number,
    filter?: Filter,
  ): Promise<readonly ChunkHit[] | null>
  /** A question that ended in "I don't know". @param nearest document ids, best first */
  recordGap(scope: AccessScope, question: string, nearest: readonly string[]): Promise<void>
}

/** What the chunks of a workspace are made with; see `index_versions`. */
export interface IndexVersion {
  readonly id: string
  /** In terms. */
  readonly averageLength: number
}

/** A version that a process rebuilds into. */
export interface Rebuild extends IndexVersion {
  /** That process, for as long as it works on it. */
  readonly builder: string
}

/** A document as it stands, by the key of its source. */
export interface KnownDocument {
  readonly documentId: string
  readonly sourceHash: string
  readonly indexVersionId: string
  readonly chunkCount: number
  readonly title: string
  readonly url: string | null
  readonly thumbnail: string | null
  readonly validators: Validators
}

/** An artifact to store and the revision that is made from it. `hash` addresses text and layout. */
interface NewRevision {
  readonly revisionId: string
  readonly artifact: {
    readonly hash: string
    readonly text: string
    /** Also as JSON, where it is so long that whoever read it wrote it already. */
    readonly layout: Layout | string
    readonly mediaType: string
  }
}

/** Term id → in how many chunks it occurs, each once. Not always a map: a long document has a million terms. */
export type TermCounts = Iterable<readonly [number, number]>

interface NewChunk {
  readonly revisionId: string
  readonly chunk: Chunk
  readonly index: IndexTerms
}

/** A finished revision and the document that shall point to it. */
export interface FinishedRevision {
  readonly revisionId: string
  readonly sourceKey: string
  readonly sourceHash: string
  readonly uri: string
  readonly externalId?: string
  readonly title: string
  readonly url?: string
  readonly thumbnail?: string
  readonly author?: string
  readonly modifiedAt?: string
  /** ISO 639-1. */
  readonly language: string
  readonly validators?: Validators
  readonly mediaType: string
  readonly chunkCount: number
}

/** A document to be made again from its artifact. */
export interface StoredArtifact {
  readonly documentId: string
  readonly revisionId: string
  readonly title: string
  readonly language: string
  readonly text: string
  /** As JSON. */
  readonly layout: string
}

/** A chunk that has no vector of a model yet. */
export interface UnembeddedChunk {
  readonly revisionId: string
  readonly ordinal: number
  readonly title: string
  readonly heading: string | null
  readonly text: string
}

/** The write path of indexing. Each call is one short transaction. */
export interface IndexStore {
  /** How much goes into one transaction: on the embedded engine everyone waits behind it. */
  readonly batch: { readonly documents: number; readonly chunks: number }
  /** The version in use, if it was made this way. */
  findVersion(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string },
  ): Promise<IndexVersion | null>
  /** The version in use, or a new one from now on: documents stay in the former until they are indexed again. */
  currentVersion(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string; readonly averageLength: number },
  ): Promise<IndexVersion>
  findBySource(target: IndexTarget, sourceKeys: readonly string[]): Promise<ReadonlyMap<string, KnownDocument>>
  /** @throws AppError `version-retired` when a rebuild has replaced the version meanwhile */
  beginRevisions(workspaceId: WorkspaceId, version: IndexVersion, revisions: readonly NewRevision[]): Promise<void>
  addChunks(workspaceId: WorkspaceId, chunks: readonly NewChunk[]): Promise<void>
  /**
   * Makes the revisions visible, all at once; returns the documents' ids in the same order.
   * @param counts in how many of their chunks each term occurs, by term id; 0 is the number of chunks
   * @throws AppError `version-retired` when a rebuild has replaced the version meanwhile
   */
  publish(
    target: IndexTarget,
    version: IndexVersion,
    revisions: readonly FinishedRevision[],
    counts: TermCounts,
  ): Promise<readonly string[]>
  /** Removes chunks and artifacts that no document points to any more, in short transactions. */
  removeRetired(workspaceId: WorkspaceId): Promise<void>
  /** After much was written: gives the embedded engine's planner its statistics, and room back. */
  vacuum(): Promise<void>
  compactCounts(workspaceId: WorkspaceId): Promise<void>

  /** The mean length of all chunks in terms; null when there are none. */
  readAverageLength(workspaceId: WorkspaceId): Promise<number | null>
  /**
   * Goes on with a version that is being built of the same kind, or begins one: written beside the current, unseen.
   * @throws AppError `rebuild-running` while another process does, as all that write to it once another took it over
   */
  beginRebuild(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string; readonly averageLength: number },
  ): Promise<Rebuild>
  /** Documents that the version has no revision for yet, in the order of their ids: some megabytes of text at most. @param after the last one's id */
  readUnbuilt(
    workspaceId: WorkspaceId,
    version: IndexVersion,
    after: string | null,
    limit: number,
  ): Promise<readonly StoredArtifact[]>
  /** Returns the ids of those begun: not of documents that are deleted or indexed anew by now. */
  beginRebuilt(
    workspaceId: WorkspaceId,
    version: Rebuild,
    revisions: readonly {
      readonly revisionId: string
      /** The revision it will take the place of. */
      readonly replaces: string
    }[],
  ): Promise<ReadonlySet<string>>
  /** The batch's revisions are complete; the vectors of chunks that did not change come along. */
  addRebuilt(
    workspaceId: WorkspaceId,
    version: Rebuild,
    revisions: readonly { readonly revisionId: string; readonly chunkCount: number }[],
    counts: TermCounts,
  ): Promise<void>
  /** All documents show the new version from now on. Those that were indexed meanwhile are left for another round. */
  switchVersion(workspaceId: WorkspaceId, version: Rebuild): Promise<void>
  /** Lets another process rebuild. */
  endRebuild(workspaceId: WorkspaceId, version: Rebuild): Promise<void>

  /** The id under which a model's vectors are kept. @throws AppError `embedding-dimensions` when they had another size */
  openEmbeddingModel(workspaceId: WorkspaceId, model: string, dimensions: number): Promise<string>
  /** @param after where the last batch ended; null from the start */
  readUnembedded(
    workspaceId: WorkspaceId,
    model: string,
    after: Pick<UnembeddedChunk, 'revisionId' | 'ordinal'> | null,
    limit: number,
  ): Promise<readonly UnembeddedChunk[]>
  addEmbeddings(
    workspaceId: WorkspaceId,
    modelId: string,
    vectors: readonly { readonly revisionId: string; readonly ordinal: number; readonly vector: Float32Array }[],
  ): Promise<void>
  /** All chunks have a vector: the model is searched from now on, and other models' vectors go. */
  finishEmbedding(workspaceId: WorkspaceId, model: string): Promise<void>
}

export type { PendingUpload, UploadOutcome } from './documents/uploads.ts'
export type { Store } from './index.ts'
export type { InboxRow, Outcome } from './messages/inbox.ts'
export type { Claim } from './messages/leases.ts'
export type { OutboxRow, SendOutcome } from './messages/outbox.ts'
export type { Waiting } from './messages/workers.ts'
