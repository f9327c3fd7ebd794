// Bots that ask: where that is wanted, for all who read the place, and never twice in a row.
import { beforeAll, describe, expect, it } from 'vitest'
import type { OwnSettings } from '../../../src/askers.ts'
import type { Incoming, Request } from '../../../src/model.ts'
import { createPlatformHost, type PlatformHostOptions } from '../../../src/queue/platform-host.ts'
import { at } from '../../askers.ts'
import { type Desk, useDesk } from '../desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const unknown: Request = { kind: 'ask', question: 'Who founded the observatory?', cut: false }
const bot = ['B1', 'A1']
let channels = 0

beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

async function inChannel(settings: Partial<OwnSettings>) {
  channels += 1
  const channel = `B${channels}`
  const desk = open()
  const set = (changes: Partial<OwnSettings>) => desk.store.saveSettings(desk.install, channel, changes, null)
  await set(settings)
  const by = { ...at(channel, 'B1'), bot, isHeldBack: true } as const
  const host = createPlatformHost({
    ...({ store: desk.store, desk: desk.gestures, install: desk.install } as unknown as PlatformHostOptions),
  })
  const wants = (request: Request = ask, fields: Partial<Incoming> = {}) =>
    host.answersOverheard({ request, ...by, ...fields } as Incoming)
  /** What comes of a message: the replies so far. */
  const say = async (request: Request = ask, fields: Partial<Incoming> = by) => {
    await desk.accept(request, fields)
    await desk.pass()
    await desk.answer()
    return (await desk.replies()).length
  }
  return { desk, channel, set, by, wants, say }
}
const words = (desk: Desk) => desk.replies().then((replies) => JSON.stringify(replies))

describe('a bot that asks', () => {
  it('is answered where its id is listed, and nowhere by default', async () => {
    const { wants, set } = await inChannel({})
    expect(await wants()).toBe(false)
    await set({ bots: ['B9'] })
    expect(await wants()).toBe(false)
    await set({ bots: ['B9', 'A1'] })
    expect(await wants()).toBe(true)
    // Not what is no question, or brings something to index.
    expect(await wants({ kind: 'status' })).toBe(false)
    expect(await wants({ ...ask, sources: [{ kind: 'page', url: 'https://a.example' }] })).toBe(false)
    expect(await wants(ask, at(null, 'B1'))).toBe(false)
    // What it says to nobody only where that is answered.
    expect(await wants(ask, { isOverheard: true })).toBe(false)
    await set({ autoRespond: 'questions' })
    expect(await wants(ask, { isOverheard: true })).toBe(true)
    for (const off of [{ isAllowed: false }, { isAllowed: null, replies: 'privately' }] as const) {
      await set(off)
      expect(await wants()).toBe(false)
    }
  })

  it('gets 30 answers an hour in a channel, with all others together, and people as many as they ask for', async () => {
    const { wants, set } = await inChannel({ bots: ['B1'] })
    const answers: boolean[] = []
    for (let count = 0; count < 31; count += 1) answers.push(await wants())
    expect(answers.filter(Boolean)).toHaveLength(30)
    expect(answers.at(-1)).toBe(false)
    const byPerson = { bot: undefined as never, isOverheard: true } as const
    expect(await wants(ask, byPerson)).toBe(false)
    await set({ autoRespond: 'all' })
    expect([await wants(ask, byPerson), await wants()]).toEqual([true, false])
  })

  it('is answered once, and again when a person has asked in between', async () => {
    const { desk, channel, say, set } = await inChannel({ bots: ['B1'] })
    expect(await say()).toBe(1)
    expect(await say()).toBe(1)
    const other = { ...at(channel, 'B1'), bot: ['A1', 'B1'] }
    expect(await say(ask, other)).toBe(1)
    expect(await say(ask, at(channel, 'U1'))).toBe(2)
    expect(await say(unknown)).toBe(3)
    const said = await words(desk)
    expect(said).toContain('opens at eight')
    expect(said).toContain("I don't know")
    // Taken off the list while its message waited.
    await say(ask, at(channel, 'U1'))
    await set({ bots: [] })
    expect(await say()).toBe(4)
  })

  it('is not told that it could not be answered, which it would answer', async () => {
    const { by } = await inChannel({ bots: ['B1'] })
    const desk = open({ rag: { ask: () => Promise.reject(new Error('the engine is broken')) } })
    await desk.accept(ask, by)
    for (let tries = 0; tries < 3; tries += 1) {
      await desk.pass()
      await desk.answer()
    }
    expect([await desk.replies(), await desk.messages()]).toMatchObject([[], [{ state: 'dead' }]])
  })

  it('gets nothing privately, and is no guest', async () => {
    const { desk, say } = await inChannel({ bots: ['B1'], answersGuests: false })
    expect(await say({ kind: 'hint', reason: 'Type more.' })).toBe(0)
    expect(await say({ kind: 'help' })).toBe(0)
    expect(await say()).toBe(1)
    expect(await desk.replies()).toMatchObject([{ private: false }])
  })
})
