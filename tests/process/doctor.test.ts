// The doctor as people call it: beside a running process, without one, and where everything is broken.

import { readdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { createServerDatabase } from '../databases.ts'
import { seed } from '../seeded.ts'
import { createRedis } from '../servers.ts'
import { cleanUp, makeFolder, startRagbot } from './ragbot.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
afterEach(cleanUp)

interface Line {
  readonly about: string
  readonly level: string
  readonly message: string
}
const read = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

it('finds nothing wrong before the first start, makes nothing, and finds nothing wrong beside a running one', async () => {
  const environment = { DATA_DIR: makeFolder() }
  const before = await ragbot(['doctor', '--json'], environment)
  expect(read(before.stdout)).toContainEqual(
    expect.objectContaining({ about: 'database', level: 'ok', message: expect.stringContaining('none in DATA_DIR') }),
  )
  expect(before.code).toBe(0)
  expect(readdirSync(environment.DATA_DIR)).toEqual([])

  await seed(environment.DATA_DIR, 'started')
  await startRagbot(environment)
  const beside = await ragbot(['doctor'], environment)
  expect(beside.stdout).toMatch(/^ok +database +embedded, in /m)
  expect(beside.stdout).toMatch(/^ok +work +0 waiting, nothing given up$/m)
  expect(beside.stdout).toMatch(/^ok +file reader /m)
  expect({ code: beside.code, wrong: beside.stdout.match(/^(?:warning|error).*/gm) }).toEqual({ code: 0, wrong: null })
})

it('names all that is broken, a line each, with what to do, and ends', async () => {
  // Takes connections and says nothing: worse than one that is down.
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const begun = performance.now()
  const { code, stdout } = await ragbot(['doctor', '--json'], {
    DATA_DIR: makeFolder(),
    PORT: 'eighty',
    SLACK_BOT_TOKEN: 'xoxb-1',
    DATABASE_URL: `postgres://a:pa55word@127.0.0.1:${port}/x`,
    REDIS_URL: `redis://:pa55word@127.0.0.1:${port}`,
    CHAT_MODEL: 'm',
    OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
    DISCORD_TOKEN: 't',
    DISCORD_APPLICATION_ID: '1',
    DISCORD_PUBLIC_KEY: 'a'.repeat(64),
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    PUBLIC_URL: 'http://127.0.0.1:1',
  })
  const wrong = new Map(read(stdout).map(({ about, level, message }) => [`${level} ${about}`, message]))
  const settings = read(stdout).filter(({ about }) => about === 'settings')
  expect(settings.map(({ message }) => message)).toEqual([
    expect.stringContaining('SLACK_SIGNING_SECRET'),
    expect.stringContaining('PORT is "eighty"'),
  ])
  for (const about of ['database', 'queues', 'chat model', 'discord webhook', 'discord clock'])
    expect([...wrong.keys()]).toContain(`error ${about}`)
  expect(wrong.get('ok file reader')).toBeDefined()
  expect(code).toBe(1)
  expect(stdout).not.toContain('pa55word')
  expect(performance.now() - begun).toBeLessThan(60_000)
  silent.close()
})

it.skipIf(inject('postgresUrl') === null || inject('redisUrl') === null)(
  'reads a database server and a Redis: what they lack, who made them, whose key it is',
  async () => {
    const database = await createServerDatabase()
    const redis = await createRedis(['--appendonly', 'yes'])
    const forgetful = await createRedis(['--maxmemory-policy', 'allkeys-lru'])
    const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
    const environment = {
      DATA_DIR: makeFolder(),
      DATABASE_URL: database.url,
      REDIS_URL: redis!.url,
      ENCRYPTION_KEY: key(1),
    }
    const look = async (changes: Record<string, string> = {}) => {
      const { code, stdout } = await ragbot(['doctor', '--json'], { ...environment, ...changes })
      return { code, lines: read(stdout).map(({ about, level, message }) => `${level} ${about}: ${message}`) }
    }
    try {
      const empty = await look()
      expect(empty.lines).toContainEqual(expect.stringMatching(/^ok database: has no tables yet/))
      expect(empty.code).toBe(0)

      const running = await startRagbot(environment)
      await running.end('SIGTERM')
      const well = await look()
      expect(well.lines).toContainEqual(expect.stringMatching(/^ok database: Postgres \d+.*pgvector 0\.\d/))
      expect(well.lines).toContainEqual(expect.stringMatching(/^ok key: /))
      expect(well.lines).toContainEqual(expect.stringMatching(/^ok queues: Redis \d.*persistent/))
      expect({ code: well.code, wrong: well.lines.filter((line) => !line.startsWith('ok ')) }).toEqual({
        code: 0,
        wrong: [],
      })

      const other = await look({ ENCRYPTION_KEY: key(2), REDIS_URL: forgetful!.url })
      expect(other.lines).toContainEqual(expect.stringMatching(/^error key: ENCRYPTION_KEY is not the key/))
      expect(other.lines).toContainEqual(expect.stringMatching(/^warning queues: .*allkeys-lru.*noeviction/))
      expect(other.lines).toContainEqual(expect.stringMatching(/^warning queues: .*keeps nothing/))
      expect(other.code).toBe(1)

      const client = new pg.Client(database.url)
      await client.connect()
      await client.query(`insert into schema_migrations (name, made_by) values ('9999_later.sql', '99.1.0')`)
      await client.end()
      const newer = await look()
      expect(newer.lines).toContainEqual(expect.stringMatching(/^error database: .*made by ragbot 99\.1\.0/))
      expect(newer.code).toBe(1)
    } finally {
      await cleanUp()
      await Promise.all([database.drop(), redis!.remove(), forgetful!.remove()])
    }
  },
)
