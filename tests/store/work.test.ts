// Work that is neither lost nor done twice: leases, the inbox, the outbox, and who is told that nobody works. Times are
// moved in the rows.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Incoming, PlatformId } from '../../src/model.ts'
import type { Outcome } from '../../src/store/messages/inbox.ts'
import type { SendOutcome } from '../../src/store/messages/outbox.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let db: OpenStore['db']
let store: OpenStore['store']
beforeAll(() => {
  ;({ db, store } = opened())
})

let count = 0
const message = (threadKey: string, fields: Partial<Incoming> = {}): Incoming => ({
  ...incoming(threadKey, { kind: 'ask', question: 'who?', cut: false }),
  naturalKey: `${threadKey} ${count++}`,
  ...fields,
})
const thread = (threadKey: string) => opened().workIn({ platform: 'slack', threadKey })
const install = (platform: PlatformId = 'slack') => opened().installOf(platform)
const accept = (threadKey: string, fields: Partial<Incoming> = {}) =>
  store.acceptIncoming(install(fields.platform), {
    incoming: message(threadKey, fields),
    secret: Buffer.from('sealed'),
    traceId: threadKey,
  })
const claimIn = async (threadKey: string, holder = 'me') => {
  const claim = await store.claimIncoming(thread(threadKey), holder)
  if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
  return claim.row
}
const claimOut = async (threadKey: string, holder = 'me') => {
  const claim = await store.claimOutgoing(thread(threadKey), holder)
  if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
  return claim.row
}
const take = async (threadKey: string) => {
  await accept(threadKey)
  return claimIn(threadKey)
}
const plain: Outcome = { private: false, payload: { text: 'hi' }, transcript: null }
/** A reply that waits to be sent. */
const reply = async (threadKey: string, outcome = plain) => {
  const row = await take(threadKey)
  await store.finishIncoming(row, outcome)
  return row
}
const sql = <Row>(text: string, values: unknown[] = []) => db.asSystem((run) => run<Row>(text, values))
const one = async (table: 'inbox' | 'outbox', threadKey: string) => {
  const [row] = await sql<Record<string, unknown>>(
    `select *, not_before - now() as "waits" from ${table} where thread_key = $1 order by id desc limit 1`,
    [threadKey],
  )
  return row!
}
const age = (table: 'inbox' | 'outbox', threadKey: string, column: string, by: string) =>
  sql(`update ${table} set ${column} = now() - $2::interval where thread_key = $1`, [threadKey, by])

describe('a lease', () => {
  const name = (threadKey: string) => store.leaseName('in', thread(threadKey))

  test('is one holder’s until it ends or is given back, and then anybody’s', async () => {
    await accept('lease')
    await claimIn('lease', 'me')
    expect(await store.claimIncoming(thread('lease'), 'you')).toEqual({ kind: 'busy' })
    await store.dropLease(name('lease'), 'you')
    expect(await store.claimIncoming(thread('lease'), 'you')).toEqual({ kind: 'busy' })
    await sql(`update thread_leases set expires_at = now() - interval '1 ms' where name = $1`, [name('lease')])
    expect((await claimIn('lease', 'you')).attempts).toBe(2)
    expect(await store.renewLease(name('lease'), 'me')).toBe(false)
    expect(await store.claimIncoming(thread('lease'), 'me')).toEqual({ kind: 'busy' })
    await store.dropLease(name('lease'), 'you')
    expect(await store.renewLease(name('lease'), 'you')).toBe(false)
    expect((await claimIn('lease', 'me')).attempts).toBe(3)
  })

  test('lasts fifteen seconds from its last renewal', async () => {
    await take('long')
    const left = async () =>
      (
        await sql<{ left: number }>(
          `select extract(epoch from expires_at - now())::float8 as left from thread_leases where name = $1`,
          [name('long')],
        )
      )[0]!.left
    expect(await left()).toBeGreaterThan(10)
    expect(await left()).toBeLessThanOrEqual(15)
    await sql(`update thread_leases set expires_at = now() + interval '1 s' where name = $1`, [name('long')])
    expect(await store.claimIncoming(thread('long'), 'you')).toEqual({ kind: 'busy' })
    expect(await store.renewLease(name('long'), 'me')).toBe(true)
    expect(await left()).toBeGreaterThan(10)
  })

  test('from before the clock was set back binds nobody', async () => {
    await take('set back')
    await sql(`update thread_leases set expires_at = now() + interval '1 hour' where name = $1`, [name('set back')])
    const found = await store.findUnfinished(0, [install().id])
    expect(found.incoming).toContainEqual(thread('set back'))
    expect((await claimIn('set back', 'you')).attempts).toBe(2)
  })

  test('of a worker that began a moment later is held by it all the same', async () => {
    await take('moment')
    const later = `update thread_leases set expires_at = now() + interval '15.3 s' where name = $1`
    await sql(later, [name('moment')])
    expect(await store.claimIncoming(thread('moment'), 'you')).toEqual({ kind: 'busy' })
  })

  test('on the way in holds nothing up on the way out, nor in another thread', async () => {
    await reply('ways')
    await accept('ways')
    await claimIn('ways', 'me')
    expect((await claimOut('ways', 'you')).attempts).toBe(1)
    await accept('ways 2')
    expect((await claimIn('ways 2', 'you')).attempts).toBe(1)
  })
})

