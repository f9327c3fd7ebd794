// The whole app with Slack, Teams and Discord stand-ins, and what people do on them.
import { rmSync } from 'node:fs'
import { expect, inject } from 'vitest'
import { type App, startApp } from '../src/app.ts'
import { type Config, parseConfig } from '../src/config.ts'
import { openLibrary } from '../src/library.ts'
import type { Audience } from '../src/model.ts'
import { createStartedDatabase } from './databases.ts'
import { makeSeededFolder } from './seeded.ts'
import { createDiscordStandIn, createSigner, type DiscordStandIn } from './stand-ins/discord.ts'
import { createSlackStandIn, deliver, eventBody, type SlackStandIn } from './stand-ins/slack.ts'
import { createTeamsStandIn, type TeamsStandIn } from './stand-ins/teams.ts'

const signingSecret = 'signing-secret'
const discordToken = 'MTAw.discord.token'
const adminToken = 'admin-token-of-the-office'

export interface Office extends AsyncDisposable {
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
  /** A mention in a Slack channel's thread, or with `fields` elsewhere. */
  mention(text: string, fields?: Record<string, unknown>): Promise<unknown>
  /** A call to the API of the chat page. */
  api(path: string, body?: unknown): Promise<Record<string, unknown>>
}

export interface OfficeOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly placeholderAfterMs?: number
  /** What the Slack app was granted; all that the manifest asks for by default. */
  readonly slackScopes?: readonly string[]
}

export async function openOffice(options: OfficeOptions = {}): Promise<Office> {
  const { environment, placeholderAfterMs, slackScopes } = options
  const releasers: (() => unknown)[] = []
  const [slack, teams, discord] = await Promise.all([
    createSlackStandIn({ botToken: 'xoxb-1' }),
    createTeamsStandIn(),
    createDiscordStandIn({ token: discordToken }),
  ])
  releasers.push(() => Promise.all([slack.close(), teams.close(), discord.close()]))
  if (slackScopes) slack.scopes = [...slackScopes]
  const signer = createSigner()
  const hasServer = inject('postgresUrl') !== null
  const dataDir = await makeSeededFolder('ragbot-platforms-', 'started')
  releasers.push(() => rmSync(dataDir, { recursive: true, force: true }))
  // An app is there sooner on a server; app.test.ts sees both.
  const database = hasServer ? await createStartedDatabase(dataDir) : undefined
  releasers.push(() => database?.drop())
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database?.url,
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
    ADMIN_TOKEN: adminToken,
    ...environment,
  })
  const app = await startApp(config, {
    workspace: 'default',
    roles: ['bots', 'workers', 'portal'],
    ...(placeholderAfterMs !== undefined && { placeholderAfterMs }),
  })
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
    mention(text, fields = {}) {
      count += 1
      const event = {
        type: 'app_mention',
        user: 'U1',
        text: `<@U0BOT> ${text}`,
        ts: `${1_790_000_000 + count}.000100`,
        channel: 'C1',
        ...fields,
      }
      return deliver(`${app.url}/webhooks/slack`, eventBody(event), signingSecret)
    },
    async api(path, body) {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
      const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await fetch(`${app.url}/api/v2${path}`, init)
      return (await response.json()) as Record<string, unknown>
    },
    async [Symbol.asyncDispose]() {
      for (const release of releasers.splice(0).reverse()) await release()
    },
  }
}
