// What waits and what goes: files and their bytes, finished rows, dead letters, and the limits that processes share.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Incoming, PlatformId, SharedSource } from '../../src/model.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let db: OpenStore['db']
let store: OpenStore['store']
let home: OpenStore['home']
let workIn: OpenStore['workIn']
beforeAll(() => {
  ;({ db, store, home, workIn } = opened())
})

const sql = <Row>(text: string, values: unknown[] = []) => db.asSystem((run) => run<Row>(text, values))
const take = async (threadKey: string, fields: Partial<Incoming> = {}) => {
  const message = { ...incoming(threadKey, { kind: 'ask', question: 'who?', cut: false }), ...fields }
  await store.acceptIncoming(opened().installOf(message.platform), {
    incoming: message,
    secret: Buffer.from('sealed'),
    traceId: 't',
  })
  const claim = await store.claimIncoming(workIn(message), 'me')
  if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
  return claim.row
}
const takeFiles = async (threadKey: string, ...names: string[]) => {
  const fileOf = (name: string) => ({ kind: 'file', sourceKey: name, name, reference: name }) as const
  const sources = names.map(fileOf) as [SharedSource, ...SharedSource[]]
  const row = await take(threadKey, { request: { kind: 'index', sources, isPrivate: false } })
  const ids = await store.addSharedSources(
    row,
    names.map((name) => ({ name })),
    'workspace',
  )
  return { row, ids }
}
const idsOf = (...platforms: readonly PlatformId[]) => platforms.map((platform) => opened().installOf(platform).id)
const addFile = (text = 'text') =>
  store.addUpload(home, { name: 'a.md', bytes: Buffer.from(text), audience: 'workspace' })
const claim = (id: string) => store.claimUpload(home, id, idsOf('slack'))
const file = async (id: string) => (await sql<Record<string, unknown>>('select * from uploads where id = $1', [id]))[0]!
const plain = { private: false, payload: {}, transcript: null }
const indexed = { status: 'indexed', uri: 'a', documentId: crypto.randomUUID(), chunks: 1 } as const
const waiting = async (platforms: readonly PlatformId[] = ['slack'], olderThanMs = 0) =>
  (await store.findUnfinished(olderThanMs, idsOf(...platforms))).uploads.map(({ uploadId }) => uploadId)

