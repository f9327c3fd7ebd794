// Sending, with a real store and Slack's adapter against a Slack that goes wrong: each reply arrives once, whatever
// became of an attempt. Long waits are passed by moving the rows' times, not by waiting.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSlackPlatform } from '../../src/bots/slack/index.ts'
import type { Platform } from '../../src/bots/types.ts'
import { createLog } from '../../src/log.ts'
import type { Incoming, ThreadKey } from '../../src/model.ts'
import { createDeliverJob } from '../../src/queue/deliver-job.ts'
import { createRefusals, type Refusals } from '../../src/queue/refusals.ts'
import type { Store } from '../../src/store/index.ts'
import type { InboxRow } from '../../src/store/messages/inbox.ts'
import { createRecordingHost } from '../bots/recording-host.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { createSlackStandIn, type Mishap, type SlackStandIn } from '../stand-ins/slack.ts'

const opened = openStore(testDatabases[0]!)
const botToken = 'xoxb-token-of-the-delivery-tests'
const timeoutMs = 10_000
/** For what hangs. */
const impatientMs = 250
const hour = 60 * 60_000

let slack: SlackStandIn
let platform: Platform
let refusals: Refusals
let steadyMs = 0
let heldForMs: (() => number) | undefined
const logged: string[] = []
let count = 0

beforeAll(async () => {
  slack = await createSlackStandIn({ botToken })
})
afterAll(() => slack.close())
beforeEach(async () => {
  await opened().db.asSystem((sql) => sql('delete from inbox'))
  slack.posts.splice(0)
  slack.calls.splice(0)
  slack.responses.splice(0)
  slack.plan(null)
  logged.splice(0)
  heldForMs = undefined
  steadyMs = 0
  restart()
})

/** A new process: what it had in memory is gone. @param timeoutMs for one call */
function restart(callMs = timeoutMs): void {
  const config = { signingSecret: 'secret', botToken, apiUrl: slack.apiUrl }
  platform = createSlackPlatform(config, createRecordingHost(), { now: Date.now, timeoutMs: callMs })
  refusals = createRefusals({ log: createLog('warn', (line) => void logged.push(line)), now: () => steadyMs })
}

const thread = (threadKey: string) => ({ platform: 'slack', threadKey: threadKey as ThreadKey }) as const

/** A message that a worker has taken up. */
async function take(threadKey: string): Promise<InboxRow> {
  const { store, home } = opened()
  count += 1
  const incoming: Incoming = {
    platform: 'slack',
    naturalKey: `T1:C1:${count}`,
    threadKey: threadKey as ThreadKey,
    channel: 'T1/C1',
    person: 'T1/U1',
    request: { kind: 'status' },
    target: { team: 'T1', channel: 'C1', user: 'U1', thread_ts: `1790000000.${threadKey}` },
  }
  await store.acceptIncoming(home, { incoming, secret: null, traceId: 't' })
  const claim = await store.claimIncoming(incoming, 'me')
  if (claim.kind !== 'row') throw new Error('no row')
  return claim.row
}

const finish = (row: InboxRow, text: string) =>
  opened().store.finishIncoming(row, { private: false, payload: { text, blocks: [] }, transcript: null })

/** A reply that is ready to go out. */
async function reply(threadKey: string, text = 'An answer'): Promise<void> {
  await finish(await take(threadKey), text)
}

/** @returns how long the thread wants to be left alone */
async function deliver(threadKey: string, store: Store = opened().store): Promise<number | undefined> {
  let waitMs: number | undefined
  const job = createDeliverJob({
    store,
    platforms: new Map([['slack', platform]]),
    wake: {
      incoming: () => {},
      upload: () => {},
      outgoing: (_, ms) => {
        waitMs = ms
      },
    },
    sealer: { seal: (text) => Buffer.from(text), open: (sealed) => sealed.toString() },
    refusals,
    log: createLog('silent'),
    now: Date.now,
    leaseMs: 15_000,
    stopwatch: () => () => heldForMs?.() ?? 0,
  })
  await job(thread(threadKey))
  return waitMs
}

/** So much time passes for all that waits. */
async function pass(ms: number): Promise<void> {
  steadyMs += ms
  await opened().db.asSystem((sql) =>
    sql(
      `update outbox set not_before = not_before - $1 * interval '1 ms', waits_from = waits_from - $1 * interval '1 ms',
              created_at = created_at - $1 * interval '1 ms'`,
      [ms],
    ),
  )
}

