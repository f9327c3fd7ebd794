// The portal's view of the store: the owner's workspace, with ragbot's own documentation behind it.

import { randomUUID } from 'node:crypto'
import { audienceOf, owner } from '../askers.ts'
import { AppError } from '../errors.ts'
import type { Layout, LongText } from '../layout.ts'
import type { AccessScope, Position, WorkspaceId, WorkspaceStatus } from '../model.ts'
import type { Wake } from '../queue/types.ts'
import type { DocumentStore, StoredDocument } from '../store/documents/documents.ts'
import type { ListingStore } from '../store/documents/listing.ts'
import type { IndexStore } from '../store/indexing/indexing.ts'
import type { RemovalStore } from '../store/indexing/removal.ts'
import type { UploadStore } from '../store/messages/uploads.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { OwnerStore } from '../store/transcripts/owner.ts'
import { examplesFrom } from './examples.ts'
import type { PortalStore, Upload } from './types.ts'
import { pageOf, windowOf } from './window.ts'

export interface PortalStoreOptions {
  readonly store: UploadStore &
    TranscriptStore &
    OwnerStore &
    DocumentStore &
    ListingStore &
    RemovalStore &
    Pick<IndexStore, 'findBySource'>
  readonly wake: Pick<Wake, 'upload'>
  readonly scope: AccessScope
  readonly builtInWorkspaceId: WorkspaceId
  /** Throws when there is no room for new documents. */
  readonly requireRoom: () => void
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
  /** Where a slice of a text stands: the engine's. */
  readonly placeIn: (
    layout: Layout,
    text: LongText,
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

/** The audience of what is said on the page. */
const saidHere = audienceOf('local', { person: owner, place: { kind: 'direct' } })

const refOf = ({ id, externalId, title, uri }: Pick<StoredDocument, 'id' | 'externalId' | 'title' | 'uri'>) => ({
  id,
  title,
  uri,
  ...(externalId !== null && { externalId }),
})

/** A document's address as people read it: below the folder that all files are in, a file's name, or the address itself. */
function pathOf(uri: string, root: string | null): string {
  if (uri.startsWith('upload:')) return uri.slice('upload:'.length)
  return root !== null && uri.startsWith(root) ? uri.slice(root.length) : uri
}

export function createPortalStore(options: PortalStoreOptions): PortalStore {
  const { store, wake, scope, builtInWorkspaceId } = options
  const { workspaceId } = scope

  /** Null when there is no such document here, or the reader may not see it. */
  async function findDocument(id: string) {
    const builtIn = { workspaceId: builtInWorkspaceId, audiences: ['workspace'] } as const
    return (await store.readForReader(scope, id)) ?? store.readForReader(builtIn, id)
  }

  // Made once for what is indexed just then.
  let made = { of: '', examples: [] as readonly string[] }
  async function ownExamples({ documents, lastIndexedAt }: WorkspaceStatus): Promise<readonly string[]> {
    const of = `${documents} ${lastIndexedAt}`
    if (made.of !== of) made = { of, examples: examplesFrom(await store.readOutlines(scope, 60), 3) }
    return made.examples
  }

  /** Another text is kept under its name, so this one gets a number; the same one again is the same document. */
  async function freeName(wanted: string, bytes: Uint8Array): Promise<string> {
    const text = Buffer.from(bytes).toString().trim()
    const [, stem = wanted, end = ''] = /^(.+?)(\.\w{1,8})?$/s.exec(wanted) ?? []
    const names = Array.from({ length: 200 }, (_, n) => (n === 0 ? wanted : `${stem} (${n + 1})${end}`))
    const target = { workspaceId, audience: 'workspace' } as const
    const known = await store.findBySource(
      target,
      names.map((name) => `upload:${name}`),
    )
    for (const name of names) {
      const same = known.get(`upload:${name}`)
      if (!same || (await store.readForReader(scope, same.documentId))?.text.slice(0).trim() === text) return name
    }
    return `${stem} ${randomUUID()}${end}`
  }

  return {
    listConversations: (query) => store.listConversations(workspaceId, query),

    listMessages: (conversationId, query) => store.listMessages(workspaceId, conversationId, query),

    renameConversation: (id, title) => store.renameConversation(workspaceId, id, title),

    removeConversation: (id) => store.removeConversation(workspaceId, id, saidHere),

    async listDocuments(query) {
      const { documents, root, kinds, sources } = await store.findDocuments(workspaceId, query)
      const shown = documents.map(({ id, externalId, title, uri, chunks, updatedAt, audience, source, mediaType }) => ({
        id,
        title,
        uri,
        path: pathOf(uri, root),
        source,
        mediaType,
        chunks,
        updatedAt,
        audience,
        ...(externalId !== null && { externalId }),
      }))
      return { documents: shown, kinds, sources }
    },

    async readText({ documentId, start, limit }) {
      const found = await findDocument(documentId)
      if (!found || start < 0 || start > found.text.length) return null
      return { document: refOf(found), length: found.text.length, ...pageOf(found, start, limit) }
    },

    listUnread: (limit) => store.listUnread(workspaceId, limit),

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
      const window = await windowOf(found, start, end, around)
      return {
        document: refOf(found),
        ...window,
        start,
        end,
        ...options.placeIn(found.layout, found.text, start, end),
      }
    },

    async addUpload({ name: wanted, bytes, keepsOthers }) {
      options.requireRoom()
      const name = keepsOthers ? await freeName(wanted, bytes) : wanted
      const uploadId = await store.addUpload(workspaceId, { name, bytes, audience: 'workspace' })
      wake.upload({ workspaceId, uploadId, installId: null })
      return { id: uploadId, name }
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
      return { ...status, builtIn, examples: builtIn ? builtInExamples : await ownExamples(status) }
    },
  }
}
