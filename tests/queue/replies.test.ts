// Replies on their way out, with a real store and a platform that goes wrong as a test says: each once, to whom it is for.
import { describe, expect, it } from 'vitest'
import type { Outbound, Platform } from '../../src/bots/types.ts'
import { AppError, databaseAway, type Retry } from '../../src/errors.ts'
import type { Request, ThreadKey } from '../../src/model.ts'
import { type DeskOptions, soon, useDesk } from './desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'Who?', cut: false }
const fail = () => {
  throw new Error('another key')
}
const failure = (retry: Retry, retryAfterMs?: number) => new AppError('slack-x', 'The reason', { retry, retryAfterMs })

/** A platform whose first sends go wrong one after the other, and then no more; `sent` holds every try. */
async function replying(failures: readonly unknown[], platform: Partial<Platform> = {}, options: DeskOptions = {}) {
  const left = [...failures]
  const sent: Outbound[] = []
  const desk = open({
    ...options,
    platform: {
      async send(message) {
        sent.push(message)
        if (left.length > 0) throw left.shift()
        return `m${sent.length}`
      },
      ...platform,
    },
  })
  await desk.say(ask, { secret: 'token' })
  desk.wakes.splice(0)
  const row = async () =>
    (
      await desk.db.asSystem((sql) =>
        sql<{ state: string; attempts: number; looks: number; error: string | null; waitSeconds: number }>(
          `select state, attempts, looks, error, round(extract(epoch from not_before - waits_from))::int as "waitSeconds"
             from outbox where thread_key = $1 order by id desc limit 1`,
          [desk.thread.threadKey],
        ),
      )
    )[0]!
  return {
    desk,
    sent,
    row,
    async again() {
      await desk.pass()
      await desk.deliver()
    },
  }
}
describe('a reply that surely was not posted', () => {
  it('is tried again, later each time, and is not looked for', async () => {
    let looks = 0
    const find = async () => {
      looks += 1
      return null
    }
    const { desk, sent, row, again } = await replying(Array(9).fill(failure('later')), { find })
    await desk.deliver()
    for (const [before, waitSeconds] of [1, 2, 4, 8, 16, 32, 60, 60, 60].entries()) {
      expect(await row()).toMatchObject({ state: 'pending', error: 'The reason', attempts: before + 1, waitSeconds })
      expect(desk.wakes.pop()).toEqual(['outgoing', expect.any(Number)])
      await again()
    }
    expect([looks, sent.length, (await row()).state]).toEqual([0, 10, 'sent'])
  })

  it('waits as long as it was told to', async () => {
    const { desk, row } = await replying([failure('later', 300_000)])
    await desk.deliver()
    expect((await row()).waitSeconds).toBe(300)
  })
})

describe('a reply that may have been posted', () => {
  it('is looked for until it can no longer land, then posted anew and looked for anew', async () => {
    const looked: string[] = []
    const find = async ({ id }: Outbound) => {
      looked.push(id)
      return null
    }
    const { desk, sent, row, again } = await replying([failure('unknown'), new Error('x')], {
      find,
      lookAfterMs: [5_000, 15_000],
    })
    await desk.deliver()
    expect(await row()).toMatchObject({ state: 'ambiguous', looks: 1, waitSeconds: 5 })
    for (const [state, looks, waitSeconds, posts] of [
      ['ambiguous', 2, 15, 1],
      ['ambiguous', 1, 5, 2],
      ['ambiguous', 2, 15, 2],
      ['sent', 0, 0, 3],
    ] as const) {
      await again()
      expect(await row()).toMatchObject({ state, looks, waitSeconds })
      expect(sent).toHaveLength(posts)
    }
    expect(new Set([...looked, ...sent.map(({ id }) => id)]).size).toBe(1)
  })

  it('and is found is not posted again', async () => {
    const { desk, sent, row, again } = await replying([failure('unknown')], { find: async () => 'found' })
    await desk.deliver()
    await again()
    expect([sent.length, (await row()).state]).toEqual([1, 'sent'])
  })

  it.each([failure('unknown'), failure('later'), new Error('no answer')])(
    'and cannot be looked for just now is not posted again: %s',
    async (error) => {
      const { desk, sent, row, again } = await replying([failure('unknown')], { find: () => Promise.reject(error) })
      await desk.deliver()
      for (let n = 0; n < 3; n += 1) await again()
      expect([sent.length, (await row()).state]).toEqual([1, 'ambiguous'])
    },
  )

  it('and cannot be looked for at all is posted again: a second one is better than silence', async () => {
    for (const platform of [{ find: () => Promise.reject(failure('never')) }, {}]) {
      const { desk, sent, row, again } = await replying([failure('unknown')], platform)
      await desk.deliver()
      expect((await row()).state).toBe('ambiguous')
      await again()
      expect([sent.length, (await row()).state]).toEqual([2, 'sent'])
    }
  })

  it('is left to the worker that has it by now', async () => {
    const { desk, sent, again } = await replying([failure('unknown')], {
      async find() {
        await desk.store.dropAllLeases()
        await desk.store.claimOutgoing(desk.thread, 'another')
        return null
      },
    })
    await desk.deliver()
    await again()
    expect([sent.length, (await desk.last()).state]).toEqual([1, 'sending'])
  })

  it('by a worker that only has to write that down is not posted again when the database restarts', async () => {
    const { desk, sent, row } = await replying([])
    const { recordSend } = desk.store
    let left = 2
    desk.store.recordSend = async (...outcome) => {
      if (left-- > 0) throw databaseAway('gone')
      return recordSend(...outcome)
    }
    await desk.deliver()
    expect([sent.length, (await row()).state]).toEqual([1, 'sent'])
  })
})

