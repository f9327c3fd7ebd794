// In a thread: what is said to the bot, what may be, and what is between people; and whose messages are never answered.
import { describe, expect, it } from 'vitest'
import { eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent, setUp } from '../fixtures.ts'

const root = '1790000000.000100'
const key = `slack:T1:C1:${root}`
const reply = (text: string, ts: string, fields: Record<string, unknown> = {}) =>
  eventBody(messageEvent({ text, ts, thread_ts: root, ...fields }))

describe('what the house is told of a thread', () => {
  it('is each message of people with its place, and to whom it is', async () => {
    await using setup = await setUp()
    setup.host.knownThreads.add(key)
    await setup.receive(reply('thanks a lot', '1790000000.000200'))
    await setup.receive(reply('<@U9> and you?', '1790000000.000300'))
    await setup.receive(reply('and on weekends?', '1790000000.000400'))
    await setup.receive(eventBody(mention({ ts: '1790000000.000500', thread_ts: root })))
    expect(setup.host.talk).toEqual([
      [key, '1790000000.000200', 'people'],
      [key, '1790000000.000300', 'people'],
      [key, '1790000000.000400', 'maybe'],
      [key, '1790000000.000500', 'bot'],
    ])
    expect(setup.host.accepted.map(({ naturalKey }) => naturalKey)).toEqual([
      'T1:C1:1790000000.000400',
      'T1:C1:1790000000.000500',
    ])
  })

  it('keeps the bot from what people say to each other, also where the channel is answered by itself', async () => {
    await using setup = await setUp()
    setup.host.hears = true
    await setup.receive(reply('who has the key?', '1790000000.000200'))
    expect(setup.host.accepted).toMatchObject([{ isOverheard: true }])
    setup.host.talking = true
    await setup.receive(reply('who has the key?', '1790000000.000300'))
    await setup.receive(reply('Ada has it', '1790000000.000400'))
    expect(setup.host.accepted).toHaveLength(1)
  })

  it('is nothing of what stands alone, of direct messages, of edits and of bots', async () => {
    await using setup = await setUp()
    await setup.receive(eventBody(mention()))
    await setup.receive(eventBody(messageEvent({ text: 'lunch?' })))
    await setup.receive(reply('thanks', '1790000000.000200', { channel: 'D1', channel_type: 'im' }))
    await setup.receive(reply('thanks', '1790000000.000300', { edited: { user: 'U1', ts: '1790000000.000400' } }))
    await setup.receive(reply('and you?', '1790000000.000500', { bot_id: 'B2' }))
    await setup.receive(reply('and you?', 'soon'))
    expect(setup.host.talk).toEqual([])
  })

  it('is waited for: what could not be noted is delivered again', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(reply('thanks', '1790000000.000200'))).toMatchObject({ status: 503 })
  })
})

describe('bots', () => {
  it('are answered nowhere, whether they mention the bot, go on in its thread, or write to it', async () => {
    await using setup = await setUp()
    setup.host.knownThreads.add(key)
    for (const fields of [
      { bot_id: 'B2' },
      { bot_profile: { id: 'B2', app_id: 'A2' } },
      { subtype: 'bot_message', bot_id: 'B2', user: undefined },
      { user: 'USLACKBOT' },
      { user: 'U0BOT' },
    ]) {
      await setup.receive(eventBody(mention({ ts: '1790000000.000600', thread_ts: root, ...fields })))
      await setup.receive(reply('and on weekends?', '1790000000.000700', fields))
      await setup.receive(
        reply('and on weekends?', '1790000000.000800', { channel: 'D1', channel_type: 'im', ...fields }),
      )
    }
    expect(setup.host.accepted).toEqual([])
  })
})
