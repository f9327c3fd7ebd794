// What was written in a thread before a message of it. Data: none of it is taken for a command, and its links are made of ids.
import type { Asker, ThreadMessage } from '../../../model.ts'
import { isRecord, type Json, record, text } from '../json.ts'
import type { Lookups } from '../people/lookups.ts'
import { linkTo } from '../permalink.ts'
import { shownText } from '../receive/shown.ts'
import { mentionedUsers } from '../receive/text.ts'
import { toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'
import { targetOf } from '../target.ts'
import type { Hosts } from './hosts.ts'

// The first and the last ones are kept, and of all so many UTF-16 code units.
const mostMessages = 50
const mostChars = 40_000
const messageChars = 4_000
/** Slack lists the oldest first: https://docs.slack.dev/reference/methods/conversations.replies/ */
const pageSize = 1_000
const mostPages = 3

/** Joins, deletions and the like are nobody's words; bots' are. */
const spoken = new Set(['bot_message', 'file_share', 'me_message', 'thread_broadcast'])

const before = (one: Json, ts: string) => Number(one.ts) < Number(ts)

interface Thread {
  readonly channel: string
  readonly root: string
  /** Only what is older is read. */
  readonly until: string
}

export function createReadThread(client: SlackClient, lookups: Pick<Lookups, 'install'>, hosts: Hosts) {
  const call = async (method: string, args: Record<string, unknown>, isAgain = false): Promise<Json> => {
    try {
      return { ...(await client.apiCall(method, args)) }
    } catch (error) {
      const failure = toAppError(error, 'read')
      // A connection that Slack closed just as it was used again; who asked waits, and nobody else tries again.
      if (failure.code === 'slack-unreachable' && !isAgain) return call(method, args, true)
      throw failure
    }
  }

  async function listReplies({ channel, root, until }: Thread): Promise<readonly Json[]> {
    let all: Json[] = []
    let cursor: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const args = { channel, ts: root, latest: until, limit: pageSize, ...(cursor !== undefined && { cursor }) }
      const answer = await call('conversations.replies', args)
      const found = Array.isArray(answer.messages) ? answer.messages.filter(isRecord) : []
      // The thread's first message heads every page.
      all = [...all, ...found.filter((one) => before(one, until) && (page === 0 || one.ts !== root))]
      cursor = text(record(answer, 'response_metadata'), 'next_cursor')
      if (cursor === undefined) break
    }
    return all
  }

  /** The platform's `readThread`. */
  return async (asker: Asker): Promise<readonly ThreadMessage[]> => {
    const { team, channel, ts, thread_ts: root } = targetOf(asker)
    // Of direct messages all is a question to the bot, and in its conversation already.
    if (asker.place.kind !== 'channel' || ts === undefined || root === undefined || root === ts) return []
    const thread = { channel, root, until: ts }
    const [replies, host, { botUserId }] = await Promise.all([
      listReplies(thread),
      hosts.of(team, channel, root),
      lookups.install(),
    ])
    const isOwn = ({ user }: Json) => botUserId !== undefined && user === botUserId
    const lastOwn = replies.findLastIndex(isOwn)
    const said = replies.flatMap((one, index) => {
      const subtype = text(one, 'subtype')
      if (isOwn(one) || (subtype !== undefined && !spoken.has(subtype))) return []
      const isPerson = text(one, 'bot_id') === undefined && text(one, 'user') !== undefined
      const asksUs = botUserId !== undefined && mentionedUsers(text(one, 'text') ?? '').includes(botUserId)
      const words = shownText(one).slice(0, messageChars).toWellFormed()
      if (asksUs || words === '') return []
      const url = linkTo(host, channel, text(one, 'ts') ?? '', root)
      return [{ text: words, isPerson, isSinceReply: index > lastOwn, ...(url !== undefined && { url }) }]
    })
    return bounded(said)
  }
}

/** The first one, and of the others the last. */
function bounded([first, ...more]: readonly ThreadMessage[]): readonly ThreadMessage[] {
  if (first === undefined) return []
  const kept: ThreadMessage[] = []
  let room = mostChars - first.text.length
  for (const one of more.slice(1 - mostMessages).reverse()) {
    room -= one.text.length
    if (room < 0) break
    kept.unshift(one)
  }
  return [first, ...kept]
}