const texts = () => slack.posts.map(({ content }) => content.text)
const posted = () => slack.calls.filter(({ method }) => method === 'chat.postMessage').length
const looked = () => slack.calls.filter(({ method }) => method === 'conversations.replies').length
const states = () =>
  opened().db.asSystem(async (sql) =>
    (await sql<{ state: string }>('select state from outbox order by id')).map(({ state }) => state),
  )

describe('a post whose outcome is lost', () => {
  it('is found although it lands after we gave up waiting, and what follows in its thread waits for that', async () => {
    await reply('1', 'first')
    await reply('1', 'second')
    await reply('2', 'elsewhere')
    slack.next('chat.postMessage', { kind: 'late' })
    expect(await deliver('1')).toBeGreaterThan(4_500)
    await deliver('2')
    expect(texts()).toContain('elsewhere')
    expect(texts()).not.toContain('second')
    slack.land()
    await pass(5_000)
    await deliver('1')
    expect(texts().toSorted()).toEqual(['elsewhere', 'first', 'second'])
    expect(texts().indexOf('second')).toBe(2)
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
  })

  it('is looked for 5, 15 and 45 s later, also by the next process, and then posted again', async () => {
    await reply('3')
    slack.next('chat.postMessage', { kind: 'cut' })
    const waits = [await deliver('3')]
    for (const ms of [5_000, 10_000, 30_000]) {
      expect(posted()).toBe(1)
      await pass(ms)
      restart()
      waits.push(await deliver('3'))
    }
    expect(waits.map((ms) => ms && Math.round(ms / 1000))).toEqual([5, 10, 30, undefined])
    expect([looked(), posted(), texts()]).toEqual([3, 2, ['An answer']])
  })

  it('may land between the second and the last look', async () => {
    await reply('4')
    slack.next('chat.postMessage', { kind: 'late' })
    await deliver('4')
    // Not yet to be seen.
    slack.next('conversations.replies', { kind: 'body', body: '{"ok":true,"messages":[]}' })
    slack.next('conversations.replies', { kind: 'body', body: '{"ok":true,"messages":[]}' })
    await pass(5_000)
    await deliver('4')
    await pass(10_000)
    await deliver('4')
    slack.land()
    await pass(30_000)
    await deliver('4')
    expect([posted(), texts()]).toEqual([1, ['An answer']])
  })

  it('that a killed process left is looked for as long', async () => {
    await reply('5')
    expect(await opened().store.claimOutgoing(thread('5'), 'the killed')).toMatchObject({ kind: 'row' })
    await opened().store.dropAllLeases()
    expect(await deliver('5')).toBeGreaterThan(4_500)
    expect([looked(), posted()]).toEqual([1, 0])
    for (const ms of [5_000, 10_000, 30_000]) {
      await pass(ms)
      await deliver('5')
    }
    expect([posted(), texts()]).toEqual([1, ['An answer']])
  })

  const landed: readonly Mishap[] = [
    { kind: 'drop' },
    { kind: 'status', status: 500, lands: true },
    { kind: 'body', body: '<html>Bad gateway</html>', lands: true },
    { kind: 'body', body: '', lands: true },
    { kind: 'body', body: '{"ok":', lands: true },
    { kind: 'hang', lands: true },
  ]
  it.each(landed)('is not repeated when it landed: $kind $status $body', async (mishap) => {
    await reply('6')
    slack.next('chat.postMessage', mishap)
    if (mishap.kind === 'hang') restart(impatientMs)
    await deliver('6')
    restart()
    await pass(5_000)
    await deliver('6')
    expect([posted(), texts()]).toEqual([1, ['An answer']])
    expect(await states()).toEqual(['sent'])
  })

  const notLanded: readonly Mishap[] = [
    { kind: 'cut' },
    { kind: 'status', status: 500 },
    { kind: 'body', body: '<html>Bad gateway</html>' },
    { kind: 'body', body: '' },
    { kind: 'hang' },
    { kind: 'rate-limit' },
    { kind: 'rate-limit', retryAfterSeconds: 7 },
  ]
  it.each(notLanded)('is repeated when it did not: $kind $status $body $retryAfterSeconds', async (mishap) => {
    await reply('7')
    slack.next('chat.postMessage', mishap)
    if (mishap.kind === 'hang') restart(impatientMs)
    await deliver('7')
    restart()
    for (const ms of [5_000, 10_000, 30_000]) {
      await pass(ms)
      await deliver('7')
    }
    expect(texts()).toEqual(['An answer'])
  })

  it('while the look-ups fail too nothing is posted again', async () => {
    await reply('8')
    slack.next('chat.postMessage', { kind: 'drop' })
    await deliver('8')
    slack.plan((method) => (method === 'conversations.replies' ? { kind: 'status', status: 502 } : undefined))
    for (let n = 0; n < 6; n += 1) {
      await pass(60_000)
      await deliver('8')
    }
    expect(posted()).toBe(1)
    slack.plan(null)
    await pass(60_000)
    await deliver('8')
    expect([posted(), texts()]).toEqual([1, ['An answer']])
  })
})

