// Slack's deliveries, narrowed from `unknown` to what the house knows. Pure. Refuses to guess: what is not plainly
// addressed to the bot is `ignored` with its reason, what it does not know is `unsupported`.
import { createHash } from 'node:crypto'
import type { Desk } from '../../../desk/types.ts'
import type { Incoming, Request } from '../../../model.ts'
import { withoutEmoji } from '../../emoji.ts'
import { filesIn, sharedOnce } from '../files/facts.ts'
import { isRecord, type Json, record, text } from '../json.ts'
import { askerOf, type Origin } from '../people/asker.ts'
import { authorizations, teamOf } from '../people/install.ts'
import type { SlackTarget } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { ownText, sharedText } from './shown.ts'
import { decodeText, mentionedUsers, withoutMention } from './text.ts'

export type Parsed =
  /** `edited`: the same, asked anew after an edit, where `incoming` was answered before. */
  | { readonly kind: 'addressed'; readonly incoming: Incoming; readonly edited?: Incoming }
  /** A reply without a mention: ours only if the bot has already answered in its thread, and people do not talk there. */
  | { readonly kind: 'follow-up'; readonly incoming: Incoming }
  /** Addressed to nobody: ours only where its channel wants that. */
  | { readonly kind: 'overheard'; readonly incoming: Incoming }
  /** Addressed to someone else, in a thread. */
  | { readonly kind: 'talk'; readonly incoming: Incoming }
  /** Written by another bot: ours only where its channel wants that. */
  | { readonly kind: 'from-bot'; readonly incoming: Incoming }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'unsupported'; readonly type: string }

interface ParseContext {
  readonly desk: Pick<Desk, 'read' | 'readsLikeQuestion' | 'isForAll'>
  /** Ours in this workspace; undefined until a delivery or auth.test told it. */
  readonly botUserId: string | undefined
  readonly botId?: string | undefined
  /** Each message to it is a thread of its own; else those of a while are one conversation. */
  readonly isAgent?: boolean
  /** Host names, besides hooks.slack.com, whose response URLs are believed. */
  readonly responseUrlHosts: readonly string[]
}

/** Our own user id as the delivery names it: `authorizations` is the install that sees the event. */
export function botUserIdOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined
  const known = authorizations(body)
  const bot = known.find((entry) => entry.is_bot === true) ?? known.find((entry) => entry.is_bot !== false)
  return bot && text(bot, 'user_id')
}

// What is still a person's message of their own; every other subtype is an edit, a join, a bot or a system notice.
// https://docs.slack.dev/reference/events/message/#subtypes
const ownSubtypes = new Set(['file_share', 'thread_broadcast'])

/** An edit that comes later than this asks nothing: whether the message was answered may be forgotten by then. */
const longestEditS = 24 * 60 * 60
/** Until then what was answered is asked anew when its words change. */
const askedAnewS = 10 * 60

function isTimelyEdit({ ts, edited }: Json): boolean {
  return isRecord(edited) && Number(edited.ts) - Number(ts) <= longestEditS
}

function reasonToIgnore(event: Json, botUserId: string | undefined): string | null {
  const subtype = text(event, 'subtype')
  if (subtype !== undefined && !ownSubtypes.has(subtype)) return `subtype ${subtype}`
  if (text(event, 'bot_id') !== undefined || isRecord(event.bot_profile)) return 'from a bot'
  const user = text(event, 'user')
  if (user === undefined) return 'from nobody'
  if (user === botUserId || user === 'USLACKBOT') return 'from a bot'
  // Slack tells of a mention that an edit adds as of any other; of a message it tells by `message_changed`.
  if (isRecord(event.edited) && (event.type === 'message' || !isTimelyEdit(event))) return 'an edit'
  if (event.hidden === true) return 'hidden'
  return null
}

/**
 * The ids of the bot that wrote a message, where it is surely another than ours; null of people's, of ours, and where that is not
 * told. https://docs.slack.dev/reference/events/message/bot_message/
 */
