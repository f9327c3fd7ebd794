// Discord's text as people read it: mentions, emoji and times decoded. Pure.
// Source: https://docs.discord.com/developers/reference#message-formatting
import { textsIn } from '../../texts-in.ts'
import { type Json, record, records, text } from '../json.ts'

const mention = /<@!?(\d+)>/g

/** The ids of the users that a text mentions, in order. */
export function mentionedUsers(content: string): string[] {
  return [...content.matchAll(mention)].map((match) => match[1] as string)
}

/** Takes mentions of one user and of these roles out, with the comma or colon of an address ("@ragbot: who…"). */
export function withoutMention(content: string, userId: string, roleIds: readonly string[]): string {
  return content
    .replace(/<@!?(\d+)>[,:]?/g, (whole, id: string) => (id === userId ? ' ' : whole))
    .replace(/<@&(\d+)>[,:]?/g, (whole, id: string) => (roleIds.includes(id) ? ' ' : whole))
    .trim()
}

/** Markdown stays but for the addresses of links; `<@1>` → `@name` or nothing, `<:wave:1>` → `:wave:`, `<https://x>` → `https://x`, `<t:1:R>` → a date. */
export function decodeText(content: string, users: ReadonlyMap<string, string> = new Map()): string {
  return content
    .replace(mention, (_, id: string) => (users.has(id) ? `@${users.get(id)}` : ''))
    .replace(/<@&\d+>/g, '')
    .replace(/<#\d+>/g, '')
    .replace(/\[([^[\]\n]{1,300})\]\(<?https?:\/\/[^\s()<>]{1,2000}>?\)/g, '$1')
    .replace(/<a?(:\w+:)\d+>/g, '$1')
    .replace(/<\/([\w -]+):\d+>/g, '/$1')
    .replace(/<t:(\d{1,12})(?::\w)?>/g, (_, seconds: string) => dateOf(Number(seconds) * 1000))
    .replace(/<(https?:\/\/[^\s<>]+)>/g, '$1')
    .trim()
}

const dateOf = (ms: number) => (ms <= 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : '')

/** The name that people see. */
export function displayName(user: Json): string {
  return text(user, 'global_name') ?? text(user, 'username') ?? 'someone'
}

const pollFields = ['question', 'answers', 'poll_media', 'text']
const embedFields = ['author', 'title', 'description', 'fields', 'name', 'value', 'footer', 'text']

/** What one message shows: its text, and the words of polls, embeds and components; previews of its links are none. */
function shownIn(message: Json): string {
  const users = records(message, 'mentions').map((user) => [String(user.id), displayName(user)] as const)
  const embeds = records(message, 'embeds').filter(({ type }) => type === undefined || type === 'rich')
  const cards = [
    textsIn(message.poll, pollFields),
    textsIn(embeds, embedFields),
    textsIn(message.components, ['components', 'content']),
  ]
  const words = [text(message, 'content') ?? '', ...cards].filter((part) => part !== '').join('\n')
  return decodeText(words, new Map(users))
}

/** What the messages that one forwards say: https://docs.discord.com/developers/resources/message#message-snapshot-object */
export function forwardedText(message: Json): string {
  const forwarded = records(message, 'message_snapshots').map((snapshot) => shownIn(record(snapshot, 'message')))
  return forwarded.filter((part) => part !== '').join('\n')
}

/** What a message says, and the messages that it forwards. */
export function messageText(message: Json): string {
  return [shownIn(message), forwardedText(message)].filter((part) => part !== '').join('\n')
}

/** One line without control characters, cut at `limit` characters. */
export function oneLine(input: string, limit: number): string {
  const line = input
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
