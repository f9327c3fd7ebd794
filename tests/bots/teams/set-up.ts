// The whole platform on the stand-in, with a host that records, fed with signed deliveries.
import { createTeamsPlatform } from '../../../src/bots/teams/index.ts'
import type { HttpRequest, HttpResponse } from '../../../src/route.ts'
import { createTeamsStandIn } from '../../stand-ins/teams.ts'
import { createRecordingHost } from '../recording-host.ts'
import type { Json } from './fixtures.ts'

function httpRequest(body: string, headers: Record<string, string>): HttpRequest {
  return {
    method: 'POST',
    path: '/webhooks/teams',
    params: {},
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
  }
}

export async function setUp(options: { tenantIds?: readonly string[]; timeoutMs?: number } = {}) {
  const teams = await createTeamsStandIn()
  const host = createRecordingHost()
  const clock = { now: Date.now() }
  const config = { ...teams.config, tenantIds: options.tenantIds ?? teams.config.tenantIds }
  const platform = createTeamsPlatform(config, host, { now: () => clock.now, timeoutMs: options.timeoutMs ?? 10_000 })
  const [route] = platform.routes
  const receiveRaw = async (body: string, headers: Record<string, string>): Promise<HttpResponse> => {
    const request = httpRequest(body, headers)
    return route?.admit?.(request) ?? (await route!.handle(request))
  }
  /** Signed, and from the stand-in's own address. */
  const receive = async (activity: Json): Promise<HttpResponse> => {
    const from = { ...activity, serviceUrl: teams.serviceUrl }
    return receiveRaw(JSON.stringify(from), await teams.headersFor(from))
  }
  return { teams, host, clock, platform, receive, receiveRaw, [Symbol.asyncDispose]: () => teams.close() }
}
