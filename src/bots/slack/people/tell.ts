// The private word to whoever asks, when a look-up left documents out of their answer. Once in a while, not each time;
// best effort: the answer itself is on its way by the outbox.
import type { Asker } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'
import { type SlackTarget, targetOf } from '../target.ts'
import type { Install } from './lookups.ts'
import type { Why as LeftOut } from './readers.ts'
import { missingScopes, reinstall } from './scopes.ts'

const little = 'I answer only from what was shared in this conversation'

/** `unconnected`: nothing is answered there, as nobody has said from which workspace. */
type Why = LeftOut | 'unconnected'

interface Told {
  readonly say: (about: { readonly scopes: string; readonly team: string }) => string
  readonly everyMs: number
}

export const unconnected = (team: string) =>
  `I answer here as soon as whoever runs me says from which workspace: ragbot installs connect ${team}`

const reasons: Readonly<Record<Why, Told>> = {
  'missing-scope': {
    say: ({ scopes }) =>
      `${little}: my app in this Slack may not look up who reads here, because it lacks ${scopes}. Whoever runs me has to ${reinstall}.`,
    everyMs: 12 * 3_600_000,
  },
  'not-there': {
    say: () =>
      `${little}: I am not a member here, so I cannot look up who reads along. Invite me with /invite @ragbot, or write to me directly.`,
    everyMs: 3_600_000,
  },
  guests: {
    say: () =>
      'Guests read along here, so I answer only from what they may see too. Write to me directly for all that you may see.',
    everyMs: 12 * 3_600_000,
  },
  unavailable: {
    say: () => `${little}: Slack did not tell me just now who reads here. Ask again in a minute.`,
    everyMs: 600_000,
  },
  unconnected: { say: ({ team }) => unconnected(team), everyMs: 3_600_000 },
}

/** Never waited for, never throws. */
export function createTell(
  client: SlackClient,
  host: Pick<PlatformHost, 'limits' | 'log'>,
  install: () => Install | undefined,
): (asker: Asker, why: Why) => void {
  async function post({ channel, user, ts, thread_ts }: SlackTarget, text: string): Promise<void> {
    const inThread = thread_ts === undefined || thread_ts === ts ? {} : { thread_ts }
    try {
      await client.apiCall('chat.postEphemeral', { channel, user, text, ...inThread })
    } catch (error) {
      // Where the bot is no member, its own messages with the person are left.
      if (toAppError(error, 'write').retry !== 'never') throw error
      await client.apiCall('chat.postMessage', { channel: user, text })
    }
  }

  async function tell(target: SlackTarget, why: Why): Promise<void> {
    const { say, everyMs } = reasons[why]
    const { team, user = '' } = target
    const turn = { bucket: `slack-told-${why}:${team}/${user}`, allowance: [{ count: 1, perMs: everyMs }] }
    if ((await host.limits.take(turn)) > 0) return
    const missing = missingScopes(install())
    const scopes =
      missing.length === 0
        ? 'a permission (users:read, channels:read, groups:read, im:read, mpim:read)'
        : missing.join(', ')
    await post(target, say({ scopes, team }))
  }

  return (asker, why) => {
    tell(targetOf(asker), why).catch((error: unknown) => {
      const { code, message } = toAppError(error, 'write')
      host.log.warn('slack: whoever asked could not be told why there is less', { code, message })
    })
  }
}
