// What nobody does is done, what served its time goes, and a thread is one worker's: with a real store, and hours that
// pass by moving the rows' times.
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import type { InstallId, Request } from '../../src/model.ts'
import { startSweeper } from '../../src/queue/sweeper.ts'
import type { ThreadJob } from '../../src/queue/types.ts'
import { startUntaken } from '../../src/queue/untaken.ts'
import type { Store } from '../../src/store/index.ts'
import { type Desk, soon, useDesk } from './desk.ts'
import { createSteps } from './steps.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'Who?', cut: false }
const help: Request = { kind: 'help' }

beforeEach(async () => {
  await open().db.asSystem(async (sql) => {
    for (const table of ['inbox', 'uploads', 'thread_leases']) await sql(`delete from ${table}`)
  })
})
afterEach(() => void vi.useRealTimers())

const run = (desk: Desk, text: string) => desk.db.asSystem((sql) => sql(text))
const later = (desk: Desk, seconds: number) =>
  desk.db.asSystem(async (sql) => {
    for (const table of ['inbox', 'outbox', 'uploads'])
      await sql(`update ${table} set not_before = not_before - $1 * interval '1 second'`, [seconds])
    await sql(`update uploads set created_at = created_at - $1 * interval '1 second'`, [seconds])
  })

interface Sweeping {
  readonly rag?: Parameters<typeof startSweeper>[0]['rag']
  readonly installs?: readonly InstallId[]
  readonly sendingTo?: () => readonly InstallId[]
  readonly store?: Partial<Store>
}

/** `heard`: what was announced since the last time that something was expected. */
async function sweep(desk: Desk, { store, installs = [desk.install.id], ...rest }: Sweeping = {}) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const heard: string[] = []
  const lines: string[] = []
  const sweeper = await startSweeper({
    store: { ...desk.store, ...store },
    rag: { embedMissing: async () => {} },
    wake: {
      incoming: ({ threadKey }) => void heard.push(`incoming ${threadKey}`),
      outgoing: ({ threadKey }) => void heard.push(`outgoing ${threadKey}`),
      upload: ({ uploadId }) => void heard.push(`upload ${uploadId}`),
    },
    log: createLog('info', (line) => void lines.push(line)),
    installs: () => installs,
    ...rest,
  })
  onTestFinished(sweeper.stop)
  const expectHeard = async (expected: readonly string[]) => {
    await expect.poll(() => heard.toSorted(), soon).toEqual(expected)
    heard.splice(0)
  }
  return { heard: () => heard.splice(0).toSorted(), expectHeard, lines, stop: sweeper.stop }
}

