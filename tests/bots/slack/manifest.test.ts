// The manifests install as they are, ask for nothing they do not use, and use nothing they do not ask for.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fileEvents } from '../../../src/bots/slack/files/follow.ts'
import { slackManifest } from '../../../src/bots/slack/manifest.ts'
import { scopes } from '../../../src/bots/slack/people/scopes.ts'
import { changeEvents, endEvents, teamEvents } from '../../../src/bots/slack/receive/changes.ts'
import { formGestures, messageGestures } from '../../../src/desk/menu.ts'

const offered = { messageGestures, formGestures }
const agentEvents = ['agent_session_stopped', 'app_context_changed']
const root = new URL('../../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')
const manifest = JSON.parse(read('manifests/slack.json'))
const folder = new URL('src/bots/slack/', root)
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')

// Each scope and what in the app needs it: https://docs.slack.dev/reference/scopes/
const reasons: Record<string, { event?: string; source?: RegExp; feature?: string }> = {
  'app_mentions:read': { event: 'app_mention' },
  'assistant:write': { source: /agents\.sessions\.setStatus/ },
  'channels:history': { event: 'message.channels', source: /conversations\.replies/ },
  'groups:history': { event: 'message.groups', source: /conversations\.replies/ },
  'im:history': { event: 'message.im', source: /conversations\.history/ },
  'mpim:history': { event: 'message.mpim', source: /conversations\.history/ },
  'chat:write': { source: /chat\.postMessage[\s\S]*chat\.update[\s\S]*chat\.postEphemeral/ },
  commands: { feature: 'slash_commands' },
  'channels:read': { source: /conversations\.info[\s\S]*conversations\.members/ },
  'groups:read': { source: /conversations\.info/ },
  'im:read': { source: /conversations\.info/ },
  'im:write': { source: /conversations\.open/ },
  'mpim:read': { source: /conversations\.info/ },
  'files:read': { source: /files\.info/ },
  'users:read': { source: /users\.info/ },
}

describe('manifests/slack.json', () => {
  it('asks for exactly the scopes that something uses', () => {
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(Object.keys(reasons).sort())
    const { bot_events } = manifest.settings.event_subscriptions
    const messages = Object.values(reasons).flatMap(({ event }) => event ?? [])
    expect([...bot_events].sort()).toEqual(
      [
        ...messages,
        ...changeEvents,
        ...endEvents,
        ...teamEvents,
        ...fileEvents,
        ...agentEvents,
        'app_home_opened',
      ].sort(),
    )
    for (const { source: pattern, feature } of Object.values(reasons)) {
      if (pattern) expect(source).toMatch(pattern)
      if (feature) expect(manifest.features[feature]).toHaveLength(1)
    }
  })

  it('has one address to edit, our own', () => {
    const urls = JSON.stringify(manifest).match(/https?:[^"]+/g)
    const own = (path: string) => `https://ragbot.example.com/${path}`
    expect(urls?.sort()).toEqual([own('slack/oauth_redirect'), ...Array(3).fill(own('webhooks/slack'))])
  })

  it('keeps Slack’s rules for manifests', () => {
    // https://docs.slack.dev/reference/app-manifest/
    const { name, description, long_description, background_color } = manifest.display_information
    expect(name.length).toBeLessThanOrEqual(35)
    expect(description.length).toBeLessThanOrEqual(140)
    expect(long_description.length).toBeGreaterThanOrEqual(174)
    expect(long_description.length).toBeLessThanOrEqual(4000)
    expect(background_color).toMatch(/^#[0-9a-f]{6}$/)
    expect(manifest.features.slash_commands[0]).toMatchObject({ command: '/rag', should_escape: false })
  })

  it('offers what the desk does with messages and by forms as shortcuts, within Slack’s limits', () => {
    const { shortcuts } = manifest.features
    expect(shortcuts.map(({ callback_id, type }: Record<string, string>) => [type, callback_id])).toEqual([
      ...messageGestures.map(({ id }) => ['message', id]),
      ...formGestures.map(({ id }) => ['global', id]),
    ])
    for (const type of ['message', 'global'])
      expect(shortcuts.filter((one: Record<string, string>) => one.type === type).length).toBeLessThanOrEqual(5)
    for (const { name, description } of shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24)
      expect(description.length).toBeLessThanOrEqual(150)
    }
    expect(new Set(shortcuts.map(({ callback_id }: Record<string, string>) => callback_id)).size).toBe(shortcuts.length)
  })

  it('declares an agent, with what it is in a line', () => {
    expect(manifest.features.agent_view.agent_description.length).toBeLessThanOrEqual(300)
    expect(manifest.features.assistant_view).toBeUndefined()
  })

  it('lets people write to the bot, over HTTP, with a token that stays', () => {
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    })
    expect(manifest.features.bot_user).toEqual({ display_name: 'ragbot', always_online: true })
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: false, token_rotation_enabled: false })
    expect(manifest.settings.interactivity.is_enabled).toBe(true)
  })
})

describe('the manifests', () => {
  it.each([
    ['manifests/slack.json', '', slackManifest({ publicUrl: 'https://ragbot.example.com' }, offered)],
    ['manifests/slack-socket.json', ' --socket', slackManifest('socket', offered)],
  ] as const)('%s is what the program makes', (file, flag, made) => {
    expect(read(file), `write it anew: PUBLIC_URL= npm run -s ragbot -- manifests slack${flag} --out ${file}`).toBe(
      `${JSON.stringify(made, null, 2)}\n`,
    )
  })

  it('differ only in where Slack delivers', () => {
    const socket = JSON.parse(read('manifests/slack-socket.json'))
    expect(JSON.stringify(socket)).not.toContain('https:')
    expect(socket.settings.socket_mode_enabled).toBe(true)
    const without = (one: unknown) =>
      JSON.parse(
        JSON.stringify(one, (key, value) =>
          /^(?:url|request_url|redirect_urls|socket_mode_enabled)$/.test(key) ? undefined : value,
        ),
      )
    expect(without(socket)).toEqual(without(manifest))
  })

  it('have a reason for each scope in the docs', () => {
    const rows = scopes.map(({ name, why }) => `| \`${name}\` | ${why} |`)
    const table = /\| Scope \| What for \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(read('docs/slack.md'))?.[1]
    expect(table?.trimEnd().split('\n'), 'the table of docs/slack.md is that of people/scopes.ts').toEqual(rows)
  })
})