describe('a file that waits', () => {
  test('is found when its wake-up was lost, by its age, and not while somebody reads it', async () => {
    const id = await addFile()
    const offered = async (olderThanMs: number) => (await waiting(['slack'], olderThanMs)).includes(id)
    expect([await offered(0), await offered(5_000)]).toEqual([true, false])
    await sql(`update uploads set created_at = now() - interval '59 s' where id = $1`, [id])
    expect(await offered(5_000)).toBe(false)
    await sql(`update uploads set created_at = now() - interval '61 s' where id = $1`, [id])
    expect(await offered(5_000)).toBe(true)
    await claim(id)
    expect(await offered(0)).toBe(false)
    await sql(`update uploads set not_before = now() where id = $1`, [id])
    expect(await offered(0)).toBe(true)
    await store.finishUpload(home, id, indexed)
    expect(await offered(0)).toBe(false)
  })

  test('is one worker’s for a minute, its attempts are counted, and one that was none is taken back', async () => {
    const id = await addFile()
    expect((await claim(id))!.attempts).toBe(1)
    expect(await claim(id)).toBeNull()
    const [left] = await sql<{ seconds: number }>(
      'select extract(epoch from not_before - now())::float8 as seconds from uploads where id = $1',
      [id],
    )
    expect(left!.seconds).toBeGreaterThan(50)
    expect(left!.seconds).toBeLessThanOrEqual(60)
    await sql(`update uploads set waits_from = now() + interval '1 hour' where id = $1`, [id])
    expect((await claim(id))!.attempts).toBe(2)
    await store.giveBackUpload(home, id, { attempts: 1 }, false)
    expect(await claim(id)).toBeNull()
    await store.giveBackUpload(home, id, { attempts: 2 }, false)
    expect((await claim(id))!.attempts).toBe(2)
    await store.giveBackUpload(home, id, { attempts: 2 }, true)
    expect((await claim(id))!.attempts).toBe(3)
  })

  test('that another worker took a moment later is that worker’s', async () => {
    const id = await addFile()
    await claim(id)
    await sql(`update uploads set waits_from = now() + interval '300 ms' where id = $1`, [id])
    expect(await claim(id)).toBeNull()
    expect(await waiting()).not.toContain(id)
  })

  test('of a process that was killed is anybody’s once the next one owns the engine', async () => {
    const [id, postponed] = [await addFile(), await addFile()]
    await claim(id)
    await store.setUploadStage(home, id, 'reading')
    await store.setUploadStage(home, postponed, 'waiting', 60_000)
    await store.dropAllLeases()
    expect(await waiting()).toContain(id)
    expect(await waiting()).not.toContain(postponed)
  })

  test('comes whole however large it is, and its bytes go when it is done, well or not', async () => {
    const text = 'x'.repeat(3_000_001)
    for (const outcome of [indexed, { status: 'failed', uri: 'a', chunks: 0, error: { code: 'c', message: 'm' } }]) {
      const id = await addFile(text)
      const content = (await claim(id))!.content as { bytes: Buffer }
      expect(content.bytes.equals(Buffer.from(text))).toBe(true)
      await store.finishUpload(home, id, outcome as typeof indexed)
      expect(await file(id)).toMatchObject({ bytes: null, state: outcome.status })
      await store.finishUpload(home, id, { ...indexed, status: 'unchanged' })
      await store.renewUpload(home, id)
      expect(await file(id)).toMatchObject({ state: outcome.status })
    }
  })

  test('wakes its message only with the last of the message’s files, and at once', async () => {
    const { row, ids } = await takeFiles('T1:two', 'a', 'b')
    const isDue = async () =>
      (await sql<{ due: boolean }>('select not_before <= now() as due from inbox where id = $1', [row.id]))[0]!.due
    const [patience] = await sql<{ minutes: number; attempts: number }>(
      `select extract(epoch from not_before - now())::float8 / 60 as minutes, attempts from inbox where id = $1`,
      [row.id],
    )
    expect(patience).toEqual({ minutes: expect.closeTo(15, 0), attempts: 0 })
    await store.finishUpload(home, ids[1]!, indexed)
    expect(await isDue()).toBe(false)
    expect(await store.addSharedSources(row, [{ name: 'a' }, { name: 'b' }], 'workspace')).toEqual([ids[0]])
    await store.finishUpload(home, ids[0]!, { ...indexed, note: 'half of it' })
    expect(await isDue()).toBe(true)
    expect(await store.readSharedProgress(home, row.id)).toEqual([
      { name: 'a', state: 'indexed', chunks: 1, message: 'half of it' },
      { name: 'b', state: 'indexed', chunks: 1 },
    ])
  })
})

describe('what nobody does is found', () => {
  test('once it is old enough, due, and first in its thread, on platforms that are on', async () => {
    const row = await take('T1:found')
    const found = async (platforms: readonly PlatformId[], olderThanMs = 0) => {
      const { incoming, outgoing } = await store.findUnfinished(olderThanMs, idsOf(...platforms), idsOf(...platforms))
      return [incoming, outgoing].map((rows) => rows.some(({ threadKey }) => threadKey === 'T1:found'))
    }
    expect(await found(['slack'])).toEqual([false, false])
    await store.dropAllLeases()
    expect(await found(['slack'])).toEqual([true, false])
    expect(await found(['teams'])).toEqual([false, false])
    expect(await found(['slack'], 5_000)).toEqual([false, false])
    await store.finishIncoming(row, plain)
    expect(await found(['slack'])).toEqual([false, true])
    for (const state of ['sending', 'ambiguous', 'pending']) {
      await sql(`update outbox set state = $1, not_before = now() where thread_key = 'T1:found'`, [state])
      expect(await found(['slack']), state).toEqual([false, true])
      await sql(`update outbox set not_before = now() + interval '1 minute' where thread_key = 'T1:found'`)
      expect(await found(['slack']), state).toEqual([false, false])
    }
    await sql(`update outbox set waits_from = now() + interval '1 hour' where thread_key = 'T1:found'`)
    expect(await found(['slack'])).toEqual([false, true])
    await store.claimOutgoing(workIn(row.incoming), 'me')
    expect(await found(['slack'])).toEqual([false, false])
    expect((await store.findUnfinished(0, idsOf('slack'), [])).outgoing).toEqual([])
  })
})

