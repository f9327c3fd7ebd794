// That someone pressed Slack's button that stops an agent. Pure. https://docs.slack.dev/reference/events/agent_session_stopped/
import type { Target, ThreadKey } from '../../../model.ts'
import { isRecord, type Json, text } from '../json.ts'
import { teamOf } from '../people/install.ts'
import { targetOf } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { askerAt, type Click } from './click.ts'

export interface Stop {
  readonly asker: Click['asker']
  readonly threadKey: ThreadKey
  /** Said before it was pressed: the event may come late, and more than once. */
  isMeant(target: Target): boolean
}

/** Null for one without its ids. */
export function parseStop(body: Json): Stop | null {
  const event = isRecord(body.event) ? body.event : {}
  const team = teamOf(body)
  const [channel, user, thread, at] = ['channel', 'user', 'thread_ts', 'event_ts'].map((name) => text(event, name))
  if (!team || !channel || !user || !thread) return null
  return {
    asker: askerAt({ team, channel, user, thread_ts: thread }),
    threadKey: encodeThreadKey({ team, channel, thread }),
    isMeant: (target) => at === undefined || !(Number(targetOf({ target }).ts) > Number(at)),
  }
}
