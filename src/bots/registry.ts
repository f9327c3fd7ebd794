// Every platform, a line each: made when its configuration is there, off otherwise. An SDK costs memory and time, so
// those that are off are not loaded.
import type { Config } from '../config.ts'
import type { PlatformId } from '../model.ts'
import type { Terminal } from './console/screen.ts'
import { createLocalPlatform } from './local/index.ts'
import type { AppHost, Platform, PlatformApp, PlatformHost } from './types.ts'

type Given = Pick<Config, 'slack' | 'teams' | 'discord'> & { readonly console?: Terminal }
type Factory = (given: Given, host: PlatformHost) => Promise<Platform | null>

const clock = { now: Date.now }

export const platformFactories: ReadonlyMap<PlatformId, Factory> = new Map<PlatformId, Factory>([
  [
    'slack',
    async ({ slack }, host) => {
      if (slack?.botToken === undefined) return null
      const { botToken, oauth, apiUrl } = slack
      // What comes in by an app that others install too goes by the app.
      const config = oauth ? { botToken, ...(apiUrl !== undefined && { apiUrl }) } : { ...slack, botToken }
      return (await import('./slack/index.ts')).createSlackPlatform(config, host, clock)
    },
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

/** Those that teams install by themselves. */
interface InstallableApp {
  readonly platform: PlatformId
  /** As in the table `installs`. */
  readonly app: string
  /** @param own what speaks for the environment's token; null without one */
  readonly create: (host: AppHost, own: Platform | null) => Promise<PlatformApp>
}

export function installableApps({ slack }: Given): readonly InstallableApp[] {
  const { oauth, ...rest } = slack ?? {}
  if (oauth === undefined) return []
  return [
    {
      platform: 'slack',
      app: oauth.clientId,
      create: async (host, own) =>
        (await import('./slack/oauth/app.ts')).createSlackApp({ ...rest, oauth }, host, own, clock),
    },
  ]
}
