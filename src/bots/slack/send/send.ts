// One message of the outbox to Slack: posted, updated, or shown to one person only. Makes one attempt; the outbox
// decides about the next. An id that begins with `private:` names a message that Slack can neither find nor change.
import { AppError } from '../../../errors.ts'
import type { ThreadKey } from '../../../model.ts'
import { storedClickable } from '../../clickable.ts'
import type { Outbound, PlatformHost } from '../../types.ts'
import type { CallKind } from '../../unreachable.ts'
import { isRecord } from '../json.ts'
import { limits } from '../limits.ts'
import { type Block, context } from '../render/blocks.ts'
import { clickBlocks } from '../render/clicks.ts'
import { quoteQuestion } from '../render/render.ts'
import { isWithBot, type SlackTarget, targetOf } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { httpError, networkError, rateLimited, slackErrorOf, toAppError } from './errors.ts'
import { decodeStream, type Streams, streamIn } from './stream.ts'
import type { SlackClient } from './web-client.ts'

/** Marks our posts so that `find` knows them again: https://docs.slack.dev/messaging/message-metadata/ */
const metadataType = 'ragbot_reply'

// The bot may not post there at all; a response URL or a direct message still reaches the person who asked. All that begin
// with "restricted_action" besides: https://docs.slack.dev/reference/methods/chat.postMessage/#errors
const notAllowedThere = new Set(['channel_not_found', 'not_in_channel', 'is_archived', 'is_inactive', 'missing_scope'])
const noThreadsThere = 'restricted_action_non_threadable_channel'
// What the message looks like is refused, whatever the way: its text is not.
const contentRefused = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])
// The placeholder cannot be updated any more: https://docs.slack.dev/reference/methods/chat.update/#errors
const notUpdatable = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'streaming_state_conflict',
  'message_not_in_streaming_state',
])

type Ways = readonly [() => Promise<string>, ...(() => Promise<string>)[]]
const isRefused = (error: unknown) => error instanceof AppError && error.retry === 'never'
const isContentRefused = (error: unknown) => contentRefused.has(slackErrorOf(error) ?? '')

const privateId = (id: string) => `private:${id}`
export const isPrivateId = (id: string) => id.startsWith('private:')

export const isDirectMessage = (target: SlackTarget) => target.channel.startsWith('D') || isWithBot(target)

/** The thread that a reply to a slash command opens where it was posted for all to see; null for any other message. */
export function threadStartedBy(message: Outbound, messageId: string): ThreadKey | null {
  const { team, channel, thread_ts } = targetOf(message)
  if (message.private || isPrivateId(messageId) || thread_ts !== undefined) return null
  return encodeThreadKey({ team, channel, thread: messageId })
}

/** The payload as it goes out: apart from the question it answers, the reply opens with it. */
function compose(message: Outbound): Record<string, unknown> {
  const { question, stream: _, ...content } = message.payload
  const { thread_ts, user, isApart } = targetOf(message)
  const isBelowIt = thread_ts !== undefined && !isApart
  if (message.private || isBelowIt || user === undefined || typeof question !== 'string') return content
  const quoted = quoteQuestion(question, user)
  const text = `${quoted.text}\n${content.text}`
  if (!Array.isArray(content.blocks)) return { ...content, text }
  return { ...content, text, blocks: [quoted.block, ...(content.blocks as Block[])] }
}

/** @throws AppError `never` when the address has expired: it lives 30 minutes and 5 uses. */
async function postToResponseUrl(url: string, content: Record<string, unknown>, timeoutMs: number): Promise<void> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...content, response_type: 'ephemeral', replace_original: false }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
  } catch (error) {
    throw networkError(error, 'write')
  }
  if (response.ok) return
  if (response.status === 429) throw rateLimited(Number(response.headers.get('retry-after') ?? 0))
  if (response.status >= 500) throw httpError(response.status, 'write')
  // https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
  throw new AppError('slack-response-url-expired', 'The response URL of this command has expired: ask again')
}

/**
 * Makes the platform's `send`.
 * @param clients `patient` is for what only one person sees, which cannot be looked up: `patientMs` long an answer is
 *   waited for there before it counts as lost, and the message is shown again.
 */
