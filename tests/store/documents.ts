// Documents and conversations for tests that are about what is told of them.
import { randomUUID } from 'node:crypto'
import type { AnswerPlace, Audience, Citation, Incoming } from '../../src/model.ts'
import type { OpenStore } from '../contracts/open-store.ts'
import { made } from './world.ts'

export interface NewDocument {
  readonly audience?: Audience
  readonly text?: string
  readonly sourceKey?: string
  readonly uri?: string
  readonly author?: string
  readonly modifiedAt?: string
  readonly mediaType?: string
}
/** A document of the first workspace with one passage, whose one word is term 7. */
export async function addDocument(
  { store, home }: OpenStore,
  title: string,
  fields: NewDocument = {},
): Promise<Citation> {
  const { audience = 'workspace', text = title, sourceKey = title, uri = title, mediaType = 'text/plain' } = fields
  const version = await store.currentVersion(home, made)
  const revisionId = randomUUID()
  const artifact = { hash: revisionId, text, layout: { pages: [], headings: [] }, mediaType }
  await store.beginRevisions(home, version, [{ revisionId, artifact }])
  const chunk = { ordinal: 0, start: 0, end: text.length, text }
  await store.addChunks(home, [{ revisionId, chunk, index: { length: 1, terms: new Map([[7, 1]]) } }])
  const { author, modifiedAt } = fields
  const document = { revisionId, sourceKey, sourceHash: text, uri, title, mediaType, language: 'en', chunkCount: 1 }
  const [id] = await store.publish(
    { workspaceId: home, audience },
    version,
    [{ ...document, ...(author && { author }), ...(modifiedAt && { modifiedAt }) }],
    new Map([0, 7].map((term) => [term, 1])),
  )
  return { marker: 1, document: { id: id!, title, uri }, quote: title, locator: { start: 0, end: 1 } }
}

const said = (markdown: string) => ({ contentMarkdown: markdown, displayMarkdown: markdown })

/** Asks and is answered with "re <question>"; returns where the answer stands. */
export async function ask(
  { store, db, home, installOf, workIn }: OpenStore,
  one: Incoming,
  question: string,
  citations: readonly Citation[] = [],
): Promise<AnswerPlace> {
  await store.acceptIncoming(installOf(one.platform), { incoming: one, secret: null, traceId: 't' })
  const claim = await store.claimIncoming(workIn(one), 'me')
  if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
  const user = { role: 'user', kind: 'user', ...said(question), platformMessageId: one.naturalKey } as const
  const assistant = { role: 'assistant', kind: 'assistant_grounded', ...said(`re ${question}`), citations } as const
  await store.finishIncoming(claim.row, { private: false, payload: {}, transcript: { user, assistant } })
  const [row] = await db.inWorkspace(home, (sql) =>
    sql<AnswerPlace>(`select conversation_id as "conversationId", message_seq as seq from outbox where inbox_id = $1`, [
      claim.row.id,
    ]),
  )
  return row!
}
