// What became of an attempt to post or to change is not known: each reply arrives once all the same.
import { describe, expect, it } from 'vitest'
import type { InboxRow } from '../../../src/store/messages/inbox.ts'
import type { Mishap } from '../../stand-ins/slack.ts'
import { useDelivery } from '../delivery.ts'

const { opened, thread, slack, restart, take, finish, reply, deliver, pass, texts, posted, looked, states } =
  useDelivery()
/** For what hangs. */
const impatientMs = 250

describe('a post whose outcome is lost', () => {
  it('is found although it lands after we gave up waiting, and what follows in its thread waits for that', async () => {
    await reply('1', 'first')
    await reply('1', 'second')
    await reply('2', 'elsewhere')
    slack().next('chat.postMessage', { kind: 'late' })
    expect(await deliver('1')).toBeGreaterThan(4_500)
    await deliver('2')
    expect(texts()).toContain('elsewhere')
    expect(texts()).not.toContain('second')
    slack().land()
    await pass(5_000)
    await deliver('1')
    expect(texts().toSorted()).toEqual(['elsewhere', 'first', 'second'])
    expect(texts().indexOf('second')).toBe(2)
    expect(await states()).toEqual(['sent', 'sent', 'sent'])
  })

  it('is looked for 5, 15 and 45 s later, also by the next process, and then posted again', async () => {
    await reply('3')
    slack().next('chat.postMessage', { kind: 'cut' })
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
    slack().next('chat.postMessage', { kind: 'late' })
    await deliver('4')
    // Not yet to be seen.
    slack().next('conversations.replies', { kind: 'body', body: '{"ok":true,"messages":[]}' })
    slack().next('conversations.replies', { kind: 'body', body: '{"ok":true,"messages":[]}' })
    await pass(5_000)
    await deliver('4')
    await pass(10_000)
    await deliver('4')
    slack().land()
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
    slack().next('chat.postMessage', mishap)
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
    slack().next('chat.postMessage', mishap)
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
    slack().next('chat.postMessage', { kind: 'drop' })
    await deliver('8')
    slack().plan((method) => (method === 'conversations.replies' ? { kind: 'status', status: 502 } : undefined))
    for (let n = 0; n < 6; n += 1) {
      await pass(60_000)
      await deliver('8')
    }
    expect(posted()).toBe(1)
    slack().plan(null)
    await pass(60_000)
    await deliver('8')
    expect([posted(), texts()]).toEqual([1, ['An answer']])
  })
})

describe('a change whose outcome is lost', () => {
  const updated = () => slack().calls.filter(({ method }) => method === 'chat.update').length

  async function withPlaceholder(threadKey: string): Promise<InboxRow> {
    const row = await take(threadKey)
    await opened().store.putPlaceholder(row, { text: 'Looking…', blocks: [] }, true)
    await deliver(threadKey)
    expect(texts()).toEqual(['Looking…'])
    return row
  }

  it('is made again where it is the final, which does no harm', async () => {
    await finish(await withPlaceholder('1'), 'The final')
    slack().next('chat.update', { kind: 'drop' })
    slack().next('chat.update', { kind: 'status', status: 500 })
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
    slack().next('chat.update', { kind: 'late' })
    await deliver('2')
    await finish(row, 'The final')
    expect(await deliver('2')).toBeGreaterThan(2_000)
    expect(updated()).toBe(1)
    slack().land()
    await pass(5_000)
    await deliver('2')
    expect([posted(), texts()]).toEqual([1, ['The final']])
  })
})
