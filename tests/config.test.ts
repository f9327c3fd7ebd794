import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig, parseWhatHolds } from '../src/config.ts'

const teams = { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'password' }
const discord = { DISCORD_TOKEN: 'token', DISCORD_APPLICATION_ID: '100', DISCORD_PUBLIC_KEY: 'Ab'.repeat(32) }

test('Teams and Discord with what they need, and with lists', () => {
  const config = parseConfig({
    ...teams,
    ...discord,
    DISCORD_GUILD_IDS: '200, 201',
    DISCORD_API_URL: 'http://127.0.0.1:1/api/',
  })
  expect(config.teams).toMatchObject({ appType: 'MultiTenant', tenantIds: [], graphUrl: 'https://graph.microsoft.com' })
  expect(config.discord).toMatchObject({
    guildIds: ['200', '201'],
    roleIds: [],
    gateway: false,
    apiUrl: 'http://127.0.0.1:1/api',
  })
  expect(config.discord?.publicKey).toBe('ab'.repeat(32))
  expect(parseConfig({ ...teams, MICROSOFT_APP_TENANT_ID: 'a' }).teams?.appType).toBe('SingleTenant')
  expect(parseConfig({ ...teams, MICROSOFT_APP_TENANT_ID: 'a b' }).teams).toMatchObject({
    appType: 'SingleTenant',
    tenantIds: ['a', 'b'],
  })
  expect(config.off.map(({ what }) => what)).toEqual(['slack', 'llm', 'meaning'])
  expect(config.idle).toEqual([{ what: 'teams', why: 'set MICROSOFT_APP_TENANT_ID' }])
})

test('nothing set: embedded parts on the loopback, and every platform and the model off with their reasons', () => {
  const config = parseConfig({})
  expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', dataDir: './data' })
  expect(config.off.map(({ what }) => what)).toEqual(['slack', 'teams', 'discord', 'llm', 'meaning'])
  for (const what of ['slack', 'chat', 'embedding', 'rerank'] as const) expect(config[what]).toBeUndefined()
  expect(config.fetchAllowedHosts).toEqual([])
})

test('the compose file hands over every setting that it does not make itself, and what is empty is not set', () => {
  const compose = readFileSync(join(import.meta.dirname, '..', 'docker-compose.yml'), 'utf8')
  const example = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8')
  const names = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name!)
  const own = [
    'PORT',
    'HOST',
    'DATA_DIR',
    'DATABASE_URL',
    'REDIS_URL',
    'POSTGRES_PASSWORD',
    'REDIS_PASSWORD',
    'LOG_LEVEL',
  ]
  const handed = names.filter((name) => !own.includes(name))
  expect(handed.filter((name) => !compose.includes(`      ${name}: \${${name}:-}\n`))).toEqual([])
  expect(parseConfig(Object.fromEntries(handed.map((name) => [name, ''])))).toEqual(parseConfig({}))
})

test('models of one server, a reranker of another, and hosts that may be fetched from', () => {
  const server = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/', OPENAI_API_KEY: 'k' }
  const models = { CHAT_MODEL: 'c', EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS: '256', RERANK_MODEL: 'r' }
  const config = parseConfig({
    ...server,
    ...models,
    RERANK_BASE_URL: 'http://127.0.0.1:8080/',
    RERANK_API_KEY: 'rk',
    FETCH_ALLOWED_HOSTS: 'wiki.internal, 127.0.0.1:8000',
  })
  const openai = { baseUrl: 'http://127.0.0.1:11434/v1', apiKey: 'k' }
  expect(config.chat).toEqual({ model: 'c', ...openai })
  expect(config.embedding).toEqual({ model: 'e', ...openai, dimensions: 256 })
  expect(config.rerank).toEqual({ model: 'r', baseUrl: 'http://127.0.0.1:8080', apiKey: 'rk' })
  expect(config.fetchAllowedHosts).toEqual(['wiki.internal', '127.0.0.1:8000'])
  expect(config.off.map(({ what }) => what)).toEqual(['slack', 'teams', 'discord'])
})

test('a local embedding model needs no server, and the model of the answers can rerank', () => {
  expect(parseConfig({ EMBEDDING_MODEL: './models/e5' }).embedding).toEqual({ model: './models/e5' })
  expect(parseConfig({ CHAT_MODEL: 'c', OPENAI_API_KEY: 'k', RERANK_MODEL: 'llm' }).rerank).toEqual({ model: 'llm' })
})

test('Slack needs no bot token where teams install the app, and no signing secret in Socket Mode', () => {
  const oauth = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'c' }
  const both = { clientId: '1.2', clientSecret: 'c' }
  expect(parseConfig({ ...oauth, SLACK_SIGNING_SECRET: 's' }).slack).toEqual({ oauth: both, signingSecret: 's' })
  expect(parseConfig({ ...oauth, SLACK_APP_TOKEN: 'xapp-1' }).slack).toEqual({ oauth: both, appToken: 'xapp-1' })
  expect(parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }).slack).toEqual({
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
  })
})

test('an empty variable is an unset one', () => {
  expect(parseConfig({ PORT: '', DATABASE_URL: ' ', SLACK_BOT_TOKEN: '' }).databaseUrl).toBeUndefined()
})