describe('a change whose outcome is lost', () => {
  const updated = () => slack.calls.filter(({ method }) => method === 'chat.update').length

  async function withPlaceholder(threadKey: string): Promise<InboxRow> {
    const row = await take(threadKey)
    await opened().store.putPlaceholder(row, { text: 'Looking…', blocks: [] }, true)
    await deliver(threadKey)
    expect(texts()).toEqual(['Looking…'])
    return row
  }

  it('is made again where it is the final, which does no harm', async () => {
    await finish(await withPlaceholder('1'), 'The final')
    slack.next('chat.update', { kind: 'drop' })
    slack.next('chat.update', { kind: 'status', status: 500 })
    expect(await deliver('1')).toBeLessThan(1_500)
    await pass(2_000)
    await deliver('1')
    await pass(4_000)
    await deliver('1')
    expect([updated(), looked(), posted(), texts()]).toEqual([3, 0, 1, ['The final']])
  })

  it('is waited for where it is a step on the way, so that it does not cover the final', async () => {
    const row = await withPlaceholder('2')
    await opened().store.putPlaceholder(row, { text: 'Half an', blocks: [] }, true)
    await pass(1_000)
    slack.next('chat.update', { kind: 'late' })
    await deliver('2')
    await finish(row, 'The final')
    expect(await deliver('2')).toBeGreaterThan(2_000)
    expect(updated()).toBe(1)
    slack.land()
    await pass(5_000)
    await deliver('2')
    expect([posted(), texts()]).toEqual([1, ['The final']])
  })
})

describe('a worker that stood still', () => {
  it('does not post what another one may be sending, and leaves its row alone', async () => {
    await reply('1')
    const { store } = opened()
    let isFirst = true
    const slow: Store = {
      ...store,
      async claimOutgoing(...claim) {
        const claimed = await store.claimOutgoing(...claim)
        if (!isFirst) return claimed
        isFirst = false
        // It stands still between its claim and its post, and another one takes over.
        heldForMs = () => 18_000
        await store.dropAllLeases()
        expect(await store.claimOutgoing(thread('1'), 'another')).toMatchObject({
          kind: 'row',
          row: { unsettled: true },
        })
        return claimed
      },
    }
    heldForMs = () => 0
    await deliver('1', slow)
    expect([posted(), await states()]).toEqual([0, ['sending']])
  })

  it('posts when it finds that the lease is still its own', async () => {
    await reply('2')
    let asked = 0
    heldForMs = () => (asked++ === 0 ? 6_000 : 0)
    await deliver('2')
    expect(texts()).toEqual(['An answer'])
  })
})