function otherBotIn(body: Json, event: Json, { botUserId, botId }: ParseContext): readonly string[] | null {
  const [id, user, profile] = [text(event, 'bot_id'), text(event, 'user'), record(event, 'bot_profile')]
  if (id === undefined || botUserId === undefined) return null
  const apps = [text(event, 'app_id'), text(profile, 'app_id')].filter((app) => app !== undefined)
  const ours = text(body, 'api_app_id')
  if (id === botId || apps.some((app) => app === ours)) return null
  const isTold = user !== undefined || botId !== undefined || (ours !== undefined && apps.length > 0)
  return isTold ? [...new Set([...(user === undefined ? [] : [user]), id, ...apps])] : null
}

function asIfByPerson({ bot_id: _, bot_profile: __, subtype, ...event }: Json, [id]: readonly string[]): Json {
  return { user: id, ...event, ...(subtype !== 'bot_message' && subtype !== undefined && { subtype }) }
}

function parseMention(event: Json, words: string, context: ParseContext): { mentioned: boolean; words: string } {
  const mentioned = mentionedUsers(words)
  // An app_mention is about us even before our id is known: then it is the first that stands there.
  const isKnown = context.botUserId !== undefined && mentioned.includes(context.botUserId)
  const ours = event.type === 'app_mention' && !isKnown ? mentioned[0] : context.botUserId
  if (ours === undefined) return { mentioned: event.type === 'app_mention', words }
  return {
    mentioned: mentioned.includes(ours) || event.type === 'app_mention',
    words: withoutMention(words, ours),
  }
}

/** The message as it was edited, which is ours if it mentions us now: what was answered has its natural key already. */
function parseEdit(body: Json, event: Json, context: ParseContext): Parsed {
  const message = isRecord(event.message) ? event.message : {}
  if (!isTimelyEdit(message)) return { kind: 'ignored', reason: 'no edit of a message, or too late' }
  const { channel, channel_type } = event
  const now = { ...message, edited: undefined, type: 'message', channel, channel_type }
  const parsed = parseEvent(body, now, context)
  if (parsed.kind !== 'addressed' && 'incoming' in parsed) return { kind: 'ignored', reason: 'an edit' }
  const edited = record(message, 'edited')
  const isSoon = Number(edited.ts) - Number(message.ts) <= askedAnewS
  // Slack tells of a preview that it adds in the same way.
  const isOther = ownText(record(event, 'previous_message')) !== ownText(message)
  if (parsed.kind !== 'addressed' || !isSoon || !isOther) return parsed
  const { naturalKey } = parsed.incoming
  return { ...parsed, edited: { ...parsed.incoming, naturalKey: `${naturalKey}:${edited.ts}`, editOf: naturalKey } }
}