const llm = { CHAT_MODEL: 'c', OPENAI_API_KEY: 'k' }
test.each([
  [{ PORT: 'http' }, /PORT/],
  [{ PORT: '70000' }, /PORT/],
  [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL.*postgres:\/\//],
  [{ REDIS_URL: 'localhost:6379' }, /REDIS_URL/],
  [{ PUBLIC_URL: 'ragbot.example.com' }, /PUBLIC_URL/],
  [{ ENCRYPTION_KEY: 'c2hvcnQ=' }, /ENCRYPTION_KEY.*openssl/],
  [{ ADMIN_TOKEN: 'short' }, /ADMIN_TOKEN/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL.*debug/],
  [{ TIMEZONE: 'Nine o’clock' }, /TIMEZONE.*Europe\/Berlin/],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_SIGNING_SECRET as well \(or SLACK_APP_TOKEN for Socket Mode\)/],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, /set SLACK_BOT_TOKEN as well, or/],
  [{ SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' }, /set SLACK_BOT_TOKEN as well, or/],
  [{ SLACK_SIGNING_SECRET: 's' }, /SLACK_BOT_TOKEN/],
  [{ SLACK_API_URL: 'http://127.0.0.1:1' }, /SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN/],
  [{ SLACK_CLIENT_ID: '1.2', SLACK_SIGNING_SECRET: 's' }, /set SLACK_CLIENT_SECRET as well/],
  [{ SLACK_CLIENT_SECRET: 'c', SLACK_BOT_TOKEN: 'xoxb-1' }, /set SLACK_SIGNING_SECRET and SLACK_CLIENT_ID as well/],
  // Never the SDK's open mode, which takes everybody for Microsoft.
  [{ MICROSOFT_APP_PASSWORD: 'p', MICROSOFT_APP_TENANT_ID: 't' }, /set MICROSOFT_APP_ID as well/],
  [{ BOT_OPENID_METADATA: 'https://a.example' }, /MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD/],
  [{ ...teams, MICROSOFT_APP_TYPE: 'SingleTenant' }, /MICROSOFT_APP_TENANT_ID/],
  [{ ...teams, MICROSOFT_APP_TYPE: 'UserAssignedMSI' }, /MICROSOFT_APP_TYPE.*SingleTenant or MultiTenant/],
  [{ ...teams, MICROSOFT_SERVICE_URLS: 'https://a.example, b.example' }, /MICROSOFT_SERVICE_URLS/],
  [{ DISCORD_GATEWAY: 'on' }, /DISCORD_TOKEN and DISCORD_APPLICATION_ID and DISCORD_PUBLIC_KEY/],
  [{ ...discord, DISCORD_PUBLIC_KEY: 'abc' }, /DISCORD_PUBLIC_KEY.*64/],
  [{ ...discord, DISCORD_GUILD_IDS: '200, my-server' }, /DISCORD_GUILD_IDS.*my-server/],
  [{ ...discord, DISCORD_GATEWAY: 'yes' }, /DISCORD_GATEWAY.*on or off/],
  [{ CHAT_MODEL: 'c' }, /CHAT_MODEL.*OPENAI_API_KEY, or OPENAI_BASE_URL/],
  [{ OPENAI_BASE_URL: 'localhost:11434' }, /OPENAI_BASE_URL.*https:\/\//],
  [{ EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS: '0' }, /EMBEDDING_DIMENSIONS.*1 to 16000/],
  [{ EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS: 'many' }, /EMBEDDING_DIMENSIONS/],
  [{ RERANK_MODEL: 'llm' }, /RERANK_MODEL.*CHAT_MODEL/],
  [{ CHAT_MODELS: 'small' }, /CHAT_MODELS.*set CHAT_MODEL as well/],
  [{ ...llm, CHAT_MODELS: 'small,none' }, /CHAT_MODELS holds "none"/],
  [{ ...llm, CHAT_MODELS: 'x'.repeat(76) }, /CHAT_MODELS holds "x/],
  [{ ...llm, CHAT_MODELS: Array.from({ length: 21 }, (_, i) => `m${i}`).join() }, /CHAT_MODELS names 21 models/],
  [{ RERANK_MODEL: 'r' }, /RERANK_BASE_URL/],
  [{ RERANK_MODEL: 'r', RERANK_BASE_URL: 'ftp://x' }, /RERANK_BASE_URL/],
])('%o names the variable and the fix', (environment, message) => {
  expect(() => parseConfig(environment)).toThrow(message)
})

test('.env.example lists every variable that is read', () => {
  const root = join(import.meta.dirname, '..')
  const example = readFileSync(join(root, '.env.example'), 'utf8')
  const files = ['config.ts', 'config/values.ts', 'config/models.ts']
  const source = files.map((file) => readFileSync(join(root, 'src', file), 'utf8')).join('\n')
  const read = new Set([...source.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)].map(([, name]) => name!))
  expect(read.size).toBeGreaterThan(10)
  expect([...read].filter((name) => !example.includes(name))).toEqual([])
})

test('for the doctor, what is broken is left out and each fault is named', () => {
  const { config, errors } = parseWhatHolds({
    PORT: 'x',
    ENCRYPTION_KEY: 'short',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_API_URL: 'http://127.0.0.1:1',
    REDIS_URL: 'redis://localhost',
    LOG_LEVEL: 'info',
  })
  expect(errors).toHaveLength(3)
  expect(errors.join('\n')).toMatch(/SLACK_SIGNING_SECRET[^\n]*\nPORT[^\n]*\nENCRYPTION_KEY/)
  expect(config).toMatchObject({ port: 3000, redisUrl: 'redis://localhost', logLevel: 'info' })
  expect(config.slack).toBeUndefined()
})
