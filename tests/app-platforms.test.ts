// The whole app with Slack, Teams and Discord stand-ins at once: what crosses from one platform to another, and what
// must not.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { type App, openLibrary, startApp } from '../src/app.ts'
import { type Config, parseConfig } from '../src/config.ts'
import type { Audience } from '../src/model.ts'
import { createDiscordStandIn, createSigner, type DiscordStandIn } from './stand-ins/discord.ts'
import { createSlackStandIn, deliver, eventBody, type SlackStandIn } from './stand-ins/slack.ts'
import { createTeamsStandIn, type TeamsStandIn } from './stand-ins/teams.ts'

const waiting = { timeout: 15_000, interval: 20 }
const signingSecret = 'signing-secret'
const discordToken = 'MTAw.discord.token'

interface Office {
  readonly app: App
  readonly config: Config
  readonly slack: SlackStandIn
  readonly teams: TeamsStandIn
  readonly discord: DiscordStandIn
  index(audience: Audience, name: string, text: string): Promise<void>
  /** A command of Discord's, with its options; resolves with the interaction's token. */
  command(name: string, options: Record<string, string>, fields?: Record<string, unknown>): Promise<string>
  /** What stands at last where the command was answered. */
  answerTo(token: string): string
  /** A message in a Teams chat with the bot, or with `fields` elsewhere. */
  write(text: string, fields?: Record<string, unknown>): Promise<number>
}

const releasers: (() => unknown)[] = []
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release()
})

async function start(): Promise<Office> {
  const [slack, teams, discord] = await Promise.all([
    createSlackStandIn({ botToken: 'xoxb-1' }),
    createTeamsStandIn(),
    createDiscordStandIn({ token: discordToken }),
  ])
  releasers.push(() => Promise.all([slack.close(), teams.close(), discord.close()]))
  const signer = createSigner()
  const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-platforms-'))
  releasers.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_API_URL: slack.apiUrl,
    MICROSOFT_APP_ID: teams.config.appId,
    MICROSOFT_APP_PASSWORD: teams.config.appPassword,
    MICROSOFT_APP_TENANT_ID: teams.config.tenantIds.join(),
    MICROSOFT_LOGIN_URL: teams.config.loginUrl,
    MICROSOFT_SERVICE_URLS: teams.config.serviceUrls.join(),
    MICROSOFT_GRAPH_URL: teams.config.graphUrl,
    BOT_OPENID_METADATA: teams.config.openIdMetadataUrl,
    DISCORD_TOKEN: discordToken,
    DISCORD_APPLICATION_ID: '100',
    DISCORD_PUBLIC_KEY: signer.publicKey,
    DISCORD_GUILD_IDS: '200',
    DISCORD_API_URL: discord.apiUrl,
  })
  const app = await startApp(config, { workspace: 'default', roles: ['bots', 'workers', 'portal'] })
  releasers.push(() => app.stop())
  let count = 0
  return {
    app,
    config,
    slack,
    teams,
    discord,
    async index(audience, name, text) {
      const library = await openLibrary(config, 'index', 'default')
      const source = { sourceKey: name, uri: `file:///${name}`, name, bytes: Buffer.from(text) }
      const outcomes = await Array.fromAsync(
        library.rag.index([source], { workspaceId: library.workspaceId, audience }),
      )
      await library.close()
      expect(outcomes).toMatchObject([{ status: 'indexed' }])
    },
    async command(name, options, fields = {}) {
      count += 1
      const token = `token-${count}`
      const body = JSON.stringify({
        id: String(7000 + count),
        application_id: '100',
        type: 2,
        token,
        version: 1,
        guild_id: '200',
        channel_id: '300',
        channel: { id: '300', type: 0, name: 'general', guild_id: '200' },
        member: { user: { id: '1', username: 'alice' }, roles: [], permissions: '104324673' },
        data: {
          id: '500',
          name: 'rag',
          type: 1,
          options: [
            { type: 1, name, options: Object.entries(options).map(([key, value]) => ({ type: 3, name: key, value })) },
          ],
        },
        ...fields,
      })
      const headers = signer.headers(body, Date.now())
      const response = await fetch(`${app.url}/webhooks/discord`, { method: 'POST', headers, body })
      expect(await response.json()).toMatchObject({ type: 5 })
      return token
    },
    answerTo: (token) =>
      JSON.stringify(discord.messages.filter((one) => one.token === token).map(({ content }) => content)),
    async write(text, fields = {}) {
      count += 1
      const activity = {
        type: 'message',
        id: `activity-${count}`,
        channelId: 'msteams',
        serviceUrl: teams.serviceUrl,
        from: { id: '29:alice', name: 'Alice', aadObjectId: 'aad-alice' },
        recipient: { id: '28:bot', name: 'ragbot' },
        conversation: { id: 'a:alice', conversationType: 'personal', tenantId: 'tenant-1' },
        channelData: { tenant: { id: 'tenant-1' } },
        text,
        ...fields,
      }
      const headers = await teams.headersFor(activity)
      const body = JSON.stringify(activity)
      return (await fetch(`${app.url}/webhooks/teams`, { method: 'POST', headers, body })).status
    },
  }
}

