// What deleting a conversation on the page takes with it, and what it leaves to those who heard it elsewhere.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { Incoming, ThreadKey } from '../../src/model.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
const mine = 'person:local:owner'
const message = (text: string) => ({ contentMarkdown: text, displayMarkdown: text })

function asked(conversationId: string, text: string): Incoming {
  return {
    ...incoming(`local:${conversationId}`, { kind: 'ask', question: text, cut: false }),
    platform: 'local',
    naturalKey: `${conversationId} ${text}`,
    person: owner,
    place: { kind: 'page' },
    target: {},
    clientMessage: { deviceId: 'd', id: text, conversationId },
  }
}

/** Asks on the page; with `answer` it is answered too. */
async function say(conversationId: string, text: string, answer?: string) {
  const { store, installOf } = opened()
  const install = installOf('local')
  const user = { role: 'user', kind: 'user', ...message(text), deviceId: 'd', clientMessageId: text } as const
  await store.acceptIncoming(install, { incoming: asked(conversationId, text), secret: null, traceId: 't' }, user)
  const thread = { installId: install.id, threadKey: `local:${conversationId}` as ThreadKey }
  const claim = await store.claimIncoming(thread, 'me')
  if (claim.kind !== 'row') throw new Error(claim.kind)
  const finish = () => {
    const assistant = { role: 'assistant', kind: 'assistant', ...message(answer ?? '') } as const
    return store.finishIncoming(claim.row, { private: false, payload: {}, transcript: { user, assistant } })
  }
  if (answer !== undefined) await finish()
  await store.dropAllLeases()
  return finish
}

const rowsIn = (table: string, text: string) =>
  opened().db.asOwner((sql) => sql(`select 1 from ${table} t where strpos(t::text, $1) > 0`, [text]))

test('a conversation of the page goes with its turns, messages and what was said of it, and no answer brings it back', async () => {
  const { store, home, other } = opened()
  const id = randomUUID()
  await say(id, 'what is amber?', 'amber is resin')
  const place = { conversationId: id, seq: 2 }
  await store.recordFeedback(home, { platform: 'local', person: 'owner', heardBy: null, place, kind: 'favourite' })
  const finish = await say(id, 'and copal amber?')
  expect(await store.listConversations(home, { words: ['RESIN', 'what'], limit: 9 })).toMatchObject([{ id }])
  expect(await store.listConversations(home, { words: ['resin', 'nowhere'], limit: 9 })).toEqual([])
  expect(await store.removeConversation(other, id, mine)).toBe('missing')
  expect(await store.removeConversation(home, id, mine)).toBe('removed')
  expect(await finish()).toBeNull()
  for (const table of ['conversations', 'conversation_messages', 'inbox', 'outbox'])
    expect([table, await rowsIn(table, 'amber')]).toEqual([table, []])
  expect(await store.listFeedback(home)).toEqual([])
  expect(await store.removeConversation(home, id, mine)).toBe('missing')
  expect(await store.removeConversation(home, 'x', mine)).toBe('missing')
})

test('what went on in a channel stays there, under a title of its own', async () => {
  const { store, db, home, installOf } = opened()
  const id = randomUUID()
  await say(id, 'my salary question', 'so much')
  const there = incoming('T1:C1:moved', { kind: 'ask', question: 'a question for all', cut: false })
  await store.addLinkCode(home, asked(id, 'x'), 'code-code', 15)
  await store.redeemLinkCode(home, there, ['workspace'], 'code-code')
  await store.acceptIncoming(installOf('slack'), { incoming: there, secret: null, traceId: 't' })
  const claim = await store.claimIncoming({ installId: installOf('slack').id, threadKey: there.threadKey }, 'me')
  if (claim.kind !== 'row') throw new Error(claim.kind)
  const user = { role: 'user', kind: 'user', ...message('a question for all') } as const
  const assistant = { role: 'assistant', kind: 'assistant', ...message('an answer for all') } as const
  await store.finishIncoming(claim.row, { private: false, payload: {}, transcript: { user, assistant } })
  expect(await store.removeConversation(home, id, mine)).toBe('removed')
  expect(await rowsIn('conversations', 'salary')).toEqual([])
  expect(await rowsIn('conversation_messages', 'so much')).toEqual([])
  const left = await store.listMessages(home, id, { sinceSeq: 0, limit: 9 })
  expect(left?.map(({ displayMarkdown }) => displayMarkdown)).toEqual(['a question for all', 'an answer for all'])
  const titles = await db.inWorkspace(home, (sql) => sql('select title from conversations where id = $1', [id]))
  expect(titles).toEqual([{ title: 'a question for all' }])
  expect(await store.removeConversation(home, id, mine)).toBe('elsewhere')
  expect(await store.renameConversation(home, id, 'Renamed')).toBe(true)
  expect(await store.renameConversation(home, randomUUID(), 'Renamed')).toBe(false)
})

