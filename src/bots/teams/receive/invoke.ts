// Invokes: what Teams waits for an answer to, in the response itself. Refuses malformed ones with 400 and a reason, names
// it does not know with 501; never fails in any other way.
import { describeError } from '../../../errors.ts'
import type { HttpResponse } from '../../../route.ts'
import type { PlatformHost } from '../../types.ts'
import { record } from '../json.ts'
import { strangersReason } from '../people/place.ts'
import { parseClick, parsePlace, unknownButton } from './click.ts'
import type { Consent } from './consent.ts'
import { createMessageExtension } from './message-extension.ts'
import { clickedFrom, type Parsed } from './parse.ts'

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

/** A button brings its form along, but for cards of versions before. */
export const formElsewhere =
  'There is something to fill in first, which this card has no room for: ask me again, and use the button below the new answer.'

/** Made once; its `cardId` is the message that the invoke was made from, if any. */
export function createInvoke({ host, consent, timeoutMs }: InvokeOptions) {
  const messageExtension = createMessageExtension({ host, timeoutMs })

  async function executeAction({ value, place }: Invoke): Promise<HttpResponse> {
    const action = record(value, 'action')
    const data = record(action, 'data')
    const wanted = action.verb === 'file' ? parsePlace(data) : null
    if (wanted !== null) return message(await consent.offer(wanted, place))
    const click = parseClick(action.verb, data)
    // A button of a version before, which had no token.
    if (click === null && parsePlace(data) !== null) return message(unknownButton)
    if (click === null) return malformed('action has no verb of ours, or its data no token')
    if (place.strangers !== null) return message(strangersReason(place.strangers))
    try {
      const clicked = await host.act(place.asker, click.token, click.input)
      if (clicked.kind === 'said') return message(clicked.message)
      if (clicked.kind === 'form' || clicked.kind === 'elsewhere') return message(formElsewhere)
      const isForAll = host.desk.isForAll(clicked.request)
      await host.accept(clickedFrom(place, clicked.request, isForAll))
      const isHidden = place.type !== 'personal' && !isForAll
      return message(`On it: the answer comes in a moment${isHidden ? ', for you alone' : ''}.`)
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
