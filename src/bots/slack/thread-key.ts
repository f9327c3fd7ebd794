// One opaque key for one Slack thread: `slack:<team>:<channel>:<thread ts>`. Refuses keys of other platforms.
import { AppError } from '../../errors.ts'
import type { ThreadKey } from '../../model.ts'

interface SlackThread {
  readonly team: string
  readonly channel: string
  /** The `ts` of the thread's first message; for a slash command, which has none yet, its natural key. */
  readonly thread: string
}

/** Ids never hold a colon, natural keys of commands may: every part is percent-encoded. */
export function encodeThreadKey({ team, channel, thread }: SlackThread): ThreadKey {
  return ['slack', ...[team, channel, thread].map(encodeURIComponent)].join(':') as ThreadKey
}

/** @throws AppError when the key is not one of Slack's. */
export function decodeThreadKey(key: string): SlackThread {
  const [platform, team, channel, thread, ...rest] = key.split(':')
  if (platform !== 'slack' || !team || !channel || !thread || rest.length > 0) {
    throw new AppError('slack-thread-key', `This is not the key of a Slack thread: ${key}`)
  }
  return {
    team: decodeURIComponent(team),
    channel: decodeURIComponent(channel),
    thread: decodeURIComponent(thread),
  }
}
