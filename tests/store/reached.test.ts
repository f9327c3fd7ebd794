// What only shows where several connections work at once, and how a database's refusals are read.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { AppError, isDatabaseAway } from '../../src/errors.ts'
import type { Incoming, WorkspaceId } from '../../src/model.ts'
import { toStoreError } from '../../src/store/database/pool.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)

test('the same message of a client that comes twice at once stands once in its conversation, and both are told', async () => {
  const { store, installOf } = opened()
  for (let round = 0; round < 5; round += 1) {
    const conversationId = randomUUID()
    const said = { contentMarkdown: 'hello', displayMarkdown: 'hello', deviceId: 'd' }
    const accept = (n: number, id = 'again') => {
      const one: Incoming = {
        ...incoming(`page ${conversationId}`, { kind: 'ask', question: 'hello', cut: false }),
        naturalKey: `${conversationId} ${n}`,
        clientMessage: { deviceId: 'd', id, conversationId },
      }
      const user = { role: 'user', kind: 'user', ...said, clientMessageId: id } as const
      return store.acceptIncoming(installOf('slack'), { incoming: one, secret: null, traceId: 't' }, user)
    }
    await accept(0, 'first')
    const places = await Promise.all([1, 2, 3, 4].map((n) => accept(n)))
    expect(places.map(({ message }) => message?.seq)).toEqual([2, 2, 2, 2])
    expect(places.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  }
})

test('of many workers that want one thread at once one gets it', async () => {
  const { store, installOf, workIn } = opened()
  const one = incoming('T1:wanted', { kind: 'ask', question: 'who?', cut: false })
  await store.acceptIncoming(installOf('slack'), { incoming: one, secret: null, traceId: 't' })
  const claims = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => store.claimIncoming(workIn(one), holder)))
  expect(claims.map(({ kind }) => kind).toSorted()).toEqual(['busy', 'busy', 'busy', 'row'])
})

test('of many workers that want one file at once one gets it', async () => {
  const { store, home } = opened()
  const id = await store.addUpload(home, { name: 'a', bytes: Buffer.from('a'), audience: 'workspace' })
  const claims = await Promise.all([1, 2, 3, 4].map(() => store.claimUpload(home, id, [])))
  expect(claims.filter((claim) => claim !== null)).toHaveLength(1)
})

test('the look-up of candidates gives none of another workspace', async () => {
  const { db, store, home, other } = opened()
  for (const workspaceId of [home, other]) {
    const version = await store.currentVersion(workspaceId, { analyzer: 'a', chunker: 'c', averageLength: 1 })
    const revisionId = randomUUID()
    const artifact = { hash: 'h', text: 'x', layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
    await store.beginRevisions(workspaceId, version, [{ revisionId, artifact }])
    const chunk = { ordinal: 0, start: 0, end: 1, text: 'x' }
    await store.addChunks(workspaceId, [{ revisionId, chunk, index: { length: 1, terms: new Map([[5, 1]]) } }])
  }
  for (const [any, all] of [
    [[5], null],
    [null, [5]],
  ]) {
    const found = await db.inWorkspace(home, (sql) =>
      sql<{ revision_id: string }>(`select * from find_chunks('{5:1}/1000000000', $1, $2, null)`, [any, all]),
    )
    const [own] = await db.inWorkspace(home, (sql) => sql<{ id: string }>('select id from revisions'))
    expect(found.map((row) => row.revision_id)).toEqual([own!.id])
  }
})

test.each(["'; drop table documents; --", '', 'home', `${randomUUID()}'`, ` ${randomUUID()}`, `${randomUUID()}\n`])(
  'what is no workspace id is refused before any statement: %j',
  async (id) => {
    await expect((async () => opened().db.inWorkspace(id as WorkspaceId, async () => 1))()).rejects.toMatchObject({
      code: 'bad-workspace',
    })
  },
)

test.each(['', '-a', 'A', 'a b', 'ä', 'a'.repeat(64), 'a\n'])('no workspace is called %j', async (slug) => {
  await expect(opened().store.openWorkspace(slug)).rejects.toMatchObject({ code: 'bad-workspace' })
})

test('a look only reads', async () => {
  const { db, home } = opened()
  const write = db.readAs({ workspaceId: home, audiences: ['workspace'] }, (sql) =>
    sql('select from documents for update'),
  )
  await expect(write).rejects.toThrow(/read-only transaction/)
})

test('work that fails leaves nothing, and the connection is good for the next', async () => {
  const { db, store } = opened()
  const slug = `half-${randomUUID().slice(0, 8)}`
  const half = db.asSystem(async (sql) => {
    await sql('insert into workspaces (slug) values ($1)', [slug])
    throw new Error('in the middle')
  })
  await expect(half).rejects.toThrow('in the middle')
  expect((await store.listWorkspaces()).map((one) => one.slug)).not.toContain(slug)
})

test('a thread’s key of one platform is not another’s', async () => {
  const { store, home, installOf, workIn } = opened()
  const one = incoming('shared key', { kind: 'ask', question: 'who?', cut: false })
  await store.acceptIncoming(installOf('slack'), { incoming: one, secret: null, traceId: 't' })
  expect(await store.knowsThread(home, 'slack', 'shared key')).toBe(true)
  expect(await store.knowsThread(home, 'teams', 'shared key')).toBe(false)
  const theirs = workIn({ platform: 'teams', threadKey: 'shared key' })
  expect(await store.claimIncoming(theirs, 'me')).toEqual({ kind: 'nothing' })
  expect(await store.claimIncoming(workIn(one), 'me')).toMatchObject({ kind: 'row' })
})

describe('what the server refuses', () => {
  const refusal = (code: string) => {
    const error = new pg.DatabaseError('no', 1, 'error')
    error.code = code
    return toStoreError(error)
  }

  test.each(['08006', '53300', '53100', '57P01', '57P03', '58030', '25006', '25P03', '40001', '40P01'])(
    'with %s may be tried again as it is',
    (code) => expect(isDatabaseAway(refusal(code))).toBe(true),
  )

  test.each(['22021', '22P05', '54000'])('with %s is the value’s fault', (code) => {
    expect(refusal(code)).toMatchObject({ code: 'unstorable' })
    expect(isDatabaseAway(refusal(code))).toBe(false)
  })

  test.each(['23505', '42501', '42P01'])('with %s is a mistake of ours, and stays what it is', (code) => {
    expect(refusal(code)).toBeInstanceOf(pg.DatabaseError)
  })

  test('for it took too long is said so, and a broken connection is no answer', () => {
    expect(refusal('57014')).toMatchObject({ code: 'database-slow' })
    expect(toStoreError(new Error('Connection terminated'))).toMatchObject({ code: 'database-away' })
    const mistake = new TypeError('x is not a function')
    expect(toStoreError(mistake)).toBe(mistake)
    const own = new AppError('no-such-document', 'There is none')
    expect(toStoreError(own)).toBe(own)
  })
})
