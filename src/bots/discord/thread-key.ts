// One opaque key for one Discord thread: `discord:<guild>:<thread>`. Refuses keys of other platforms.
import { AppError } from '../../errors.ts'
import type { ThreadKey } from '../../model.ts'

interface DiscordThread {
  /** `@me` for direct messages, as in Discord's own links. */
  readonly guild: string
  /**
   * The thread's id. What has no thread is keyed by what a thread of it would be: a message by its own id, which a
   * thread started from it takes over, a command by its interaction's.
   * https://discord.com/developers/docs/resources/channel#start-thread-from-message
   */
  readonly thread: string
}

export const directGuild = '@me'

export function encodeThreadKey({ guild, thread }: DiscordThread): ThreadKey {
  return `discord:${guild}:${thread}` as ThreadKey
}

/** @throws AppError when the key is not one of Discord's. */
export function decodeThreadKey(key: string): DiscordThread {
  const [platform, guild, thread, ...rest] = key.split(':')
  if (platform !== 'discord' || !guild || !thread || rest.length > 0)
    throw new AppError('discord-thread-key', `This is not the key of a Discord thread: ${key}`)
  return { guild, thread }
}
