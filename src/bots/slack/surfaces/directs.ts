// The bot's own messages with someone, for what is asked outside of any conversation that it is in.
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlatformHost } from '../../types.ts'
import { record, text } from '../json.ts'
import type { Click } from '../receive/click.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'

/** Whoever chose something waits 3 s for us in all. */
const withinMs = 1_000
const mostKept = 5_000

export interface Directs {
  /**
   * Where it stands in no conversation yet, it stands in the bot's messages with them; unchanged where Slack does not say in
   * time which those are: the person's id does for posting. Never throws.
   */
  settle<C extends Pick<Click, 'asker'>>(click: C): Promise<C>
}

export function createDirects(client: SlackClient, log: PlatformHost['log']): Directs {
  /** Channels by team and person; they stay what they are. */
  const known = new Map<string, string>()

  async function open(user: string): Promise<string | undefined> {
    try {
      const opened: object = await client.apiCall('conversations.open', { users: user })
      return text(record({ ...opened }, 'channel'), 'id')
    } catch (error) {
      const { code, message } = toAppError(error, 'read')
      log.warn('slack: direct messages with someone were not opened', { code, message })
      return undefined
    }
  }

  return {
    async settle(click) {
      const { target } = click.asker
      const { team, channel, user } = target
      if (user === undefined || channel !== user) return click
      const key = `${team}/${user}`
      const direct = known.get(key) ?? (await Promise.race([open(user), sleep(withinMs, undefined, { ref: false })]))
      if (direct === undefined) return click
      if (known.size >= mostKept) known.clear()
      known.set(key, direct)
      return { ...click, asker: { ...click.asker, target: { ...target, channel: direct } } }
    },
  }
}
