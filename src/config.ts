// The environment, read once and checked: the only reader of process.env. Each error names the variable and the fix.
import { existsSync } from 'node:fs'
import { type ModelsConfig, readModels } from './config/models.ts'
import { fail, optional, type Read, readList, readUrl, web, withoutSlash, withSlash } from './config/values.ts'
import { AppError } from './errors.ts'
import type { LogLevel } from './log.ts'
import type { PlatformId } from './model.ts'

interface SlackConfig {
  /** Of one workspace; absent: only teams that install the app are answered. There is this one or `oauth`. */
  readonly botToken?: string
  /** With these teams install the app by themselves, at /slack/install. */
  readonly oauth?: { readonly clientId: string; readonly clientSecret: string }
  /** Deliveries over HTTP are signed with it; absent: none are taken. There is this one or `appToken`. */
  readonly signingSecret?: string
  /** Socket Mode: deliveries come over a connection that ragbot opens. */
  readonly appToken?: string
  readonly apiUrl?: string
}

interface TeamsConfig {
  readonly appId: string
  readonly appPassword: string
  /** Whose directory the app's own tokens come from: the first tenant's, or the one of all bots. */
  readonly appType: 'SingleTenant' | 'MultiTenant'
  /** People of these tenants are answered; empty: nobody, privately said. */
  readonly tenantIds: readonly string[]
  readonly loginUrl: string
  /** Where replies may be sent, besides Microsoft's own addresses. */
  readonly serviceUrls: readonly string[]
  readonly graphUrl: string
  readonly openIdMetadataUrl: string
}

interface DiscordConfig {
  readonly token: string
  readonly applicationId: string
  /** Ed25519, 64 hexadecimal digits. */
  readonly publicKey: string
  /** Servers that are answered; empty: none, privately said. */
  readonly guildIds: readonly string[]
  /** Empty: every channel the bot is let into. A thread belongs to its channel. */
  readonly channelIds: readonly string[]
  /** Empty: every member. */
  readonly roleIds: readonly string[]
  readonly gateway: boolean
  /** Base with `/api`, without a version. */
  readonly apiUrl: string
}

export interface Config extends ModelsConfig {
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly dataDir: string
  readonly databaseUrl?: string
  readonly redisUrl?: string
  /** 32 bytes; absent: a key file in DATA_DIR. */
  readonly encryptionKey?: Buffer
  readonly logLevel: LogLevel
  /** Where it is nine o'clock when channels are told what is new; absent: the process's own. */
  readonly timeZone?: string
  readonly adminToken?: string
  readonly slack?: SlackConfig
  readonly teams?: TeamsConfig
  readonly discord?: DiscordConfig
  /** Inside hosts that web pages may be read from, "host:port" or "host". */
  readonly fetchAllowedHosts: readonly string[]
  /** What is on but answers nobody, and what to set. */
  readonly idle: readonly { readonly what: PlatformId; readonly why: string }[]
  /** What is off, and why, in words for the person who starts it. */
  readonly off: readonly { readonly what: PlatformId | 'llm' | 'meaning'; readonly why: string }[]
}

const withTokens = ['slack', 'teams', 'discord'] as const

/** What \`start\` turns on: the platforms that this configuration has tokens for, and the chat page, which needs none. */
export const platformsOn = (config: Pick<Config, (typeof withTokens)[number]>): readonly PlatformId[] => [
  ...withTokens.filter((id) => config[id] !== undefined),
  'local',
]

type Environment = Readonly<Record<string, string | undefined>>

/** Reads `.env` of the working folder (what is already set wins), then the environment. @throws AppError `config` */
export function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return parseConfig(process.env)
}

/**
 * What of the environment holds, and an error for each part that does not: those variables are left out. For `doctor`,
 * which goes on with the rest.
 */
export function readWhatHolds(): { readonly config: Config; readonly errors: readonly string[] } {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return parseWhatHolds(process.env)
}

/**
 * What `setup` starts from, where a platform may be half configured. `fixed`: those of `names` that the environment sets, which
 * wins over `.env`. @throws AppError `config`
 */
export function readBeforeSetup(names: readonly string[]): {
  readonly publicUrl?: string
  readonly slackApi: Pick<SlackConfig, 'apiUrl'>
  readonly fixed: readonly string[]
} {
  const fixed = names.filter((name) => process.env[name])
  if (existsSync('.env')) process.loadEnvFile('.env')
  const read = (name: string) => process.env[name]?.trim() || undefined
  return {
    ...optional('publicUrl', readPublicUrl(read)),
    slackApi: optional('apiUrl', readSlackApiUrl(read)),
    fixed,
  }
}

export function parseWhatHolds(environment: Environment): {
  readonly config: Config
  readonly errors: readonly string[]
} {
  const left = { ...environment }
  const errors: string[] = []
  for (;;) {
    try {
      return { config: parseConfig(left), errors }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      errors.push(error.message)
      // "SLACK_" in a message stands for all that begin with it.
      const named = error.message.match(/\b[A-Z]+_(?:[A-Z_]*[A-Z])?|\bPORT\b|\bHOST\b/g) ?? []
      const broken = Object.keys(left).filter((name) =>
        named.some((one) => (one.endsWith('_') ? name.startsWith(one) : name === one)),
      )
      if (broken.length === 0) throw error
      for (const name of broken) delete left[name]
    }
  }
}

