// Messages from the gateway, narrowed from `unknown` to what the house knows. Pure. Refuses to guess: what is not plainly
// addressed to the bot is `ignored` with its reason.

import { someone } from '../../../askers.ts'
import type { Desk, Read, With } from '../../../desk/types.ts'
import { hint, type Incoming } from '../../../model.ts'
import { withoutEmoji } from '../../emoji.ts'
import { type Json, record, records, strings, text } from '../json.ts'
import { limits } from '../limits.ts'
import { type Allowed, askerAt, type Place, reasonToRefuse, rolesOf } from '../people/access.ts'
import type { DiscordTarget } from '../target.ts'
import { directGuild, encodeThreadKey } from '../thread-key.ts'
import { attachmentsOf, fileSources, messageTitle, messageUrl, type Shared } from './sources.ts'
import { decodeText, forwardedText, mentionedUsers, messageText, oneLine, withoutMention } from './text.ts'

interface Bot {
  readonly id: string
  /** The roles that stand for the bot: people pick `@ragbot` the role as easily as the user. */
  readonly roleIds: readonly string[]
}

export interface Message {
  readonly id: string
  readonly channel: string
  readonly person: string
  readonly words: string
  readonly raw: Json
}

export type Addressed =
  | { readonly kind: 'direct'; readonly message: Message }
  | { readonly kind: 'mention'; readonly guild: string; readonly message: Message }
  /** A message without a mention: ours only if it stands in a thread that the bot has answered in. */
  | { readonly kind: 'follow-up'; readonly guild: string; readonly message: Message }
  /** A mention by another bot, or a webhook: ours only where its channel wants that. */
  | { readonly kind: 'from-bot'; readonly guild: string; readonly message: Message; readonly ids: readonly string[] }
  | { readonly kind: 'ignored'; readonly reason: string }

// A person's own message, and a reply to one: https://docs.discord.com/developers/resources/message#message-object-message-types
const ownTypes: readonly unknown[] = [0, 19]

function reasonToIgnore(message: Json, bot: Bot): string | null {
  const author = record(message, 'author')
  if (author.id === bot.id || message.application_id === bot.id || author.system === true) return 'from a bot'
  return ownTypes.includes(message.type) ? null : `type ${String(message.type)}`
}

/** None of a person's. https://docs.discord.com/developers/resources/message#message-object-message-structure */
function botIdsIn(message: Json): readonly string[] {
  const author = record(message, 'author')
  if (author.bot !== true && message.webhook_id === undefined) return []
  const ids = [author.id, message.webhook_id, message.application_id].filter((id) => typeof id === 'string')
  return [...new Set(ids)]
}

/** An edit that comes later than this asks nothing: whether the message was answered may be forgotten by then. */
const longestEditMs = 24 * 60 * 60_000

/** Whether an update is a person's edit, and not a link that got its preview. */
export function isTimelyEdit(message: Json): boolean {
  return (
    Date.parse(text(message, 'edited_timestamp') ?? '') - Date.parse(text(message, 'timestamp') ?? '') <= longestEditMs
  )
}