describe('the inbox', () => {
  test('keeps one row under a natural key, and a row of its own for each platform', async () => {
    const again = { naturalKey: 'the same' }
    expect(await accept('same', again)).toEqual({ duplicate: false })
    expect(await accept('same', again)).toEqual({ duplicate: true })
    expect(await accept('same', { ...again, platform: 'teams' })).toEqual({ duplicate: false })
  })

  test('what was asked and answered keeps no credential, whatever became of it', async () => {
    for (const [key, error] of [
      ['done', undefined],
      ['given up', 'broken'],
    ] as const) {
      await reply(key, { ...plain, ...(error && { error }) })
      expect(await one('inbox', key)).toMatchObject({
        secret: null,
        state: error ? 'dead' : 'done',
        error: error ?? null,
        finished_at: expect.any(Date),
      })
      // The reply still needs it.
      expect((await claimOut(key)).secret).toEqual(Buffer.from('sealed'))
    }
  })

  test('a late worker cannot finish, postpone or uncount what is done', async () => {
    const row = await take('late')
    await store.finishIncoming(row, plain)
    expect(await store.finishIncoming(row, { ...plain, error: 'late' })).toBeNull()
    await store.postponeIncoming(row.id, 60_000, 'late')
    await store.uncountAttempt(row)
    expect(await one('inbox', 'late')).toMatchObject({ state: 'done', error: null, attempts: 1 })
    expect(await sql(`select from outbox where thread_key = 'late'`)).toHaveLength(1)
  })

  test('an attempt is taken back by whoever made it, once, and by nobody after the next', async () => {
    const first = await take('uncount')
    await store.uncountAttempt(first)
    expect((await claimIn('uncount')).attempts).toBe(1)
    const second = await claimIn('uncount')
    await store.uncountAttempt(first)
    expect((await claimIn('uncount')).attempts).toBe(second.attempts + 1)
  })

  test('a postponed question comes at its time, its thread behind it, and at once when the clock is set back', async () => {
    const row = await take('later')
    await accept('later')
    await store.postponeIncoming(row.id, 60_000, 'not now')
    const claim = await store.claimIncoming(thread('later'), 'me')
    if (claim.kind !== 'later') throw new Error(claim.kind)
    expect(claim.waitMs).toBeGreaterThan(55_000)
    expect(claim.waitMs).toBeLessThanOrEqual(60_000)
    expect(await one('inbox', 'later')).toMatchObject({ state: 'pending', attempts: 0 })
    await sql(`update inbox set not_before = now() where id = $1`, [row.id])
    expect(await claimIn('later')).toMatchObject({ id: row.id, attempts: 2 })
    await store.postponeIncoming(row.id, 60_000, 'not now')
    await sql(`update inbox set waits_from = now() + interval '1 hour' where id = $1`, [row.id])
    expect(await claimIn('later')).toMatchObject({ id: row.id, attempts: 3 })
  })
})