export function parseConfig(environment: Environment): Config {
  // An empty variable is an unset one: compose files and CI pass empty strings for what is absent.
  const read = (name: string) => environment[name]?.trim() || undefined
  const slack = readSlack(read)
  const teams = readTeams(read)
  const discord = readDiscord(read)
  return {
    port: readPort(read('PORT')),
    host: read('HOST') ?? '127.0.0.1',
    dataDir: read('DATA_DIR') ?? './data',
    logLevel: readLogLevel(read('LOG_LEVEL')),
    ...optional('publicUrl', readPublicUrl(read)),
    ...optional('databaseUrl', readUrl('DATABASE_URL', read('DATABASE_URL'), ['postgres:', 'postgresql:'])),
    ...optional('redisUrl', readUrl('REDIS_URL', read('REDIS_URL'), ['redis:', 'rediss:'])),
    ...optional('encryptionKey', readKey(read('ENCRYPTION_KEY'))),
    ...optional('timeZone', readTimeZone(read('TIMEZONE'))),
    ...optional('adminToken', readAdminToken(read('ADMIN_TOKEN'))),
    ...optional('slack', slack),
    ...optional('teams', teams),
    ...optional('discord', discord),
    fetchAllowedHosts: readList(read('FETCH_ALLOWED_HOSTS')),
    ...readModels(read),
    idle: [
      ...(teams?.tenantIds.length === 0 ? [{ what: 'teams' as const, why: 'set MICROSOFT_APP_TENANT_ID' }] : []),
      ...(discord?.guildIds.length === 0 ? [{ what: 'discord' as const, why: 'set DISCORD_GUILD_IDS' }] : []),
    ],
    off: [
      ...(slack ? [] : [{ what: 'slack' as const, why: `run "ragbot setup slack", or ${turnOn(slackNeeds)}` }]),
      ...(teams ? [] : [{ what: 'teams' as const, why: turnOn(teamsNeeds) }]),
      ...(discord ? [] : [{ what: 'discord' as const, why: turnOn(discordNeeds) }]),
      ...(read('CHAT_MODEL') === undefined
        ? [
            {
              what: 'llm' as const,
              why: 'answers are quoted; set CHAT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, to have them written',
            },
          ]
        : []),
      ...(read('EMBEDDING_MODEL') === undefined
        ? [
            {
              what: 'meaning' as const,
              why: 'documents are found by their words; EMBEDDING_MODEL=packaged also finds English that is worded otherwise',
            },
          ]
        : []),
    ],
  }
}

function readPort(text = '3000'): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    fail(`PORT is "${text}": set it to a number from 0 to 65535`)
  return port
}

function readTimeZone(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return fail(`TIMEZONE is "${text.slice(0, 100)}": use a name such as Europe/Berlin, or leave it out`)
  }
}

function readLogLevel(text = 'warn'): LogLevel {
  const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
  return levels.find((level) => level === text) ?? fail(`LOG_LEVEL is "${text}": use one of ${levels.join(', ')}`)
}

function readKey(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) fail('ENCRYPTION_KEY has to be 32 bytes in base64: make one with "openssl rand -base64 32"')
  return key
}

function readAdminToken(text: string | undefined): string | undefined {
  if (text !== undefined && text.length < 16) fail('ADMIN_TOKEN is too short to be safe: use 16 characters or more')
  return text
}

const slackNeeds = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN'] as const
const teamsNeeds = ['MICROSOFT_APP_ID', 'MICROSOFT_APP_PASSWORD'] as const
const discordNeeds = ['DISCORD_TOKEN', 'DISCORD_APPLICATION_ID', 'DISCORD_PUBLIC_KEY'] as const

const turnOn = (names: readonly string[]) => `set ${names.slice(0, -1).join(', ')} and ${names.at(-1)} to turn it on`

/** What a platform needs, in order; undefined when none of its variables is set. @throws when some are missing */
function readNeeded<Names extends readonly string[]>(
  read: Read,
  platform: string,
  needed: Names,
  others: readonly string[],
  instead = '',
): { readonly [Index in keyof Names]: string } | undefined {
  if ([...needed, ...others].every((name) => read(name) === undefined)) return undefined
  const missing = needed.filter((name) => read(name) === undefined)
  if (missing.length > 0) {
    const family = [...new Set([...needed, ...others].map((name) => `${name.split('_')[0]}_`))].join(' and ')
    fail(
      `${platform} is only half configured: set ${missing.join(' and ')} as well${instead}, or remove every ${family} variable to turn it off`,
    )
  }
  return needed.map((name) => read(name)!) as { [Index in keyof Names]: string }
}

function readPublicUrl(read: Read): string | undefined {
  const url = readUrl('PUBLIC_URL', read('PUBLIC_URL'), web)
  return url && withoutSlash(url)
}