/** Whom a message is for. */
export function addresseeOf(raw: Json, bot: Bot, { readsLikeQuestion }: Pick<Desk, 'readsLikeQuestion'>): Addressed {
  const ignored = reasonToIgnore(raw, bot)
  if (ignored !== null) return { kind: 'ignored', reason: ignored }
  const [id, channel, guild] = [text(raw, 'id'), text(raw, 'channel_id'), text(raw, 'guild_id')]
  const person = text(record(raw, 'author'), 'id')
  if (!id || !channel || !person) return { kind: 'ignored', reason: 'without its ids' }

  const content = text(raw, 'content') ?? ''
  const users = new Set(records(raw, 'mentions').map(({ id: user }) => String(user)))
  // A name is no word of the question: who is copied in must not change what is found.
  const words = withoutEmoji(decodeText(withoutMention(content, bot.id, bot.roleIds))).replace(/\s(?=[\s?!.,;:])/g, '')
  const message: Message = { id, channel, person, words, raw }
  const ids = botIdsIn(raw)
  if (ids.length > 0 && guild === undefined) return { kind: 'ignored', reason: 'from a bot' }
  if (guild === undefined) return { kind: 'direct', message }

  // A reply to the bot mentions it without a word, unless its author switched that off.
  const isNamed = [...mentionedUsers(content), ...users].includes(bot.id)
  const isRoleNamed = strings(raw, 'mention_roles').some((role) => bot.roleIds.includes(role))
  if (ids.length > 0)
    return isNamed || isRoleNamed
      ? { kind: 'from-bot', guild, message, ids }
      : { kind: 'ignored', reason: 'from a bot' }
  if (isNamed || isRoleNamed) return { kind: 'mention', guild, message }
  if (raw.mention_everyone === true || users.size > 0) return { kind: 'ignored', reason: 'addressed to someone else' }
  return readsLikeQuestion(words)
    ? { kind: 'follow-up', guild, message }
    : { kind: 'ignored', reason: 'people talking' }
}

/** What came with a message: what it forwards, or is a reply to; a reply to one of the bot's own is about nothing. */
function moreOf({ raw }: Message, { sources }: Shared, bot: Bot): With {
  const repliedTo = record(raw, 'referenced_message')
  const forwarded = forwardedText(raw)
  if (forwarded !== '') return { files: sources, about: { title: 'the message that you forwarded', text: forwarded } }
  const about = record(repliedTo, 'author').id === bot.id ? '' : messageText(repliedTo)
  return { files: sources, ...(about !== '' && { about: { title: messageTitle(repliedTo), text: about } }) }
}

const secretOf = ({ urls }: Shared) => (Object.keys(urls).length === 0 ? {} : { secret: JSON.stringify({ urls }) })

/** @param refusal why the bot does not answer there; null when it does */
export function directMessage(message: Message, bot: Bot, refusal: string | null, read: Read): Incoming {
  const { id, channel, person, raw } = message
  const shared = fileSources(channel, id, attachmentsOf(raw))
  // Commands with a slash exist in servers only.
  const request = read(message.words, 'typed', { ...moreOf(message, shared, bot), isAlone: true })
  return {
    platform: 'discord',
    naturalKey: id,
    threadKey: encodeThreadKey({ guild: directGuild, thread: id }),
    directKey: encodeThreadKey({ guild: directGuild, thread: channel }),
    person: someone(person),
    place: { kind: 'direct' },
    request: refusal === null ? request : hint(refusal),
    target: { channel, user: person, message: id, isDirect: true } satisfies DiscordTarget,
    ...(refusal === null ? secretOf(shared) : {}),
  }
}

/** A mention or a follow-up. @param canStartThread the place is a channel that has threads */
export function guildMessage(
  message: Message,
  bot: Bot,
  at: { readonly place: Place; readonly allowed: Allowed; readonly canStartThread: boolean; readonly read: Read },
): Incoming {
  const { id, channel, person, raw, words } = message
  const { guild, isThread } = at.place
  const refusal = reasonToRefuse(at.allowed, at.place, rolesOf(raw))
  const shared = fileSources(channel, id, attachmentsOf(raw), messageUrl(guild, channel, id))
  const request = refusal === null ? at.read(words, 'message', moreOf(message, shared, bot)) : hint(refusal)
  const isConversation = request.question !== undefined || request.sources !== undefined
  const startsThread = isConversation && at.canStartThread && !isThread
  return {
    platform: 'discord',
    naturalKey: id,
    threadKey: encodeThreadKey({ guild, thread: isThread ? channel : id }),
    ...askerAt(at.place, person, raw),
    request,
    target: {
      guild,
      channel,
      user: person,
      message: id,
      ...(startsThread && { newThread: oneLine(words, limits.threadName) || 'Files' }),
    } satisfies DiscordTarget,
    ...(refusal === null ? secretOf(shared) : {}),
  }
}
