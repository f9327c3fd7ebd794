// What Slack says about the install, people, conversations and their members. Refuses to guess: what could not be found out
// is an `Unknown`, with the reason.
import { AppError } from '../../../errors.ts'
import { longestWaitMs, lookUp } from '../../look-up.ts'
import { isRecord, type Json, text } from '../json.ts'
import { slackErrorOf, toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'

/** What could not be found out is asked for again soon. */
export const failedMs = 5_000
const longestBlockMs = 60_000
/** Slack gives at most 1,000 a page: https://docs.slack.dev/apis/web-api/pagination/ */
const pageSize = '1000'
/** Of more than 20,000 people nobody knows who reads. */
const maxPages = 20

/** The workspace, or the whole organisation, that our token was given for. */
export interface Install {
  readonly team: string
  readonly enterprise: string | undefined
  /** Installed for all workspaces of the organisation. */
  readonly isOrgWide: boolean
  readonly botUserId: string | undefined
  /** Of what the app posts by other ways than its user. */
  readonly botId?: string
  /** Undefined where Slack did not tell. */
  readonly scopes: readonly string[] | undefined
}

/** `missing-scope`: until the app is reinstalled. `not-there`: not for us. `unavailable`: Slack is away or limits us. */
export interface Unknown {
  readonly unknown: 'missing-scope' | 'not-there' | 'unavailable'
}

export interface Lookups {
  /** As far as it is known now, without asking. */
  readonly known: () => Install | undefined
  /** Asked until it is known, then kept: a token is one install's. @throws AppError */
  install(): Promise<Install>
  /** Asked anew. @throws AppError */
  readInstall(): Promise<Install>
  /** `user` of https://docs.slack.dev/reference/methods/users.info/ */
  person(user: string): Promise<Json | Unknown>
  /** `channel` of https://docs.slack.dev/reference/methods/conversations.info/ */
  conversation(channel: string): Promise<Json | Unknown>
  /** Everyone of https://docs.slack.dev/reference/methods/users.list/ */
  people(): Promise<readonly Json[] | Unknown>
  /** Ids, bots included, of https://docs.slack.dev/reference/methods/conversations.members/ */
  members(channel: string): Promise<readonly string[] | Unknown>
}

export const isUnknown = (answer: object): answer is Unknown =>
  'unknown' in answer && typeof answer.unknown === 'string'

const notThere = new Set(['user_not_found', 'user_not_visible', 'channel_not_found'])

function reasonOf(error: AppError): Unknown['unknown'] {
  const code = slackErrorOf(error) ?? ''
  if (code === 'missing_scope') return 'missing-scope'
  return notThere.has(code) ? 'not-there' : 'unavailable'
}

function parseInstall(answer: Json): Install {
  const team = text(answer, 'team_id')
  if (team === undefined)
    throw new AppError('slack-unavailable', 'Slack did not say which workspace the token is for', { retry: 'later' })
  const metadata = isRecord(answer.response_metadata) ? answer.response_metadata : {}
  const scopes = Array.isArray(metadata.scopes) ? metadata.scopes.map(String) : undefined
  return {
    team,
    enterprise: text(answer, 'enterprise_id'),
    isOrgWide: answer.is_enterprise_install === true,
    botUserId: text(answer, 'user_id'),
    ...(text(answer, 'bot_id') !== undefined && { botId: text(answer, 'bot_id')! }),
    scopes,
  }
}

/** @param now milliseconds since the epoch */
export function createLookups(client: SlackClient, now: () => number): Lookups {
  /** By method: Slack asked to wait until then. */
  const blocked = new Map<string, number>()
  let install: Install | undefined
  let installAsked: Promise<Install> | undefined
  let installFailed: { readonly error: unknown; readonly until: number } | undefined

  const call = (method: string, args: Record<string, string>): Promise<Json> =>
    lookUp(async () => {
      try {
        return { ...(await client.apiCall(method, args)) }
      } catch (cause) {
        const error = toAppError(cause, 'read')
        const waitMs = error.retryAfterMs ?? 0
        if (error.code === 'slack-rate-limited' && waitMs > longestWaitMs)
          blocked.set(method, now() + Math.min(waitMs, longestBlockMs))
        throw error
      }
    })

  async function read<T>(method: string, work: () => Promise<T>): Promise<T | Unknown> {
    if (now() < (blocked.get(method) ?? 0)) return { unknown: 'unavailable' }
    return work().catch((error: unknown) => ({ unknown: reasonOf(toAppError(error, 'read')) }))
  }

  const readOne = (method: string, name: 'user' | 'channel', id: string): Promise<Json | Unknown> =>
    read(method, async () => {
      const found = (await call(method, { [name]: id }))[name]
      // Half an answer, or one about something else, is none.
      return isRecord(found) && found.id === id ? found : { unknown: 'unavailable' }
    })

  const readAll = <T>(method: string, args: Record<string, string>, is: (one: unknown) => one is T) =>
    read<readonly T[] | Unknown>(method, async () => {
      const all: T[] = []
      let cursor: string | undefined
      for (let page = 0; page < maxPages; page += 1) {
        const answer = await call(method, { ...args, limit: pageSize, ...(cursor !== undefined && { cursor }) })
        const found = answer.members
        if (!Array.isArray(found) || !found.every(is)) return { unknown: 'unavailable' }
        for (const one of found) all.push(one)
        cursor = isRecord(answer.response_metadata) ? text(answer.response_metadata, 'next_cursor') : undefined
        if (cursor === undefined) return all
      }
      return { unknown: 'unavailable' }
    })

  async function askForInstall(): Promise<Install> {
    install = parseInstall(await call('auth.test', {}))
    return install
  }

  function readInstall(): Promise<Install> {
    const asked = askForInstall().finally(() => {
      if (installAsked === asked) installAsked = undefined
    })
    installAsked = asked
    return asked
  }

  return {
    known: () => install,
    readInstall,
    async install() {
      if (install !== undefined) return install
      if (installFailed !== undefined && now() < installFailed.until) throw installFailed.error
      return (installAsked ?? readInstall()).catch((error: unknown) => {
        installFailed = { error, until: now() + failedMs }
        throw error
      })
    },
    person: (user) => readOne('users.info', 'user', user),
    conversation: (channel) => readOne('conversations.info', 'channel', channel),
    people: () => readAll('users.list', {}, isRecord),
    members: (channel) =>
      readAll('conversations.members', { channel }, (one): one is string => typeof one === 'string' && one !== ''),
  }
}
