// Where a reply goes on Slack, as it is stored with the message and the reply.
import type { Target } from '../../model.ts'
import type { Platform } from '../types.ts'
import { isRecord } from './json.ts'
import { encodeThreadKey } from './thread-key.ts'

export type SlackTarget = {
  readonly team: string
  /** A person's own id: the bot's messages with them, whose id is not known. */
  readonly channel: string
  /** Absent where nobody asked. */
  readonly user?: string
  /** Of the message that is answered; absent for a command, which leaves none. */
  readonly ts?: string
  /** What comes of it is for whoever asked, whoever reads along there. */
  readonly isAlone?: true
  /** Nobody there has seen the question: it is quoted, also in a thread. */
  readonly isApart?: true
  /** Of the first message of its thread. */
  readonly thread_ts?: string
}

/** A place's own posts, outside its threads: those go out in order. Makes the platform's `reach`. */
export const reach: Platform['reach'] = ({ place, person }, last) => {
  const known = last === null ? null : targetOf({ target: last })
  // Who has not written to the bot yet is reached by their own id: https://docs.slack.dev/reference/methods/chat.postMessage/#channels
  const [ofTeam, user] = person.id.split('/')
  const direct = [known?.team ?? ofTeam, known?.channel ?? user]
  const [team, channel] = place.kind === 'channel' ? place.id.split('/') : direct
  if (!team || !channel) return null
  const target: SlackTarget = { team, channel, ...(place.kind === 'direct' && user && { user }) }
  return { target, threadKey: encodeThreadKey({ team, channel, thread: 'unasked' }) }
}

/** What came back from Slack as we gave it away. */
export const isSlackTarget = (value: unknown): value is SlackTarget =>
  isRecord(value) && typeof value.team === 'string' && typeof value.channel === 'string'

/** It stands in the bot's messages with whoever asked, which can be posted to, and nothing else. */
export const isWithBot = ({ channel, user }: Pick<SlackTarget, 'channel' | 'user'>) => channel === user

/** As this folder has stored it. */
export const targetOf = ({ target }: { readonly target: Target }) => target as SlackTarget
