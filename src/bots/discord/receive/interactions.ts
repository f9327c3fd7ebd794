// What an interaction is answered with, over the webhook or the gateway. What has to be worked on is stored first and
// then deferred, without a call to Discord in between. Refuses an interaction that it has already answered.
import { describeError } from '../../../errors.ts'
import type { Asker, Incoming } from '../../../model.ts'
import type { Route } from '../../../route.ts'
import type { PlatformHost } from '../../types.ts'
import type { Allowed } from '../people/access.ts'
import type { Readers } from '../people/readers.ts'
import { targetOf } from '../target.ts'
import type { Asking } from './commands.ts'
import { answerClick, answerTurn } from './components.ts'
import { answered, type Settled } from './origin.ts'
import { type Clicked, parse } from './parse.ts'
import { defer, type InteractionResponse, modal, say, suggest, unknownButton } from './responses.ts'
import { createReplayGuard, createVerifier } from './verify.ts'

/** Discord waits 3 s: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback */
const answerWithinMs = 2_000

interface Context {
  readonly host: PlatformHost
  readonly allowed: Allowed
  readonly readers: Pick<Readers, 'mayAskDirectly'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** `replayed`: it was answered before. `unknown`: it is no interaction. */
export type AnswerInteraction = (body: unknown) => Promise<InteractionResponse | 'replayed' | 'unknown'>

function within<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${answerWithinMs} ms`)), answerWithinMs)
  return Promise.race([work, promise]).finally(() => clearTimeout(timer))
}

export function createAnswerInteraction({ host, allowed, readers, now }: Context): AnswerInteraction {
  const isFirst = createReplayGuard(now)

  /** A failure is logged and becomes what the person sees instead; what was stored stays stored. */
  async function orElse(
    instead: InteractionResponse,
    work: Promise<InteractionResponse>,
  ): Promise<InteractionResponse> {
    try {
      return await work
    } catch (error) {
      host.log.warn('discord: interaction not answered', { error: describeError(error) })
      return instead
    }
  }

  const suggestFor = async (asker: Asker, words: string) => suggest(await host.suggestTitles(asker, words))

  /** Its own key tells a second delivery from the first, so a replay stores nothing and gets the same deferral. */
  function take(incoming: Incoming): Promise<InteractionResponse> {
    const stored = host.accept(incoming).then(() => defer(targetOf(incoming).isEphemeral === true))
    return orElse(say('I can’t take questions right now, try again in a minute.'), stored)
  }

  async function outcomeOf(clicked: Clicked): Promise<Settled> {
    const { origin } = clicked
    if (origin.place === null && !(await readers.mayAskDirectly(origin.person)))
      return answered(say('I answer only members of the servers that I work for.'))
    return 'turn' in clicked ? answered(await answerTurn(clicked.turn, host)) : answerClick(origin, clicked.click, host)
  }

  async function settle(outcome: Promise<Settled>): Promise<InteractionResponse> {
    const settled = await within(outcome)
    return settled.kind === 'answered' ? settled.response : take(settled.incoming)
  }

  async function formFor({ label, form, action }: Asking): Promise<InteractionResponse> {
    const { buttons } = await host.sign({ buttons: [{ label, action, form }], selects: [] })
    return buttons[0] === undefined ? unknownButton : modal(form, buttons[0].token)
  }

  const failed = say('That did not work just now: try again in a minute.')

  return async (body) => {
    const parsed = parse(body, { allowed, now: now(), desk: host.desk })
    switch (parsed.kind) {
      case 'unsupported':
        host.log.warn('discord: unknown interaction', { type: parsed.type })
        return 'unknown'
      case 'answered':
        return parsed.response
      case 'addressed':
        return take(parsed.incoming)
      case 'typing':
        if (!isFirst(parsed.id)) return 'replayed'
        return orElse(suggest([]), within(suggestFor(parsed.asker, parsed.words)))
      case 'form':
        if (!isFirst(parsed.origin.id)) return 'replayed'
        return orElse(failed, within(formFor(parsed)))
      case 'clicked':
        if (!isFirst(parsed.origin.id)) return 'replayed'
        return orElse(failed, settle(outcomeOf(parsed)))
    }
  }
}

/** Interactions hold a message with its embeds at most, and forms of a few thousand characters. */
const bodyLimitBytes = 512 * 1024

/** `POST /webhooks/discord`. @param publicKey 64 hexadecimal digits */
export function createWebhook(publicKey: string, answer: AnswerInteraction, now: () => number): Route {
  const verifier = createVerifier(publicKey, now)
  const refused = { status: 401, body: 'the request is not signed by Discord, too old, or was sent before' }
  return {
    method: 'POST',
    path: '/webhooks/discord',
    bodyLimitBytes,
    admit: ({ headers }) => (verifier.isFresh(headers) ? null : refused),
    async handle(request) {
      if (!verifier.isSigned(request)) return refused
      let body: unknown
      try {
        body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body))
      } catch {
        return { status: 400, body: 'the body is no JSON' }
      }
      const response = await answer(body)
      if (response === 'replayed') return refused
      if (response === 'unknown') return { status: 400, body: 'the body is not an interaction' }
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(response) }
    },
  }
}
