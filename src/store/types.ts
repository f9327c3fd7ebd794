// What the store promises the other rooms. Every reading function takes an AccessScope or a workspace; SQL stays inside.
import type { AccessScope, DocumentRef, IndexTarget, WorkspaceId } from '../model.ts'
import type { Chunk, IndexTerms, Layout } from '../rag/types.ts'

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
  }
  readonly text: string
  readonly start: number
  readonly end: number
  readonly page?: number
  readonly heading?: string
  /** The sum over shared terms of stored weight × query weight; above 0. */
  readonly score: number
}

export interface SearchStore {
  /**
   * The chunks nearest to a query, best first, all read in one transaction.
   * @param terms the query's term ids
   * @param weigh turns the corpus's counts into a weight a term
   */
  searchChunks(
    scope: AccessScope,
    terms: readonly number[],
    weigh: (stats: CorpusStats) => ReadonlyMap<number, number>,
    limit: number,
  ): Promise<{ readonly stats: CorpusStats; readonly hits: readonly ChunkHit[] }>
}

/** What the chunks of a workspace are made with; see `index_versions`. */
export interface IndexVersion {
  readonly id: string
  /** In terms. */
  readonly averageLength: number
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
}

/** An artifact to store and the revision that is made from it. `hash` addresses text and layout. */
interface NewRevision {
  readonly revisionId: string
  readonly artifact: {
    readonly hash: string
    readonly text: string
    readonly layout: Layout
    readonly mediaType: string
  }
}

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
  readonly mediaType: string
  readonly chunkCount: number
}

/** The write path of indexing. Each call is one short transaction. */
export interface IndexStore {
  currentVersion(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string; readonly averageLength: number },
  ): Promise<IndexVersion>
  findBySource(target: IndexTarget, sourceKeys: readonly string[]): Promise<ReadonlyMap<string, KnownDocument>>
  beginRevisions(workspaceId: WorkspaceId, version: IndexVersion, revisions: readonly NewRevision[]): Promise<void>
  addChunks(workspaceId: WorkspaceId, chunks: readonly NewChunk[]): Promise<void>
  /**
   * Makes the revisions visible, all at once; returns the documents' ids in the same order.
   * @param counts in how many of their chunks each term occurs, by term id; 0 is the number of chunks
   */
  publish(
    target: IndexTarget,
    version: IndexVersion,
    revisions: readonly FinishedRevision[],
    counts: ReadonlyMap<number, number>,
  ): Promise<readonly string[]>
  /** Removes chunks and artifacts that no document points to any more, in short transactions. */
  removeRetired(workspaceId: WorkspaceId): Promise<void>
  /** After much was written: gives the embedded engine's planner its statistics, and room back. */
  vacuum(): Promise<void>
}

export type { InboxRow, Outcome } from './inbox.ts'
export type { Store } from './index.ts'
export type { Claim } from './leases.ts'
export type { OutboxRow, SendOutcome } from './outbox.ts'
export type { PendingUpload } from './uploads.ts'