describe('the outbox', () => {
  const failed: SendOutcome = { state: 'pending', waitMs: 30_000, error: 'busy' }

  test('what failed waits as long as it was told, counts the attempt, and keeps its credential', async () => {
    await reply('failed')
    await store.recordSend(await claimOut('failed'), failed)
    const claim = await store.claimOutgoing(thread('failed'), 'me')
    expect(claim).toMatchObject({ kind: 'later', waitMs: expect.any(Number) })
    await age('outbox', 'failed', 'not_before', '0 s')
    const again = await claimOut('failed', 'you')
    expect(again).toMatchObject({ attempts: 2, unsettled: false, secret: Buffer.from('sealed') })
    await store.recordSend(again, { ...failed, isUncounted: true })
    expect(await one('outbox', 'failed')).toMatchObject({ attempts: 1, finished_at: null, error: 'busy' })
    await sql(`update outbox set waits_from = now() + interval '1 hour' where thread_key = 'failed'`)
    expect((await claimOut('failed', 'you')).attempts).toBe(2)
  })

  test('only the attempt that is under way says what became of it', async () => {
    await reply('overtaken')
    const first = await claimOut('overtaken')
    const second = await claimOut('overtaken')
    expect(second.unsettled).toBe(true)
    await store.recordSend(first, { state: 'dead', error: 'late' })
    expect(await store.beginAgain(first)).toBe(false)
    expect(await store.beginAgain(second)).toBe(true)
    expect(await one('outbox', 'overtaken')).toMatchObject({ state: 'sending', error: null })
    await store.recordSend(second, { state: 'sent', messageId: '1' })
    await store.recordSend(second, { state: 'dead', error: 'late' })
    expect(await store.beginAgain(second)).toBe(false)
    expect(await one('outbox', 'overtaken')).toMatchObject({ state: 'sent', message_id: '1', secret: null })
  })

  test('how often a lost attempt was looked for is kept until it is posted again', async () => {
    await reply('lost')
    await store.recordSend(await claimOut('lost'), { state: 'ambiguous', waitMs: 0, error: 'lost', looks: 2 })
    const looked = await claimOut('lost')
    expect(looked).toMatchObject({ looks: 2, unsettled: true })
    await store.recordSend(looked, { state: 'ambiguous', waitMs: 0, error: 'lost' })
    const again = await claimOut('lost')
    expect(again).toMatchObject({ looks: 2 })
    await store.beginAgain(again)
    expect(await one('outbox', 'lost')).toMatchObject({ looks: 0 })
  })

  test('a reply that nobody may send any more is given up by its age and platform, and no other', async () => {
    for (const key of ['old', 'young', 'under way']) await reply(key)
    await claimOut('under way')
    for (const key of ['old', 'under way']) await age('outbox', key, 'created_at', '2 hours')
    expect(await store.giveUpOutgoing(install('teams').id, 3_600_000, 'refused')).toBe(0)
    expect(await store.giveUpOutgoing(install().id, 3_600_000, 'refused')).toBe(1)
    expect(await one('outbox', 'old')).toMatchObject({ state: 'dead', error: 'refused', finished_at: expect.any(Date) })
    expect(await one('outbox', 'young')).toMatchObject({ state: 'pending' })
    expect(await one('outbox', 'under way')).toMatchObject({ state: 'sending' })
  })

  test('a thread’s replies go out in order, one at a time', async () => {
    await reply('in order', { ...plain, payload: { n: 1 } })
    await reply('in order', { ...plain, payload: { n: 2 } })
    const first = await claimOut('in order')
    expect(first.payload).toEqual({ n: 1 })
    expect(await store.claimOutgoing(thread('in order'), 'you')).toEqual({ kind: 'busy' })
    await store.recordSend(first, { state: 'sent', messageId: '1' })
    expect((await claimOut('in order')).payload).toEqual({ n: 2 })
  })

  test('an edited question that is stopped brings back what all saw, and never what one person alone was told', async () => {
    const line = { text: 'Stopped.' }
    for (const isPrivate of [false, true]) {
      const key = `edited ${isPrivate}`
      const { incoming: first } = await reply(key, { ...plain, private: isPrivate })
      await store.recordSend(await claimOut(key), { state: 'sent', messageId: 'before' })
      await accept(key, { editOf: first.naturalKey })
      await store.stopIncoming(install(), key, [(await claimIn(key)).id], line)
      const { payload, replaces, private: isForOne } = await claimOut(key)
      expect({ payload, replaces, isForOne }).toEqual(
        isPrivate
          ? { payload: line, replaces: null, isForOne: false }
          : { payload: plain.payload, replaces: 'before', isForOne: false },
      )
    }
  })

  test('one whose reply is for its asker alone by now is told to them, and what all saw stays', async () => {
    const line = { text: 'Stopped.' }
    const { incoming: first } = await reply('edited alone', { ...plain, private: false })
    await store.recordSend(await claimOut('edited alone'), { state: 'sent', messageId: 'before' })
    await accept('edited alone', { editOf: first.naturalKey, isForAskerAlone: true })
    await store.stopIncoming(install(), 'edited alone', [(await claimIn('edited alone')).id], line)
    expect(await claimOut('edited alone')).toMatchObject({ payload: line, replaces: null, private: true })
  })

  test('there is no placeholder for what is answered, and a shown one is no reply of its own', async () => {
    const row = await take('shown')
    const id = await store.putPlaceholder(row, { step: 1 }, true)
    expect(await store.readSent(install(), id!)).toBeNull()
    await store.recordSend(await claimOut('shown'), { state: 'sent', messageId: 'm' })
    expect(await one('outbox', 'shown')).toMatchObject({ secret: Buffer.from('sealed') })
    await store.finishIncoming(row, { ...plain, private: true })
    expect(await store.putPlaceholder(row, { step: 2 }, true)).toBeNull()
    const final = await claimOut('shown')
    expect(final).toMatchObject({ kind: 'final', private: true, replaces: 'm' })
    expect(await store.listPrivateReplies(install(), 'shown', 0)).toEqual([])
    await store.recordSend(final, { state: 'sent', messageId: 'm' })
    expect(await store.listPrivateReplies(install(), 'shown', 0)).toMatchObject([{ payload: { text: 'hi' } }])
    expect(await store.listPrivateReplies(install(), 'shown', final.id)).toEqual([])
    expect(await sql(`select from outbox where thread_key = 'shown' and secret is not null`)).toEqual([])
    expect(await store.readSent(install(), final.id)).toMatchObject({ private: true })
    // An id is counted up and easily guessed: another install of the same workspace has none of it.
    expect(await store.readSent(install('teams'), final.id)).toBeNull()
  })
})

