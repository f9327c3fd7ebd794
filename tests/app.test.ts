// The whole app in one process, with a Slack stand-in: what needs more than one room to be right. One app an engine goes
// through all of it, from its first day on.
import { rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { type App, startApp } from '../src/app.ts'
import { type Config, parseConfig } from '../src/config.ts'
import { openLibrary } from '../src/library.ts'
import type { Audience } from '../src/model.ts'
import { roles } from '../src/roles.ts'
import { createMigratedDatabase } from './databases.ts'
import { makeSeededFolder } from './seeded.ts'
import { createSlackStandIn, deliver, eventBody } from './stand-ins/slack.ts'

const signingSecret = 'signing-secret'
const botToken = 'xoxb-test-token'
const adminToken = 'admin-token-of-the-tests'
const waiting = { timeout: 60_000, interval: 20 }

describe.each([
  ['embedded', true],
  ['server', inject('postgresUrl') !== null],
] as const)('the app on the %s engine', (engine, isAvailable) => {
  const releasers: (() => Promise<unknown>)[] = []
  async function releaseFrom(first: number): Promise<void> {
    for (const release of releasers.splice(first).reverse()) await release()
  }
  let started: number
  let shared: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    if (!isAvailable) return
    // Nothing takes that long: none has a placeholder.
    shared = await start(60_000)
    started = releasers.length
  })
  afterEach(() => releaseFrom(started))
  afterAll(() => releaseFrom(0))

  async function start(placeholderAfterMs: number) {
    const slack = await createSlackStandIn({ botToken })
    releasers.push(() => slack.close())
    const dataDir = await makeSeededFolder('ragbot-app-', 'started')
    releasers.push(async () => rmSync(dataDir, { recursive: true, force: true }))
    const database = engine === 'server' ? await createMigratedDatabase() : undefined
    if (database) releasers.push(() => database.drop())
    const config = parseConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      ADMIN_TOKEN: adminToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_API_URL: slack.apiUrl,
      DATABASE_URL: database?.url,
    })
    const app = await startApp(config, { workspace: 'default', roles, placeholderAfterMs })
    releasers.push(() => app.stop())
    /** What was posted since, in every channel, but for the news that there is more for the asker alone, which comes beside it. */
    const watch = () => {
      const from = slack.posts.length
      return () => slack.posts.slice(from).filter(({ content }) => !/visible only to you/.test(String(content.text)))
    }
    return { app, slack, config, databaseUrl: database?.url, watch }
  }

  async function index(config: Config, audience: Audience, name: string, text: string): Promise<void> {
    const library = await openLibrary(config, 'index', 'default')
    try {
      const source = { sourceKey: name, uri: `file:///${name}`, name, bytes: Buffer.from(text) }
      for await (const outcome of library.rag.index([source], { workspaceId: library.workspaceId, audience })) {
        expect(outcome.status).toBe('indexed')
      }
    } finally {
      await library.close()
    }
  }

  let moment = 1_790_000_000
  const mention = (app: App, question: string, channel: string) => {
    moment += 1
    const event = {
      type: 'app_mention',
      user: 'U1',
      text: `<@U0BOT> ${question}`,
      ts: `${moment}.000100`,
      channel,
      event_ts: `${moment}.000100`,
    }
    return deliver(`${app.url}/webhooks/slack`, eventBody(event), signingSecret)
  }
  const textOf = (content: Record<string, unknown>) => JSON.stringify(content)

  test.skipIf(!isAvailable)(
    "a fresh installation's page answers from the documentation, and stops when there are documents",
    async () => {
      const { app, config } = shared
      const ask = async (question: string) => {
        const id = crypto.randomUUID()
        const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
        const url = `${app.url}/api/v2/conversations/${id}/messages`
        const body = JSON.stringify({ client_message_id: '1', device_id: 'd', content_markdown: question })
        expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(201)
        return vi.waitFor(async () => {
          const { messages } = (await (await fetch(url, { headers })).json()) as {
            messages: { kind: string; display_markdown: string }[]
          }
          expect(messages).toHaveLength(2)
          return messages[1]!
        }, waiting)
      }
      const status = await fetch(`${app.url}/api/v2/status`, { headers: { authorization: `Bearer ${adminToken}` } })
      const { examples } = (await status.json()) as { examples: string[] }
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) {
        const answer = await ask(example)
        expect(answer, example).toMatchObject({ kind: 'assistant_grounded' })
        expect(answer.display_markdown).toContain("ragbot's own documentation")
      }
      await index(config, 'workspace', 'own.md', 'The cafeteria of the office opens at eight.')
      // Ragbot's own help stays, for what is asked about ragbot.
      expect((await ask(examples[0]!)).display_markdown).toContain(
        'Your documents do not say, so this comes from ragbot',
      )
      expect(await ask('Which river flows through Ulm?')).toMatchObject({ kind: 'assistant' })
    },
  )

  test.skipIf(!isAvailable)('what was shared in a channel or with a person is answered nowhere else', async () => {
    const { app, config, slack, watch } = shared
    const posts = watch()
    slack.conversations.set('C1', { is_private: true })
    await index(config, 'channel:slack:T1/C1', 'secret.md', 'The launch codename of the new product is Bluefinch.')
    await index(config, 'person:slack:T1/U1', 'private.md', 'The salary review of Una happens in October.')
    await index(config, 'workspace', 'public.md', 'The cafeteria of the office opens at eight.')
    await mention(app, 'What is the launch codename of the new product?', 'C1')
    await mention(app, 'What is the launch codename of the new product?', 'C2')
    await mention(app, 'When does the salary review of Una happen?', 'C1')
    await mention(app, 'When does the cafeteria of the office open?', 'C2')
    await vi.waitFor(() => expect(posts()).toHaveLength(4), waiting)
    const replies = (channel: string) =>
      posts()
        .filter((post) => post.channel === channel)
        .map(({ content }) => textOf(content))
    expect(replies('C1').filter((text) => text.includes('Bluefinch'))).toHaveLength(1)
    expect(replies('C1').filter((text) => text.includes("I don't know"))).toHaveLength(1)
    expect(replies('C1').join()).not.toContain('October')
    // Not even its title among the nearest.
    expect(replies('C2').join()).not.toMatch(/Bluefinch|secret|private/i)
    expect(replies('C2').filter((text) => text.includes('eight'))).toHaveLength(1)
    // Who may see it learns that it is there.
    const beside = () => slack.posts.filter(({ content }) => /1 more source is visible/.test(String(content.text)))
    await vi.waitFor(
      () =>
        expect(
          beside()
            .map(({ channel }) => channel)
            .toSorted(),
        ).toEqual(['C2']),
      waiting,
    )
    expect(beside().every(({ user }) => user === 'U1')).toBe(true)
    expect(JSON.stringify(beside())).not.toMatch(/Bluefinch|October|secret\.md|private\.md/)
  })

  test.skipIf(!isAvailable)(
    'a reply that the platform will never take ends in its reason, for the asker alone',
    async () => {
      const { app, slack, watch } = shared
      const posts = watch()
      slack.next('chat.postMessage', { kind: 'error', error: 'as_user_not_supported' })
      await mention(app, 'When does the cafeteria of the office open?', 'C2')
      await vi.waitFor(() => expect(posts()).toHaveLength(1), waiting)
      expect(posts()[0]).toMatchObject({ user: 'U1', channel: 'C2' })
      expect(textOf(posts()[0]!.content)).toMatch(/could not be shown here.*as_user_not_supported/)
      expect(textOf(posts()[0]!.content)).toMatch(/Trace [0-9a-f]{8}/)
    },
  )

  test.skipIf(!isAvailable)('a direct message follows on the one before, also outside its thread', async () => {
    const { app, config, watch } = shared
    const posts = watch()
    const text =
      'The support desk is open from nine to five on weekdays. The support desk is open from ten to two on weekends.'
    await index(config, 'workspace', 'support.md', text)
    const write = (words: string) => {
      moment += 1
      const event = {
        type: 'message',
        channel_type: 'im',
        user: 'U1',
        text: words,
        ts: `${moment}.000100`,
        channel: 'D1',
      }
      return deliver(`${app.url}/webhooks/slack`, eventBody(event), signingSecret)
    }
    await write('When is the support desk open on weekdays?')
    await vi.waitFor(() => expect(posts()).toHaveLength(1), waiting)
    await write('and on weekends?')
    await vi.waitFor(() => expect(posts()).toHaveLength(2), waiting)
    expect(textOf(posts()[1]!.content)).toContain('ten to two on weekends')
    expect(posts()[1]!.threadTs).not.toBe(posts()[0]!.threadTs)
  })

  test.skipIf(!isAvailable)('without a slow answer there is no placeholder', async () => {
    const { app, slack, watch } = shared
    const posts = watch()
    await mention(app, 'is anyone there at the reception desk?', 'C3')
    await vi.waitFor(() => expect(posts()).toHaveLength(1), waiting)
    const changes = ['chat.update', 'chat.delete']
    expect(slack.calls.filter(({ method }) => changes.includes(method))).toEqual([])
  })

  // The embedded engine cannot be held up from outside: whoever locks a table there has the whole engine.
  if (engine === 'server')
    test.skipIf(!isAvailable)('a slow answer posts one placeholder and becomes it', async () => {
      const { app, slack, config, databaseUrl } = await start(100)
      await index(config, 'workspace', 'public.md', 'The cafeteria of the office opens at eight.')
      // Searching waits for this lock, as it would for a slow disk.
      const locker = new pg.Client({ connectionString: databaseUrl })
      await locker.connect()
      await locker.query('begin; lock table documents in access exclusive mode')
      await mention(app, 'When does the cafeteria of the office open?', 'C1')
      await vi.waitFor(() => expect(slack.posts).toHaveLength(1), waiting)
      expect(textOf(slack.posts[0]!.content)).not.toContain('eight')
      await locker.query('commit')
      await locker.end()
      await vi.waitFor(() => expect(textOf(slack.posts[0]!.content)).toContain('eight'), waiting)
      expect(slack.posts).toHaveLength(1)
    })
})
