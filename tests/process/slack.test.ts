// Slack, from the signed delivery to the posted answer, with the process that people run.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { freePort } from '../postgres.ts'
import { eventBody, signHeaders } from '../stand-ins/slack.ts'
import { cleanUp, type Running, startRagbot, until } from './ragbot.ts'
import {
  createTeam,
  deliverCommand,
  deliverEvent,
  indexNotes,
  mention,
  newTs,
  post,
  readTranscripts,
  signingSecret,
  type Team,
  textOf,
} from './team.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let team: Team
let running: Running

beforeAll(async () => {
  team = await createTeam()
  // Of its own, to come back to.
  running = await startRagbot({ ...team.environment, PORT: String(await freePort()) })
  await indexNotes(team)
})

afterAll(async () => {
  await team.slack.close()
  await cleanUp()
})

const postsIn = (ts: unknown) => team.slack.posts.filter((one) => one.threadTs === ts)

/** Resolves once every question that was accepted has been answered. */
async function settled(): Promise<void> {
  expect(await ragbot(['jobs', 'drain'], team.environment)).toMatchObject({ code: 0, stderr: '' })
}

async function answerTo(event: Record<string, unknown>): Promise<string> {
  expect(await deliverEvent(running, event)).toBe(200)
  const thread = event.thread_ts ?? event.ts
  const before = postsIn(thread).length
  const last = () => textOf(postsIn(thread).at(-1)?.content ?? {})
  // On a busy machine it takes longer than the second after which a sign of work is posted in its place.
  await until(() => postsIn(thread).length > before && !/^(?:Looking|Still)\b.*…$/.test(last()), 'the answer')
  return last()
}