test('a file of a private Discord channel is answered there, and in no other channel or platform', async () => {
  const { app, index, command, answerTo, write, slack, teams, discord } = await start()
  discord.channels.set('310', {
    id: '310',
    type: 0,
    guild_id: '200',
    name: 'board',
    permission_overwrites: [{ id: '200', type: 0, allow: '0', deny: String(1 << 10) }],
  })
  await index('channel:discord:200/310', 'board.md', 'The codename of the merger is Bluefinch.')
  await index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  const question = 'What is the codename of the merger?'
  const inBoard = { channel_id: '310', channel: { id: '310', type: 0, name: 'board', guild_id: '200' } }
  const [there, elsewhere, open] = await Promise.all([
    command('ask', { question }, inBoard),
    command('ask', { question }),
    command('ask', { question: 'When does the cafeteria of the office open?' }),
  ])
  await write(question)
  const event = {
    type: 'app_mention',
    user: 'U1',
    text: `<@U0BOT> ${question}`,
    ts: '1790000000.000100',
    channel: 'C1',
  }
  await deliver(`${app.url}/webhooks/slack`, eventBody(event), signingSecret)
  await vi.waitFor(() => {
    expect(answerTo(there)).toContain('Bluefinch')
    expect(answerTo(elsewhere)).toContain("I don't know")
    expect(answerTo(open)).toContain('eight')
    expect(JSON.stringify(teams.posts)).toMatch(/I don['’]t know/)
    expect(JSON.stringify(slack.posts)).toContain("I don't know")
  }, waiting)
  expect(JSON.stringify([answerTo(elsewhere), teams.posts, slack.posts])).not.toMatch(/Bluefinch|board\.md|"board"/)
})

test('a conversation goes on elsewhere with a code, reads the same, and hides what is not for the new place', async () => {
  const { index, command, answerTo, write, teams } = await start()
  await index(
    'workspace',
    'support.md',
    'The support desk is open from nine to five on weekdays. The support desk is open from ten to two on weekends.',
  )
  const asked = await command('ask', { question: 'When is the support desk open on weekdays?' })
  await vi.waitFor(() => expect(answerTo(asked)).toContain('nine to five'), waiting)
  const coded = await command('continue', {})
  await vi.waitFor(() => expect(answerTo(coded)).toMatch(/[A-Z0-9]{4}-[A-Z0-9]{4}/), waiting)
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(answerTo(coded))![0]
  await write(`continue ${code}`)
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('nine to five'), waiting)
  await write('and on weekends?')
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('ten to two'), waiting)
  await write(`continue ${code}`)
  await vi.waitFor(() => expect(JSON.stringify(teams.posts)).toContain('works once'), waiting)
})

test('files in a Teams chat are indexed with progress, the question beside them is answered from them, the rest is named', async () => {
  const { write, teams } = await start()
  teams.files.set('/files/plan.md', Buffer.from('# Plan\n\nThe office moves to Harbour Street in March.\n'))
  teams.files.set('/files/photo.xyz', Buffer.from([1, 2, 3, 0, 255]))
  teams.next(/GET \/files\/plan/, { kind: 'status', status: 503 })
  const attachment = (name: string) => ({
    contentType: 'application/vnd.microsoft.teams.file.download.info',
    name,
    content: { downloadUrl: `${teams.url}/files/${name}`, uniqueId: name, fileType: name.split('.')[1] },
  })
  await write('Where does the office move to?', { attachments: [attachment('plan.md'), attachment('photo.xyz')] })
  await vi.waitFor(() => {
    const shown = JSON.stringify(teams.posts)
    expect(shown).toContain('Harbour Street')
    expect(shown).toMatch(/photo.xyz could not be indexed/)
  }, waiting)
  // In the person's own chat: nobody else is answered from it.
  await write('Where does the office move to?', {
    from: { id: '29:bob', name: 'Bob', aadObjectId: 'aad-bob' },
    conversation: { id: 'a:bob', conversationType: 'personal', tenantId: 'tenant-1' },
  })
  await vi.waitFor(() => {
    const toBob = JSON.stringify(teams.posts.filter(({ conversation }) => conversation === 'a:bob'))
    expect(toBob).toMatch(/I don['’]t know/)
    expect(toBob).not.toContain('Harbour')
  }, waiting)
})
