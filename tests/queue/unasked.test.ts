// What nobody asked for: said where it can be, once through whatever happens, and not for ever.
import { beforeEach, describe, expect, it } from 'vitest'
import { someone } from '../../src/askers.ts'
import { noticeCard } from '../../src/card.ts'
import { speak } from '../../src/queue/delivery/unasked.ts'
import { useDelivery } from './delivery.ts'

const { opened, slack, deliver, states, pass, restart, platforms, texts, posted, thread } = useDelivery()
const card = noticeCard('The index is complete.')
const unasked = 'slack:T1:C5:unasked'

const wakes: string[] = []
const say = (key: string, channel = 'T1/C5', install = opened().installOf('slack')) =>
  speak(
    {
      store: opened().store,
      platforms: platforms(),
      wake: { incoming: () => {}, upload: () => {}, outgoing: ({ threadKey }) => void wakes.push(threadKey) },
    },
    {
      install,
      person: someone('T1/U1'),
      place: { kind: 'channel', id: channel, hasGuests: 'unknown', hasExternals: 'unknown' },
    },
    key,
    card,
  )
beforeEach(async () => {
  wakes.splice(0)
  await opened().db.asSystem((sql) => sql('delete from outbox'))
})

describe('what is said unasked', () => {
  it('is posted once, however often it falls due, and in each workspace for itself', async () => {
    expect([await say('digest 1'), await say('digest 1')]).toEqual(['queued', 'known'])
    expect(wakes).toEqual([unasked])
    await deliver(unasked)
    expect(slack().posts).toMatchObject([{ channel: 'C5' }])
    expect(slack().posts[0]).not.toHaveProperty('threadTs')
    expect(texts()[0]).toContain('The index is complete.')
    expect(await say('digest 1')).toBe('known')
    expect(await say('digest 1', 'T1/C5', opened().installOf('slack', opened().other))).toBe('queued')
    expect(await say('digest 2')).toBe('queued')
    await deliver(unasked)
    expect(await states()).toEqual(['sent', 'pending', 'sent'])
  })

  it('is found by a sweeper, as work of its install', async () => {
    await say('digest 1')
    const { store, installOf } = opened()
    expect((await store.findUnfinished(-1_000, [installOf('slack').id])).outgoing).toEqual([thread(unasked)])
    expect((await store.findUnfinished(-1_000, [installOf('slack', opened().other).id])).outgoing).toEqual([])
    await deliver(unasked)
    expect((await store.findUnfinished(-1_000, [installOf('slack').id])).outgoing).toEqual([])
  })

  it('whose outcome was lost is looked for, by another process too, and not posted again', async () => {
    await say('digest 1')
    slack().plan((method) => (method === 'chat.postMessage' ? { kind: 'status', status: 500, lands: true } : undefined))
    await deliver(unasked)
    slack().plan(null)
    restart()
    await pass(60_000)
    await deliver(unasked)
    expect([await states(), posted(), slack().posts.length]).toEqual([['sent'], 1, 1])
  })

  it('that is refused for good is a dead letter, and nobody is told instead', async () => {
    await say('digest 1')
    slack().plan((method) =>
      method === 'chat.postMessage' ? { kind: 'error', error: 'channel_not_found' } : undefined,
    )
    await deliver(unasked)
    expect([await states(), slack().posts, posted()]).toEqual([['dead'], [], 1])
    expect(slack().calls.filter(({ method }) => method === 'chat.postEphemeral')).toEqual([])
    expect(await opened().store.listDeadLetters()).toMatchObject([{ kind: 'outbox', threadKey: unasked }])
    slack().plan(null)
    await opened().store.reviveDeadLetters()
    await deliver(unasked)
    expect(await states()).toEqual(['sent'])
  })

  it('is forgotten after 30 days, and may then be said again', async () => {
    await say('digest 1')
    await deliver(unasked)
    const age = (days: number) =>
      opened().db.asSystem((sql) => sql(`update outbox set finished_at = now() - $1 * interval '1 day'`, [days]))
    await age(29)
    await opened().store.removeOldRows()
    expect(await say('digest 1')).toBe('known')
    await age(31)
    await opened().store.removeOldRows()
    expect(await states()).toEqual([])
    expect(await say('digest 1')).toBe('queued')
  })

  it('that could not be sent yet is kept', async () => {
    await say('digest 1')
    await opened().db.asSystem((sql) => sql(`update outbox set created_at = now() - interval '90 days'`))
    await opened().store.removeOldRows()
    expect(await states()).toEqual(['pending'])
  })

  it('to someone who has not written to the bot goes by their own id, and is refused where that says no team', async () => {
    const to = { install: opened().installOf('slack'), place: { kind: 'direct' } } as const
    const wake = { incoming: () => {}, upload: () => {}, outgoing: () => {} }
    const sayTo = (id: string) =>
      speak({ store: opened().store, platforms: platforms(), wake }, { ...to, person: someone(id) }, 'k', card)
    expect(await sayTo('U9')).toBe('unreachable')
    expect(await states()).toEqual([])
    expect(await sayTo('T1/U9')).toBe('queued')
    await deliver('slack:T1:U9:unasked')
    expect(slack().posts).toMatchObject([{ channel: 'U9' }])
  })
})

it('rows that answer nobody have a key, and those that answer someone have none', async () => {
  const insert = (fields: string, values: string) =>
    opened().db.asSystem((sql) =>
      sql(
        `insert into outbox (workspace_id, install_id, platform, thread_key, kind, private, payload, target${fields})
         select workspace_id, id, platform, 'x', 'final', false, '{}', '{}'${values} from installs limit 1`,
      ),
    )
  await expect(insert('', '')).rejects.toThrow(/check constraint/)
  await expect(insert(', key', `, 'k'`)).rejects.toThrow(/check constraint/)
  expect(await insert(', key, asker, trace_id', `, 'k', '{}', 't'`)).toEqual([])
})