describe('the sweeper', () => {
  it('announces at the start whatever is unfinished, and every 5 s what nobody began within as long', async () => {
    const desk = open()
    const { threadKey } = desk.thread
    await desk.say(help)
    await desk.accept(ask)
    const uploadId = await desk.store.addUpload(desk.home, {
      name: 'a',
      bytes: Buffer.from('a'),
      audience: 'workspace',
    })
    const { heard } = await sweep(desk)
    const all = [`incoming ${threadKey}`, `outgoing ${threadKey}`, `upload ${uploadId}`]
    expect(heard()).toEqual(all)
    const { findUnfinished } = desk.store
    const ages: number[] = []
    const watching = await sweep(desk, {
      store: {
        findUnfinished(age, ...rest) {
          ages.push(age)
          return findUnfinished(age, ...rest)
        },
      },
    })
    watching.heard()
    const look = async (expected: readonly string[]) => {
      vi.advanceTimersByTime(5_000)
      await watching.expectHeard(expected)
      // The look is over when what it asked the store is.
      await findUnfinished(0, [])
    }
    await later(desk, 6)
    await look(all.slice(0, 2))
    // A large file takes its worker a minute.
    await later(desk, 60)
    await look(all)
    expect(ages).toEqual([0, 5_000, 5_000])
    await desk.accept(help)
    await desk.db.asSystem((sql) => sql(`update outbox set state = 'sent'`))
    await run(desk, `delete from uploads`)
    await run(desk, `update inbox set not_before = now() - interval '1 second'`)
    vi.advanceTimersByTime(5_000)
    await expect.poll(() => ages.length, soon).toBe(4)
    await findUnfinished(0, [])
    expect(watching.heard()).toEqual([])
  })

  it.each(['sending', 'ambiguous'])('announces a reply that a killed process left %s', async (state) => {
    const desk = open()
    await desk.say(help)
    await run(desk, `update outbox set state = '${state}'`)
    expect((await sweep(desk)).heard()).toContain(`outgoing ${desk.thread.threadKey}`)
  })

  it('leaves alone what is being worked on, what waits, and what is of installs elsewhere or refused', async () => {
    const desk = open()
    await desk.say(help)
    await desk.accept(ask)
    const { threadKey } = desk.thread
    const found = async (options: Sweeping) => (await sweep(desk, options)).heard()
    expect(await found({ installs: [desk.installOf('slack').id, desk.installOf('discord', desk.other).id] })).toEqual(
      [],
    )
    expect(await found({ sendingTo: () => [] })).toEqual([`incoming ${threadKey}`])
    const claim = await desk.store.claimIncoming(desk.thread, 'me')
    expect(await found({})).toEqual([`outgoing ${threadKey}`])
    await run(desk, `update thread_leases set expires_at = now() - interval '1 ms'`)
    expect(await found({})).toEqual([`incoming ${threadKey}`, `outgoing ${threadKey}`])
    // Of before the clock was set back.
    await run(desk, `update thread_leases set expires_at = now() + interval '1 minute'`)
    expect(await found({})).toContain(`incoming ${threadKey}`)
    if (claim.kind !== 'row') throw new Error('no row')
    await desk.store.postponeIncoming(claim.row.id, 60_000, 'x')
    expect(await found({})).toEqual([`outgoing ${threadKey}`])
    await run(desk, `update inbox set waits_from = now() + interval '1 minute' where state = 'pending'`)
    expect(await found({})).toContain(`incoming ${threadKey}`)
  })

  it('goes on after a failure, tidies up at once and every hour, and stops', async () => {
    const desk = open()
    const done: string[] = []
    let fails = true
    const { findUnfinished, listWorkspaces } = desk.store
    const note = (what: string) => async () => void done.push(what)
    const sweeping = await sweep(desk, {
      store: {
        findUnfinished: async (age, ...rest) => {
          if (age > 0 && fails) throw new Error('hiccup')
          return findUnfinished(age, ...rest)
        },
        listWorkspaces: async () => (await listWorkspaces()).slice(0, 1),
        removeOldRows: note('old rows'),
        removeEnded: async () => {
          done.push('ended')
          return 0
        },
        removeExpired: async () => {
          done.push('expired')
          return 0
        },
        removeRetired: note('retired'),
        compactCounts: note('counts'),
        vacuum: note('vacuum'),
      },
      rag: { embedMissing: note('vectors') },
    })
    const once = ['old rows', 'ended', 'expired', 'retired', 'counts', 'vectors', 'vacuum']
    await expect.poll(() => done, soon).toEqual(once)
    vi.advanceTimersByTime(5_000)
    await expect.poll(() => sweeping.lines.join(), soon).toContain('hiccup')
    fails = false
    await desk.accept(ask)
    await later(desk, 6)
    await new Promise(setImmediate)
    vi.advanceTimersByTime(5_000)
    await sweeping.expectHeard([`incoming ${desk.thread.threadKey}`])
    vi.advanceTimersByTime(60 * 60_000 - 15_000)
    expect(done).toEqual(once)
    vi.advanceTimersByTime(15_000)
    await expect.poll(() => done, soon).toEqual([...once, ...once])
    await sweeping.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('what is kept', () => {
  const count = async (desk: Desk, table: string) =>
    (await desk.db.asSystem((sql) => sql<{ n: number }>(`select count(*)::int as n from ${table}`)))[0]!.n
  const aged = async (desk: Desk, table: string, days: number) => {
    await run(desk, `update ${table} set finished_at = now() - interval '${days} days'`)
    await desk.store.removeOldRows()
    return count(desk, 'inbox')
  }

  it('of a message that was answered: a week', async () => {
    const desk = open()
    await desk.say(help)
    await desk.deliver()
    expect([await aged(desk, 'inbox', 6.9), await aged(desk, 'inbox', 7.1)]).toEqual([1, 0])
    expect(await count(desk, 'outbox')).toBe(0)
  })

  it('of one that was given up: a month', async () => {
    const desk = open({ platform: { readableBy: () => Promise.reject(new Error('x')) } })
    await desk.accept(ask)
    for (let n = 0; n < 3; n += 1) {
      await desk.answer()
      await desk.pass()
    }
    await desk.deliver()
    expect(await desk.messages()).toMatchObject([{ state: 'dead' }])
    expect([await aged(desk, 'inbox', 29.9), await aged(desk, 'inbox', 30.1)]).toEqual([1, 0])
  })

  it('of a reply that was given up: a month, and of one that is on its way: as long as that takes', async () => {
    const desk = open()
    await desk.say(help)
    expect(await aged(desk, 'inbox', 100)).toBe(1)
    await run(desk, `update outbox set state = 'dead'`)
    expect([await aged(desk, 'outbox', 29.9), await aged(desk, 'outbox', 30.1)]).toEqual([1, 0])
  })

  it('of files: a week, except those that wait; and of leases an hour', async () => {
    const desk = open()
    const add = () => desk.store.addUpload(desk.home, { name: 'a', bytes: Buffer.from('a'), audience: 'workspace' })
    const [failed, young] = [await add(), await add(), await add()]
    const error = { code: 'x', message: 'x' }
    for (const id of [failed, young])
      await desk.store.finishUpload(desk.home, id, { status: 'failed', uri: 'a', chunks: 0, error })
    await run(desk, `update uploads set created_at = now() - interval '7.1 days' where id <> '${young}'`)
    await desk.store.claimIncoming(desk.thread, 'me')
    await desk.store.claimOutgoing(desk.thread, 'me')
    await run(
      desk,
      `insert into thread_leases (name, holder, expires_at) values ('a', 'a', now() - interval '61 minutes'), ('b', 'b', now() - interval '59 minutes')`,
    )
    await desk.store.removeOldRows()
    expect([await count(desk, 'uploads'), await count(desk, 'thread_leases')]).toEqual([2, 1])
  })
})

describe('a thread', () => {
  it('is one worker’s until that one gives it back, or does not renew it for 15 s', async () => {
    const desk = open()
    const { store, thread } = desk
    const name = store.leaseName('in', thread)
    await desk.accept(ask)
    const claim = async (holder: string) => (await store.claimIncoming(thread, holder)).kind
    const isFresh = async () => {
      const [lease] = await desk.db.asSystem((sql) =>
        sql<{ ms: number }>(`select (extract(epoch from expires_at - now()) * 1000)::int as ms from thread_leases`),
      )
      return lease!.ms > 5_000 && lease!.ms <= 15_000
    }
    expect([await claim('a'), await claim('b'), await isFresh()]).toEqual(['row', 'busy', true])
    await run(desk, `update thread_leases set expires_at = now() + interval '1 second'`)
    expect([await store.renewLease(name, 'b'), await store.renewLease(name, 'a'), await isFresh()]).toEqual([
      false,
      true,
      true,
    ])
    await store.dropLease(name, 'b')
    expect(await claim('b')).toBe('busy')
    await run(desk, `update thread_leases set expires_at = now()`)
    expect([await claim('b'), await store.renewLease(name, 'a'), await claim('a')]).toEqual(['row', false, 'busy'])
    await store.dropLease(name, 'b')
    expect([await store.renewLease(name, 'b'), await claim('a')]).toEqual([false, 'row'])
  })

  it('waits for its oldest message and is free for whoever comes then', async () => {
    const desk = open()
    const { store, thread } = desk
    await desk.accept(ask)
    await desk.accept(help)
    const claim = await store.claimIncoming(thread, 'a')
    if (claim.kind !== 'row') throw new Error('no row')
    await store.postponeIncoming(claim.row.id, 30_000, 'x')
    const waits = await store.claimIncoming(thread, 'a')
    expect(waits).toEqual({ kind: 'later', waitMs: expect.toSatisfy((ms: number) => ms > 10_000 && ms <= 30_000) })
    await desk.pass()
    expect(await store.claimIncoming(thread, 'b')).toMatchObject({
      kind: 'row',
      row: { id: claim.row.id, attempts: 2 },
    })
  })

  it('whose process died in the middle of sending is looked into, and an old worker has no say in it', async () => {
    const desk = open()
    const { store, thread } = desk
    await desk.say(help)
    const [first, second] = [await store.claimOutgoing(thread, 'a'), await store.claimOutgoing(thread, 'a')]
    if (first.kind !== 'row' || second.kind !== 'row') throw new Error('no row')
    expect([first.row.unsettled, second.row.unsettled]).toEqual([false, true])
    expect([await store.beginAgain(first.row), await store.beginAgain(second.row)]).toEqual([false, true])
    for (const outcome of [
      { state: 'sent', messageId: 'late' },
      { state: 'dead', error: 'late' },
    ] as const)
      await store.recordSend(first.row, outcome)
    expect(await desk.last()).toMatchObject({ state: 'sending' })
    await store.recordSend(second.row, { state: 'sent', messageId: 'm' })
    await store.recordSend(second.row, { state: 'dead', error: 'late' })
    expect(await desk.last()).toMatchObject({ state: 'sent' })
  })
})

describe('work that was announced and that nobody takes', () => {
  /** @returns what was done at each look */
  async function untaken(desk: Desk, work: (what: string) => Promise<void> = async () => {}) {
    const steps = createSteps()
    const done: string[] = []
    const job = (what: string) => (thread: ThreadJob) => {
      done.push(`${what} ${thread.threadKey}`)
      return work(`${what} ${thread.threadKey}`)
    }
    const { store } = desk
    const log = createLog('silent')
    const jobs = { answer: job('answer'), deliver: job('deliver') }
    const watching = startUntaken({ store, jobs, log, installs: () => [desk.install.id], pause: steps.pause })
    onTestFinished(watching.stop)
    return { done, step: steps.step, stop: watching.stop }
  }

  it('for 12 s is done without the queue: replies first, and each answer is sent', async () => {
    const [one, two] = [open(), open()]
    await one.say(help)
    await two.accept(ask)
    await later(one, 7)
    const { done, step } = await untaken(one)
    expect([await step(), done]).toEqual([4_000, []])
    await later(one, 6)
    await step()
    const [first, second] = [one.thread.threadKey, two.thread.threadKey]
    expect(done).toEqual([`deliver ${first}`, `answer ${second}`, `deliver ${second}`])
  })

  it('is done four threads at a time, and one that fails holds up nobody', async () => {
    const desks = Array.from({ length: 6 }, () => open())
    for (const desk of desks) await desk.accept(ask)
    await later(desks[0]!, 13)
    let now = 0
    let most = 0
    const { done, step } = await untaken(desks[0]!, async (what) => {
      most = Math.max(most, ++now)
      await new Promise(setImmediate)
      now -= 1
      if (what === `answer ${desks[0]!.thread.threadKey}`) throw new Error('x')
    })
    await step()
    expect(most).toBe(4)
    expect(done.filter((what) => what.startsWith('answer'))).toHaveLength(6)
    expect(done.filter((what) => what.startsWith('deliver'))).toHaveLength(5)
  })
})
