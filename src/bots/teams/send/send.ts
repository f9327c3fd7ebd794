// One message of the outbox to Teams: posted, updated, streamed, or written to one person in their own chat with the bot.
// Makes one attempt; the outbox decides about the next. Teams offers no look-up of a lost post, so that is at-least-once.
import type { Activity } from 'botbuilder'
import { AppError } from '../../../errors.ts'
import type { Asker } from '../../../model.ts'
import { storedClickable } from '../../clickable.ts'
import type { Outbound, Platform, PlatformHost } from '../../types.ts'
import { limits } from '../limits.ts'
import { type TeamsTarget, targetOf } from '../target.ts'
import { complete, inOneCard } from './compose.ts'
import type { Connector } from './connector.ts'
import { isFinal, refusalOf } from './errors.ts'
import { decodeSent, encodeSent } from './stream.ts'

type Json = Readonly<Record<string, unknown>>

interface SendOptions {
  readonly appId: string
}

const cannotWrite =
  'I have a reply for you alone, but I cannot write to you: add me in Teams (Apps, search for me, Add), then ask again.'
const isDirect = (target: TeamsTarget) => target.type === 'personal'

/** True when a stream has its last step already: an earlier attempt arrived although its outcome was lost. */
const isCompleted = (error: unknown) => /already completed/i.test(refusalOf(error)?.message ?? '')

const isRateLimited = (error: unknown) => error instanceof AppError && error.code === 'teams-rate-limited'

/** Makes the platform's `send`. */
export function createSend(
  connector: Pick<Connector, 'call' | 'postRaw'>,
  host: Pick<PlatformHost, 'limits' | 'sign'>,
  options: SendOptions,
): Platform['send'] {
  return (message) => {
    const guarded: typeof connector = {
      call: async (...call) => {
        await message.stillOurs?.()
        return connector.call(...call)
      },
      postRaw: async (...post) => {
        await message.stillOurs?.()
        return connector.postRaw(...post)
      },
    }
    return sendOver(guarded, host, options)(message)
  }
}

