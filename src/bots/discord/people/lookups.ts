// What Discord says about guilds, channels and members, asked at most once a minute each. Refuses to guess: what Discord
// does not have is null, and what could not be found out is thrown.
import { AppError } from '../../../errors.ts'
import { lookUp } from '../../look-up.ts'
import { isRecord, type Json } from '../json.ts'
import type { DiscordRest } from '../send/rest.ts'

const keptMs = 60_000
/** Enough for the members that ask in a minute; the oldest go first. */
const capacity = 5_000

export interface Lookups {
  guild(guild: string): Promise<Json | null>
  /** The channels of a guild by id, without threads. */
  channels(guild: string): Promise<ReadonlyMap<string, Json>>
  /** One channel or thread. */
  channel(channel: string): Promise<Json | null>
  member(guild: string, person: string): Promise<Json | null>
  isInThread(thread: string, person: string): Promise<boolean>
}

/** @param now milliseconds since the epoch */
export function createLookups(rest: DiscordRest, now: () => number): Lookups {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>()

  const read = (path: string) => lookUp(() => rest.request<unknown>('GET', path, { kind: 'read' }))

  /** Asks once for all who want to know at the same time. */
  function ask(path: string): Promise<unknown> {
    const known = kept.get(path)
    if (known !== undefined && now() - known.at < keptMs) return known.answer
    kept.delete(path)
    const oldest = kept.size < capacity ? undefined : kept.keys().next().value
    if (oldest !== undefined) kept.delete(oldest)
    const answer = read(path).catch((error: unknown) => {
      // That it does not exist, or not for us, is an answer too, and asking again and again would get us banned.
      if (error instanceof AppError && (error.retry === 'never' || error.retry === 'refused')) return null
      if (kept.get(path)?.answer === answer) kept.delete(path)
      throw error
    })
    kept.set(path, { at: now(), answer })
    return answer
  }

  const one = async (path: string) => {
    const answer = await ask(path)
    return isRecord(answer) ? answer : null
  }

  return {
    guild: (guild) => one(`/guilds/${guild}`),
    async channels(guild) {
      const answer = await ask(`/guilds/${guild}/channels`)
      const all = Array.isArray(answer) ? answer.filter(isRecord) : []
      return new Map(all.map((channel) => [String(channel.id), channel]))
    },
    channel: (channel) => one(`/channels/${channel}`),
    member: (guild, person) => one(`/guilds/${guild}/members/${person}`),
    isInThread: async (thread, person) => (await one(`/channels/${thread}/thread-members/${person}`)) !== null,
  }
}
