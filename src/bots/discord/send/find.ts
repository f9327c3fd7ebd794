// Looks up a post whose outcome was lost: by its nonce where Discord still tells it, else by what it shows. Refuses
// where nothing can be looked up: a follow-up that one person sees is in no history.
import { AppError } from '../../../errors.ts'
import type { Outbound, Platform } from '../../types.ts'
import { isRecord, type Json, record, records, text } from '../json.ts'
import { firstEmbeds } from '../render/pages.ts'
import { targetOf } from '../target.ts'
import { codes, isRefusal } from './errors.ts'
import type { DiscordRest } from './rest.ts'
import { isForOne, messagePath, nonceOf, openDirectChannel, type SendOptions, webhookOf } from './send.ts'

/** https://docs.discord.com/developers/reference#snowflakes */
const discordEpochMs = 1_420_070_400_000
// Clocks differ.
const marginMs = 5_000
const pageSize = 100
const maxPages = 5

const notThere = [
  codes.unknownMessage,
  codes.unknownChannel,
  codes.unknownWebhook,
  codes.invalidWebhookToken,
  codes.missingAccess,
  codes.cannotMessageUser,
]

/** Letters and digits of the reply's own embed: what Discord trims and rewrites does not matter. */
function shownIn(embeds: readonly object[]): string {
  const { title, description, fields } = (embeds.at(-1) ?? {}) as Json
  const named = Array.isArray(fields) ? fields.filter(isRecord).map(({ name, value }) => [name, value]) : []
  return [title, description, ...named.flat()].join(' ').replace(/[^\p{L}\p{N}▰]+/gu, '')
}

function isOwn(found: Json, message: Outbound): boolean {
  if (record(found, 'author').bot !== true) return false
  if (found.nonce !== undefined && found.nonce !== null && found.nonce === nonceOf(message)) return true
  return shownIn(records(found, 'embeds')) === shownIn(firstEmbeds(message.payload))
}

/** Makes the platform's `find`. */
export function createFind(rest: DiscordRest, options: SendOptions): NonNullable<Platform['find']> {
  /** Undefined when there is nothing. */
  async function read(path: string, query?: URLSearchParams): Promise<unknown> {
    try {
      const auth = !path.startsWith('/webhooks/')
      return await rest.request('GET', path, { kind: 'read', auth, ...(query === undefined ? {} : { query }) })
    } catch (error) {
      if (isRefusal(error, ...notThere)) return undefined
      throw error
    }
  }

  async function search(channel: string, message: Outbound): Promise<string | null> {
    const since = message.createdAt.getTime() - marginMs - discordEpochMs
    let after = String(BigInt(Math.max(0, since)) << 22n)
    for (let page = 0; page < maxPages; page += 1) {
      const query = new URLSearchParams({ limit: String(pageSize), after })
      const answer = await read(`/channels/${channel}/messages`, query)
      const found = Array.isArray(answer) ? answer.filter(isRecord) : []
      const own = found.find((one) => isOwn(one, message))
      if (own !== undefined) return `${channel}/${text(own, 'id')}`
      const newest = found[0] && text(found[0], 'id')
      if (found.length < pageSize || newest === undefined) return null
      after = newest
    }
    throw new AppError('not-findable', `The post was not among the ${maxPages * pageSize} messages after its question`)
  }

  return async (message) => {
    const { replaces } = message
    const target = targetOf(message)
    const webhook = webhookOf(message, options)
    if (webhook !== null && message.private && !target.isEphemeral)
      throw new AppError('not-findable', 'A message shown to one person only cannot be looked up')
    const original = webhook === null ? undefined : await read(`${webhook.path}/messages/@original`)
    if (isRecord(original)) {
      if (!isOwn(original, message)) return null
      return target.isEphemeral ? 'private:@original' : `${target.channel}/${text(original, 'id')}`
    }
    const path = replaces === undefined ? undefined : messagePath(replaces)
    const edited = path === undefined ? undefined : await read(path)
    if (replaces !== undefined && isRecord(edited) && isOwn(edited, message)) return replaces

    if (isForOne(message) && !target.isDirect) {
      const found = await search(await openDirectChannel(rest, message), message)
      return found && `private:${found}`
    }
    const thread = target.newThread === undefined ? undefined : target.message
    for (const channel of [thread, target.channel]) {
      const found = channel === undefined ? null : await search(channel, message)
      if (found !== null) return found
    }
    return null
  }
}
