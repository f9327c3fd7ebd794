// The portal's JSON API over conversations, documents and uploads. Refuses whoever has no credential, before the body is read.
import type { Signed } from '../card.ts'
import type { AnswerPlace, Citation } from '../model.ts'
import type { HttpResponse, Route } from '../route.ts'
import type { DocumentSource } from '../store/documents/listing.ts'
import type { ConversationSummary, StoredMessage } from '../store/transcripts/conversations.ts'
import type { Access } from './access.ts'
import {
  isUuid,
  readConversationCursor,
  readCount,
  readDate,
  readDocumentCursor,
  readFileName,
  readOneOf,
  readTitle,
  readWords,
  writeConversationCursor,
  writeDocumentCursor,
} from './parameters.ts'
import { json, jsonError } from './responses.ts'
import type { PortalStore } from './types.ts'

type ActionsOf = (place: AnswerPlace, citations: readonly Citation[]) => Promise<Signed>

/** The largest file that the page takes; larger ones are for `index`, which reads from disk. */
export const uploadLimitBytes = 32 * 1024 * 1024
const documentSources = ['folder', 'upload', 'web', 'chat'] as const satisfies readonly DocumentSource[]
const passageAround = 20_000
/** UTF-16 code units of a document that are read at once. */
const textLimit = 20_000
/** The largest number that the transcript's `seq` can be. */
const lastSeq = 2 ** 31 - 1

