// The whole app as an agent in Slack: opened, asked, slow, and stopped.
import { expect, test } from 'vitest'
import { openOffice } from './office.ts'
import { createOpenAiStandIn } from './stand-ins/openai.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }

test('what is suggested is answered, each message in a thread of its own, with a sign and no placeholder', async () => {
  await using office = await openOffice({ placeholderAfterMs: 600_000 })
  const { slack, app } = office
  await office.index('workspace', 'lift.md', '# Lift\n\nAcme repairs the lift on Mondays.\n')
  await office.index('person:slack:T1/U2', 'rent.md', '# Rent\n\nThe rent is 900 euros.\n')
  const open = eventBody({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages', event_ts: '1.2' })
  await deliver(`${app.url}/webhooks/slack`, open, 'signing-secret')
  await expect
    .poll(() => slack.prompts.get('D1')?.map(({ title }) => title), waiting)
    .toEqual(['About “Lift”', 'What can you do?'])
  const say = (text: string, ts: string) => {
    const event = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text, ts }
    return deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
  }
  await say(slack.prompts.get('D1')![0]!.message, '1790000000.000100')
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Acme repairs the lift')
  await say('and who repairs the boiler?', '1790000001.000100')
  await expect.poll(() => slack.posts.length, waiting).toBe(2)
  expect(slack.posts.map(({ threadTs, updates }) => [threadTs, updates])).toEqual([
    ['1790000000.000100', 0],
    ['1790000001.000100', 0],
  ])
  await expect
    .poll(() => [...slack.sessions].map(([place, { title, statuses }]) => [place, title, statuses]), waiting)
    .toEqual([
      ['D1/1790000000.000100', 'What does “Lift” say?', ['processing', 'active']],
      ['D1/1790000001.000100', 'and who repairs the boiler?', ['processing', 'active']],
    ])
  expect([...slack.statuses.values()].flat()).toEqual(Array(2).fill('is reading the documents…'))
  const { conversations } = await office.api('/conversations')
  expect(conversations).toHaveLength(2)
}, 240_000)

test('stop ends an answer that is being written, with one line in its place, and the thread goes on', async () => {
  const model = await createOpenAiStandIn(() => ({ kind: 'stall', text: 'Acme repairs the lift' }))
  const environment = { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'k', CHAT_MODEL: 'm' }
  {
    await using office = await openOffice({ environment, placeholderAfterMs: 0 })
    const { slack, app } = office
    await office.index('workspace', 'lift.md', '# Lift\n\nAcme repairs the lift on Mondays.\n')
    const thread = '1790000000.000100'
    const from = { channel: 'D1', user: 'U1' }
    const tell = (event: Record<string, unknown>) =>
      deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
    const say = (text: string, ts: string) =>
      tell({ type: 'message', channel_type: 'im', text, ts, thread_ts: thread, ...from })
    await say('Who repairs the lift?', thread)
    await expect.poll(() => model.chats.length, waiting).toBe(1)
    await expect.poll(() => slack.sessions.get(`D1/${thread}`)?.status, waiting).toBe('processing')
    await expect.poll(() => slack.streams.size, waiting).toBe(1)
    const [ts, stream] = [...slack.streams][0]!
    // As Slack does, before it tells.
    stream.isOpen = false
    const stop = { type: 'agent_session_stopped', thread_ts: thread, streaming_message_ts: [ts], ...from }
    // Twice, as Slack delivers.
    for (let times = 0; times < 2; times += 1) await tell({ ...stop, event_ts: '1790000001.000000' })
    const texts = () => slack.posts.map(({ content }) => content.text)
    await expect.poll(texts, waiting).toEqual(['Stopped.'])
    await expect.poll(() => slack.sessions.get(`D1/${thread}`)?.status, waiting).toBe('active')
    model.next({ kind: 'text', text: 'Acme repairs the lift on Mondays [1].' })
    await say('and who repairs the lift?', '1790000002.000100')
    await tell({ ...stop, event_ts: '1790000001.000000' })
    await expect.poll(() => texts().slice(1).join(), waiting).toContain('Mondays')
    expect(texts()).toHaveLength(2)
    expect(slack.posts.every(({ threadTs }) => threadTs === thread)).toBe(true)
  }
  await model.close()
}, 240_000)

test('an answer that takes longer is a stream of its steps and words, which the checked answer takes the place of', async () => {
  const text = `Acme repairs the lift on Mondays [1]. ${'The moon is a cheese. '.repeat(12)}`
  const model = await createOpenAiStandIn(() => ({ kind: 'text', text, pauseMs: 300 }))
  const environment = { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'k', CHAT_MODEL: 'm' }
  {
    await using office = await openOffice({ environment, placeholderAfterMs: 0 })
    const { slack, app } = office
    await office.index('workspace', 'lift.md', '# Lift\n\nAcme repairs the lift on Mondays.\n')
    const ts = '1790000000.000100'
    const event = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text: 'Who repairs the lift?', ts }
    await deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
    await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Sources')
    const [stream, ...others] = [...slack.streams.values()]
    expect(others).toEqual([])
    // What no passage carries was never shown.
    expect(stream).toMatchObject({ isOpen: false, text: 'Acme repairs the lift on Mondays.' })
    expect(stream?.startedWith).toMatchObject({ channel: 'D1', thread_ts: ts, recipient_user_id: 'U1' })
    const grown = slack.calls.find(
      ({ method, args }) => method === 'chat.appendStream' && JSON.stringify(args).includes('markdown_text'),
    )
    const chunks = (grown?.args.chunks ?? []) as { status?: string }[]
    expect(chunks.map(({ status }) => status)).toEqual([
      'complete',
      'complete',
      'in_progress',
      'in_progress',
      undefined,
    ])
    expect(slack.posts).toHaveLength(1)
    expect(JSON.stringify(slack.posts)).not.toMatch(/moon|Searching the documents/)
    await expect.poll(() => slack.sessions.get(`D1/${ts}`)?.status, waiting).toBe('active')
  }
  await model.close()
}, 240_000)
