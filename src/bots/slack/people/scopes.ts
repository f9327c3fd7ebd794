// The scopes the app asks for, each with what it is for, and what an app that lacks some is told.
// The manifest asks for these, and docs/slack.md shows them with the same reasons.
import type { Install } from './lookups.ts'

interface Scope {
  /** https://docs.slack.dev/reference/scopes/ */
  readonly name: string
  readonly why: string
  /** Without it nobody can be known for a member, so everybody counts as outside. */
  readonly tellsReaders?: true
}

export const scopes: readonly Scope[] = [
  { name: 'app_mentions:read', why: 'to get messages that mention it' },
  {
    name: 'assistant:write',
    why: 'to be an agent in Slack: what it could be asked, that it is at work, and the button that stops it',
  },
  { name: 'channels:history', why: 'to get follow-ups without a mention; to look whether a reply arrived' },
  {
    name: 'channels:read',
    why: 'who reads a channel, and whether people of other organisations do',
    tellsReaders: true,
  },
  { name: 'chat:write', why: 'to answer' },
  { name: 'commands', why: '`/rag`, and what it does from the menus of messages' },
  { name: 'files:read', why: 'to read files that are shared where it is a member' },
  { name: 'groups:history', why: 'the same as `channels:history` in private channels it is a member of' },
  { name: 'groups:read', why: 'the same as `channels:read` in private channels it is a member of', tellsReaders: true },
  { name: 'im:history', why: 'to get direct messages; to look whether a reply arrived' },
  { name: 'im:read', why: 'whose direct messages they are', tellsReaders: true },
  { name: 'im:write', why: 'to answer in direct messages what was asked by the shortcut “Ask”' },
  { name: 'mpim:history', why: 'the same as `channels:history` in group messages it is a member of' },
  { name: 'mpim:read', why: 'the same as `channels:read` in group messages it is a member of', tellsReaders: true },
  { name: 'users:read', why: 'whether who asks, and who reads along, is a member or a guest', tellsReaders: true },
]

export const readerScopes = scopes.filter(({ tellsReaders }) => tellsReaders).map(({ name }) => name)

export const reinstall =
  'update the app from manifests/slack.json at api.slack.com/apps and reinstall it to the workspace (docs/slack.md)'

/** Empty also where Slack did not tell which there are. */
export function missingScopes(install: Pick<Install, 'scopes'> | undefined): readonly string[] {
  const given = install?.scopes
  return given === undefined ? [] : scopes.map(({ name }) => name).filter((scope) => !given.includes(scope))
}