describe('finished rows', () => {
  /** A message that was done so long ago, with its reply in a state. */
  async function finished(
    threadKey: string,
    days: number,
    outcome: { error?: string },
    state: string,
    sentDays = days,
  ) {
    const row = await take(threadKey)
    await store.finishIncoming(row, { ...plain, ...outcome })
    await sql(`update inbox set finished_at = now() - $2 * interval '1 day' where id = $1`, [row.id, days])
    await sql(
      `update outbox set state = $2, finished_at = case when $2 in ('sent', 'dead') then now() - $3 * interval '1 day' end where inbox_id = $1`,
      [row.id, state, sentDays],
    )
  }
  const isThere = async (threadKey: string) =>
    (await sql(`select from inbox where thread_key = $1`, [threadKey])).length > 0

  test('go after a week, dead letters after a month, and nothing whose reply waits', async () => {
    const broken = { error: 'broken' }
    await finished('six days', 6, {}, 'sent')
    await finished('eight days', 8, {}, 'sent')
    await finished('dead 29', 29, broken, 'sent')
    await finished('dead 31', 31, broken, 'sent')
    await finished('unsent', 90, {}, 'pending')
    await finished('reply dead 29', 90, {}, 'dead', 29)
    await finished('reply dead 31', 90, {}, 'dead', 31)
    await take('T1:unfinished')
    await sql(`update inbox set received_at = now() - interval '1 year' where thread_key = 'T1:unfinished'`)
    await store.removeOldRows()
    expect(await isThere('T1:unfinished')).toBe(true)
    for (const key of ['six days', 'dead 29', 'unsent', 'reply dead 29']) expect(await isThere(key), key).toBe(true)
    for (const key of ['eight days', 'dead 31', 'reply dead 31']) expect(await isThere(key), key).toBe(false)
  })

  test('files, gaps, leases and limits go as well, and none that is still needed', async () => {
    const [old, recent, pending] = [await addFile(), await addFile(), await addFile()]
    for (const id of [old, recent]) await store.finishUpload(home, id, indexed)
    const date = (id: string, days: number) =>
      sql(`update uploads set created_at = now() - $2 * interval '1 day' where id = $1`, [id, days])
    await Promise.all([date(old, 8), date(recent, 6), date(pending, 90)])
    const scope = { workspaceId: home, audiences: ['workspace'] } as const
    for (const [question, days] of [
      ['kept', 179],
      ['gone', 181],
    ] as const) {
      await store.recordGap(scope, question, [])
      await db.inWorkspace(home, (run) =>
        run(`update gaps set asked_at = now() - $2 * interval '1 day' where question = $1`, [question, days]),
      )
    }
    await sql(
      `insert into thread_leases values ('old', 'x', now() - interval '2 hours'), ('held', 'x', now() + interval '5 s')`,
    )
    await store.blockBucket('blocked', 60_000)
    await store.takeTurns([{ bucket: 'taken', allowance: [{ count: 1, perMs: 3_600_000 }] }])
    await store.blockBucket('over', 0)
    await store.removeOldRows()
    expect((await sql<{ id: string }>('select id from uploads')).map(({ id }) => id)).not.toContain(old)
    expect((await file(recent)).state).toBe('indexed')
    expect((await file(pending)).state).toBe('pending')
    expect((await store.listGaps(home)).map(({ question }) => question)).toEqual(['kept'])
    const leases = await sql<{ name: string }>(`select name from thread_leases where name in ('old', 'held')`)
    expect(leases).toEqual([{ name: 'held' }])
    const buckets = await sql<{ bucket: string }>('select bucket from rate_limits order by 1')
    expect(buckets).toEqual([{ bucket: 'blocked' }, { bucket: 'taken' }])
  })

  test('dead letters are listed newest first and go back to work as if they were new', async () => {
    const first = await take('T1:letter 1')
    await store.finishIncoming(first, { ...plain, error: 'broken' })
    const second = await take('T1:letter 2')
    await store.finishIncoming(second, plain)
    const out = await store.claimOutgoing(workIn(second.incoming), 'me')
    if (out.kind !== 'row') throw new Error('no reply')
    await store.recordSend(out.row, { state: 'dead', error: 'refused' })
    await sql(`update inbox set finished_at = now() - interval '1 minute' where id = $1`, [first.id])
    const letters = (await store.listDeadLetters()).filter(({ threadKey }) => threadKey.startsWith('T1:letter'))
    expect(letters.map(({ kind, error }) => [kind, error])).toEqual([
      ['outbox', 'refused'],
      ['inbox', 'broken'],
    ])
    expect((await store.countRows()).outbox.dead).toBeGreaterThan(0)
    await store.dropAllLeases()
    expect(await store.reviveDeadLetters()).toBeGreaterThan(1)
    expect(await store.listDeadLetters()).toEqual([])
    const asked = await store.claimIncoming(workIn(first.incoming), 'me')
    expect(asked).toMatchObject({ kind: 'row', row: { attempts: 1 } })
    // Its reason was posted: the answer is another reply.
    expect(await sql('select from outbox where inbox_id = $1', [first.id])).toEqual([])
    // It may have been posted: it is looked for once, then posted again.
    const looked = await store.claimOutgoing(workIn({ platform: 'slack', threadKey: 'T1:letter 2' }), 'me')
    expect(looked).toMatchObject({ kind: 'row', row: { attempts: 1, unsettled: true, looks: 100 } })
  })
})

