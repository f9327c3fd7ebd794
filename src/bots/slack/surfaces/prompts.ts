// What someone could ask, above the box they write in: about documents that they may see, and what the bot can do. Set anew each time they open the
// bot's messages, for them alone; what fails is logged, and what was set before stays.
import type { PlatformHost } from '../../types.ts'
import { limits } from '../limits.ts'
import type { Click } from '../receive/click.ts'
import { clip, oneLine } from '../render/mrkdwn.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'

/** Whoever opens them over and over sees what is there. */
const openings = [{ count: 6, perMs: 60_000 }] as const
const titleLength = 60

interface PromptsOptions {
  readonly client: SlackClient
  readonly host: Pick<PlatformHost, 'suggestTitles' | 'limits' | 'log'>
}

const help = { title: 'What can you do?', message: 'help' }

/** @returns sets the prompts of whoever opened the bot's messages. Never throws */
export function createPrompts({ client, host }: PromptsOptions): (asker: Click['asker']) => Promise<void> {
  return async (asker) => {
    const { team, user = '', channel } = asker.target
    // Without the conversation's own id there is no place for them.
    if (!channel.startsWith('D')) return
    try {
      const turn = { bucket: `slack-prompts:${team}/${user}`, allowance: openings }
      if ((await host.limits.take(turn)) > 0) return
      const titles = await host.suggestTitles(asker, '')
      const named = titles.map((title) => oneLine(title)).filter((title) => title !== '')
      const about = named.slice(0, limits.prompts - 1).map((title) => {
        const shown = clip(title, titleLength)
        return { title: `About “${shown}”`, message: `What does “${shown}” say?` }
      })
      // Without a thread: https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts/
      await client.apiCall('assistant.threads.setSuggestedPrompts', {
        channel_id: channel,
        title: 'Ask me, or try one of these',
        prompts: [...about, help],
      })
    } catch (error) {
      const { code, message } = toAppError(error, 'read')
      host.log.warn('slack: no questions were suggested', { code, message })
    }
  }
}
