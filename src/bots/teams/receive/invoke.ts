// Invokes: what Teams waits for an answer to, in the response itself. Refuses malformed ones with 400 and a reason, names
// it does not know with 501; never fails in any other way.
import { describeError } from '../../../errors.ts'
import type { HttpResponse } from '../../../route.ts'
import type { PlatformHost } from '../../types.ts'
import { record } from '../json.ts'
import { strangersReason } from '../people/place.ts'
import type { Consent } from './consent.ts'
import { feedbackText, parseClick, parsePlace } from './feedback.ts'
import { createMessageExtension } from './message-extension.ts'
import type { Parsed } from './parse.ts'

type Invoke = Extract<Parsed, { readonly kind: 'invoke' }>

interface InvokeOptions {
  readonly host: PlatformHost
  readonly consent: Pick<Consent, 'offer' | 'decide'>
  readonly timeoutMs: number
}

const json = (status: number, body: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

// https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
const malformed = (reason: string) =>
  json(400, {
    statusCode: 400,
    type: 'application/vnd.microsoft.error',
    value: { code: 'BadRequest', message: reason },
  })
const message = (value: string) =>
  json(200, { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value })

/** Made once; its `cardId` is the message that the invoke was made from, if any. */
export function createInvoke({ host, consent, timeoutMs }: InvokeOptions) {
  const messageExtension = createMessageExtension({ host, timeoutMs })

  async function executeAction({ value, place }: Invoke): Promise<HttpResponse> {
    const action = record(value, 'action')
    const data = record(action, 'data')
    const wanted = action.verb === 'file' ? parsePlace(data) : null
    if (wanted !== null) return message(await consent.offer(wanted, place))
    const click = parseClick(action.verb, data)
    if (click === null) return malformed('action has no verb of ours, or its data no conversationId and seq')
    if (place.strangers !== null) return message(strangersReason(place.strangers))
    try {
      const { kind, place: at, text } = click
      const feedback = {
        person: place.asker.person.id,
        place: at,
        kind,
        ...(text && { text }),
      }
      return message(feedbackText(kind, await host.recordFeedback(feedback)))
    } catch (error) {
      host.log.warn('teams: a click was not stored', { error: describeError(error) })
      return message('That could not be stored just now. Try again in a moment.')
    }
  }

  return async (invoke: Invoke, cardId?: string): Promise<HttpResponse> => {
    if (invoke.name === 'adaptiveCard/action') return executeAction(invoke)
    if (invoke.name === 'fileConsent/invoke') {
      const { value, place } = invoke
      if (value.action !== 'accept' && value.action !== 'decline') return malformed('action is accept or decline')
      await consent.decide(value, place, cardId)
      return json(200, {})
    }
    const result = await messageExtension(invoke.name, invoke.value, invoke.place)
    if (typeof result === 'string') return malformed(result)
    return result === null ? json(501, { error: `There is no ${invoke.name} here` }) : json(200, result)
  }
}