describe('a platform’s limit', () => {
  const allowance = [{ count: 2, perMs: 60_000 }]
  const turn = (bucket: string) => store.takeTurns([{ bucket, allowance }])

  test('gives the next turn when the oldest one is old enough, and counts none from a time to come', async () => {
    expect([await turn('b'), await turn('b')]).toEqual([0, 0])
    const age = (seconds: number) =>
      sql(
        `update rate_limits set taken = array(select t - $1 * interval '1 s' from unnest(taken) t order by 1) where bucket = 'b'`,
        [seconds],
      )
    await age(50)
    expect(await turn('b')).toBeGreaterThan(5_000)
    await age(11)
    expect(await turn('b')).toBe(0)
    expect(await turn('b')).toBe(0)
    expect(await turn('b')).toBeGreaterThan(50_000)
    await age(-7_200)
    expect(await turn('b')).toBe(0)
  })

  test('that was hit holds everybody for as long as the longest was told, until the clock is set back', async () => {
    await store.blockBucket('hit', 60_000)
    await store.blockBucket('hit', 1_000)
    const wait = await turn('hit')
    expect(wait).toBeGreaterThan(55_000)
    expect(wait).toBeLessThanOrEqual(60_000)
    expect(await store.takeTurns([{ bucket: 'not hit' }])).toBe(0)
    await sql(`update rate_limits set blocked_from = now() + interval '1 hour' where bucket = 'hit'`)
    expect(await turn('hit')).toBe(0)
    await store.blockBucket('hit', 1_000)
    expect(await store.takeTurns([{ bucket: 'hit' }])).toBeLessThanOrEqual(1_000)
  })
})
