// The manifest invites the bot as it is and asks for nothing it does not use.
import { readdirSync, readFileSync } from 'node:fs'
import { type PermissionFlagsBits, PermissionsBitField } from 'discord.js'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('manifests/discord.json', root), 'utf8'))
const folder = new URL('src/bots/discord/', root)
const source = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')

// Each permission and what needs it: https://docs.discord.com/developers/topics/permissions
const reasons: Record<string, RegExp> = {
  ViewChannel: /'GET', `\/channels\//,
  SendMessages: /'POST', `\/channels\/\$\{channel\}\/messages`/,
  SendMessagesInThreads: /create\(thread/,
  CreatePublicThreads: /\/threads`/,
  ReadMessageHistory: /message_reference[\s\S]*/,
  EmbedLinks: /embeds/,
}

describe('manifests/discord.json', () => {
  it('asks for exactly the permissions that something uses', () => {
    expect([...manifest.permissions].sort()).toEqual(Object.keys(reasons).sort())
    for (const pattern of Object.values(reasons)) expect(source).toMatch(pattern)
    const names = manifest.permissions as (keyof typeof PermissionFlagsBits)[]
    expect(manifest.permissions_bitfield).toBe(String(PermissionsBitField.resolve(names)))
  })

  it('asks for exactly the intents that the gateway identifies with', () => {
    const { unprivileged, privileged } = manifest.gateway_intents
    const used = new Set([...source.matchAll(/GatewayIntentBits\.(\w+)/g)].map((match) => match[1]))
    expect([...unprivileged, ...privileged].sort()).toEqual([...used].sort())
    expect(privileged).toEqual(['MessageContent'])
  })

  it('invites with its own scopes and permissions, once the application is filled in', () => {
    const url = new URL(manifest.invite_url.replace('{application_id}', '123'))
    expect(url.origin + url.pathname).toBe('https://discord.com/oauth2/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: '123',
      scope: manifest.scopes.join(' '),
      permissions: manifest.permissions_bitfield,
    })
    expect(manifest.interactions_endpoint_url).toBe('https://ragbot.example.com/webhooks/discord')
  })
})
