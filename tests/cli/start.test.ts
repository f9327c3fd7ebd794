// How a start goes wrong: one line that says what to do, exit 1. What takes a process of its own to show is in
// tests/process/start.test.ts.
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import { asAdmin, createServerDatabase, superuserUrl } from '../databases.ts'
import { cleanUp, type Environment, makeDataDir, makeFolder, ragbot } from './in-process.ts'

afterEach(cleanUp)

async function expectRefusal(environment: Environment, expected: RegExp, ...args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await ragbot(['start', ...args], { PORT: '0', ...environment })
  const lines = stderr.trim().split('\n')
  expect(lines).toEqual([expect.stringMatching(expected)])
  expect(lines[0]).toMatch(/^ragbot: /)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
}

describe('start refuses in one line', () => {
  const refusals: readonly (readonly [string, Environment, RegExp])[] = [
    ['a DATA_DIR below a file', { DATA_DIR: '/etc/hostname/ragbot' }, /DATA_DIR .* cannot be used: .* set DATA_DIR/],
    ['a DATA_DIR in a read-only place', { DATA_DIR: '/proc/ragbot' }, /DATA_DIR .* cannot be used: .* set DATA_DIR/],
    ['a PORT that is none', { PORT: '80a' }, /PORT is "80a": set it/],
    ['a PORT out of range', { PORT: '70000' }, /PORT is "70000": set it/],
    ['a short ENCRYPTION_KEY', { ENCRYPTION_KEY: 'c2hvcnQ=' }, /ENCRYPTION_KEY has to be 32 bytes/],
    [
      'an ENCRYPTION_KEY that is no base64',
      { ENCRYPTION_KEY: `${'-_!'.repeat(16)}${'A'.repeat(43)}` },
      /ENCRYPTION_KEY has to be/,
    ],
    ['a short ADMIN_TOKEN', { ADMIN_TOKEN: 'admin' }, /ADMIN_TOKEN is too short/],
    ['a LOG_LEVEL that is none', { LOG_LEVEL: 'loud' }, /LOG_LEVEL is "loud"/],
    ['a signing secret alone', { SLACK_SIGNING_SECRET: 's' }, /set SLACK_BOT_TOKEN as well/],
    ['a bot token alone', { SLACK_BOT_TOKEN: 'xoxb-1' }, /set SLACK_SIGNING_SECRET as well/],
    [
      'an API address alone',
      { SLACK_API_URL: 'http://127.0.0.1:1/' },
      /set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN as well/,
    ],
    ['a DATABASE_URL that is no address', { DATABASE_URL: 'localhost' }, /DATABASE_URL is no address/],
  ]
  it.each(refusals)('%s', async (_, environment, expected) => {
    await expectRefusal({ DATA_DIR: makeFolder(), ...environment }, expected)
  })

  it.each([
    ['bots', 'workers and portal'],
    ['workers', 'bots and portal'],
    ['bots,workers', 'portal'],
    ['portal,portal', 'bots and workers'],
  ])('--roles %s without PUBLIC_URL', async (here, elsewhere) => {
    const expected = new RegExp(
      `PUBLIC_URL is not set, and ${elsewhere} would run in another process: .* Set PUBLIC_URL`,
    )
    await expectRefusal({ DATA_DIR: makeFolder() }, expected, '--roles', here)
  })

  it('a HOST that is not here', async () => {
    const environment = { DATA_DIR: await makeDataDir(), HOST: '192.0.2.1' }
    await expectRefusal(environment, /HOST 192\.0\.2\.1 is not an address of this machine/)
  })

  it('a port in use', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await expectRefusal({ DATA_DIR: await makeDataDir(), PORT: String(port) }, /Port \d+ is in use: set PORT/)
    server.close()
  })

  it('a key file that was damaged', async () => {
    const dataDir = await makeDataDir()
    writeFileSync(join(dataDir, 'encryption.key'), 'no key\n')
    await expectRefusal({ DATA_DIR: dataDir }, /encryption\.key does not hold 32 bytes/)
  })

  it.skipIf(inject('postgresUrl') === null)('a database whose owner may not turn pgvector on', async () => {
    const database = await createServerDatabase()
    await asAdmin(superuserUrl(database.url), ['drop extension vector'])
    await expectRefusal({ DATA_DIR: makeFolder(), DATABASE_URL: database.url }, /CREATE EXTENSION vector/)
    await database.drop()
  })
})
