// Slack as an app that teams install: everything that comes in by it is taken here and handed to the install that it is for.
// Refuses what no install is for, in words where Slack lets them be said.
import { describeError } from '../../../errors.ts'
import type { InstallId } from '../../../model.ts'
import type { AppHost, AppPlace, Platform, PlatformApp } from '../../types.ts'
import { createSlackPlatform, isSlackPlatform, type SlackOptions, type SlackPlatform } from '../index.ts'
import { isRecord, type Json, text } from '../json.ts'
import { authorizations, originOf } from '../people/install.ts'
import { missingScopes, scopes } from '../people/scopes.ts'
import { unconnected } from '../people/tell.ts'
import { endsInstall, teamsChangedBy } from '../receive/changes.ts'
import type { Delivered, Retry } from '../receive/dispatch.ts'
import { createEdge } from '../receive/edge.ts'
import { createWebClient, type TokenSource } from '../send/web-client.ts'
import { createExchange, type Granted, type OAuthApp } from './exchange.ts'
import { createInstallPages, installPath } from './pages.ts'
import { createTokens } from './tokens.ts'

interface SlackAppConfig {
  readonly oauth: OAuthApp
  readonly signingSecret?: string
  readonly appToken?: string
  readonly apiUrl?: string
}

const callMs = 10_000

/** @param own speaks for the environment's token, whose team's deliveries come in by the same app; null without one */
export function createSlackApp(
  config: SlackAppConfig,
  host: AppHost,
  own: Platform | null,
  options: SlackOptions,
): PlatformApp {
  const { apiUrl, oauth } = config
  const timeoutMs = options.timeoutMs ?? callMs
  const exchange = createExchange(createWebClient(undefined, apiUrl, timeoutMs), oauth, options.now)
  const open = new Map<InstallId, SlackPlatform>()
  const sources = new Map<InstallId, TokenSource>()

  /** One for all workspaces that an install answers from: a refresh token is good once. */
  function sourceOf(id: InstallId): TokenSource {
    const source =
      sources.get(id) ??
      createTokens({
        kept: host.tokensOf(id),
        exchange: exchange.refresh,
        ended: async () => {
          host.log.warn('slack: the refresh token of an install was refused, and the install has ended', {
            install: id,
          })
          await host.end(id)
        },
        now: options.now,
      })
    sources.set(id, source)
    return source
  }

  async function deliver(body: unknown, retry: Retry): Promise<Delivered> {
    if (!isRecord(body)) return 'not-payload'
    try {
      const changed = teamsChangedBy(body)
      if (changed !== null) {
        await changeTeams(changed, retry.retryNum !== undefined)
        return {}
      }
      for (const place of placesOf(body)) {
        const route = await host.routeOf(place)
        if (route === null) continue
        if (endsInstall(body)) {
          // Slack delivers again what it is not sure of, and the team may be back by then.
          await host.end(route.token, retry.retryNum === undefined ? undefined : endedAt(body))
          return {}
        }
        const platform = open.get(route.install ?? route.token)
        if (platform !== undefined && route.install !== null) return platform.dispatch(body, retry)
        return platform === undefined ? {} : await platform.sayUnconnected(body)
      }
    } catch (error) {
      host.log.warn('slack: delivery not stored', { error: describeError(error) })
      return 'not-stored'
    }
    if (own !== null && isSlackPlatform(own)) return own.dispatch(body, retry)
    return refuse(body)
  }

  /** @param isLate Slack delivers it again, and the opposite may be true by then: what holds is looked up */
  async function changeTeams(
    { enterprise, isGranted, teams }: NonNullable<ReturnType<typeof teamsChangedBy>>,
    isLate: boolean,
  ): Promise<void> {
    const route = await host.routeOf({ account: enterprise, enterprise })
    if (route === null) return
    const id = route.token
    const still = isLate ? await listTeams(createWebClient(await sourceOf(id).current(), apiUrl, timeoutMs)) : null
    const changed = teams.filter((team) => still === null || still.includes(team) === isGranted)
    if (changed.length > 0) await (isGranted ? host.addTeams(id, changed) : host.removeTeams(id, changed))
  }

  /** Acknowledged, or Slack would deliver it again and again; said to whoever waits for a command's answer. */
  function refuse(body: Json): Delivered {
    const team = placesOf(body)[0]?.account ?? 'unnamed'
    host.log.warn('slack: a delivery for a team that has not installed this app was refused', { team })
    if (text(body, 'command') === undefined) return {}
    const words = `I am not installed here (any more): whoever runs this workspace can install me at ${host.origin()}${installPath}`
    return { response: { response_type: 'ephemeral', text: words } }
  }

  async function welcome(granted: Granted, id: string, isActive: boolean): Promise<readonly string[]> {
    const client = createWebClient(granted.tokens.access, apiUrl, timeoutMs)
    const { account, isOrg } = granted.made
    const missing = missingScopes(granted.made)
    const besides = missing.length === 0 ? [] : [`It lacks these permissions, and does less: ${missing.join(', ')}.`]
    try {
      await client.apiCall('auth.test')
      if (isOrg && isActive) await host.answerIn(id as InstallId, await listTeams(client))
    } catch (error) {
      host.log.warn('slack: a new install could not be looked at', { account, error: describeError(error) })
      besides.push('Slack did not confirm it just now: if it does not answer, install it again.')
    }
    if (granted.installer !== undefined)
      await client
        .apiCall('chat.postMessage', {
          channel: granted.installer,
          text: isActive ? welcomeText : `${welcomeText}\n\n${unconnected(account)}.`,
          unfurl_links: false,
          unfurl_media: false,
        })
        .catch((error) => {
          host.log.warn('slack: whoever installed the app was not welcomed', { account, error: describeError(error) })
        })
    return besides
  }

  const edge = createEdge({ ...config, dispatch: deliver, log: host.log, now: options.now, timeoutMs })
  return {
    id: 'slack',
    routes: [
      ...edge.routes,
      ...createInstallPages({
        app: oauth,
        authorizeUrl: new URL('/oauth/v2/authorize', apiUrl ?? 'https://slack.com').href,
        scopes: scopes.map(({ name }) => name),
        exchange,
        host,
        welcome,
        now: options.now,
      }),
    ],
    start: edge.start,
    stop: edge.stop,
    check: edge.check,
    open({ id, tokenOf }, platformHost) {
      const platform = createSlackPlatform(
        { botToken: sourceOf(tokenOf), ...(apiUrl !== undefined && { apiUrl }) },
        platformHost,
        options,
      )
      open.set(id, platform)
      return {
        ...platform,
        async stop() {
          open.delete(id)
          sources.delete(id)
          await platform.stop?.()
        },
      }
    },
  }
}

