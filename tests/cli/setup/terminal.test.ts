// `setup slack` on a terminal: asks for what is not given, shows no secret, asks again after a wrong one, and ^C leaves
// nothing behind.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createSlackStandIn, type SlackStandIn } from '../../stand-ins/slack.ts'
import { cleanUp, makeFolder, ragbot } from '../in-process.ts'

vi.setConfig({ testTimeout: 60_000 })

const [botToken, appToken, signingSecret] = ['xoxb-of-the-bot', 'xapp-of-the-app', '0123456789abcdef0123456789abcdef']

let slack: SlackStandIn
let folder: string
beforeEach(async () => {
  slack = await createSlackStandIn({ botToken, appToken })
  folder = makeFolder()
})
afterEach(async () => {
  await slack.close()
  await cleanUp()
})

const env = () => join(folder, '.env')

/** @param keys what is typed, Enter as \r */
function typed(keys: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => terminal })
  terminal.write(keys)
  return ragbot(['setup', 'slack', ...args], { SLACK_API_URL: slack.apiUrl, ...environment }, terminal, folder)
}

it('the address is asked for until it is one, and a secret until it works', async () => {
  const keys = ['bot.example.com', 'https://bot.example.com', 'xoxb-old', botToken, 'xapp-x', signingSecret]
  const { code, stderr } = await typed(keys.map((line) => `${line}\r`).join(''))
  expect(code).toBe(0)
  expect(readFileSync(env(), 'utf8')).toBe(
    `SLACK_BOT_TOKEN=${botToken}\nSLACK_SIGNING_SECRET=${signingSecret}\nPUBLIC_URL=https://bot.example.com\n`,
  )
  expect(stderr).toMatch(/bot\.example\.com is no address[\s\S]*SLACK_BOT_TOKEN was refused[\s\S]*begins with xapp-/)
  expect(stderr).not.toMatch(/xoxb-o|xapp-x|0123456789abcdef/)
})

it.each([
  ['', {}],
  ['socket', { PUBLIC_URL: 'https://known.example.com' }],
])('%j for an address is Socket Mode', async (answer, environment) => {
  const { code, stderr } = await typed(`${answer}\r${botToken}\r${appToken}\r`, [], environment)
  expect([code, readFileSync(env(), 'utf8')]).toEqual([0, `SLACK_BOT_TOKEN=${botToken}\nSLACK_APP_TOKEN=${appToken}\n`])
  expect(stderr).not.toMatch(/xoxb-o|xapp-o/)
})

it('the address that is known is taken by Enter', async () => {
  const known = 'https://known.example.com'
  const { code, stdout } = await typed(`\r${botToken}\r${signingSecret}\r`, [], { PUBLIC_URL: known })
  expect([code, readFileSync(env(), 'utf8').includes(`PUBLIC_URL=${known}\n`)]).toEqual([0, true])
  expect(decodeURIComponent(stdout)).toContain(`${known}/webhooks/slack`)
})

it.each([
  ['n', 1, 'xoxb-other'],
  ['', 1, 'xoxb-other'],
  ['yes', 0, botToken],
])('another value is replaced only after a yes: %j', async (answer, status, left) => {
  writeFileSync(env(), 'SLACK_BOT_TOKEN=xoxb-other\n')
  const { code, stderr } = await typed(`${botToken}\r${appToken}\r${answer}\r`, ['--socket'])
  expect([code, readFileSync(env(), 'utf8').split('\n')[0]]).toEqual([status, `SLACK_BOT_TOKEN=${left}`])
  expect(stderr).toContain('.env has another value for SLACK_BOT_TOKEN. Replace it?')
})

it.each(['\x03', `${botToken}\r\x03`, `${botToken}\rxapp-half\x03`, `${botToken}\r${appToken}\r\x03`])(
  '^C after %j leaves nothing',
  async (keys) => {
    const { code, stderr } = await typed(keys, ['--socket'])
    expect([code, existsSync(env()), readdirSync(folder)]).toEqual([1, false, []])
    expect(stderr).toContain('Stopped: nothing was written.')
    expect(stderr).not.toMatch(/xoxb-o|xapp-h/)
  },
)
