// Each variable at its bounds: what is still taken, what is not any more, and what holds where nothing is set.
import { describe, expect, test } from 'vitest'
import { parseConfig, parseWhatHolds } from '../src/config.ts'

const teams = { MICROSOFT_APP_ID: 'app', MICROSOFT_APP_PASSWORD: 'password' }
const discord = { DISCORD_TOKEN: 'token', DISCORD_APPLICATION_ID: '100', DISCORD_PUBLIC_KEY: 'ab'.repeat(32) }
const slack = { SLACK_SIGNING_SECRET: 's', SLACK_BOT_TOKEN: 'xoxb-1' }
const key = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64')

test.each([
  [{ PORT: '0' }, { port: 0 }],
  [{ PORT: '65535' }, { port: 65_535 }],
  [{ ADMIN_TOKEN: 'x'.repeat(16) }, { adminToken: 'x'.repeat(16) }],
  [{ ADMIN_TOKEN: ` ${'x'.repeat(16)}\n` }, { adminToken: 'x'.repeat(16) }],
  [{ ADMIN_TOKEN: '' }, { adminToken: undefined }],
  [{ TIMEZONE: 'Europe/Berlin' }, { timeZone: 'Europe/Berlin' }],
  [{ TIMEZONE: '' }, { timeZone: undefined }],
  [{ PUBLIC_URL: 'https://bot.example.com/rag//' }, { publicUrl: 'https://bot.example.com/rag' }],
  [{ DATABASE_URL: 'postgres://db/x' }, { databaseUrl: 'postgres://db/x' }],
  [{ DATABASE_URL: 'postgresql://db/x' }, { databaseUrl: 'postgresql://db/x' }],
  [{ REDIS_URL: 'rediss://cache:6380' }, { redisUrl: 'rediss://cache:6380' }],
  [{ ENCRYPTION_KEY: key(32) }, { encryptionKey: Buffer.alloc(32, 1) }],
  [{ FETCH_ALLOWED_HOSTS: ' , a.example ,,b:1 ' }, { fetchAllowedHosts: ['a.example', 'b:1'] }],
  [{ EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS: '1' }, { embedding: { model: 'e', dimensions: 1 } }],
  [{ EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS: '16000' }, { embedding: { model: 'e', dimensions: 16_000 } }],
  [{ CHAT_MODEL: 'c', OPENAI_BASE_URL: 'http://a/v1' }, { chat: { model: 'c', baseUrl: 'http://a/v1' } }],
  [
    { CHAT_MODEL: 'c', OPENAI_API_KEY: 'k', CHAT_MODELS: 'c, small,org/large small' },
    { chat: { model: 'c', apiKey: 'k', others: ['small', 'org/large'] } },
  ],
  [{ CHAT_MODEL: 'c', OPENAI_API_KEY: 'k', CHAT_MODELS: 'c' }, { chat: { model: 'c', apiKey: 'k' } }],
  [
    { RERANK_MODEL: 'r', RERANK_BASE_URL: 'http://a', OPENAI_API_KEY: 'of-openai' },
    { rerank: { model: 'r', baseUrl: 'http://a' } },
  ],
])('%o is taken', (environment, expected) => {
  const config = parseConfig(environment)
  for (const [name, value] of Object.entries(expected)) expect(config[name as keyof typeof config]).toEqual(value)
})

const refused: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
  ...['-1', '65536', '80.5', '1e9', 'http'].map((PORT) => [{ PORT }, /^PORT/] as const),
  ...[15, 6, 1].map((length) => [{ ADMIN_TOKEN: 'x'.repeat(length) }, /^ADMIN_TOKEN.*16/] as const),
  ...[16, 31, 33, 48].map((bytes) => [{ ENCRYPTION_KEY: key(bytes) }, /^ENCRYPTION_KEY/] as const),
  ...['ftp://a.example', 'file:///etc', 'javascript:1'].map((url) => [{ PUBLIC_URL: url }, /^PUBLIC_URL/] as const),
  [{ REDIS_URL: 'http://cache' }, /^REDIS_URL/],
  ...['0', '-1', '1.5', '16001'].map(
    (EMBEDDING_DIMENSIONS) => [{ EMBEDDING_MODEL: 'e', EMBEDDING_DIMENSIONS }, /^EMBEDDING_DIMENSIONS/] as const,
  ),
  [{ ...teams, MICROSOFT_APP_TYPE: 'singletenant', MICROSOFT_APP_TENANT_ID: 't' }, /^MICROSOFT_APP_TYPE/],
  ...['ab'.repeat(31), `${'ab'.repeat(32)}ab`, 'zz'.repeat(32)].map(
    (DISCORD_PUBLIC_KEY) => [{ ...discord, DISCORD_PUBLIC_KEY }, /^DISCORD_PUBLIC_KEY/] as const,
  ),
  ...['DISCORD_GUILD_IDS', 'DISCORD_CHANNEL_IDS', 'DISCORD_ROLE_IDS'].flatMap((name) =>
    ['team2', '<#200>', '9'.repeat(21)].map((id) => [{ ...discord, [name]: `200 ${id}` }, new RegExp(name)] as const),
  ),
  ...(['DISCORD_TOKEN', 'DISCORD_APPLICATION_ID', 'DISCORD_PUBLIC_KEY'] as const).map(
    (name) => [{ ...discord, [name]: '' }, new RegExp(`half configured: set ${name} as well`)] as const,
  ),
]
test.each(refused)('%o is refused, by the name of the variable', (environment, message) => {
  expect(() => parseConfig(environment)).toThrow(message)
})

