// Between people or to the bot: what two messages in a row change in a thread, in whatever order and how often they come.
import { beforeEach, describe, expect, test } from 'vitest'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let count = 0
let thread = ''
beforeEach(async () => {
  count += 1
  thread = `talk ${count}`
  const one = incoming(thread, { kind: 'ask', question: 'who?', cut: false })
  const { store, installOf } = opened()
  await store.acceptIncoming(installOf('slack'), { incoming: one, secret: null, traceId: 't' })
})
const note = (at: string, to: 'bot' | 'people' | 'maybe', key = thread) =>
  opened().store.noteTalk(opened().installOf('slack'), key, at, to)

describe('a question that mentions nobody', () => {
  test('is for the bot where it has answered, also after one message between people', async () => {
    expect(await note('1790000000.000002', 'maybe')).toBe('bot')
    expect(await note('1790000000.000003', 'people')).not.toBe('bot')
    expect(await note('1790000000.000004', 'maybe')).toBe('bot')
    expect(await note('1790000000.000005', 'people')).not.toBe('bot')
    expect(await note('1790000000.000006', 'maybe')).toBe('bot')
  })

  test('is none where the bot is not', async () => {
    expect(await note('1.1', 'maybe', 'somewhere else')).toBe('open')
    expect(await note('1.2', 'people', 'somewhere else')).toBe('open')
    expect(await note('1.3', 'bot', 'somewhere else')).toBe('bot')
  })

  test('is none where the bot has only overheard something, until that is answered', async () => {
    const key = `overheard ${count}`
    const one = { ...incoming(key, { kind: 'ask', question: 'who?', cut: false }), isOverheard: true } as const
    const { store, installOf } = opened()
    await store.acceptIncoming(installOf('slack'), { incoming: one, secret: null, traceId: 't' })
    expect(await note('60.1', 'maybe', key)).toBe('open')
    expect(await note('60.2', 'bot', key)).toBe('bot')
  })

  test('is between people after two of theirs in a row, and so is what follows, until the bot is mentioned', async () => {
    expect(await note('10.1', 'people')).toBe('open')
    expect(await note('10.2', 'people')).toBe('open')
    expect(await note('10.3', 'maybe')).toBe('people')
    expect(await note('10.4', 'maybe')).not.toBe('bot')
    expect(await note('10.5', 'bot')).toBe('bot')
    expect(await note('10.6', 'maybe')).toBe('bot')
  })

  test('counts what people said once, however often it is delivered', async () => {
    await note('20.1', 'people')
    await note('20.1', 'people')
    await note('20.1', 'people')
    expect(await note('20.2', 'maybe')).toBe('bot')
  })

  test('that was between people is not answered when it comes again after a mention', async () => {
    for (const at of ['30.1', '30.2']) await note(at, 'people')
    expect(await note('30.3', 'maybe')).toBe('people')
    await note('30.4', 'bot')
    expect(await note('30.3', 'maybe')).not.toBe('bot')
    // Nor does what is late count for what came after it.
    for (const at of ['30.1', '30.2', '30.35']) await note(at, 'people')
    expect(await note('30.5', 'maybe')).toBe('bot')
  })

  test('is judged by where it stands, not by when it comes', async () => {
    await note('40.1', 'people')
    await note('40.3', 'people')
    await note('40.4', 'people')
    expect(await note('40.2', 'maybe')).toBe('bot')
    expect(await note('40.5', 'maybe')).not.toBe('bot')
  })

  test('is forgotten to be between people by nothing that is said, however long that goes on', async () => {
    for (let index = 100; index < 130; index += 1) await note(`50.${index}`, 'people')
    expect(await note('50.2', 'maybe')).not.toBe('bot')
    const [row] = await opened().db.asSystem((sql) =>
      sql<{ talk: string[] }>('select talk from thread_talk where thread_key = $1', [thread]),
    )
    expect(row?.talk).toHaveLength(8)
  })
})
