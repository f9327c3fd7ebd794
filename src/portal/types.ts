// What the portal needs from the rest of the house, and what app.ts gives it. Times are ISO 8601 strings.
import type { DocumentRef, Locator, WorkspaceStatus } from '../model.ts'
import type { DocumentPage, DocumentQuery } from '../store/documents/listing.ts'
import type { UploadStore } from '../store/messages/uploads.ts'
import type { ConversationSummary, StoredMessage } from '../store/transcripts/conversations.ts'

export interface ConversationQuery {
  /** Only those updated at or after this moment. */
  readonly updatedSince?: Date
  /** All of them in the title or in one of its messages. */
  readonly words?: readonly string[]
  /** Only those that come after this one in the order (newest first, then by id descending), as `listConversations` gave it. */
  readonly after?: { readonly updatedAt: string; readonly id: string }
  readonly limit: number
}

interface DocumentSummary {
  readonly id: string
  readonly externalId?: string
  readonly title: string
  readonly uri: string
  /** The address as people read it: below the folder that all indexed files are in, or a file's name. */
  readonly path: string
  readonly source: DocumentPage['documents'][number]['source']
  readonly mediaType: string
  readonly chunks: number
  readonly updatedAt: string
  readonly audience: string
}

/** A stretch of a document's text around a passage, and its place. Offsets count from the beginning of the document. */
export type PassageWindow = Locator & {
  readonly document: DocumentRef
  readonly text: string
  /** Where `text` begins in the document. */
  readonly textStart: number
  /** `document` is Markdown; `plain` has lists and tables as Markdown has them; `lines` is shown as it is. */
  readonly format: 'document' | 'plain' | 'lines'
  /** Of a `plain` text: where its headings begin in the document, and their levels from 1. */
  readonly headings: readonly { readonly offset: number; readonly level: number }[]
}

/** A document's text from `textStart` on, in pages. */
type TextPage = Pick<PassageWindow, 'document' | 'text' | 'textStart' | 'format' | 'headings'> & {
  /** UTF-16 code units of the whole text. */
  readonly length: number
  /** Where the next page begins; absent on the last one. */
  readonly next?: number
}

interface PassageQuery {
  readonly documentId: string
  readonly start: number
  readonly end: number
  /** UTF-16 code units of text wanted on either side. */
  readonly around: number
  /** The revision that the offsets were taken from; the current one without it. */
  readonly revision?: string
}

export type Upload =
  | { readonly status: 'pending' }
  | { readonly status: 'indexed' | 'unchanged'; readonly documentId: string; readonly chunks: number }
  | { readonly status: 'failed'; readonly error: { readonly code: string; readonly message: string } }

interface PortalStatus extends WorkspaceStatus {
  /** True while the workspace has no document, so that ragbot's own documentation answers. */
  readonly builtIn: boolean
  /** Up to three questions that the indexed documents answer, for a newcomer to click. */
  readonly examples: readonly string[]
}

/** Everything the API reads and writes, in the owner's workspace and scope. */
export interface PortalStore {
  /** Newest first. */
  listConversations(query: ConversationQuery): Promise<readonly ConversationSummary[]>
  /** Messages with a higher `seq`, ascending; null when there is no such conversation. */
  listMessages(
    conversationId: string,
    query: { readonly sinceSeq: number; readonly limit: number },
  ): Promise<readonly StoredMessage[] | null>
  /** False when there is no such conversation. */
  renameConversation(conversationId: string, title: string): Promise<boolean>
  /** `elsewhere`: all of it was said on a platform, where it stays. */
  removeConversation(conversationId: string): Promise<'removed' | 'elsewhere' | 'missing'>
  /** By title. */
  listDocuments(
    query: DocumentQuery,
  ): Promise<Pick<DocumentPage, 'kinds' | 'sources'> & { readonly documents: readonly DocumentSummary[] }>
  /** Null when there is no such document that the owner may read. */
  readText(query: {
    readonly documentId: string
    readonly start: number
    readonly limit: number
  }): Promise<TextPage | null>
  /** Files of the last days that wait or could not be read, the newest first. */
  listUnread(limit: number): ReturnType<UploadStore['listUnread']>
  /** False when there is no such document. */
  deleteDocument(documentId: string): Promise<boolean>
  /** Null when the document is gone, or the revision no longer kept, or the range outside its text. */
  readPassage(query: PassageQuery): Promise<PassageWindow | null>
  /**
   * Keeps the file and has it indexed in the background.
   * @param file `keepsOthers`: another document of this name is not replaced, and this one gets a number
   */
  addUpload(file: {
    readonly name: string
    readonly bytes: Uint8Array
    readonly keepsOthers?: boolean
  }): Promise<{ readonly id: string; readonly name: string }>
  readUpload(uploadId: string): Promise<Upload | null>
  status(): Promise<PortalStatus>
}

/** Links to a place in a document for readers who have no session here. The link itself is the permission. */
export interface SourceLinks {
  linkTo(documentId: string, start: number, end: number, revision?: string): string
  /** Null when the token was forged, altered or cut. */
  read(token: string): SourcePlace | null
  /** The document that a link is to a passage of; null for any other address. */
  documentBehind(url: string): string | null
}

export interface SourcePlace {
  readonly documentId: string
  readonly start: number
  readonly end: number
  readonly revision?: string
}