test('documents are found by words, source and kind, page by page, with the folder that all files share', async () => {
  const { store, home } = opened()
  const publish = async (uri: string, title: string, mediaType = 'text/markdown') => {
    const version = await store.currentVersion(home, { analyzer: 'a', chunker: 'c', averageLength: 1 })
    const revisionId = randomUUID()
    const artifact = { hash: revisionId, text: title, layout: { pages: [], headings: [] }, mediaType }
    await store.beginRevisions(home, version, [{ revisionId, artifact }])
    const document = {
      revisionId,
      sourceKey: uri,
      sourceHash: uri,
      uri,
      title,
      mediaType,
      language: 'en',
      chunkCount: 0,
    }
    await store.publish({ workspaceId: home, audience: 'workspace' }, version, [document], new Map())
  }
  expect(await store.findDocuments(home, { limit: 9 })).toMatchObject({ documents: [], root: null })
  await publish('file:///srv/books/a/leave.md', 'Parental leave')
  expect((await store.findDocuments(home, { limit: 9 })).root).toBe('file:///srv/books/a/')
  await publish('file:///srv/books/b/costs.pdf', 'Costs', 'application/pdf')
  await publish('upload:leave plan.md', 'Leave plan')
  await publish('https://a.example/leave', 'On leave', 'text/html')
  await publish('slack:F1', 'Shared')
  const titles = async (query: object) =>
    (await store.findDocuments(home, { limit: 9, ...query })).documents.map(({ title }) => title)
  expect(await titles({})).toEqual(['Costs', 'Leave plan', 'On leave', 'Parental leave', 'Shared'])
  expect(await titles({ words: 'LEA' })).toEqual(['Leave plan', 'On leave', 'Parental leave'])
  expect(await titles({ words: 'lea books' })).toEqual(['Parental leave'])
  expect(await titles({ source: 'folder' })).toEqual(['Costs', 'Parental leave'])
  expect(await titles({ source: 'chat' })).toEqual(['Shared'])
  expect(await titles({ mediaType: 'application/pdf', source: 'upload' })).toEqual([])
  const { documents, root, kinds, sources } = await store.findDocuments(home, { limit: 2 })
  expect(root).toBe('file:///srv/books/')
  expect(kinds[0]).toEqual({ mediaType: 'text/markdown', count: 3 })
  expect(sources).toContainEqual({ source: 'folder', count: 2 })
  expect(await titles({ after: documents.at(-1) })).toEqual(['On leave', 'Parental leave', 'Shared'])
})

test('files that wait or failed are listed until they are shared again', async () => {
  const { store, home } = opened()
  const add = (name: string) => store.addUpload(home, { name, bytes: Buffer.from('x'), audience: 'workspace' })
  const finish = async (id: string, error?: { code: 'empty'; message: string }) => {
    const outcome = { uri: 'x', chunks: 1 }
    await store.finishUpload(
      home,
      id,
      error
        ? { status: 'failed', ...outcome, chunks: 0, error }
        : { status: 'indexed', ...outcome, documentId: randomUUID() },
    )
  }
  await finish(await add('good.md'))
  await finish(await add('bad.md'), { code: 'empty', message: 'There is no text.' })
  await add('waits.md')
  const listed = await store.listUnread(home, 9)
  expect(listed.map(({ name, state, errorMessage }) => [name, state, errorMessage]).toSorted()).toEqual([
    ['bad.md', 'failed', 'There is no text.'],
    ['waits.md', 'pending', null],
  ])
  await finish(await add('bad.md'))
  expect((await store.listUnread(home, 9)).map(({ name }) => name)).toEqual(['waits.md'])
})