describe('a reply that its platform will never take', () => {
  it('is told to the asker alone, with its reason, and is a dead letter', async () => {
    const { desk, sent, row } = await replying([failure('never')])
    await desk.deliver()
    expect(sent).toMatchObject([
      { private: false, answer: { seq: 2 } },
      {
        private: true,
        payload: {
          tone: 'bad',
          parts: [{ kind: 'notice', text: expect.stringContaining('The reason') }],
          footer: expect.stringMatching(/^Trace .{8}$/),
        },
      },
    ])
    expect(sent[1]).not.toHaveProperty('answer')
    expect(await row()).toMatchObject({ state: 'dead', error: 'The reason' })
    await desk.store.reviveDeadLetters()
    await desk.deliver()
    expect([sent.length, (await row()).state]).toEqual([3, 'sent'])
  })

  it('says nothing where it was a placeholder, which the answer follows', async () => {
    const sent: Outbound[] = []
    const desk = open({
      platform: {
        async send(message) {
          sent.push(message)
          if (message.kind === 'placeholder') throw failure('never')
          return 'm'
        },
      },
    })
    await desk.accept(ask)
    const claim = await desk.store.claimIncoming(desk.thread, 'me')
    if (claim.kind !== 'row') throw new Error('no row')
    await desk.store.putPlaceholder(claim.row, { text: 'Looking' }, false)
    await desk.deliver()
    expect(sent.map(({ kind }) => kind)).toEqual(['placeholder'])
    await desk.store.dropAllLeases()
    await desk.answer()
    await desk.deliver()
    expect(sent.map(({ kind }) => kind)).toEqual(['placeholder', 'final'])
  })

  it('counts as given up after a day, but not before one try', async () => {
    const tooLate = () => Date.now() + 24 * 60 * 60_000 + 60_000
    const { desk, sent, row, again } = await replying([failure('later')], {}, { now: tooLate })
    await desk.deliver()
    expect([sent.length, (await row()).state]).toEqual([1, 'pending'])
    await again()
    expect([sent.length, (await row()).state]).toEqual([1, 'dead'])
    const inTime = await replying([failure('later')], {}, { now: () => Date.now() + 24 * 60 * 60_000 - 60_000 })
    await inTime.desk.deliver()
    await inTime.again()
    expect((await inTime.row()).state).toBe('sent')
  })
})

describe('a reply', () => {
  it('that only its asker may see goes to the asker alone', async () => {
    const desk = open()
    await desk.say({ kind: 'help' })
    await desk.deliver()
    expect(desk.sent).toMatchObject([{ kind: 'final', private: true }])
  })

  it('goes out although its credential was sealed with another key', async () => {
    const { desk, sent, row } = await replying([], {}, { sealer: { seal: Buffer.from, open: () => fail() } })
    await desk.deliver()
    expect(sent).toHaveLength(1)
    expect(sent[0]).not.toHaveProperty('secret')
    expect((await row()).state).toBe('sent')
  })

  it('is not given the credential of another message, in whose row it was put', async () => {
    const one = await replying([])
    const two = await replying([])
    const swap = (table: string) =>
      one.desk.db.asSystem((sql) =>
        sql(
          `update ${table} t set secret = (select o.secret from ${table} o where o.thread_key = $2 and o.secret is not null limit 1)
            where t.thread_key = $1`,
          [one.desk.thread.threadKey, two.desk.thread.threadKey],
        ),
      )
    await swap('outbox')
    await one.desk.deliver()
    await two.desk.deliver()
    expect(one.sent[0]).not.toHaveProperty('secret')
    expect(two.sent[0]).toMatchObject({ secret: 'token' })
    expect(one.desk.logged.join()).toContain('a reply goes out without its secret')
  })

  it('that begins a thread carries its conversation there', async () => {
    const begun = 'begun' as ThreadKey
    const { desk } = await replying([], { threadStartedBy: (_, id) => (id === 'm1' ? begun : null) })
    await desk.deliver()
    const there = { platform: 'discord', threadKey: begun } as const
    expect(await desk.store.readHistory(desk.home, there, null)).toHaveLength(2)
  })

  it('takes the place of its placeholder, and changes no more than once a second', async () => {
    const desk = open()
    await desk.accept(ask)
    const claim = await desk.store.claimIncoming(desk.thread, 'me')
    if (claim.kind !== 'row') throw new Error('no row')
    await desk.store.putPlaceholder(claim.row, { text: '1' }, true)
    await desk.deliver()
    await desk.store.putPlaceholder(claim.row, { text: '2' }, true)
    const [patience] = await desk.db.asSystem((sql) =>
      sql(`select extract(epoch from not_before - finished_at)::int as s from outbox where thread_key = $1`, [
        desk.thread.threadKey,
      ]),
    )
    expect(patience).toEqual({ s: 1 })
    await desk.store.dropAllLeases()
    await desk.answer()
    await desk.pass()
    await desk.deliver()
    expect(desk.sent).toMatchObject([
      { kind: 'placeholder', payload: { text: '1' } },
      { kind: 'final', replaces: 'm1' },
    ])
  })

  it('whose database goes away meanwhile gives its thread back', async () => {
    const { desk } = await replying([])
    desk.store.claimOutgoing = () => Promise.reject(databaseAway('gone'))
    await expect(desk.deliver()).rejects.toMatchObject({ code: 'database-away' })
    await expect.poll(() => desk.wakes, soon).toEqual([['outgoing', 0]])
  })
})
