// Microsoft Teams: activities come in through a gate of our own and go out through botbuilder's connector. Refuses whoever
// is not Microsoft's channel service, addresses that are not Microsoft's, and tenants that were not let in. Delivery: Teams
// offers no look-up of a lost post, so replies are at-least-once.
import { describeError } from '../../errors.ts'
import { hint } from '../../model.ts'
import type { HttpRequest, HttpResponse } from '../../route.ts'
import type { Platform, PlatformHost } from '../types.ts'
import { createCheck } from './check.ts'
import { createFetchFile } from './files/files.ts'
import { text } from './json.ts'
import { createReaders } from './people/readers.ts'
import { createConsent } from './receive/consent.ts'
import { admit, createGate } from './receive/gate.ts'
import { createInvoke, formElsewhere } from './receive/invoke.ts'
import { clickedFrom, incomingFrom, type Parsed, parse } from './receive/parse.ts'
import { createSigningKeys } from './receive/signing-keys.ts'
import { render } from './render/render.ts'
import { createConnector } from './send/connector.ts'
import { createRemove } from './send/remove.ts'
import { createSend, createShowWorking } from './send/send.ts'
import { isAllowedServiceUrl } from './send/service-urls.ts'
import { reach } from './target.ts'

interface TeamsConfig {
  readonly appId: string
  readonly appPassword: string
  readonly appType: 'SingleTenant' | 'MultiTenant'
  /** People of these tenants are answered; empty: nobody, privately said. */
  readonly tenantIds: readonly string[]
  readonly loginUrl: string
  /** Where replies may be sent, besides Microsoft's own addresses. */
  readonly serviceUrls: readonly string[]
  readonly graphUrl: string
  readonly openIdMetadataUrl: string
}

interface TeamsOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For one call to Microsoft; 10 s by default, 30 s for a post, which cannot be looked up. What Teams itself waits for takes less. */
  readonly timeoutMs?: number
}

/** Teams gives up on a search command after 5 s: https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search */
const invokeTimeoutMs = 4_500
/** Of the 15 s that a delivery may take, for both documents of the authority. */
const keysTimeoutMs = 5_000

export function createTeamsPlatform(config: TeamsConfig, host: PlatformHost, options: TeamsOptions): Platform {
  const { now, timeoutMs = 10_000 } = options
  const { appId, serviceUrls, graphUrl } = config
  const connector = createConnector(config, { timeoutMs, postTimeoutMs: options.timeoutMs ?? 30_000 })
  const send = createSend(connector, host, { appId })
  const answerMs = Math.min(timeoutMs, invokeTimeoutMs)
  const consent = createConsent({ host, send, origins: [...serviceUrls, graphUrl], answerMs, timeoutMs, now })
  const invoke = createInvoke({ host, consent, timeoutMs: answerMs })
  const findKey = createSigningKeys({
    metadataUrl: config.openIdMetadataUrl,
    timeoutMs: Math.min(timeoutMs, keysTimeoutMs),
    cache: new Map(),
    now,
    log: host.log,
  })
  const gate = createGate({ appId, findKey, now })

  async function takeClick({ click, place }: Extract<Parsed, { kind: 'click' }>): Promise<void> {
    const clicked = await host.act(place.asker, click.token, click.input)
    const answer = (reason: string) => host.accept(incomingFrom(place, hint(reason)))
    if (clicked.kind === 'asked')
      await host.accept(clickedFrom(place, clicked.request, host.desk.isForAll(clicked.request)))
    else if (clicked.kind === 'form' || clicked.kind === 'elsewhere') await answer(formElsewhere)
    else
      await answer(clicked.message).catch((error: unknown) => {
        // Delivered again it would take back what is recorded now.
        host.log.warn('teams: a click was recorded, but not answered', { error: describeError(error) })
      })
  }

  async function take(parsed: Parsed): Promise<void> {
    if (parsed.kind === 'click') return takeClick(parsed)
    if (parsed.kind === 'follow-up' && !(await host.knowsThread(parsed.incoming.threadKey))) return
    if (parsed.kind === 'follow-up' || parsed.kind === 'addressed') await host.accept(parsed.incoming)
  }

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const admission = await gate(request)
    if (admission.kind === 'refused') return admission.response
    const serviceUrl = text(admission.activity, 'serviceUrl') ?? ''
    if (!isAllowedServiceUrl(serviceUrl, serviceUrls)) {
      const origin = URL.parse(serviceUrl)?.origin ?? 'no address'
      host.log.warn('teams: replies may not go there; if it is right, add it to MICROSOFT_SERVICE_URLS', { origin })
      return { status: 403, body: 'replies may not go to this serviceUrl' }
    }
    const parsed = parse(admission.activity, { ...config, desk: host.desk })
    if (parsed.kind === 'invoke') return invoke(parsed, text(admission.activity, 'replyToId'))
    try {
      await take(parsed)
    } catch (error) {
      // Teams delivers again after a server error.
      host.log.warn('teams: delivery not stored', { error: describeError(error) })
      return { status: 503, body: 'not stored, deliver again' }
    }
    return { status: 200 }
  }

  return {
    id: 'teams',
    routes: [{ method: 'POST', path: '/webhooks/teams', admit, handle }],
    answersFromBuiltInDocs: false,
    check: createCheck(connector, appId),
    readableBy: createReaders({ connector, now, log: host.log }),
    render,
    reach,
    showWorking: createShowWorking(connector),
    fetchFile: createFetchFile(connector, { serviceUrls, graphUrl, timeoutMs }),
    send,
    remove: createRemove(connector),
    stop: () => consent.settled(),
  }
}
