// `setup slack`: what it is given is tried with Slack before it is written, and nothing is written that does not work.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { slackManifest } from '../../../src/bots/slack/manifest.ts'
import { formGestures, messageGestures } from '../../../src/desk/menu.ts'
import { createSlackStandIn, type SlackStandIn } from '../../stand-ins/slack.ts'
import { cleanUp, type Environment, makeFolder, ragbot } from '../in-process.ts'

vi.setConfig({ testTimeout: 60_000 })

const [botToken, appToken, signingSecret] = ['xoxb-of-the-bot', 'xapp-of-the-app', '0123456789abcdef0123456789abcdef']
const address = 'https://bot.example.com'

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
const setUp = (args: readonly string[], lines: readonly string[], environment: Environment = {}) =>
  ragbot(
    ['setup', 'slack', ...args],
    { SLACK_API_URL: slack.apiUrl, ...environment },
    lines.map((line) => `${line}\n`).join(''),
    folder,
  )
const manifestOf = (link: string) => JSON.parse(new URL(link.trim()).searchParams.get('manifest_json') ?? '')

describe('setup slack', () => {
  it('with an address writes what it tried, for its owner alone, and prints the link with the manifest', async () => {
    writeFileSync(env(), '# mine\nPORT=4000\n')
    const { code, stdout, stderr } = await setUp(['--address', `${address}/`], [botToken, signingSecret])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=\S+\n$/)
    expect(manifestOf(stdout)).toEqual(
      JSON.parse(JSON.stringify(slackManifest({ publicUrl: address }, { messageGestures, formGestures }))),
    )
    expect(readFileSync(env(), 'utf8')).toBe(
      `# mine\nPORT=4000\nSLACK_BOT_TOKEN=${botToken}\nSLACK_SIGNING_SECRET=${signingSecret}\nPUBLIC_URL=${address}\n`,
    )
    expect(statSync(env()).mode & 0o777).toBe(0o600)
    expect(stderr).toMatch(/installed in T1 as U0BOT[\s\S]*Next: start ragbot[\s\S]*bot\.example\.com\/webhooks\/slack/)
    expect(stdout + stderr).not.toMatch(new RegExp(`${botToken}|${signingSecret}`))
  })

  it('by Socket Mode needs no address, and tries the app-level token', async () => {
    const { code, stdout, stderr } = await setUp(['--socket'], [botToken, appToken])
    expect([code, manifestOf(stdout).settings.socket_mode_enabled]).toEqual([0, true])
    expect(readFileSync(env(), 'utf8')).toBe(`SLACK_BOT_TOKEN=${botToken}\nSLACK_APP_TOKEN=${appToken}\n`)
    expect(stderr).toContain('Slack accepts SLACK_APP_TOKEN')
    expect(slack.socket.opened).toBe(0)
  })

  it.each<[string, readonly string[], readonly string[], RegExp]>([
    ['a bot token that is refused', ['--socket'], ['xoxb-old', appToken], /SLACK_BOT_TOKEN was refused/],
    ['an app-level token that is refused', ['--socket'], [botToken, 'xapp-old'], /SLACK_APP_TOKEN was refused/],
    ['the two tokens in the wrong order', ['--socket'], [appToken, botToken], /begins with xapp-: it is another token/],
    ['a token as the signing secret', ['--address', address], [botToken, appToken], /begins with xapp-/],
    ['a token with something around it', ['--socket'], [`"${botToken}"`, appToken], /copy it anew/],
    ['an empty line', ['--socket'], ['', appToken], /Nothing was entered/],
    ['too few lines', ['--socket'], [botToken], /input ended/],
  ])('refuses %s, and writes nothing', async (_, args, lines, message) => {
    const { code, stderr } = await setUp(args, lines)
    expect([code, existsSync(env())]).toEqual([1, false])
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/[Nn]othing was written/)
  })

  it('names the scopes that the app lacks', async () => {
    slack.scopes = slack.scopes.filter((scope) => scope !== 'users:read')
    const { code, stderr } = await setUp(['--socket'], [botToken, appToken])
    expect([code, existsSync(env())]).toEqual([1, false])
    expect(stderr).toMatch(/lacks users:read.*reinstall/)
  })

  it('says that Slack is out of reach', async () => {
    await slack.pause()
    const { code, stderr } = await setUp(['--socket'], [botToken, appToken])
    expect([code, existsSync(env())]).toEqual([1, false])
    expect(stderr).toMatch(/could not be reached.*check the network/)
    slack = await createSlackStandIn({ botToken })
  })

  it('replaces other values only when it is told to, and says which', async () => {
    const text = 'SLACK_BOT_TOKEN=xoxb-other # prod\nSLACK_SIGNING_SECRET=\nPUBLIC_URL=https://old.example.com\n'
    writeFileSync(env(), text)
    const refused = await setUp(['--address', address], [botToken, signingSecret])
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/SLACK_BOT_TOKEN and PUBLIC_URL: --replace/),
    })
    expect(readFileSync(env(), 'utf8')).toBe(text)
    expect(await setUp(['--address', address, '--replace'], [botToken, signingSecret])).toMatchObject({ code: 0 })
    expect(readFileSync(env(), 'utf8')).toBe(
      `SLACK_BOT_TOKEN=${botToken}\nSLACK_SIGNING_SECRET=${signingSecret}\nPUBLIC_URL=${address}\n`,
    )
    // The same again replaces nothing.
    expect(await setUp(['--address', address], [botToken, signingSecret])).toMatchObject({ code: 0 })
  })

  it('names a variable of the environment that wins over the file', async () => {
    const { code, stderr } = await setUp(['--socket'], [botToken, appToken], { SLACK_BOT_TOKEN: 'xoxb-elsewhere' })
    expect(code).toBe(0)
    expect(stderr).toMatch(/ATTENTION The environment sets SLACK_BOT_TOKEN too/)
  })

  it.each<[readonly string[], RegExp]>([
    [[], /--address <url>, or --socket/],
    [['--socket', '--address', address], /not both/],
    [['--address', 'http://bot.example.com'], /has to begin with https:\/\//],
    [['--address', 'bot.example.com'], /has to begin with https:\/\//],
    [['--address', `${address}/?a=1`], /no address that Slack delivers to/],
  ])('with %j says how it is used', async (args, message) => {
    const { code, stdout, stderr } = await setUp(args, [botToken, appToken])
    expect([code, stdout, existsSync(env())]).toEqual([2, '', false])
    expect(stderr).toMatch(message)
  })

  it('is the only platform there is a setup for', async () => {
    expect(await ragbot(['setup'], {})).toMatchObject({ code: 2, stderr: expect.stringContaining('setup slack') })
    expect(await ragbot(['setup', 'irc'], {})).toMatchObject({ code: 2 })
  })
})
