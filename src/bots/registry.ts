// Every platform, a line each: made when its configuration is there, off otherwise. An SDK costs memory and time, so
// those that are off are not loaded.
import type { Config } from '../config.ts'
import type { PlatformId } from '../model.ts'
import type { Terminal } from './console/screen.ts'
import { createLocalPlatform } from './local/index.ts'
import type { Platform, PlatformHost } from './types.ts'

type Given = Pick<Config, 'slack' | 'teams' | 'discord'> & { readonly console?: Terminal }
type Factory = (given: Given, host: PlatformHost) => Promise<Platform | null>

const clock = { now: Date.now }

export const platformFactories: ReadonlyMap<PlatformId, Factory> = new Map<PlatformId, Factory>([
  [
    'slack',
    async ({ slack }, host) =>
      slack ? (await import('./slack/index.ts')).createSlackPlatform(slack, host, clock) : null,
  ],
  [
    'teams',
    async ({ teams }, host) =>
      teams ? (await import('./teams/index.ts')).createTeamsPlatform(teams, host, clock) : null,
  ],
  [
    'discord',
    async ({ discord }, host) =>
      discord ? (await import('./discord/index.ts')).createDiscordPlatform(discord, host, clock) : null,
  ],
  ['local', async (_given, host) => createLocalPlatform(host)],
  [
    'console',
    async ({ console }, host) =>
      console ? (await import('./console/index.ts')).createConsolePlatform(console, host) : null,
  ],
])
