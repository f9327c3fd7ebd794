// What is on, what is off and why, a line each: what `start` prints for the person who started it. Pure.
import type { Config } from '../config.ts'
import type { PlatformId } from '../model.ts'

export interface Working {
  readonly config: Pick<Config, 'slack' | 'idle' | 'off' | 'publicUrl'>
  /** Where it is, in words. */
  readonly database: string
  readonly queues: 'redis' | 'postgres'
  readonly platforms: readonly PlatformId[]
  /** Where the HTTP server listens. */
  readonly url: string
}

export function summaryOf({ config, database, queues, platforms, url }: Working): readonly string[] {
  const butIdle = (id: PlatformId) =>
    config.idle.filter(({ what }) => what === id).map(({ why }) => `, but nobody is answered: ${why}`)
  const ways = (id: PlatformId) => [
    ...(id === 'slack' && config.slack?.appToken ? ['by Socket Mode'] : []),
    ...(id === 'slack' && !config.slack?.signingSecret ? [] : [`at ${url}/webhooks/${id}`]),
  ]
  const installed = (id: PlatformId) =>
    id === 'slack' && config.slack?.oauth ? `; teams install it at ${config.publicUrl ?? url}/slack/install` : ''
  return [
    `database  ${database}`,
    queues === 'redis' ? 'queues    Redis at REDIS_URL' : 'queues    in the database',
    ...platforms
      .filter((id) => id !== 'local')
      .map((id) => `${id.padEnd(9)} on, ${ways(id).join(' and ')}${installed(id)}${butIdle(id)}`),
    ...config.off.map(({ what, why }) => `${what.padEnd(9)} off: ${why}`),
  ]
}
