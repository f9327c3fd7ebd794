// Every platform, a line each: made when its configuration is there, off otherwise.
import type { Config } from '../config.ts'
import type { PlatformId } from '../model.ts'
import { createLocalPlatform } from './local/index.ts'
import { createSlackPlatform } from './slack/index.ts'
import type { Platform, PlatformHost } from './types.ts'

type Factory = (
  config: Pick<Config, 'slack' | 'teams' | 'discord'>,
  host: PlatformHost,
) => Platform | null | Promise<Platform | null>

export const platformFactories: ReadonlyMap<PlatformId, Factory> = new Map<PlatformId, Factory>([
  ['slack', (config, host) => (config.slack ? createSlackPlatform(config.slack, host, { now: Date.now }) : null)],
  ['local', (_config, host) => createLocalPlatform(host)],
])
