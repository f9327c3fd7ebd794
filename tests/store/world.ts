// Two workspaces with the same things under the same names: in each a document for everybody, one of a private channel and
// one of a person, what was asked and said about each, and files that wait. Whatever is told of one holds its mark:
// `home-open`, `other-channel`.
import { randomUUID } from 'node:crypto'
import type { Audience, Incoming, Request, ThreadKey, WorkspaceId } from '../../src/model.ts'
import type { StoredSource } from '../../src/store/documents/sources.ts'
import type { InboxRow } from '../../src/store/messages/inbox.ts'
import { at } from '../askers.ts'
import type { OpenStore } from '../contracts/open-store.ts'

export const audiences = {
  open: 'workspace',
  channel: 'channel:slack:T1/C1',
  person: 'person:slack:T1/U1',
} as const satisfies Record<string, Audience>
export type Kind = keyof typeof audiences
export const kinds = Object.keys(audiences) as Kind[]

/** What one kind of document left behind in a workspace. */
export interface Thing {
  readonly documentId: string
  readonly revisionId: string
  readonly conversationId: string
  /** The outbox row of the answer, posted in private. */
  readonly sentId: number
  readonly uploadId: string
  /** A message with a file that is not read yet. */
  readonly waiting: InboxRow
  readonly sharedId: string
  readonly source: StoredSource
}
export type Things = Readonly<Record<Kind, Thing>>

export const made = { analyzer: 'a', chunker: 'c', averageLength: 1 }
export const model = 'model'

export const incoming = (threadKey: string, request: Request): Incoming => ({
  platform: 'slack',
  naturalKey: threadKey,
  threadKey: threadKey as ThreadKey,
  ...at('T1/C1', 'T1/U1'),
  request,
  target: { channel: 'C1' },
})

export async function fillWorkspace(open: OpenStore, workspaceId: WorkspaceId, whose: string): Promise<Things> {
  const modelId = await open.store.openEmbeddingModel(workspaceId, model, 2)
  const things = { ...(await fill(open, workspaceId, whose, modelId)) }
  await open.store.finishEmbedding(workspaceId, model)
  return things
}

async function fill(open: OpenStore, workspaceId: WorkspaceId, whose: string, modelId: string): Promise<Things> {
  const entries: [Kind, Thing][] = []
  for (const kind of kinds) entries.push([kind, await add(open, workspaceId, whose, modelId, kind)])
  return Object.fromEntries(entries) as unknown as Things
}

async function add(
  { db, store, installOf }: OpenStore,
  workspaceId: WorkspaceId,
  whose: string,
  modelId: string,
  kind: Kind,
) {
  const mark = `${whose}-${kind}`
  const audience = audiences[kind]
  const version = await store.currentVersion(workspaceId, made)
  const revisionId = randomUUID()
  const text = `zebra? ${mark}`
  const layout = { pages: [], headings: [] }
  await store.beginRevisions(workspaceId, version, [
    { revisionId, artifact: { hash: mark, text, layout, mediaType: 'text/plain' } },
  ])
  const chunk = { ordinal: 0, start: 0, end: text.length, text }
  await store.addChunks(workspaceId, [{ revisionId, chunk, index: { length: 1, terms: new Map([[1, 1]]) } }])
  const document = { revisionId, sourceKey: kind, sourceHash: mark, uri: `file:///${kind}`, title: `Paper ${mark}` }
  const [documentId] = await store.publish(
    { workspaceId, audience },
    version,
    [{ ...document, url: `https://x/${mark}`, mediaType: 'text/plain', language: 'en', chunkCount: 1 }],
    new Map([0, 1].map((term) => [term, 1])),
  )
  await store.addEmbeddings(workspaceId, modelId, [{ revisionId, ordinal: 0, vector: Float32Array.of(1, 0) }])
  await store.recordGap({ workspaceId, audiences: [audience] }, `gap ${mark}`, [documentId!])

  const asked = incoming(`T1:${kind}`, { kind: 'ask', question: `question ${mark}`, cut: false })
  const install = installOf('slack', workspaceId)
  const work = { installId: install.id, threadKey: asked.threadKey }
  await store.acceptIncoming(install, { incoming: asked, secret: null, traceId: 't' })
  const claim = await store.claimIncoming(work, 'me')
  if (claim.kind !== 'row') throw new Error('no row')
  const said = (markdown: string) => ({ contentMarkdown: markdown, displayMarkdown: markdown })
  const cited = { id: documentId!, title: document.title, uri: document.uri }
  const citations = [{ marker: 1, document: cited, quote: text, locator: { start: 0, end: 1 } }]
  await store.finishIncoming(claim.row, {
    private: true,
    payload: { text: mark },
    transcript: {
      user: { role: 'user', kind: 'user', ...said(`question ${mark}`) },
      assistant: { role: 'assistant', kind: 'assistant_grounded', ...said(`answer ${mark}`), citations },
    },
  })
  await store.dropAllLeases()
  const out = await store.claimOutgoing(work, 'me')
  if (out.kind !== 'row') throw new Error('no reply')
  await store.recordSend(out.row, { state: 'sent', messageId: mark })
  await store.dropAllLeases()
  const place = { conversationId: out.row.conversationId!, seq: 2 }
  for (const feedback of ['favourite', 'report'] as const)
    await store.recordFeedback(workspaceId, {
      ...({ platform: 'slack', person: 'T1/U1', heardBy: null, place, kind: feedback, text: mark } as const),
    })

  await store.keepActionValue(workspaceId, `of ${kind}`, mark, null)

  const source = { kind: 'file', sourceKey: mark, name: mark, reference: mark } as const
  const shared = incoming(`T1:files-${kind}`, { kind: 'index', sources: [source], isPrivate: false })
  await store.acceptIncoming(install, { incoming: shared, secret: Buffer.from('sealed'), traceId: mark })
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ id: number }>(`select id from inbox where thread_key = $1`, [shared.threadKey]),
  )
  const waiting = { ...claim.row, ...row!, incoming: shared, secret: Buffer.from('sealed') }
  const [sharedId] = await store.addSharedSources(waiting, [{ name: mark }], audience)
  await store.putPlaceholder(waiting, { text: mark }, false)
  const site = { kind: 'sitemap', uri: `https://x/${mark}.xml` } as const
  const fed = await store.openSource({ workspaceId, audience }, site, new Date())
  await store.recordSourceItems(fed, [{ sourceKey: kind }], new Date())
  return {
    documentId: documentId!,
    revisionId,
    source: fed,
    conversationId: place.conversationId,
    sentId: out.row.id,
    uploadId: await store.addUpload(workspaceId, { name: mark, bytes: Buffer.from(mark), audience }),
    waiting,
    sharedId: sharedId!,
  }
}

/** The marks in whatever was told, each once. */
export function marksIn(told: unknown): string[] {
  const text = JSON.stringify(told, (_, value) =>
    value instanceof Map ? [...value] : value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
  )
  return [...new Set((text ?? '').match(/\b(?:home|other)-(?:open|channel|person)\b/g))].toSorted()
}
