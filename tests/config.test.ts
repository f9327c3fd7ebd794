import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from '../src/config.ts'

test('nothing set: embedded parts on the loopback, and every platform off with its reason', () => {
  const config = parseConfig({})
  expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', dataDir: './data' })
  expect(config.off.map(({ what }) => what)).toEqual(['slack', 'teams', 'discord'])
  expect(config.slack).toBeUndefined()
})

test('an empty variable is an unset one', () => {
  expect(parseConfig({ PORT: '', DATABASE_URL: ' ', SLACK_BOT_TOKEN: '' }).databaseUrl).toBeUndefined()
})

test.each([
  [{ PORT: 'http' }, /PORT/],
  [{ PORT: '70000' }, /PORT/],
  [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL.*postgres:\/\//],
  [{ REDIS_URL: 'localhost:6379' }, /REDIS_URL/],
  [{ PUBLIC_URL: 'ragbot.example.com' }, /PUBLIC_URL/],
  [{ ENCRYPTION_KEY: 'c2hvcnQ=' }, /ENCRYPTION_KEY.*openssl/],
  [{ ADMIN_TOKEN: 'short' }, /ADMIN_TOKEN/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL.*debug/],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_SIGNING_SECRET/],
  [{ SLACK_SIGNING_SECRET: 's' }, /SLACK_BOT_TOKEN/],
  [{ SLACK_API_URL: 'http://127.0.0.1:1' }, /SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN/],
])('%o names the variable and the fix', (environment, message) => {
  expect(() => parseConfig(environment)).toThrow(message)
})

test('.env.example lists every variable that is read', () => {
  const root = join(import.meta.dirname, '..')
  const example = readFileSync(join(root, '.env.example'), 'utf8')
  const source = readFileSync(join(root, 'src', 'config.ts'), 'utf8')
  const read = new Set([...source.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'/g)].map(([, name]) => name!))
  expect(read.size).toBeGreaterThan(10)
  expect([...read].filter((name) => !example.includes(name))).toEqual([])
})
