// The doctor as people call it: beside a running process, without one, and where everything is broken.

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { cleanUp, makeFolder, ragbot, startRagbot } from './ragbot.ts'

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
