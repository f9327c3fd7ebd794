// Registers the commands in every server that is answered, by writing differences only. Whoever starts it does not wait:
// Discord may be out of reach, and then it is tried again later.
import { AppError, describeError } from '../../errors.ts'
import type { PlatformHost } from '../types.ts'
import type { commandsFor } from './commands.ts'
import { isRecord, type Json, records, text } from './json.ts'
import { codes, isRefusal } from './send/errors.ts'
import type { DiscordRest } from './send/rest.ts'

interface RegistrationOptions {
  readonly rest: DiscordRest
  readonly applicationId: string
  readonly guildIds: readonly string[]
  readonly commands: ReturnType<typeof commandsFor>
  readonly log: PlatformHost['log']
  /** Waits before another attempt: 30 s, doubled up to an hour by default. */
  readonly firstRetryMs?: number
}

const longestRetryMs = 60 * 60_000

/** What matters of a command or an option, with what Discord fills in where we wrote nothing. */
function essence(one: Json): unknown {
  return [
    one.type ?? 1,
    one.name,
    one.description ?? '',
    one.required ?? false,
    one.autocomplete ?? false,
    one.max_length ?? null,
    records(one, 'options').map(essence),
  ]
}

const isSame = (one: Json, other: Json) => JSON.stringify(essence(one)) === JSON.stringify(essence(other))

/** A command is replaced by one of its name and type: https://docs.discord.com/developers/interactions/application-commands */
const keyOf = (one: Json) => `${String(one.type ?? 1)} ${String(one.name)}`

/** None where Discord has no list of them. */
async function readRegistered(rest: DiscordRest, path: string): Promise<readonly Json[]> {
  try {
    const answer = await rest.request<unknown>('GET', path, { kind: 'read' })
    return Array.isArray(answer) ? answer.filter(isRecord) : []
  } catch (error) {
    const isForGood = error instanceof AppError && error.retry === 'never'
    if (isForGood && !isRefusal(error, codes.missingAccess)) return []
    throw error
  }
}

/** Brings one guild's commands up to date. @throws AppError */
async function register(rest: DiscordRest, path: string, wanted: readonly Json[]): Promise<void> {
  const registered = await readRegistered(rest, path)
  if (registered.length === 0) {
    await rest.request('PUT', path, { kind: 'write', body: wanted })
    return
  }
  const there = new Map(registered.map((one) => [keyOf(one), one]))
  for (const command of wanted) {
    const old = there.get(keyOf(command))
    if (old === undefined || !isSame(old, command)) await rest.request('POST', path, { kind: 'write', body: command })
  }
  const kept = new Set(wanted.map(keyOf))
  for (const old of registered) {
    // Only our own application's are listed: what is not wanted is what an earlier version had.
    if (!kept.has(keyOf(old))) await rest.request('DELETE', `${path}/${text(old, 'id')}`, { kind: 'write' })
  }
}

export interface Registration {
  start(): void
  stop(): void
}

export function createRegistration(options: RegistrationOptions): Registration {
  const { rest, applicationId, guildIds, log, firstRetryMs = 30_000 } = options
  const commands = options.commands.map((command): Json => ({ ...command }))
  const timers = new Set<NodeJS.Timeout>()
  let isStopped = false

  function later(guild: string, failures: number, error: unknown): void {
    if (isStopped) return
    const asked = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0
    const waitMs = Math.max(asked, Math.min(firstRetryMs * 2 ** failures, longestRetryMs) * (0.5 + Math.random() / 2))
    const timer = setTimeout(() => {
      timers.delete(timer)
      void attempt(guild, failures + 1)
    }, waitMs)
    timers.add(timer.unref())
  }

  async function attempt(guild: string, failures: number): Promise<void> {
    try {
      await register(rest, `/applications/${applicationId}/guilds/${guild}/commands`, commands)
    } catch (error) {
      // The first time only, for it may go on for hours.
      if (failures === 0) log.warn('discord: commands not registered yet', { guild, error: describeError(error) })
      later(guild, failures, error)
    }
  }

  return {
    start() {
      for (const guild of guildIds) void attempt(guild, 0)
    },
    stop() {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
