// Sending when time does not pass as it should: a worker that stood still, a clock that is set back.
import { describe, expect, it } from 'vitest'
import type { Store } from '../../../src/store/index.ts'
import { useDelivery } from '../delivery.ts'

const { opened, thread, slack, reply, deliver, holdFor, texts, posted, states } = useDelivery()

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
        holdFor(() => 18_000)
        await store.dropAllLeases()
        expect(await store.claimOutgoing(thread('1'), 'another')).toMatchObject({
          kind: 'row',
          row: { unsettled: true },
        })
        return claimed
      },
    }
    holdFor(() => 0)
    await deliver('1', slow)
    expect([posted(), await states()]).toEqual([0, ['sending']])
  })

  it('posts when it finds that the lease is still its own', async () => {
    await reply('2')
    let asked = 0
    holdFor(() => (asked++ === 0 ? 6_000 : 0))
    await deliver('2')
    expect(texts()).toEqual(['An answer'])
  })
})

describe('a clock that is set back', () => {
  it('ends the waits that began before, and leases that nobody can hold', async () => {
    await reply('c')
    slack().next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 5 })
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
    const { outgoing } = await opened().store.findUnfinished(5_000, [opened().installOf('slack').id])
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
