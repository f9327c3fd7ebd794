// The portal's view of the store: the owner's workspace, with ragbot's own documentation behind it until the
// workspace has documents of its own.

import { AppError } from '../errors.ts'
import type { Layout } from '../layout.ts'
import type { AccessScope, Position, WorkspaceId, WorkspaceStatus } from '../model.ts'
import type { Wake } from '../queue/types.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { RemovalStore } from '../store/indexing/removal.ts'
import type { UploadStore } from '../store/messages/uploads.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { PortalStore, Upload } from './types.ts'

export interface PortalStoreOptions {
  readonly store: UploadStore & TranscriptStore & DocumentStore & RemovalStore
  readonly wake: Pick<Wake, 'upload'>
  readonly scope: AccessScope
  readonly builtInWorkspaceId: WorkspaceId
  /** Throws when there is no room for new documents. */
  readonly requireRoom: () => void
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
  /** Where a slice of a text stands: the engine's. */
  readonly placeIn: (
    layout: Layout,
    text: string,
    start: number,
    end: number,
  ) => Position & { readonly heading?: string }
}

// Each is answered by a page of docs/: tests/app.test.ts asks them.
const builtInExamples = [
  'How do I index a single file?',
  'How do I connect ragbot to Slack?',
  'Who can open the chat page?',
]

export function createPortalStore(options: PortalStoreOptions): PortalStore {
  const { store, wake, scope, builtInWorkspaceId } = options
  const { workspaceId } = scope

  /** Null when there is no such document here, or the reader may not see it. */
  async function findDocument(id: string) {
    const builtIn = { workspaceId: builtInWorkspaceId, audiences: ['workspace'] } as const
    return (await store.readForReader(scope, id)) ?? store.readForReader(builtIn, id)
  }

  return {
    listConversations: (query) => store.listConversations(workspaceId, query),

    listMessages: (conversationId, query) => store.listMessages(workspaceId, conversationId, query),

    async listDocuments() {
      const documents = await store.listDocuments(workspaceId)
      return documents.map(({ id, externalId, title, uri, chunks, updatedAt, audience }) => ({
        id,
        title,
        uri,
        chunks,
        updatedAt,
        audience,
        ...(externalId !== null && { externalId }),
      }))
    },

    async deleteDocument(documentId) {
      try {
        await store.retireDocument(workspaceId, documentId)
      } catch (error) {
        if (error instanceof AppError && error.code === 'no-such-document') return false
        throw error
      }
      await store.removeRetired(workspaceId)
      return true
    },

    async readPassage({ documentId, start, end, around, revision }) {
      const found = await findDocument(documentId)
      if (!found || (revision !== undefined && revision !== found.revision)) return null
      if (start < 0 || end <= start || end > found.text.length) return null
      const textStart = Math.max(0, start - around)
      const { id, externalId, title, uri } = found
      return {
        document: { id, title, uri, ...(externalId !== null && { externalId }) },
        text: found.text.slice(textStart, end + around),
        textStart,
        start,
        end,
        ...options.placeIn(found.layout, found.text, start, end),
      }
    },

    async addUpload(file) {
      options.requireRoom()
      const uploadId = await store.addUpload(workspaceId, { ...file, audience: 'workspace' })
      wake.upload({ workspaceId, uploadId, installId: null })
      return { id: uploadId }
    },

    async readUpload(uploadId): Promise<Upload | null> {
      const upload = await store.readUpload(workspaceId, uploadId)
      if (!upload) return null
      if (upload.state === 'pending') return { status: 'pending' }
      if (upload.state === 'failed') {
        return { status: 'failed', error: { code: upload.errorCode ?? 'failed', message: upload.errorMessage ?? '' } }
      }
      return { status: upload.state, documentId: upload.documentId ?? '', chunks: upload.chunks ?? 0 }
    },

    async status() {
      const status = await options.status(workspaceId)
      const builtIn = status.documents === 0
      return { ...status, builtIn, examples: builtIn ? builtInExamples : [] }
    },
  }
}