function parseEvent(body: Json, event: Json, context: ParseContext): Parsed {
  if (event.type === 'message' && event.subtype === 'message_changed') return parseEdit(body, event, context)
  if (event.type !== 'app_mention' && event.type !== 'message') {
    return { kind: 'unsupported', type: String(event.type) }
  }
  const bot = otherBotIn(body, event, context)
  const ignored = reasonToIgnore(bot === null ? event : asIfByPerson(event, bot), context.botUserId)
  if (ignored !== null) return { kind: 'ignored', reason: ignored }

  // The workspace the app is installed in, not the author's: in a shared channel `event.team` is a stranger's.
  const team = teamOf(body)
  const channel = text(event, 'channel')
  const user = text(event, 'user') ?? bot?.[0]
  const ts = text(event, 'ts')
  if (!team || !channel || !user || !ts) return { kind: 'unsupported', type: `${event.type} without its ids` }

  const isDirect = event.channel_type === 'im' || channel.startsWith('D')
  const authorTeam = text(event, 'user_team') ?? team
  const origins = [authorTeam, text(body, 'team_id') ?? team]
  const isExternal = body.is_ext_shared_channel === true || origins.some((one) => one !== team)
  const origin: Origin = { team, channel, user, isDirect, isExternal }
  const threadTs = text(event, 'thread_ts') ?? ts
  const { mentioned, words } = parseMention(event, ownText(event), context)
  const question = withoutEmoji(decodeText(words))
  if (bot !== null && (isDirect || (!mentioned && (threadTs !== ts || mentionedUsers(words).length > 0))))
    return { kind: 'ignored', reason: 'from a bot, and not for us' }
  const shared = decodeText(sharedText(event))
  const about = shared === '' ? {} : { about: { title: 'the message that you shared', text: shared } }
  const files = bot === null ? filesIn(event) : []
  const incoming: Incoming = {
    platform: 'slack',
    // A mention comes twice, as app_mention and as message, with two event ids but one ts.
    naturalKey: `${team}:${channel}:${ts}`,
    threadKey: encodeThreadKey({ team, channel, thread: threadTs }),
    ...askerOf(origin),
    request: context.desk.read(question, 'message', { ...about, files }),
    target: { team, channel, thread_ts: threadTs, ts, user } satisfies SlackTarget,
    ...(files.length > 0 && { covers: files.map(({ reference }) => sharedOnce(team, channel, reference)) }),
    ...(isDirect &&
      threadTs === ts &&
      !context.isAgent && { directKey: encodeThreadKey({ team, channel, thread: 'direct' }) }),
  }
  if (bot !== null)
    return {
      kind: 'from-bot',
      incoming: { ...incoming, bot, isHeldBack: true, ...(!mentioned && { isOverheard: true }) },
    }
  if (isDirect || mentioned) return { kind: 'addressed', incoming }
  const isAlone = threadTs === ts
  if (mentionedUsers(words).length > 0)
    return isAlone ? { kind: 'ignored', reason: 'addressed to someone else' } : { kind: 'talk', incoming }
  if (isAlone || !context.desk.readsLikeQuestion(question)) return { kind: 'overheard', incoming }
  return { kind: 'follow-up', incoming }
}

/** A response URL is a credential that we post answers to: only Slack's own host is believed. */
export function responseUrl(body: Json, hosts: readonly string[]): string | undefined {
  const url = URL.parse(text(body, 'response_url') ?? '')
  if (url === null || url.username !== '') return undefined
  if (url.protocol === 'https:' && url.host === 'hooks.slack.com') return url.href
  return /^https?:$/.test(url.protocol) && hosts.includes(url.hostname) ? url.href : undefined
}

function parseSlashCommand(body: Json, context: ParseContext): Parsed {
  const team = text(body, 'team_id') ?? text(body, 'enterprise_id')
  const channel = text(body, 'channel_id')
  const user = text(body, 'user_id')
  if (!team || !channel || !user) return { kind: 'unsupported', type: 'command without its ids' }

  const trigger = text(body, 'trigger_id') ?? createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const naturalKey = `${team}:command:${trigger}`
  const secret = responseUrl(body, context.responseUrlHosts)
  const request: Request = context.desk.read(decodeText(text(body, 'text') ?? ''), 'command')
  // A command carries no sign of readers from other organisations.
  const origin: Origin = { team, channel, user, isDirect: channel.startsWith('D'), isExternal: false }
  return {
    kind: 'addressed',
    incoming: {
      platform: 'slack',
      naturalKey,
      threadKey: encodeThreadKey({ team, channel, thread: naturalKey }),
      ...askerOf(origin),
      request,
      ...(!context.desk.isForAll(request) && { isForAskerAlone: true }),
      target: { team, channel, user } satisfies SlackTarget,
      ...(secret === undefined ? {} : { secret }),
    },
  }
}

/** @param body the JSON of an event or interaction, or the fields of a command's form */
export function parse(body: unknown, context: ParseContext): Parsed {
  if (!isRecord(body)) return { kind: 'unsupported', type: 'not an object' }
  if (isRecord(body.event)) return parseEvent(body, body.event, context)
  if (text(body, 'command') !== undefined) return parseSlashCommand(body, context)
  return { kind: 'unsupported', type: text(body, 'type') ?? 'unknown' }
}
