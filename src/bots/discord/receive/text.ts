// Discord's text as people read it: mentions, emoji and times decoded. Pure.
// Source: https://docs.discord.com/developers/reference#message-formatting
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

/** Markdown stays; `<@1>` → `@name` or nothing, `<:wave:1>` → `:wave:`, `<https://x>` → `https://x`, `<t:1:R>` → a date. */
export function decodeText(content: string, users: ReadonlyMap<string, string> = new Map()): string {
  return content
    .replace(mention, (_, id: string) => (users.has(id) ? `@${users.get(id)}` : ''))
    .replace(/<@&\d+>/g, '')
    .replace(/<#\d+>/g, '')
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

/** What a message says: its own text, else that of the message it forwards. */
export function messageText(message: Json): string {
  const forwarded = records(message, 'message_snapshots').map((snapshot) => record(snapshot, 'message'))
  const told = [message, ...forwarded].find((one) => text(one, 'content') !== undefined) ?? {}
  const users = records(told, 'mentions').map((user) => [String(user.id), displayName(user)] as const)
  return decodeText(text(told, 'content') ?? '', new Map(users))
}

/** One line without control characters, cut at `limit` characters. */
export function oneLine(input: string, limit: number): string {
  const line = input
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