/** @param actionsOf what can be clicked below an answer */
export function createApiRoutes(
  store: PortalStore,
  access: Pick<Access, 'refuse'>,
  actionsOf: ActionsOf,
): readonly Route[] {
  const at = (method: Route['method'], path: string, handle: Route['handle'], bodyLimitBytes?: number): Route => ({
    method,
    path: `/api/v2${path}`,
    ...(bodyLimitBytes === undefined ? {} : { bodyLimitBytes }),
    admit: access.refuse,
    admitsBy: 'credential',
    handle,
  })

  async function withActions(conversationId: string, message: StoredMessage) {
    const { role, seq, citations } = message
    if (role === 'user') return toMessageJson(message)
    return { ...toMessageJson(message), actions: await actionsOf({ conversationId, seq }, citations) }
  }

  return [
    at('GET', '/conversations', async ({ query }) => {
      const limit = readCount(query, 'limit', { fallback: 50, min: 1, max: 200 })
      const updatedSince = readDate(query, 'updated_since')
      const after = readConversationCursor(query, 'cursor')
      const words = readWords(query, 'q')
      const found = await store.listConversations({
        limit: limit + 1,
        words,
        ...(updatedSince && { updatedSince }),
        ...(after && { after }),
      })
      const last = found[limit - 1]
      const next = found.length > limit && last ? { next: writeConversationCursor(last) } : {}
      return json(200, { conversations: found.slice(0, limit).map(toConversationJson), ...next })
    }),

    at('GET', '/conversations/:id/messages', async ({ params, query }) => {
      const limit = readCount(query, 'limit', { fallback: 100, min: 1, max: 500 })
      const sinceSeq = readCount(query, 'since_seq', { fallback: 0, min: 0, max: lastSeq })
      const found = isUuid(params.id) ? await store.listMessages(params.id, { sinceSeq, limit: limit + 1 }) : null
      if (!found) return noConversation()
      const next = found.length > limit ? { next_seq: found[limit - 1]?.seq } : {}
      return json(200, {
        messages: await Promise.all(found.slice(0, limit).map((one) => withActions(params.id ?? '', one))),
        ...next,
      })
    }),

    at('PATCH', '/conversations/:id', async ({ params, body }) => {
      const title = readTitle(body)
      const renamed = await store.renameConversation(params.id ?? '', title)
      return renamed ? json(200, { id: params.id, title }) : noConversation()
    }),

    at('DELETE', '/conversations/:id', async ({ params }) => {
      const outcome = await store.removeConversation(params.id ?? '')
      if (outcome === 'missing') return noConversation()
      if (outcome === 'elsewhere')
        return jsonError(409, 'conflict', 'All of this conversation was said on another platform: it stays there')
      return { ...json(204, null), body: '' }
    }),

    at('GET', '/documents', async ({ query }) => {
      const limit = readCount(query, 'limit', { fallback: 100, min: 1, max: 500 })
      const source = readOneOf(query, 'source', documentSources)
      const mediaType = query.get('kind')?.toWellFormed().replaceAll('\0', '')
      const after = readDocumentCursor(query, 'cursor')
      const { documents, kinds, sources } = await store.listDocuments({
        words: readWords(query, 'q').join(' '),
        limit: limit + 1,
        ...(source && { source }),
        ...(mediaType && { mediaType }),
        ...(after && { after }),
      })
      const last = documents[limit - 1]
      return json(200, {
        documents: documents.slice(0, limit).map(({ updatedAt, mediaType: kind, ...document }) => ({
          ...document,
          kind,
          updated_at: updatedAt,
        })),
        kinds: kinds.map(({ mediaType: kind, count }) => ({ kind, count })),
        sources,
        ...(documents.length > limit && last && { next: writeDocumentCursor(last) }),
      })
    }),

    at('GET', '/documents/:id/text', async ({ params, query }) => {
      const start = readCount(query, 'start', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER })
      const page = await store.readText({ documentId: params.id ?? '', start, limit: textLimit })
      return page ? json(200, page) : noDocument()
    }),

    at(
      'POST',
      '/documents',
      async ({ query, body }) => {
        const name = readFileName(query, 'name')
        const keepsOthers = readOneOf(query, 'keep', ['others']) !== undefined
        if (body.byteLength === 0) return jsonError(400, 'empty-file', `${name} is empty`)
        return json(202, { upload: await store.addUpload({ name, bytes: body, keepsOthers }) })
      },
      uploadLimitBytes,
    ),

    at('GET', '/uploads', async ({ query }) => {
      const limit = readCount(query, 'limit', { fallback: 100, min: 1, max: 500 })
      const found = await store.listUnread(limit)
      return json(200, {
        uploads: found.map(({ id, name, audience, state, errorCode, errorMessage, createdAt }) => ({
          id,
          name,
          audience,
          status: state,
          ...(state === 'failed' && { error: { code: errorCode ?? 'failed', message: errorMessage ?? '' } }),
          created_at: createdAt,
        })),
      })
    }),

    at('DELETE', '/documents/:id', async ({ params }) => {
      const deleted = await store.deleteDocument(params.id ?? '')
      return deleted ? { ...json(204, null), body: '' } : noDocument()
    }),

    at('GET', '/documents/:id/passage', async ({ params, query }) => {
      const bounds = { min: 0, max: Number.MAX_SAFE_INTEGER }
      const start = readCount(query, 'start', bounds)
      const end = readCount(query, 'end', bounds)
      if (end <= start) return jsonError(400, 'bad-request', 'end must be greater than start')
      const passage = await store.readPassage({ documentId: params.id ?? '', start, end, around: passageAround })
      return passage ? json(200, passage) : noDocument()
    }),

    at('GET', '/uploads/:id', async ({ params }) => {
      const upload = await store.readUpload(params.id ?? '')
      return upload ? json(200, upload) : jsonError(404, 'not-found', 'There is no such upload')
    }),

    at('GET', '/status', async () => json(200, await store.status())),
  ]
}

function noConversation(): HttpResponse {
  return jsonError(404, 'not-found', 'There is no such conversation')
}

function noDocument(): HttpResponse {
  return jsonError(404, 'not-found', 'There is no such document, or it has changed')
}

function toConversationJson(conversation: ConversationSummary): unknown {
  const { id, title, platform, updatedAt, messageCount } = conversation
  return { id, title, platform, updated_at: updatedAt, message_count: messageCount }
}

function toMessageJson(message: StoredMessage) {
  return {
    seq: message.seq,
    role: message.role,
    kind: message.kind,
    content_markdown: message.contentMarkdown,
    display_markdown: message.displayMarkdown,
    citations: message.citations,
    created_at: message.createdAt,
    ...(message.clientMessageId === null ? {} : { client_message_id: message.clientMessageId }),
  }
}