describe('a question', () => {
  it('is answered once in its thread with marks and sources, however often it is delivered', async () => {
    const event = mention('Who approves travel expenses?')
    const twin = { ...event, type: 'message' }
    await Promise.all([deliverEvent(running, event), deliverEvent(running, twin)])
    for (const retry of ['1', '2', '3']) {
      const headers = { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' }
      expect(await deliverEvent(running, event, headers)).toBe(200)
    }
    await settled()
    const [only, ...others] = postsIn(event.ts)
    expect(others).toEqual([])
    expect(only?.channel).toBe('C1')
    // On a busy machine the answer takes the place of a sign of work.
    expect(only?.updates).toBeLessThanOrEqual(1)
    expect(textOf(only?.content ?? {})).toMatch(/head of finance\. .*\[1\][\s\S]*Travel/)
    expect(JSON.stringify(only?.content)).toContain(`${running.url}/source/`)
  })

  it('is answered in a direct message without a mention', async () => {
    const ts = newTs()
    const event = {
      type: 'message',
      channel_type: 'im',
      user: 'U1',
      channel: 'D1',
      text: 'How long is parental leave?',
      ts,
    }
    expect(await answerTo(event)).toContain('sixteen weeks')
  })

  it('is understood as a follow-up in the same thread without a mention', async () => {
    const first = mention('When is the support desk open on weekdays?')
    expect(await answerTo(first)).toContain('9:00 to 17:00')
    const followUp = { ...mention(''), type: 'message', text: 'and on weekends?', thread_ts: first.ts }
    expect(await answerTo(followUp)).toContain('10:00 to 14:00')
  })

  it('that the documents do not answer is refused in the thread', async () => {
    expect(await answerTo(mention('What is the boiling point of tungsten?'))).toMatch(/^I don't know/)
  })

  it('of 100 kB is cut, and that is said', async () => {
    expect(await answerTo(mention(`Who approves travel expenses? ${'really '.repeat(14_300)}`))).toMatch(
      /Your question was long: I read its first [\d,]+ characters/,
    )
  })

  it('that is empty gets a hint that only the asker sees', async () => {
    const event = mention('')
    await deliverEvent(running, event)
    await until(() => team.slack.posts.some((one) => one.user === 'U1'), 'the hint')
    expect(textOf(team.slack.posts.find((one) => one.user === 'U1')?.content ?? {})).toContain('There was no question')
    expect(postsIn(event.ts).filter((one) => one.user === undefined)).toEqual([])
  })
})

describe('/rag', () => {
  const privately = [
    ['search parental leave', 'Leave'],
    ['status', 'Documents: 3'],
    ['help', '/rag ask'],
    ['', '/rag ask'],
    ['dance wildly', "I don't know the command “dance”"],
    ['index http://192.168.7.7/page', 'FETCH_ALLOWED_HOSTS'],
    ['ask', '/rag ask who approves travel?'],
  ] as const
  it.each(privately)('%s is answered to the asker only', async (text, expected) => {
    const [responses, posts] = [team.slack.responses.length, team.slack.posts.length]
    expect(await deliverCommand(running, team.slack, text)).toBe(200)
    await until(() => team.slack.responses.length > responses, 'the private reply')
    const reply = team.slack.responses.at(-1) ?? {}
    expect(reply).toMatchObject({ response_type: 'ephemeral' })
    expect(textOf(reply)).toContain(expected)
    expect(team.slack.posts).toHaveLength(posts)
  })

  it('ask posts the question with its answer, and the thread under it goes on', async () => {
    const before = team.slack.posts.length
    await deliverCommand(running, team.slack, 'ask When is the support desk open on weekdays?')
    await until(() => team.slack.posts.length > before, 'the answer')
    await settled()
    const [answer, ...others] = team.slack.posts.slice(before)
    expect(others).toEqual([])
    expect(textOf(answer?.content ?? {})).toMatch(/asked: When is the support desk[\s\S]*9:00 to 17:00/)
    const followUp = { ...mention(''), type: 'message', text: 'and on weekends?', thread_ts: answer?.ts }
    expect(await answerTo(followUp)).toContain('10:00 to 14:00')
  })
})

describe('what gets no reply', () => {
  it('is a message of a bot, an edit, a join, and people talking', async () => {
    await settled()
    const before = team.slack.calls.length
    const rows = await storedRows()
    const message = () => ({ ...mention('Who approves travel expenses?'), type: 'message' })
    for (const event of [
      { ...message(), bot_id: 'B2', user: 'U9' },
      { ...message(), user: 'U0BOT' },
      { ...message(), subtype: 'bot_message', bot_id: 'B2' },
      { ...message(), subtype: 'message_changed', message: message(), hidden: true },
      { ...message(), subtype: 'channel_join' },
      { ...message(), text: 'lunch?' },
    ]) {
      expect(await deliverEvent(running, event)).toBe(200)
    }
    await settled()
    expect(team.slack.calls).toHaveLength(before)
    expect(await storedRows()).toBe(rows)
  })

  it('is a request that is forged, unsigned, stale or from the future, and nothing of it is stored', async () => {
    const rows = await storedRows()
    const body = eventBody(mention('Who approves travel expenses?'))
    const now = Date.now()
    const good = signHeaders(body, signingSecret, now)
    const { 'x-slack-signature': _, ...unsigned } = good
    for (const headers of [
      signHeaders(body, 'another secret', now),
      { ...good, 'x-slack-signature': `v0=${'0'.repeat(64)}` },
      { ...good, 'x-slack-request-timestamp': String(Math.floor(now / 1000) - 1) },
      { ...good, 'x-slack-request-timestamp': '' },
      unsigned,
      signHeaders(body, signingSecret, now - 301_000),
      signHeaders(body, signingSecret, now + 302_000),
    ]) {
      expect(await post(running.url, body, headers)).toBe(401)
    }
    expect(await post(running.url, `${body} `, good)).toBe(401)
    expect(await storedRows()).toBe(rows)
  })
})

describe('the transcript', () => {
  it('holds what was shown, in order without gaps, and reads the same after a restart', async () => {
    await settled()
    const before = await readTranscripts(running)
    expect(before.length).toBeGreaterThan(4)
    for (const messages of before) {
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, place) => place + 1))
      expect(messages.map(({ role }) => role)).toEqual(
        messages.map((_, place) => (place % 2 === 0 ? 'user' : 'assistant')),
      )
    }
    const answer = before.flat().find(({ content_markdown }) => content_markdown.includes('head of finance'))
    expect(answer).toMatchObject({ kind: 'assistant_grounded' })
    expect(answer?.display_markdown).toMatch(/head of finance[\s\S]*Travel[\s\S]*\/source\//)
    expect(answer?.citations[0]?.quote).toContain('approved by the head of finance')

    await running.end('SIGTERM')
    running = await startRagbot({ ...team.environment, PORT: new URL(running.url).port })
    expect(await readTranscripts(running)).toEqual(before)
  })
})

async function storedRows(): Promise<string> {
  const { stdout } = await ragbot(['jobs', 'list', '--json'], team.environment)
  return stdout
    .split('\n')
    .filter((line) => line.includes('rows: inbox'))
    .join('')
}