function sendOver(
  connector: Pick<Connector, 'call' | 'postRaw'>,
  { limits: rates, sign }: Pick<PlatformHost, 'limits' | 'sign'>,
  { appId }: SendOptions,
): Platform['send'] {
  const bot = { id: `28:${appId}` }

  /** @throws AppError `later` when it is not this conversation's turn */
  async function takeTurn(target: TeamsTarget, conversation: string, isStream: boolean): Promise<void> {
    const retryAfterMs = await rates.take(
      ...(isStream ? [{ bucket: `teams-stream:${conversation}`, allowance: limits.stream }] : []),
      { bucket: `teams:${conversation}`, allowance: limits.conversation },
      { bucket: `teams-tenant:${target.tenant}`, allowance: limits.tenant },
    )
    if (retryAfterMs > 0)
      throw new AppError('teams-rate-limited', 'Teams’ limits leave no turn just now', { retry: 'later', retryAfterMs })
  }

  async function attempt<T>(conversation: string, call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      if (refusalOf(error)?.status === 429 && error instanceof AppError)
        await rates.block(`teams:${conversation}`, error.retryAfterMs ?? 0)
      throw error
    }
  }

  const addressed = (activity: Json, conversation: string): Partial<Activity> =>
    ({ ...activity, channelId: 'msteams', from: bot, conversation: { id: conversation } }) as Partial<Activity>

  /** @param replyTo the message it answers: none in another conversation than that one's */
  async function post(target: TeamsTarget, conversation: string, activity: Json, replyTo?: string): Promise<string> {
    await takeTurn(target, conversation, false)
    const call = connector.call(target.serviceUrl, 'write', async ({ conversations }) => {
      const complete = addressed(activity, conversation)
      return replyTo === undefined
        ? conversations.sendToConversation(conversation, complete)
        : conversations.replyToActivity(conversation, replyTo, { ...complete, replyToId: replyTo })
    })
    return (await attempt(conversation, call)).id ?? ''
  }

  async function postStep(target: TeamsTarget, activity: Json, info: Json): Promise<string> {
    const conversation = target.conversation
    await takeTurn(target, conversation, true)
    const step = {
      ...addressed(activity, conversation),
      // Microsoft's own test client takes no stream that does not say so.
      conversation: { id: conversation, conversationType: 'personal' },
      entities: [{ type: 'streaminfo', ...info }],
    }
    return attempt(conversation, connector.postRaw(target.serviceUrl, conversation, step))
  }

  async function update(target: TeamsTarget, conversation: string, id: string, activity: Json): Promise<void> {
    await takeTurn(target, conversation, false)
    const call = connector.call(target.serviceUrl, 'write', ({ conversations }) =>
      conversations.updateActivity(conversation, id, { ...addressed(activity, conversation), id }),
    )
    await attempt(conversation, call)
  }

  /** Updates a message, or posts a new one where that cannot be changed any more. */
  async function replace(target: TeamsTarget, conversation: string, id: string, activity: Json, replyTo?: string) {
    try {
      await update(target, conversation, id, activity)
      return id
    } catch (error) {
      // Deleted by someone, too old, or no longer the bot's to change. What is too large stays so.
      if (![400, 403, 404, 405].includes(refusalOf(error)?.status ?? 0)) throw error
      return post(target, conversation, activity, replyTo)
    }
  }

  /** A step of a stream. Where Teams refuses it, nothing is shown, and the final comes as an ordinary message. */
  async function streamOn(message: Outbound, activity: Json): Promise<string> {
    const { replaces } = message
    const target = targetOf(message)
    const before = decodeSent(replaces)
    // A message stands there already, or streams are refused here: the final is what counts.
    if (before.kind !== 'stream' && replaces !== undefined) return replaces
    const sequence = before.kind === 'stream' ? before.sequence + 1 : 1
    const known = before.kind === 'stream' ? { streamId: before.id } : {}
    const [entity] = activity.entities as readonly Json[]
    try {
      const id = await postStep(target, activity, { ...entity, ...known, streamSequence: sequence })
      return encodeSent({ kind: 'stream', id: before.kind === 'stream' ? before.id : id, sequence })
    } catch (error) {
      // Nor does a step wait for its turn: the final says the same a second later.
      if (!isFinal(error) && !isRateLimited(error)) throw error
      return encodeSent(before.kind === 'stream' ? before : { kind: 'nothing' })
    }
  }

  async function sendHere(message: Outbound, activity: Json): Promise<string> {
    const { replaces } = message
    const target = targetOf(message)
    const conversation = target.conversation
    const before = decodeSent(replaces)
    const whole = inOneCard(activity)
    if (before.kind === 'message') return replace(target, conversation, before.id, whole, target.activity)
    if (before.kind === 'stream') {
      const { prose: _, ...last } = activity
      try {
        // A stream ends in text, also where all else is in the card.
        await postStep(target, { text: activity.summary, ...last }, { streamId: before.id, streamType: 'final' })
        return before.id
      } catch (error) {
        if (isCompleted(error)) return before.id
        if (!isFinal(error)) throw error
      }
    }
    return post(target, conversation, whole, target.activity)
  }

  /** The person's own chat with the bot. @throws AppError `never` when the app may not write to them */
  async function openChat(target: TeamsTarget): Promise<string> {
    await takeTurn(target, `with ${target.user}`, false)
    const call = connector.call(target.serviceUrl, 'write', ({ conversations }) =>
      conversations.createConversation({
        isGroup: false,
        bot: { ...bot, name: '' },
        members: [{ id: target.user, name: '' }],
        tenantId: target.tenant,
        channelData: { tenant: { id: target.tenant } },
      } as Parameters<typeof conversations.createConversation>[0]),
    )
    return (await attempt(`with ${target.user}`, call)).id
  }

  /** Takes a placeholder away that everyone sees, before one person is told something. */
  async function remove(target: TeamsTarget, id: string): Promise<void> {
    const conversation = target.conversation
    await takeTurn(target, conversation, false)
    const call = connector.call(target.serviceUrl, 'write', ({ conversations }) =>
      conversations.deleteActivity(conversation, id),
    )
    await attempt(conversation, call).catch((error: unknown) => {
      // Whoever it was that deleted it: it is gone.
      if (refusalOf(error)?.status !== 404) throw error
    })
  }

  async function sendPrivately(message: Outbound, activity: Json): Promise<string> {
    const { replaces, kind } = message
    const target = targetOf(message)
    const before = decodeSent(replaces)
    // Said once, that is enough.
    if (before.kind === 'notice') return encodeSent(before)
    try {
      if (before.kind === 'private')
        return encodeSent({ ...before, id: await replace(target, before.conversation, before.id, activity) })
      const conversation = await openChat(target)
      if (before.kind === 'message') await remove(target, before.id)
      return encodeSent({ kind: 'private', conversation, id: await post(target, conversation, activity) })
    } catch (error) {
      if (!isFinal(error) || kind === 'aside') throw error
    }
    const notice = { type: 'message', text: cannotWrite, summary: cannotWrite }
    const place = target.conversation
    const id =
      before.kind === 'message'
        ? await replace(target, place, before.id, notice, target.activity)
        : await post(target, place, notice, target.activity)
    return encodeSent({ kind: 'notice', id })
  }

  return async (message) => {
    const { payload, answer } = message
    const clickable = storedClickable(payload)
    const isClickable = clickable.buttons.length + clickable.selects.length > 0
    const signed = isClickable ? await sign(clickable, answer) : { buttons: [], selects: [] }
    const activity = complete(payload, signed, targetOf(message), answer)
    if (activity.type === 'typing') return streamOn(message, activity)
    return message.private && !isDirect(targetOf(message))
      ? sendPrivately(message, activity)
      : sendHere(message, activity)
  }
}

/** Makes the platform's `showWorking`: an indicator that lasts some seconds. Channels have none. */
export function createShowWorking(connector: Connector): (asker: Pick<Asker, 'target'>) => Promise<void> {
  return async (asker) => {
    const { type, serviceUrl, conversation } = targetOf(asker)
    if (type === 'channel') return
    await connector.call(serviceUrl, 'write', ({ conversations }) =>
      conversations.sendToConversation(conversation, { type: 'typing' }),
    )
  }
}
