// Looks up a post whose outcome was lost, by the metadata it carries, or its text where there is none. Refuses where nothing can be looked up: what only
// one person sees is in no history.
import { AppError } from '../../../errors.ts'
import type { Outbound } from '../../types.ts'
import { isRecord } from '../json.ts'
import { targetOf } from '../target.ts'
import { toAppError } from './errors.ts'
import { findOwn, isDirectMessage, isPrivateId } from './send.ts'
import type { SlackClient } from './web-client.ts'

// Clocks differ, and history is read from a little before the message was made.
const marginMs = 60_000
// 1,000 messages in the minutes between a post and its look-up: beyond that it is not worth Slack's rate limit.
const maxPages = 5
const pageSize = 200

/** Makes the platform's `find`. */
export function createFind(client: SlackClient): (message: Outbound) => Promise<string | null> {
  return async (message) => {
    const { replaces, createdAt } = message
    const target = targetOf(message)
    const wasOnlyShown = message.private && (message.secret !== undefined || !isDirectMessage(target))
    if (wasOnlyShown) throw new AppError('not-findable', 'A message shown to one person only cannot be looked up')

    const since = (createdAt.getTime() - marginMs) / 1000
    // An update keeps the place of its placeholder, which may be older.
    const oldest = replaces !== undefined && !isPrivateId(replaces) ? Math.min(since, Number(replaces)) : since
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
      const next = isRecord(answer.response_metadata) ? answer.response_metadata.next_cursor : undefined
      if (typeof next !== 'string' || next === '') return null
      cursor = next
    }
    throw new AppError('not-findable', `The post was not among the last ${maxPages * pageSize} messages`)
  }
}
