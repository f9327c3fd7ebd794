// A thread's worker under its lease, and what waits for a database, by a handed-in clock.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { AppError, databaseAway, databaseSlow } from '../../src/errors.ts'
import { onceDatabaseIsBack } from '../../src/queue/once-back.ts'
import { type ThreadWork, workThread } from '../../src/queue/thread-work.ts'
import type { Claim } from '../../src/store/messages/leases.ts'

const leaseMs = 9_000
afterEach(() => void vi.useRealTimers())

/** Works off these claims; the clock is moved by hand. */
function working(claims: readonly Claim<string>[], options: Partial<ThreadWork<string>> = {}) {
  const left = [...claims]
  const heard: string[] = []
  const clock = { ms: 0 }
  const done = workThread<string>({
    holder: 'me',
    leaseMs,
    stopwatch: () => {
      const since = clock.ms
      return () => clock.ms - since
    },
    claim: async () => left.shift() ?? { kind: 'nothing' },
    renew: async () => {
      heard.push('renew')
      return true
    },
    work: async (row) => {
      heard.push(row)
      return undefined
    },
    giveBack: async (_, error, row) => void heard.push(`give back ${row ?? ''}${error ? ' after an error' : ''}`),
    wakeLater: (ms) => void heard.push(`wake in ${ms}`),
    ...options,
  })
  return { heard, clock, done }
}
const row = (text: string) => ({ kind: 'row', row: text }) as const

describe('a worker', () => {
  it('does all that is there, in order, and comes again when the rest is due', async () => {
    const { heard, done } = working([row('one'), row('two'), { kind: 'later', waitMs: 700 }, row('three')])
    await done
    expect(heard).toEqual(['one', 'two', 'wake in 700'])
  })

  it('leaves a thread to the one that has it', async () => {
    const { heard, done } = working([{ kind: 'busy' }, row('one')])
    await done
    expect(heard).toEqual([])
  })

  it('that is told to stop gives its lease back and leaves the rest', async () => {
    const { heard, done } = working([row('one'), row('two')], { work: async () => 'stop' })
    await done
    expect(heard).toEqual(['give back '])
  })

  it('gives its lease back when the database returns, with what it was at, and comes again at once', async () => {
    const { heard, done } = working([row('one')], { work: () => Promise.reject(databaseAway('gone')) })
    await expect(done).rejects.toMatchObject({ code: 'database-away' })
    await new Promise(setImmediate)
    expect(heard).toEqual(['give back one after an error', 'wake in 0'])
    const broken = working([row('one')], { work: () => Promise.reject(new Error('broken')) })
    await expect(broken.done).rejects.toThrow('broken')
    await new Promise(setImmediate)
    expect(broken.heard).toEqual([])
  })
})

describe('a worker whose row takes long', () => {
  it('renews its lease meanwhile, also after a renewal that failed, and leaves no timer behind', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let asked = 0
    const held = Promise.withResolvers<undefined>()
    const { done } = working([row('one')], {
      renew: async () => {
        asked += 1
        if (asked === 1) throw databaseAway('gone')
        return true
      },
      work: () => held.promise,
    })
    for (const times of [1, 2]) {
      await new Promise(setImmediate)
      vi.advanceTimersByTime(leaseMs / 3)
      expect(asked).toBe(times)
    }
    held.resolve(undefined)
    await done
    expect(vi.getTimerCount()).toBe(0)
  })

  // One stands still while the machine sleeps, the other may be set.
  it.each([
    ['the steady clock stood still', () => vi.setSystemTime(Date.now() + leaseMs)],
    [
      'the other one was set back',
      () => {
        vi.advanceTimersByTime(leaseMs)
        vi.setSystemTime(Date.now() - 2 * leaseMs)
      },
    ],
  ])('asks whether it is still its own, though %s', async (_, passes) => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    const { done } = working([row('one')], {
      stopwatch: undefined as never,
      renew: async () => false,
      work: async (_row, lease) => {
        passes()
        await lease.hold()
        return undefined
      },
    })
    await expect(done).rejects.toMatchObject({ code: 'lease-lost' })
  })
})

describe('what must not happen twice', () => {
  /** Holds the lease after so long; what that says. */
  async function holdAfter(ms: number, renew: () => Promise<boolean> = async () => true) {
    let asked = 0
    const { clock, done } = working([row('one')], {
      renew: () => {
        asked += 1
        return renew()
      },
      work: async (_, lease) => {
        clock.ms += ms
        await lease.hold()
        return undefined
      },
    })
    return [
      await done.then(
        () => 'held',
        (error: AppError) => error.code,
      ),
      asked,
    ]
  }
  const away = () => Promise.reject(databaseAway('gone'))
  const lost = async () => false

  it('is done under a lease that is fresh, or proves to be still its own', async () => {
    expect(await holdAfter(2_999, lost)).toEqual(['held', 0])
    expect(await holdAfter(3_000)).toEqual(['held', 1])
    expect(await holdAfter(60_000)).toEqual(['held', 1])
  })

  it('is not done by a worker whose thread another one has, or may have', async () => {
    expect(await holdAfter(3_000, lost)).toEqual(['lease-lost', 1])
    // Without the database it is its own as long as the lease lasts.
    expect(await holdAfter(8_999, away)).toEqual(['held', 1])
    expect(await holdAfter(9_000, away)).toEqual(['lease-lost', 1])
  })

  it('counts the lease from before the database was asked', async () => {
    let isFirst = true
    const { clock, done } = working([], {
      claim: async () => {
        await Promise.resolve()
        clock.ms += 9_000
        const claimed: Claim<string> = isFirst ? row('one') : { kind: 'nothing' }
        isFirst = false
        return claimed
      },
      renew: away,
      work: (_, lease) => lease.hold().then(() => undefined),
    })
    await expect(done).rejects.toMatchObject({ code: 'lease-lost', retry: 'later' })
  })

  it('after a lease was lost nothing more is begun', async () => {
    const { heard, clock, done } = working([row('one'), row('two')], {
      renew: lost,
      async work(text, lease) {
        heard.push(text)
        clock.ms += 5_000
        await lease.hold().catch(() => {})
        return undefined
      },
    })
    await done
    expect(heard).toEqual(['one'])
  })
})

describe('what only has to be written down', () => {
  const clock = () => {
    const waits: number[] = []
    let ms = 0
    const pause = async (waitMs: number) => {
      if (waits.push(waitMs) > 20_000) throw new Error('for ever')
      ms += waitMs
    }
    return { now: () => ms, pause, waits, ms: () => ms }
  }

  it('is tried until the database is back, soon at first, and for an hour', async () => {
    let left = 8
    const back = clock()
    const work = async () => {
      left -= 1
      if (left >= 0) throw left % 2 ? databaseAway('gone') : databaseSlow('hangs')
      return 'done'
    }
    expect(await onceDatabaseIsBack(work, back)).toBe('done')
    expect(back.waits).toEqual([10, 20, 40, 80, 160, 250, 250, 250])
    const never = clock()
    await expect(onceDatabaseIsBack(() => Promise.reject(databaseAway('gone')), never)).rejects.toThrow('gone')
    expect(Math.round(never.ms() / 60_000)).toBe(60)
  })

  it('is given up where the database refuses it', async () => {
    const refused = clock()
    await expect(onceDatabaseIsBack(() => Promise.reject(new AppError('slack-x', 'No.')), refused)).rejects.toThrow(
      'No.',
    )
    expect(refused.waits).toEqual([])
  })
})
