// The addresses of workspaces, for links to messages.
import { text } from '../json.ts'
import type { SlackClient } from '../send/web-client.ts'

export interface Hosts {
  /**
   * The host of a team's links, by one of its messages; undefined where Slack does not say: a thing without a link is better
   * than none. Never throws.
   */
  of(team: string, channel: string, ts: string): Promise<string | undefined>
}

export function createHosts(client: SlackClient): Hosts {
  /** By team: an organisation's workspaces have addresses of their own. */
  const known = new Map<string, string>()
  return {
    async of(team, channel, ts) {
      const kept = known.get(team)
      if (kept !== undefined) return kept
      const asked = client.apiCall('chat.getPermalink', { channel, message_ts: ts })
      const answer: object = await asked.catch(() => ({}))
      const url = URL.parse(text({ ...answer }, 'permalink') ?? '')
      if (url === null || url.protocol !== 'https:') return undefined
      known.set(team, url.host)
      return url.host
    },
  }
}
