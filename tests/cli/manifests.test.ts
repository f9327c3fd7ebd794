// `ragbot manifests`: what it makes installs as it is, and what it lacks it names.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import schema from '@microsoft/app-manifest/build/json-schemas/teams/v1.22/MicrosoftTeams.schema.json' with {
  type: 'json',
}
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { cleanUp, type Environment, makeFolder, ragbot } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000 })
afterEach(cleanUp)

const appId = '8f1c2a34-0000-4000-8000-5e6f7a8b9c0d'
const teams: Environment = {
  MICROSOFT_APP_ID: appId,
  MICROSOFT_APP_PASSWORD: 'secret-of-the-bot',
  PUBLIC_URL: 'https://bot.example.com:8443/rag',
}
const discord: Environment = {
  DISCORD_TOKEN: 'token-of-the-bot',
  DISCORD_APPLICATION_ID: '112233445566778899',
  DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
}

interface TeamsManifest {
  readonly manifestVersion: string
  readonly id: string
  readonly validDomains: readonly string[]
  readonly bots: readonly { readonly botId: string; readonly scopes: readonly string[] }[]
  readonly composeExtensions: readonly {
    readonly botId: string
    readonly commands: readonly { readonly id: string; readonly fetchTask?: boolean }[]
  }[]
}

async function buildPackage() {
  const file = join(makeFolder(), 'app.zip')
  const ended = await ragbot(['manifests', 'teams', '--out', file], teams)
  const files = unzipSync(readFileSync(file))
  const text = strFromU8(files['manifest.json']!)
  return { file, ended, files, text, manifest: JSON.parse(text) as TeamsManifest }
}

describe('manifests teams', () => {
  it('builds a package that keeps the published schema, with this installation’s values', async () => {
    const { file, ended, text, manifest } = await buildPackage()
    expect(ended).toMatchObject({ code: 0, stdout: `${file}\n` })
    expect(ended.stderr).toContain('https://bot.example.com:8443/rag/webhooks/teams')

    expect(manifest.manifestVersion).toBe('1.22')
    // Ajv knows later drafts only, and nothing in this schema is of the old one but its name.
    const { $schema: _, ...rules } = schema
    const ajv = new Ajv({ strict: false, allErrors: true })
    ajvFormats.default(ajv)
    const validate = ajv.compile(rules)
    validate(manifest)
    expect(validate.errors).toBeNull()
    expect(validate({ ...manifest, id: '{{MICROSOFT_APP_ID}}' })).toBe(false)

    expect(text).not.toMatch(/\{\{|\}\}|secret-of-the-bot/)
    expect([manifest.id, manifest.bots[0]?.botId, manifest.composeExtensions[0]?.botId]).toEqual([appId, appId, appId])
    expect(manifest.validDomains).toEqual(['bot.example.com'])
    expect(manifest.bots[0]?.scopes).toEqual(['personal', 'team', 'groupChat'])
    expect(manifest.composeExtensions[0]?.commands.map(({ id, fetchTask }) => [id, fetchTask])).toEqual([
      ['ask', undefined],
      ['indexMessage', true],
      ['askAboutMessage', true],
    ])
  })

  it('holds icons of the sizes that Teams wants, the outline white on nothing', async () => {
    const { files } = await buildPackage()
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png'])
    for (const [name, size] of [
      ['color.png', 192],
      ['outline.png', 32],
    ] as const) {
      const png = Buffer.from(files[name]!)
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
      // Red, green, blue and alpha.
      expect(png[25]).toBe(6)
    }
  })

  it.each<[string, Environment]>([
    ['MICROSOFT_APP_ID', { PUBLIC_URL: 'https://bot.example.com' }],
    ['MICROSOFT_APP_ID', { ...teams, MICROSOFT_APP_ID: 'my-bot' }],
    ['PUBLIC_URL', { ...teams, PUBLIC_URL: '' }],
    ['PUBLIC_URL', { ...teams, PUBLIC_URL: 'http://bot.example.com' }],
  ])('says what to set when %s does not do', async (name, environment) => {
    const file = join(makeFolder(), 'app.zip')
    const { code, stdout, stderr } = await ragbot(['manifests', 'teams', '--out', file], environment)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(new RegExp(`^ragbot: ${name} .*set`))
    expect(existsSync(file)).toBe(false)
  })
})

describe('manifests slack and discord', () => {
  it('prints JSON with the address of this installation', async () => {
    for (const platform of ['slack', 'discord']) {
      const { code, stdout } = await ragbot(['manifests', platform], { PUBLIC_URL: 'https://bot.example.com' })
      expect(code).toBe(0)
      expect(JSON.stringify(JSON.parse(stdout))).toContain(`"https://bot.example.com/webhooks/${platform}"`)
      expect(stdout).not.toContain('ragbot.example.com')
    }
  })

  it('prints the one for Socket Mode, which needs no address', async () => {
    const { code, stdout, stderr } = await ragbot(['manifests', 'slack', '--socket'], {})
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ settings: { socket_mode_enabled: true } })
    expect(stdout + stderr).not.toMatch(/ragbot\.example\.com|PUBLIC_URL/)
    expect(await ragbot(['manifests', 'discord', '--socket'], {})).toMatchObject({ code: 2, stdout: '' })
  })

  it('says what is still to be filled in', async () => {
    const { stdout, stderr } = await ragbot(['manifests', 'discord'], {})
    expect(JSON.parse(stdout)).toMatchObject({ invite_url: expect.stringContaining('{application_id}') })
    expect(stderr).toMatch(/PUBLIC_URL is not set[\s\S]*DISCORD_APPLICATION_ID is not set/)
  })

  it('ends with the address that invites the bot', async () => {
    const { stdout, stderr } = await ragbot(['manifests', 'discord'], discord)
    const last = new URL(stderr.trim().split('\n').at(-1) ?? '')
    expect(last.host).toBe('discord.com')
    expect(last.searchParams.get('client_id')).toBe('112233445566778899')
    expect(JSON.parse(stdout)).toMatchObject({ invite_url: last.href })
    expect(stdout + stderr).not.toContain('token-of-the-bot')
  })

  it('writes where it is told to, and says when it cannot', async () => {
    const file = join(makeFolder(), 'slack.json')
    expect(await ragbot(['manifests', 'slack', '--out', file], {})).toMatchObject({ code: 0, stdout: `${file}\n` })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('oauth_config')
    const gone = await ragbot(['manifests', 'slack', '--out', join(file, 'x')], {})
    expect(gone).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('cannot be written') })
    expect(await ragbot(['manifests', 'irc'], {})).toMatchObject({ code: 2, stdout: '' })
  })
})