describe('when nobody works', () => {
  test('who has waited long is told, the first one first, once', async () => {
    for (const key of ['told 1', 'told 2', 'told young']) await accept(key, { platform: 'teams' })
    for (const key of ['told 1', 'told 2']) await age('inbox', key, 'received_at', '5 minutes')
    const untold = async () => (await store.claimUntold([install('teams').id], 60_000))?.traceId
    expect(await store.claimUntold([install('discord').id], 60_000)).toBeNull()
    const first = (await store.claimUntold([install('teams').id], 60_000))!
    expect(first).toMatchObject({ traceId: 'told 1', secret: Buffer.from('sealed') })
    await store.forgetTold(first.id)
    expect([await untold(), await untold(), await untold()]).toEqual(['told 1', 'told 2', undefined])
  })

  test('a process works until it stops or was not heard of for half a minute', async () => {
    const id = crypto.randomUUID()
    const seen = (when: string) => sql(`update worker_processes set seen_at = now() + $1::interval`, [when])
    await store.reportWorking(id, [install().id, install('teams').id])
    await store.reportWorking(id, [install().id])
    expect(await store.listWorked()).toEqual([install().id])
    for (const [when, isThere] of [
      ['-25 s', true],
      ['-35 s', false],
      ['1 hour', false],
    ] as const) {
      await seen(when)
      expect(await store.listWorked(), when).toEqual(isThere ? [install().id] : [])
    }
    await store.reportWorking(id, [install().id])
    await store.reportStopped(crypto.randomUUID())
    expect(await store.listWorked()).toEqual([install().id])
    await store.reportStopped(id)
    expect(await store.listWorked()).toEqual([])
  })
})
