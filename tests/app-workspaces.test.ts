// Two processes on one database, each with tokens of its own and another workspace, while Slack gives both the same ids.
import { rmSync } from 'node:fs'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { startApp } from '../src/app.ts'
import { parseConfig } from '../src/config.ts'
import { openLibrary } from '../src/library.ts'
import { createMigratedDatabase } from './databases.ts'
import { makeSeededFolder } from './seeded.ts'
import { createSlackStandIn, deliver, eventBody } from './stand-ins/slack.ts'

const signingSecret = 'signing-secret'
const questions = 12

async function openWorkspace(databaseUrl: string, workspace: string, fact: string) {
  const slack = await createSlackStandIn({ botToken: `xoxb-${workspace}` })
  onTestFinished(() => slack.close())
  const dataDir = await makeSeededFolder('ragbot-workspaces-', 'started')
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'silent',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: `xoxb-${workspace}`,
    SLACK_API_URL: slack.apiUrl,
  })
  const library = await openLibrary(config, 'index', workspace)
  const source = { sourceKey: 'a', uri: 'file:///a.md', name: 'a.md', bytes: Buffer.from(fact) }
  await Array.fromAsync(library.rag.index([source], { workspaceId: library.workspaceId, audience: 'workspace' }))
  await library.close()
  const app = await startApp(config, { workspace, roles: ['bots', 'workers', 'portal'] })
  onTestFinished(() => app.stop())
  const ask = (n: number) =>
    deliver(
      `${app.url}/webhooks/slack`,
      eventBody({
        type: 'app_mention',
        user: 'U1',
        text: '<@U0BOT> Who approves travel?',
        ts: `${1_790_000_000 + n}.000100`,
        channel: 'C1',
      }),
      signingSecret,
    )
  return { slack, ask }
}

test.skipIf(inject('postgresUrl') === null)(
  'two workspaces are answered each by its own bot from its own documents, once',
  { timeout: 180_000 },
  async () => {
    const { url, drop } = await createMigratedDatabase()
    onTestFinished(drop)
    const both = [
      await openWorkspace(url, 'north', 'Travel is approved by Ms Larsen.'),
      await openWorkspace(url, 'south', 'Travel is approved by Mr Moreno.'),
    ] as const
    for (let n = 0; n < questions; n += 1)
      for (const answer of await Promise.all(both.map(({ ask }) => ask(n)))) expect(answer.status).toBe(200)
    const shown = () => both.map(({ slack }) => slack.posts.map(({ content }) => JSON.stringify(content)))
    // On a busy machine a placeholder stands there first.
    const isAnswer = (text: string) => !text.includes('Looking through')
    await vi.waitFor(
      () => expect(shown().map((posts) => posts.filter(isAnswer).length)).toEqual([questions, questions]),
      { timeout: 120_000, interval: 50 },
    )
    const [north, south] = shown()
    for (const text of north!) expect(text).toMatch(/Larsen/)
    for (const text of south!) expect(text).toMatch(/Moreno/)
    for (const { slack } of both) expect(new Set(slack.posts.map(({ threadTs }) => threadTs)).size).toBe(questions)
    expect(
      JSON.stringify([north!.filter((text) => /Moreno/.test(text)), south!.filter((text) => /Larsen/.test(text))]),
    ).toBe('[[],[]]')
  },
)