function readSlackApiUrl(read: Read): string | undefined {
  const url = readUrl('SLACK_API_URL', read('SLACK_API_URL'), web)
  return url && withSlash(url)
}

function readSlack(read: Read): SlackConfig | undefined {
  const [signingSecret, appToken] = [read('SLACK_SIGNING_SECRET'), read('SLACK_APP_TOKEN')]
  const [botToken, clientId, clientSecret] = [
    read('SLACK_BOT_TOKEN'),
    read('SLACK_CLIENT_ID'),
    read('SLACK_CLIENT_SECRET'),
  ]
  const isInstallable = clientId !== undefined || clientSecret !== undefined
  const needs = [
    ...(appToken === undefined ? ['SLACK_SIGNING_SECRET'] : []),
    ...(isInstallable ? ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] : ['SLACK_BOT_TOKEN']),
  ]
  const others = [...slackNeeds, 'SLACK_APP_TOKEN', 'SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_API_URL']
  const socket = signingSecret === undefined && appToken === undefined ? ' (or SLACK_APP_TOKEN for Socket Mode)' : ''
  if (!readNeeded(read, 'Slack', needs, others, socket)) return undefined
  return {
    ...optional('botToken', botToken),
    ...optional('oauth', clientId && clientSecret ? { clientId, clientSecret } : undefined),
    ...optional('signingSecret', signingSecret),
    ...optional('appToken', appToken),
    ...optional('apiUrl', readSlackApiUrl(read)),
  }
}

function readTeams(read: Read): TeamsConfig | undefined {
  const needed = readNeeded(read, 'Microsoft Teams', teamsNeeds, [
    'MICROSOFT_APP_TENANT_ID',
    'MICROSOFT_APP_TYPE',
    'MICROSOFT_LOGIN_URL',
    'MICROSOFT_SERVICE_URLS',
    'MICROSOFT_GRAPH_URL',
    'BOT_OPENID_METADATA',
  ])
  if (!needed) return undefined
  const [appId, appPassword] = needed
  const tenantIds = readList(read('MICROSOFT_APP_TENANT_ID'))
  const appType = read('MICROSOFT_APP_TYPE') ?? (tenantIds.length > 0 ? 'SingleTenant' : 'MultiTenant')
  if (appType !== 'SingleTenant' && appType !== 'MultiTenant')
    fail(`MICROSOFT_APP_TYPE is "${appType}": use SingleTenant or MultiTenant`)
  if (appType === 'SingleTenant' && tenantIds.length === 0)
    fail('MICROSOFT_APP_TYPE is SingleTenant: set MICROSOFT_APP_TENANT_ID to your Directory (tenant) ID')
  const url = (name: string, otherwise: string) => withoutSlash(readUrl(name, read(name), web) ?? otherwise)
  return {
    appId,
    appPassword,
    appType,
    tenantIds,
    loginUrl: url('MICROSOFT_LOGIN_URL', 'https://login.microsoftonline.com'),
    serviceUrls: readList(read('MICROSOFT_SERVICE_URLS')).map((one) => readUrl('MICROSOFT_SERVICE_URLS', one, web)!),
    graphUrl: url('MICROSOFT_GRAPH_URL', 'https://graph.microsoft.com'),
    openIdMetadataUrl: url('BOT_OPENID_METADATA', 'https://login.botframework.com/v1/.well-known/openidconfiguration'),
  }
}

function readDiscord(read: Read): DiscordConfig | undefined {
  const needed = readNeeded(read, 'Discord', discordNeeds, [
    'DISCORD_GUILD_IDS',
    'DISCORD_CHANNEL_IDS',
    'DISCORD_ROLE_IDS',
    'DISCORD_GATEWAY',
    'DISCORD_API_URL',
  ])
  if (!needed) return undefined
  const [token, applicationId, publicKey] = needed
  if (!/^[0-9a-f]{64}$/i.test(publicKey))
    fail('DISCORD_PUBLIC_KEY has to be the 64 hexadecimal digits of the app’s “General Information” page')
  const gateway = read('DISCORD_GATEWAY') ?? 'off'
  if (gateway !== 'on' && gateway !== 'off') fail(`DISCORD_GATEWAY is "${gateway}": set it to on or off`)
  const ids = (name: string) => {
    const list = readList(read(name))
    const wrong = list.find((id) => !/^\d{1,20}$/.test(id))
    if (wrong !== undefined) fail(`${name} holds "${wrong}": use ids, which are numbers, separated by commas`)
    return list
  }
  return {
    token,
    applicationId,
    publicKey: publicKey.toLowerCase(),
    guildIds: ids('DISCORD_GUILD_IDS'),
    channelIds: ids('DISCORD_CHANNEL_IDS'),
    roleIds: ids('DISCORD_ROLE_IDS'),
    gateway: gateway === 'on',
    apiUrl: withoutSlash(readUrl('DISCORD_API_URL', read('DISCORD_API_URL'), web) ?? 'https://discord.com/api'),
  }
}
