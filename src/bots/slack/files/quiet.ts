// Files that are shared where the bot is a member and nobody asked it anything: each once a conversation, whichever event
// tells of it first. Pure. What goes wrong is said to whoever shared it, where that is a person.
import type { Incoming, Request } from '../../../model.ts'
import { isRecord, type Json, text } from '../json.ts'
import { askerOf } from '../people/asker.ts'
import { teamOf } from '../people/install.ts'
import type { SlackTarget } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { type FileSource, quietFilesIn, sharedOnce, sourceKeyOf } from './facts.ts'

interface Shared {
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly isExternal: boolean
}

type Make = (sources: readonly [FileSource]) => Request

/** `told`: who shared it is told why it was not indexed. */
export function quietly(
  source: FileSource,
  { team, channel, user, isExternal }: Shared,
  make: Make,
  { told, naturalKey }: { readonly told: boolean; readonly naturalKey: string },
): Incoming {
  return {
    platform: 'slack',
    naturalKey,
    // All that is to be done with a file goes on one after the other, so that it becomes one document.
    threadKey: encodeThreadKey({ team, channel: 'files', thread: source.reference }),
    ...askerOf({ team, channel, user, isDirect: channel.startsWith('D'), isExternal }),
    request: make([source]),
    target: { team, channel, user } satisfies SlackTarget,
    unasked: told ? 'tell-failure' : 'tell-nothing',
  }
}

// A message's own words are its author's, or another app's: https://docs.slack.dev/reference/events/message/#subtypes
const subtypes = new Set([undefined, 'file_share', 'thread_broadcast', 'bot_message'])

/** @param body of an event that asks nothing of the bot */
export function quietFiles(body: unknown, botUserId: string | undefined, make: Make): readonly Incoming[] {
  if (!isRecord(body) || !isRecord(body.event)) return []
  const { event } = body
  const team = teamOf(body)
  const isMessage = event.type === 'message' && subtypes.has(text(event, 'subtype'))
  const channel = text(event, isMessage ? 'channel' : 'channel_id')
  const user = text(event, isMessage ? 'user' : 'user_id') ?? text(event, 'bot_id')
  if (!team || !channel || !user || user === botUserId) return []
  // A direct message with a file is always for the bot.
  if (channel.startsWith('D') || event.channel_type === 'im') return []
  const sources = isMessage ? quietFilesIn(event) : event.type === 'file_shared' ? named(event) : []
  const isExternal =
    body.is_ext_shared_channel === true ||
    (text(event, 'user_team') ?? team) !== team ||
    (text(body, 'team_id') ?? team) !== team
  const told = text(event, 'bot_id') === undefined && !isRecord(event.bot_profile)
  return sources.map((source) =>
    quietly(source, { team, channel, user, isExternal }, make, {
      told,
      naturalKey: sharedOnce(team, channel, source.reference),
    }),
  )
}

/** https://docs.slack.dev/reference/events/file_shared/ says nothing but the id. */
function named(event: Json): readonly FileSource[] {
  const file = fileIn(event)
  return file === undefined
    ? []
    : [{ kind: 'file', sourceKey: sourceKeyOf(file), name: 'shared file', reference: file }]
}

/** The file that an event is about. */
export function fileIn(event: Json): string | undefined {
  const id = text(event, 'file_id') ?? (isRecord(event.file) ? text(event.file, 'id') : undefined)
  return id !== undefined && /^\w+$/.test(id) ? id : undefined
}
