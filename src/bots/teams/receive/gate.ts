// Who may deliver: Microsoft's channel service, for Teams, to this bot. Stands before everything else and keeps nothing a
// caller sent. Refuses every other token with 401 (the emulator's and other bots' included), 503 while nobody can tell.
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import type { HttpRequest, HttpResponse } from '../../../route.ts'
import { isRecord, type Json, text } from '../json.ts'
import type { createSigningKeys } from './signing-keys.ts'

type Admission =
  | { readonly kind: 'admitted'; readonly activity: Json }
  | { readonly kind: 'refused'; readonly response: HttpResponse }

interface GateOptions {
  readonly appId: string
  readonly findKey: ReturnType<typeof createSigningKeys>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * Public cloud and US government; whose keys count is up to the configured metadata alone.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
 */
const issuers = ['https://api.botframework.com', 'https://api.botframework.us']
const clockSkewSeconds = 300
const channel = 'msteams'
// Three parts of base64url, none of them empty: what is unsigned by its shape is refused by it.
const bearer = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

const refused = (status: 400 | 401 | 503, reason: string): Admission => ({
  kind: 'refused',
  response: { status, headers: { 'content-type': 'text/plain' }, body: reason },
})
const notMicrosoft = 'the request does not come from Microsoft Teams'

/** Refuses by the headers alone, before a body is read. */
export function admit(request: HttpRequest): HttpResponse | null {
  if (bearer.test(request.headers.authorization ?? '')) return null
  return { status: 401, headers: { 'content-type': 'text/plain' }, body: notMicrosoft }
}

function parseActivity(body: Uint8Array): Json | undefined {
  try {
    const activity: unknown = JSON.parse(new TextDecoder().decode(body))
    return isRecord(activity) ? activity : undefined
  } catch {
    return undefined
  }
}

export function createGate({ appId, findKey, now }: GateOptions): (request: HttpRequest) => Promise<Admission> {
  async function verify(token: string, key: CryptoKey | Uint8Array): Promise<JWTPayload | null> {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['RS256'],
        issuer: issuers,
        audience: appId,
        requiredClaims: ['exp'],
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(now()),
      })
      return payload
    } catch {
      return null
    }
  }

  return async ({ headers, body }) => {
    const token = bearer.exec(headers.authorization ?? '')?.[1]
    const kid = token && keyIdOf(token)
    if (!token || !kid) return refused(401, notMicrosoft)
    const found = await findKey(kid)
    if (found === 'unavailable') return refused(503, 'the signing keys are out of reach: deliver again')
    const claims = found === 'unknown' ? null : await verify(token, found.key)
    if (found === 'unknown' || claims === null) return refused(401, notMicrosoft)

    const activity = parseActivity(body)
    if (activity === undefined) return refused(400, 'the body is not an activity')
    const serviceUrl = text(activity, 'serviceUrl')
    // A token is made for one address: with any other, our replies and our own token would go elsewhere.
    if (serviceUrl === undefined || claims.serviceurl !== serviceUrl) return refused(401, notMicrosoft)
    // On Direct Line and in web chats the caller writes who they are.
    if (activity.channelId !== channel || !found.endorsements.includes(channel)) return refused(401, notMicrosoft)
    return { kind: 'admitted', activity }
  }
}

/** The key that an RS256 token says it is signed with; undefined for any other algorithm. */
function keyIdOf(token: string): string | undefined {
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    return alg === 'RS256' ? kid : undefined
  } catch {
    return undefined
  }
}