export function createSend(
  {
    client,
    patient,
    patientMs,
    streams,
  }: {
    readonly client: SlackClient
    readonly patient: SlackClient
    readonly patientMs: number
    readonly streams: Streams
  },
  host: Pick<PlatformHost, 'limits' | 'sign'>,
): (message: Outbound) => Promise<string> {
  async function call(
    { stillOurs }: Outbound,
    method: string,
    args: Record<string, unknown>,
    kind: CallKind = 'write',
  ): Promise<Record<string, unknown>> {
    await stillOurs?.()
    try {
      return { ...(await (method === 'chat.postEphemeral' ? patient : client).apiCall(method, args)) }
    } catch (error) {
      throw toAppError(error, kind)
    }
  }

  function address({ channel, thread_ts }: SlackTarget): Record<string, string> {
    return { channel, ...(thread_ts === undefined ? {} : { thread_ts }) }
  }

  async function post(message: Outbound): Promise<string> {
    const { ts } = await call(message, 'chat.postMessage', {
      ...address(targetOf(message)),
      ...compose(message),
      metadata: { event_type: metadataType, event_payload: { id: message.id } },
    })
    return String(ts)
  }

  async function update(message: Outbound, ts: string): Promise<string> {
    const args = {
      channel: targetOf(message).channel,
      ts,
      ...compose(message),
      metadata: { event_type: metadataType, event_payload: { id: message.id } },
    }
    // Doing it again does no harm. But a step that lands late must not cover the final, which waits for it to be settled.
    await call(message, 'chat.update', args, message.kind === 'final' ? 'read' : 'write')
    return ts
  }

  /** Takes a placeholder away that everyone sees, before one person is told why there is no answer. */
  async function remove(message: Outbound, ts: string): Promise<void> {
    try {
      await call(message, 'chat.delete', { channel: targetOf(message).channel, ts }, 'read')
    } catch (error) {
      // Whoever it was that deleted it: it is gone. https://docs.slack.dev/reference/methods/chat.delete/#errors
      if (slackErrorOf(error) !== 'message_not_found') throw error
    }
  }

  async function respond(message: Outbound, url: string): Promise<string> {
    const { question: _, stream: __, ...content } = message.payload
    await message.stillOurs?.()
    const { thread_ts } = targetOf(message)
    await postToResponseUrl(url, { ...content, ...(thread_ts !== undefined && { thread_ts }) }, patientMs)
    return privateId(message.id)
  }

  /** By the first way that is not refused for good. @throws AppError the first one's, when all are */
  async function sendBy([way, ...others]: Ways): Promise<string> {
    try {
      return await way()
    } catch (error) {
      const [next, ...rest] = others
      if (next === undefined || !isRefused(error) || isContentRefused(error)) throw error
      return sendBy([next, ...rest]).catch((later: unknown) => {
        // What is no refusal may have been posted, or is worth another try.
        throw isRefused(later) && !isContentRefused(later) ? error : later
      })
    }
  }

  function sendPrivately(message: Outbound): Promise<string> {
    const { secret, kind } = message
    const inPlace = () => sendAlone(message)
    const directly = isDirectMessage(targetOf(message)) ? [] : [() => sendDirectly(message)]
    if (secret === undefined) return sendBy([inPlace, ...directly])
    // The response URL may have expired: the bot's own token reaches the person just as well where it is a member. An aside
    // goes the other way round, since the response URL has 5 uses.
    const byUrl = () => respond(message, secret)
    return sendBy(kind === 'aside' ? [inPlace, byUrl, ...directly] : [byUrl, inPlace, ...directly])
  }

  async function sendAlone(message: Outbound): Promise<string> {
    if (!isDirectMessage(targetOf(message))) return showAlone(message)
    return post(message).catch((error: unknown) => {
      if (slackErrorOf(error) === 'messages_tab_disabled') return showInstead(message, error)
      throw error
    })
  }

  /** What is only shown in messages that are switched off may still be seen. @throws `error` where that is refused too */
  const showInstead = (message: Outbound, error: unknown) =>
    sendBy([() => Promise.reject(error), () => showAlone(message)])

  async function showAlone(message: Outbound): Promise<string> {
    const { channel, user, ts, thread_ts } = targetOf(message)
    const { message_ts } = await call(message, 'chat.postEphemeral', {
      channel,
      user,
      // Shown only in a thread that exists already: one that this reply would open stays out of sight.
      // https://docs.slack.dev/reference/methods/chat.postEphemeral/
      ...(thread_ts === undefined || thread_ts === ts ? {} : { thread_ts }),
      ...compose(message),
    })
    return privateId(String(message_ts))
  }

  /** In the bot's own messages with whoever asked, where nothing can be said in the place itself. */
  async function sendDirectly(message: Outbound): Promise<string> {
    const { channel, user } = targetOf(message)
    if (user === undefined) throw new AppError('slack-nobody-asked', 'There is nobody to be told directly')
    const { blocks, ...content } = compose(message)
    const whence = `I could not answer in <#${channel}>, so only you get this:`
    const { ts } = await call(message, 'chat.postMessage', {
      ...content,
      channel: user,
      text: `${whence}\n${content.text}`,
      ...(Array.isArray(blocks) && { blocks: [context(whence), ...(blocks as Block[])] }),
    })
    return privateId(String(ts))
  }

  /** For all to see, or where that is not allowed for whoever asked. */
  async function sendToAll(message: Outbound): Promise<string> {
    try {
      return await post(message)
    } catch (error) {
      const code = slackErrorOf(error) ?? ''
      const { thread_ts: _, ...target } = targetOf(message)
      if (code === noThreadsThere) return post({ ...message, target })
      if (code === 'messages_tab_disabled') return showInstead(message, error)
      if (!notAllowedThere.has(code) && !code.startsWith('restricted_action')) throw error
      const { secret } = message
      const byUrl = secret === undefined ? [] : [() => respond(message, secret)]
      return sendBy([() => Promise.reject(error), ...byUrl, () => sendDirectly(message)])
    }
  }

  /** The buttons and menus of a message, whose tokens are made now that its answer has a place. */
  async function withClicks(message: Outbound): Promise<Outbound> {
    const { clickable: _, ...payload } = message.payload
    const clicks = clickBlocks(await host.sign(storedClickable(message.payload), message.answer))
    const blocks = Array.isArray(payload.blocks) ? (payload.blocks as Block[]) : []
    return { ...message, payload: clicks.length === 0 ? payload : { ...payload, blocks: [...blocks, ...clicks] } }
  }

  /** What is shown of it must not stand beside the answer. */
  async function removeDraft(message: Outbound, ts: string): Promise<void> {
    await remove(message, ts).catch((error: unknown) => {
      // An answer beside its draft is better than none.
      if (!isRefused(error)) throw error
    })
  }

  /** Undefined where it is to be posted, or changed, like any other. */
  async function sendStep(message: Outbound): Promise<string | undefined> {
    const { replaces, id } = message
    // Its earlier state can neither be changed nor seen by anyone else: it is not said again.
    if (replaces !== undefined && isPrivateId(replaces)) return replaces
    const content = streamIn(message)
    const shown = decodeStream(replaces)
    if (shown !== null)
      return content === undefined ? replaces : ((await streams.grow(message, shown, content)) ?? privateId(id))
    if (replaces !== undefined || content === undefined || !streams.isOpenTo(targetOf(message))) return undefined
    return (await streams.begin(message, content)) ?? undefined
  }

  async function deliver(message: Outbound): Promise<string> {
    const { replaces } = message
    // Nothing is changed in a conversation whose id is not known.
    const isFixed = replaces === undefined || isPrivateId(replaces) || isWithBot(targetOf(message))
    const streamed = isFixed ? undefined : decodeStream(replaces)?.ts
    if (streamed !== undefined) await streams.end(message, streamed)
    const placeholder = isFixed ? undefined : (streamed ?? replaces)
    if (placeholder !== undefined && message.private && !isDirectMessage(targetOf(message))) {
      await remove(message, placeholder)
    } else if (placeholder !== undefined) {
      try {
        return await update(message, placeholder)
      } catch (error) {
        if (!notUpdatable.has(slackErrorOf(error) ?? '')) throw error
        if (streamed !== undefined) await removeDraft(message, streamed)
      }
    }
    return message.private ? sendPrivately(message) : sendToAll(message)
  }

  return async (unsigned) => {
    // Everyone would see it, and what one person sees Slack changes no more.
    if (unsigned.kind === 'placeholder' && targetOf(unsigned).isAlone && !isDirectMessage(targetOf(unsigned)))
      return privateId(unsigned.id)
    const message = await withClicks(unsigned)
    const { replaces, kind } = message
    const step = kind === 'placeholder' ? await sendStep(message) : undefined
    if (step !== undefined) return step
    if (kind === 'placeholder' && replaces !== undefined) {
      // A step on the way is left out when many answers are written at once: their ends must not wait for it.
      const bucket = `slack-placeholders:${targetOf(message).team}`
      if ((await host.limits.take({ bucket, allowance: limits.placeholderEdits })) > 0) return replaces
    }
    try {
      return await deliver(message)
    } catch (error) {
      if (!isContentRefused(error) || message.payload.blocks === undefined) throw error
      // What is not taken as blocks is taken as text: better plain than not at all.
      const { blocks: _, ...payload } = message.payload
      return deliver({ ...message, payload })
    }
  }
}

// Slack's clock and ours may differ by so much when a post is known by its text.
export const clockSkewMs = 5_000

/**
 * The `ts` of this outbound message, if a page of a conversation holds it: by its id in the metadata, or, where posts
 * come back without metadata, by the same text since the message was made.
 */
export function findOwn(messages: unknown, message: Outbound): string | undefined {
  if (!Array.isArray(messages)) return undefined
  const { text } = compose(message)
  const since = (message.createdAt.getTime() - clockSkewMs) / 1000
  const own = messages.filter(isRecord).find(({ metadata, ...post }) => {
    if (isRecord(metadata))
      return (
        metadata.event_type === metadataType &&
        isRecord(metadata.event_payload) &&
        metadata.event_payload.id === message.id
      )
    return post.text === text && Number(post.ts) >= since
  })
  return typeof own?.ts === 'string' ? own.ts : undefined
}