describe('who is answered on Discord', () => {
  test('is read from three lists of their own', () => {
    const lists = { DISCORD_GUILD_IDS: '1', DISCORD_CHANNEL_IDS: '2,3', DISCORD_ROLE_IDS: '4' }
    expect(parseConfig({ ...discord, ...lists }).discord).toMatchObject({
      guildIds: ['1'],
      channelIds: ['2', '3'],
      roleIds: ['4'],
    })
  })

  test('is nobody where no server is named, which is said', () => {
    expect(parseConfig(discord).idle).toEqual([{ what: 'discord', why: 'set DISCORD_GUILD_IDS' }])
    expect(parseConfig({ ...discord, DISCORD_GUILD_IDS: '1' }).idle).toEqual([])
    expect(parseConfig({ ...teams, MICROSOFT_APP_TENANT_ID: 't' }).idle).toEqual([])
  })

  test('is heard over the gateway where that is on', () => {
    expect(parseConfig({ ...discord, DISCORD_GATEWAY: 'on' }).discord?.gateway).toBe(true)
    expect(parseConfig({ ...discord, DISCORD_GATEWAY: 'off' }).discord?.gateway).toBe(false)
    expect(parseConfig(discord).discord?.gateway).toBe(false)
  })
})

test('platforms are reached where they are, unless another address is named', () => {
  expect(parseConfig(teams).teams).toEqual({
    appId: 'app',
    appPassword: 'password',
    appType: 'MultiTenant',
    tenantIds: [],
    loginUrl: 'https://login.microsoftonline.com',
    serviceUrls: [],
    graphUrl: 'https://graph.microsoft.com',
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  })
  expect(parseConfig({ ...teams, MICROSOFT_SERVICE_URLS: 'https://a.example http://b:1' }).teams).toMatchObject({
    serviceUrls: ['https://a.example', 'http://b:1'],
  })
  expect(parseConfig(discord).discord?.apiUrl).toBe('https://discord.com/api')
  expect(parseConfig(slack).slack).toEqual({ signingSecret: 's', botToken: 'xoxb-1' })
  const socket = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }
  expect(parseConfig(socket).slack).toEqual({ botToken: 'xoxb-1', appToken: 'xapp-1' })
  expect(parseConfig({ ...slack, ...socket }).slack).toMatchObject({ signingSecret: 's', appToken: 'xapp-1' })
  for (const address of ['http://a/api', 'http://a/api/'])
    expect(parseConfig({ ...slack, SLACK_API_URL: address }).slack?.apiUrl).toBe('http://a/api/')
})

test('what goes wrong is logged, and a loopback address is listened on, where nothing is set', () => {
  expect(parseConfig({})).toMatchObject({ logLevel: 'warn', host: '127.0.0.1', port: 3000, fetchAllowedHosts: [] })
  expect(parseConfig({ LOG_LEVEL: 'error', HOST: '0.0.0.0' })).toMatchObject({ logLevel: 'error', host: '0.0.0.0' })
})

test('the doctor goes on with what holds, also of a platform whose lists are broken', () => {
  const { config, errors } = parseWhatHolds({ ...discord, DISCORD_ROLE_IDS: 'admins', PORT: '-1', HOST: '::1' })
  expect(errors).toHaveLength(2)
  expect(config).toMatchObject({ host: '::1', port: 3000 })
  // Without the roles everybody would be answered, but the doctor answers nobody.
  expect(config.discord?.roleIds).toEqual([])
})