describe('a token that is refused', () => {
  const refusing = ['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'not_authed']
  it.each(refusing)('(%s) holds all replies back until a try now and then succeeds', async (error) => {
    for (let n = 0; n < 2; n += 1) await reply(`t${n}`)
    slack.plan(() => ({ kind: 'error', error }))
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(posted()).toBe(1)
    expect(await states()).toEqual(['pending', 'pending'])
    expect(refusals.findings()).toMatchObject([{ about: 'slack', level: 'error' }])
    await pass(16_000)
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(posted()).toBe(2)
    slack.plan(null)
    await pass(16_000)
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(texts()).toHaveLength(2)
    expect(refusals.findings()).toEqual([])
    const [row] = await opened().db.asSystem((sql) => sql<{ attempts: number }>('select attempts from outbox'))
    expect(row).toEqual({ attempts: 1 })
  })

  it('is replaced by a restart: all is sent at once', async () => {
    for (let n = 0; n < 3; n += 1) await reply(`r${n}`)
    slack.plan(() => ({ kind: 'error', error: 'invalid_auth' }))
    for (let n = 0; n < 3; n += 1) await deliver(`r${n}`)
    slack.plan(null)
    restart()
    const found = await opened().store.findUnfinished(0, ['slack'])
    expect(found.outgoing.map(({ threadKey }) => threadKey).toSorted()).toEqual(['r0', 'r1', 'r2'])
    for (const { threadKey } of found.outgoing) await deliver(threadKey)
    expect(texts()).toHaveLength(3)
  })

  it('is said once a minute, and after an hour the replies are dead letters that can be revived', async () => {
    for (let n = 0; n < 3; n += 1) await reply(`h${n}`)
    slack.plan(() => ({ kind: 'error', error: 'token_revoked' }))
    for (let n = 0; n < 9; n += 1) {
      await deliver('h0')
      await pass(15_000)
    }
    expect(logged.filter((line) => line.includes('no reply can be sent'))).toHaveLength(3)
    await reply('late')
    await pass(hour - 60_000)
    await deliver('h0')
    expect(await states()).toEqual(['dead', 'dead', 'dead', 'pending'])
    slack.plan(null)
    restart()
    expect(await opened().store.reviveDeadLetters()).toBe(3)
    for (const key of ['h0', 'h1', 'h2', 'late']) await deliver(key)
    expect(texts()).toHaveLength(4)
  })

  it('while a lost post is looked for does not count as a look', async () => {
    await reply('l')
    slack.next('chat.postMessage', { kind: 'cut' })
    await deliver('l')
    slack.plan(() => ({ kind: 'error', error: 'invalid_auth' }))
    await pass(5_000)
    await deliver('l')
    expect(await states()).toEqual(['ambiguous'])
    slack.plan(null)
    await pass(16_000)
    expect(await deliver('l')).toBeGreaterThan(9_000)
  })

  it('is not mistaken for a reply that is refused for its own sake', async () => {
    await reply('scope')
    await reply('fine')
    slack.next('chat.postMessage', { kind: 'error', error: 'missing_scope' })
    await deliver('scope')
    await deliver('fine')
    expect(texts()).toContain('An answer')
    expect((await states()).toSorted()).toEqual(['dead', 'sent'])
  })
})

describe('a clock that is set back', () => {
  it('ends the waits that began before, and leases that nobody can hold', async () => {
    await reply('c')
    slack.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 5 })
    expect(await deliver('c')).toBeGreaterThan(4_000)
    await opened().store.claimOutgoing(thread('c'), 'dead process')
    await opened().db.asSystem((sql) =>
      sql(
        `update outbox set not_before = not_before + interval '4 minutes', waits_from = waits_from + interval '4 minutes'`,
      ),
    )
    await opened().db.asSystem((sql) =>
      sql(`insert into thread_leases (name, holder, expires_at) values ('out:slack:c', 'dead', now() + interval '4 minutes')
           on conflict (name) do update set expires_at = excluded.expires_at`),
    )
    const { outgoing } = await opened().store.findUnfinished(5_000, ['slack'])
    expect(outgoing).toEqual([thread('c')])
    await deliver('c')
    expect(texts()).toEqual(['An answer'])
  })

  it('costs no turn: what was taken or blocked at a later time than it is counts no more', async () => {
    const { store, db } = opened()
    const turn = { bucket: 'clock', allowance: [{ count: 1, perMs: 1_000 }] }
    expect(await store.takeTurns([turn])).toBe(0)
    await store.blockBucket('clock', 30_000)
    expect(await store.takeTurns([turn])).toBeGreaterThan(25_000)
    await db.asSystem((sql) =>
      sql(`update rate_limits set blocked_from = blocked_from + interval '4 minutes', blocked_until = blocked_until + interval '4 minutes',
             taken = array(select t + interval '4 minutes' from unnest(taken) as t)`),
    )
    expect(await store.takeTurns([turn])).toBe(0)
    await store.blockBucket('clock', 2_000)
    expect(await store.takeTurns([turn])).toBeLessThanOrEqual(2_000)
  })
})
