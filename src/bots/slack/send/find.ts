// Looks up a post whose outcome was lost, by the metadata it carries, or its text where there is none. Refuses where nothing can be looked up: what only
// one person sees is in no history.
import { AppError } from '../../../errors.ts'
import type { Outbound } from '../../types.ts'
import { isRecord, type Json, text } from '../json.ts'
import { targetOf } from '../target.ts'
import { toAppError } from './errors.ts'
import { clockSkewMs, findOwn, isDirectMessage, isPrivateId } from './send.ts'
import { decodeStream, frozenStream, streamIn } from './stream.ts'
import type { SlackClient } from './web-client.ts'

// Clocks differ, and history is read from a little before the message was made.
const marginMs = 60_000
// 1,000 messages in the minutes between a post and its look-up: beyond that it is not worth Slack's rate limit.
const maxPages = 5
const pageSize = 200

/** Under way, or still showing steps: an answer that took its place does neither. */
function isStream({ streaming_state, blocks }: Json): boolean {
  if (typeof streaming_state === 'string' && streaming_state !== 'completed') return true
  return Array.isArray(blocks) && blocks.filter(isRecord).some(({ type }) => type === 'plan' || type === 'task_card')
}

/** The `ts` of a stream that a draft may have become, if a page of its thread holds it: one is begun without metadata. */
function findStream(messages: unknown, message: Outbound): string | undefined {
  if (message.kind !== 'placeholder' || streamIn(message) === undefined || !Array.isArray(messages)) return undefined
  const since = (message.createdAt.getTime() - clockSkewMs) / 1000
  const own = messages
    .filter(isRecord)
    .find((one) => isStream(one) && !isRecord(one.metadata) && Number(one.ts) >= since)
  return own && text(own, 'ts')
}

/** Makes the platform's `find`. */
export function createFind(client: SlackClient): (message: Outbound) => Promise<string | null> {
  return async (message) => {
    const { replaces, createdAt } = message
    const target = targetOf(message)
    const wasOnlyShown = message.private && (message.secret !== undefined || !isDirectMessage(target))
    if (wasOnlyShown) throw new AppError('not-findable', 'A message shown to one person only cannot be looked up')

    const streamed = decodeStream(replaces)?.ts
    // A step that was lost is of no matter: the answer takes the place of all of it.
    if (streamed !== undefined && message.kind === 'placeholder') return frozenStream(streamed)

    const since = (createdAt.getTime() - marginMs) / 1000
    // An update keeps the place of its placeholder, which may be older.
    const before = streamed ?? (replaces !== undefined && !isPrivateId(replaces) ? replaces : undefined)
    const oldest = before === undefined ? since : Math.min(since, Number(before))
    const [method, place] =
      target.thread_ts === undefined
        ? ['conversations.history', { oldest: String(oldest) }]
        : ['conversations.replies', { ts: target.thread_ts, oldest: String(oldest) }]
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const answer: Record<string, unknown> = await client
        .apiCall(method, {
          channel: target.channel,
          ...place,
          inclusive: true,
          include_all_metadata: true,
          limit: pageSize,
          ...(cursor === undefined ? {} : { cursor }),
        })
        .then((result) => ({ ...result }))
        .catch((error: unknown) => {
          throw toAppError(error, 'read')
        })
      const ts = findOwn(answer.messages, message)
      if (ts !== undefined) return ts
      const begun = findStream(answer.messages, message)
      if (begun !== undefined) return frozenStream(begun)
      const next = isRecord(answer.response_metadata) ? answer.response_metadata.next_cursor : undefined
      if (typeof next !== 'string' || next === '') return null
      cursor = next
    }
    throw new AppError('not-findable', `The post was not among the last ${maxPages * pageSize} messages`)
  }
}
