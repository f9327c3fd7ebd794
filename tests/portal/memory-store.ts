// A PortalStore in memory for the tests of this room: documents are texts, uploads are indexed at once.
import type {
  ConversationSummary,
  DocumentSummary,
  PassageWindow,
  PortalStore,
  TranscriptMessage,
  Upload,
} from '../../src/portal/types.ts'

export interface MemoryDocument {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface MemoryStore extends PortalStore {
  readonly documents: Map<string, MemoryDocument>
  readonly transcripts: Map<string, TranscriptMessage[]>
  /** Appends with the next `seq` and answers the stored message. */
  append(conversationId: string, message: Omit<TranscriptMessage, 'seq' | 'createdAt'>): TranscriptMessage
  /** What a conversation is listed as; `local` and its first message without it. */
  readonly summaries: Map<string, Partial<ConversationSummary>>
}

export function createMemoryStore(documents: readonly MemoryDocument[] = []): MemoryStore {
  const kept = new Map(documents.map((document) => [document.id, document]))
  const transcripts = new Map<string, TranscriptMessage[]>()
  const summaries = new Map<string, Partial<ConversationSummary>>()
  const uploads = new Map<string, Upload>()

  const summarise = ([id, messages]: [string, TranscriptMessage[]]): ConversationSummary => ({
    id,
    title: messages[0]?.displayMarkdown ?? '',
    platform: 'local',
    updatedAt: messages.at(-1)?.createdAt ?? '',
    messageCount: messages.length,
    ...summaries.get(id),
  })

  return {
    documents: kept,
    transcripts,
    summaries,
    append(conversationId, message) {
      const messages = transcripts.get(conversationId) ?? []
      const stored = { ...message, seq: messages.length + 1, createdAt: new Date().toISOString() }
      transcripts.set(conversationId, [...messages, stored])
      return stored
    },
    async listConversations({ limit, updatedSince, after }) {
      const key = ({ updatedAt, id }: { updatedAt: string; id: string }) => `${updatedAt} ${id}`
      return [...transcripts]
        .map(summarise)
        .filter(({ updatedAt }) => updatedSince === undefined || new Date(updatedAt) >= updatedSince)
        .sort((a, b) => (key(a) < key(b) ? 1 : -1))
        .filter((conversation) => after === undefined || key(conversation) < key(after))
        .slice(0, limit)
    },
    async listMessages(conversationId, { sinceSeq, limit }) {
      const messages = transcripts.get(conversationId)
      return messages?.filter(({ seq }) => seq > sinceSeq).slice(0, limit) ?? null
    },
    async listDocuments() {
      return [...kept.values()].map(
        ({ id, title, text }): DocumentSummary => ({
          id,
          title,
          uri: `${title}.md`,
          chunks: Math.ceil(text.length / 1_000),
          updatedAt: '2026-11-20T09:00:00.000Z',
          audience: 'workspace',
        }),
      )
    },
    deleteDocument: async (documentId) => kept.delete(documentId),
    async readPassage({ documentId, start, end, around }): Promise<PassageWindow | null> {
      const document = kept.get(documentId)
      if (!document || end > document.text.length) return null
      const textStart = Math.max(0, start - around)
      return {
        document: { id: documentId, title: document.title, uri: `${document.title}.md` },
        text: document.text.slice(textStart, end + around),
        textStart,
        start,
        end,
        page: 3,
      }
    },
    async addUpload({ name, bytes }) {
      const id = `upload-${uploads.size + 1}`
      const text = Buffer.from(bytes).toString()
      if (text.includes('\0')) {
        uploads.set(id, {
          status: 'failed',
          error: { code: 'unsupported', message: `${name} is neither text nor a PDF` },
        })
      } else {
        const documentId = `document-${kept.size + 1}`
        kept.set(documentId, { id: documentId, title: name.replace(/\.\w+$/, ''), text })
        uploads.set(id, { status: 'indexed', documentId, chunks: Math.ceil(text.length / 1_000) })
      }
      return { id }
    },
    readUpload: async (uploadId) => uploads.get(uploadId) ?? null,
    async status() {
      return {
        documents: kept.size,
        chunks: [...kept.values()].reduce((sum, { text }) => sum + Math.ceil(text.length / 1_000), 0),
        lastIndexedAt: null,
        retrieval: 'words only',
        writer: 'extractive',
        pending: 0,
        builtIn: kept.size === 0,
        examples: [
          'How long is parental leave?',
          'Who approves travel to another country?',
          'What does a refund need?',
        ],
      }
    },
  }
}