const welcomeText =
  'Thank you for installing me. I answer from your team’s own documents, and every claim names its source. Ask me here, mention me in a channel, or type `/rag` to see what I can do.'
/** https://docs.slack.dev/reference/methods/auth.teams.list/: the teams of an organisation that it is let into. */
async function listTeams(client: ReturnType<typeof createWebClient>): Promise<readonly string[]> {
  const found: string[] = []
  let cursor: string | undefined
  for (let page = 0; page < 20; page += 1) {
    const answer: Json = { ...(await client.apiCall('auth.teams.list', { limit: 100, ...(cursor && { cursor }) })) }
    const teams = Array.isArray(answer.teams) ? answer.teams.filter(isRecord) : []
    found.push(...teams.flatMap((team) => text(team, 'id') ?? []))
    cursor = isRecord(answer.response_metadata) ? text(answer.response_metadata, 'next_cursor') : undefined
    if (cursor === undefined) break
  }
  return found
}

/** Whose it may be, the likeliest first: the installs that see an event, else where it happened. */
function placesOf(body: Json): readonly AppPlace[] {
  const { team, enterprise } = originOf(body)
  const event = isRecord(body.event) ? body.event : {}
  const channel =
    text(event, 'channel') ??
    text(body, 'channel_id') ??
    (isRecord(body.channel) ? text(body.channel, 'id') : undefined)
  const thread = text(event, 'thread_ts') ?? text(event, 'ts')
  const at = { ...(channel !== undefined && { channel }), ...(thread !== undefined && { thread }) }
  const place = (account: string | undefined, of: string | undefined): readonly AppPlace[] =>
    account === undefined && of === undefined
      ? []
      : [{ account: account ?? of ?? '', ...(of !== undefined && { enterprise: of }), ...at }]
  const seenBy = authorizations(body)
  return seenBy.length > 0
    ? seenBy.flatMap((one) =>
        place(
          text(one, 'team_id') ?? team,
          text(one, 'enterprise_id') ?? (one.is_enterprise_install === true ? enterprise : undefined),
        ),
      )
    : place(team, enterprise)
}

/** Slack counts whole seconds. */
function endedAt(body: Json): Date | undefined {
  const seconds = body.event_time
  return typeof seconds === 'number' ? new Date((seconds + 1) * 1_000) : undefined
}
