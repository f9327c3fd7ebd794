// The environment, read once and checked: the only reader of process.env. Each error names the variable and the fix.
import { existsSync } from 'node:fs'
import { AppError } from './errors.ts'
import type { LogLevel } from './log.ts'
import type { PlatformId } from './model.ts'

interface SlackConfig {
  readonly signingSecret: string
  readonly botToken: string
  readonly apiUrl?: string
}

export interface Config {
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly dataDir: string
  readonly databaseUrl?: string
  readonly redisUrl?: string
  /** 32 bytes; absent: a key file in DATA_DIR. */
  readonly encryptionKey?: Buffer
  readonly logLevel: LogLevel
  readonly adminToken?: string
  readonly slack?: SlackConfig
  /** What is off, and why, in words for the person who starts it. */
  readonly off: readonly { readonly what: PlatformId | 'llm'; readonly why: string }[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads `.env` of the working folder (what is already set wins), then the environment. @throws AppError `config` */
export function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return parseConfig(process.env)
}

export function parseConfig(environment: Environment): Config {
  // An empty variable is an unset one: compose files and CI pass empty strings for what is absent.
  const read = (name: string) => environment[name]?.trim() || undefined
  const slack = readSlack(read)
  return {
    port: readPort(read('PORT')),
    host: read('HOST') ?? '127.0.0.1',
    dataDir: read('DATA_DIR') ?? './data',
    logLevel: readLogLevel(read('LOG_LEVEL')),
    ...optional('publicUrl', readUrl('PUBLIC_URL', read('PUBLIC_URL'), ['http:', 'https:'])?.replace(/\/+$/, '')),
    ...optional('databaseUrl', readUrl('DATABASE_URL', read('DATABASE_URL'), ['postgres:', 'postgresql:'])),
    ...optional('redisUrl', readUrl('REDIS_URL', read('REDIS_URL'), ['redis:', 'rediss:'])),
    ...optional('encryptionKey', readKey(read('ENCRYPTION_KEY'))),
    ...optional('adminToken', readAdminToken(read('ADMIN_TOKEN'))),
    ...optional('slack', slack),
    off: [
      ...(slack ? [] : [{ what: 'slack' as const, why: 'set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN to turn it on' }]),
      { what: 'teams', why: 'not part of this version' },
      { what: 'discord', why: 'not part of this version' },
      ...(read('CHAT_MODEL')
        ? [{ what: 'llm' as const, why: 'CHAT_MODEL is not used by this version: answers are extractive' }]
        : []),
    ],
  }
}

function fail(message: string): never {
  throw new AppError('config', message)
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [name in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [name in Key]?: Value }
}

function readPort(text = '3000'): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    fail(`PORT is "${text}": set it to a number from 0 to 65535`)
  return port
}

function readLogLevel(text = 'warn'): LogLevel {
  const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
  return levels.find((level) => level === text) ?? fail(`LOG_LEVEL is "${text}": use one of ${levels.join(', ')}`)
}

function readUrl(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (!protocols.includes(protocol))
    fail(`${name} is no address: it has to begin with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return text
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

function readSlack(read: (name: string) => string | undefined): SlackConfig | undefined {
  const names = [
    'SLACK_SIGNING_SECRET',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'SLACK_CLIENT_ID',
    'SLACK_CLIENT_SECRET',
    'SLACK_API_URL',
  ]
  if (names.every((name) => read(name) === undefined)) return undefined
  const [signingSecret, botToken] = [read('SLACK_SIGNING_SECRET'), read('SLACK_BOT_TOKEN')]
  const missing = ['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN'].filter((name) => read(name) === undefined)
  if (!signingSecret || !botToken) {
    fail(
      `Slack is only half configured: set ${missing.join(' and ')} as well, or remove every SLACK_ variable to turn it off`,
    )
  }
  const apiUrl = readUrl('SLACK_API_URL', read('SLACK_API_URL'), ['http:', 'https:'])
  return { signingSecret, botToken, ...optional('apiUrl', apiUrl && (apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`)) }
}
