// What becomes of files after they were shared: changed, deleted, unshared, or their message deleted. Events take back at
// once; one that was lost is noticed when an answer from the file is about to be shown.
import { setTimeout as sleep } from 'node:timers/promises'
import { audienceOf } from '../../../askers.ts'
import { AppError } from '../../../errors.ts'
import type { Audience, Incoming, Request } from '../../../model.ts'
import type { SharedFiles } from '../../types.ts'
import { isRecord, type Json, text } from '../json.ts'
import { askerOf } from '../people/asker.ts'
import { teamOf } from '../people/install.ts'
import { type FileFacts, type FileSource, fileOf, filesIn, sharedOnce, sourceKeyOf } from './facts.ts'
import { isSharedIn, refuseAbsent } from './fetch.ts'
import type { FileInfo } from './info.ts'
import { fileIn, quietly } from './quiet.ts'

/** Those of manifests/slack.json. https://docs.slack.dev/reference/events/?filter=Files */
export const fileEvents = ['file_change', 'file_deleted', 'file_shared', 'file_unshared'] as const

/** Whoever delivers waits 3 s. */
const lookWithinMs = 1_500

interface FollowOptions {
  readonly files: SharedFiles
  readonly info: FileInfo
  readonly make: (sources: readonly [FileSource]) => Request
  readonly accept: (incoming: Incoming) => Promise<unknown>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Follow {
  /** Takes an event that nobody asks anything by. True when it was one of these. @throws what the store throws */
  receive(body: Json): Promise<boolean>
  lookAgain(sourceKeys: readonly string[]): Promise<void>
}

/** The conversation of an audience: of a person's that with the bot, whose id is not known. */
function placeOf(
  audience: Audience,
): { readonly team: string; readonly channel?: string; readonly user?: string } | null {
  const [, kind, team, id] = /^(channel|person):slack:([^/]+)\/(.+)$/.exec(audience) ?? []
  if (team === undefined || id === undefined) return null
  return kind === 'channel' ? { team, channel: id } : { team, user: id }
}

function isThere(facts: FileFacts): boolean {
  try {
    refuseAbsent(facts)
    return true
  } catch {
    return false
  }
}

const isGone = (error: unknown) => error instanceof AppError && error.code === 'slack-file-gone'

export function createFollow({ files, info, make, accept, now }: FollowOptions): Follow {
  const audienceIn = (team: string, channel: string, user: string) =>
    audienceOf('slack', askerOf({ team, channel, user, isDirect: channel.startsWith('D'), isExternal: false }))

  const withdraw = (team: string, channel: string, file: string, audience: Audience) =>
    files.withdraw(sourceKeyOf(file), audience, sharedOnce(team, channel, file))

  /** Read again for each place, where it was shared first before the others. */
  async function change(event: Json, file: string): Promise<void> {
    const when = text(event, 'event_ts') ?? ''
    for (const audience of await files.sharedWith(sourceKeyOf(file))) {
      const place = placeOf(audience)
      if (place === null) continue
      const { team, user = 'nobody', channel = `D:${user}` } = place
      const source: FileSource = { kind: 'file', sourceKey: sourceKeyOf(file), name: 'shared file', reference: file }
      const naturalKey = `${sharedOnce(team, channel, file)}:${when}`
      await accept(quietly(source, { team, channel, user, isExternal: false }, make, { told: false, naturalKey }))
    }
  }

  /** Whether another message of that conversation shares it too; what cannot be found out in time is taken back. */
  async function isSharedElsewhere(file: string, channel: string, deleted: string): Promise<boolean> {
    const looked = info.read(file, 'answering').then(
      ({ shares }) => (shares.get(channel) ?? []).some((ts) => ts !== deleted),
      () => false,
    )
    return Promise.race([looked, sleep(lookWithinMs, false, { ref: false })])
  }

  async function messageDeleted(team: string, event: Json): Promise<void> {
    const channel = text(event, 'channel')
    const ts = text(event, 'deleted_ts')
    if (channel === undefined || ts === undefined) return
    const before = isRecord(event.previous_message) ? event.previous_message : {}
    const known = await files.sharedBy(`${team}:${channel}:${ts}`)
    const told = filesIn(before).map(({ sourceKey }) => ({
      sourceKey,
      audience: audienceIn(team, channel, text(before, 'user') ?? 'nobody'),
    }))
    const all = new Map([...known, ...told].map((one) => [`${one.sourceKey} ${one.audience}`, one]))
    await Promise.all(
      [...all.values()].map(async ({ sourceKey, audience }) => {
        const file = fileOf(sourceKey)
        if (file !== undefined && !(await isSharedElsewhere(file, channel, ts)))
          await withdraw(team, channel, file, audience)
      }),
    )
  }

  async function fileEvent(team: string, event: Json): Promise<boolean> {
    const file = fileIn(event)
    if (file === undefined) return false
    info.forget(file)
    if (event.type === 'file_change') await change(event, file)
    if (event.type === 'file_deleted') await files.withdraw(sourceKeyOf(file), null)
    if (event.type === 'file_unshared') {
      const channel = text(event, 'channel_id')
      if (channel !== undefined)
        await withdraw(team, channel, file, audienceIn(team, channel, text(event, 'user_id') ?? 'nobody'))
    }
    return event.type !== 'file_shared'
  }

  async function confirm(sourceKey: string): Promise<void> {
    const file = fileOf(sourceKey)
    if (file === undefined) return
    let facts: FileFacts
    try {
      facts = await info.readRecent(file)
    } catch (error) {
      if (!isGone(error)) throw error
      return files.withdraw(sourceKey, null)
    }
    if (!isThere(facts)) return files.withdraw(sourceKey, null)
    for (const audience of await files.sharedWith(sourceKey)) {
      const place = placeOf(audience)
      if (place === null || isSharedIn(facts, place.channel, now())) continue
      const once = place.channel && sharedOnce(place.team, place.channel, file)
      await files.withdraw(sourceKey, audience, ...(once ? [once] : []))
    }
  }

  return {
    async receive(body) {
      const event = isRecord(body.event) ? body.event : {}
      const team = teamOf(body)
      if (team === undefined) return false
      if (event.type === 'message' && event.subtype === 'message_deleted') {
        await messageDeleted(team, event)
        return true
      }
      return fileEvents.some((type) => type === event.type) ? fileEvent(team, event) : false
    },
    async lookAgain(sourceKeys) {
      await Promise.all([...new Set(sourceKeys)].map(confirm))
    },
  }
}
