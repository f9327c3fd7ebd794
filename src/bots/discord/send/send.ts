// One message of the outbox to Discord: through its interaction while that lives, else into the channel, a thread or a
// direct message. Makes one attempt; the outbox decides about the next. What only one person may read never goes into a
// channel; an id that begins with `private:` names such a message.
import { createHash } from 'node:crypto'
import { AppError } from '../../../errors.ts'
import type { Asker, ThreadKey } from '../../../model.ts'
import { storedClickable } from '../../clickable.ts'
import type { Outbound, Platform, PlatformHost } from '../../types.ts'
import { isRecord, text } from '../json.ts'
import { limits, rates } from '../limits.ts'
import { colors } from '../render/embeds.ts'
import { firstPage, type MessageBody, plainBody } from '../render/pages.ts'
import { type DiscordTarget, targetOf } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { codes, isRefusal, unavailable } from './errors.ts'
import type { DiscordRest } from './rest.ts'

export interface SendOptions {
  readonly applicationId: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const ephemeralFlag = 64
const dayMinutes = 1440

const interactionIsOver = [codes.unknownWebhook, codes.invalidWebhookToken, codes.unknownInteraction]
const notAllowedThere = [codes.missingAccess, codes.missingPermissions, codes.unknownChannel, codes.blockedByServer]
const noThreadThere = [...notAllowedThere, codes.wrongChannelType, codes.unknownMessage, codes.tooManyThreads]
const notEditable = [codes.unknownMessage, codes.unknownChannel, codes.archivedThread, codes.lockedThread]
const gone = [codes.unknownMessage, codes.unknownChannel]
const takesNoMessages = [codes.cannotMessageUser, codes.noMutualServer]

const privateId = (id: string) => `private:${id}`
const withoutPrefix = (id: string) => id.replace(/^private:/, '')

/** `channel` is undefined for what only the interaction's webhook can change. */
function placeOf(id: string): { readonly isPrivate: boolean; readonly channel?: string; readonly message: string } {
  const [first = '', second] = withoutPrefix(id).split('/')
  const isPrivate = id.startsWith('private:')
  return second === undefined ? { isPrivate, message: first } : { isPrivate, channel: first, message: second }
}

/** The path of a message in a channel by the id that `send` gave; undefined when it stands in none. */
export function messagePath(id: string): string | undefined {
  const { channel, message } = placeOf(id)
  return channel === undefined ? undefined : `/channels/${channel}/messages/${message}`
}

/** A deferral that only the asker sees makes the reply private, whatever the reply itself says. */
export const isForOne = (message: Outbound) => message.private || targetOf(message).isEphemeral === true

/** The webhook of the message's interaction; null when there was none, or it is over. */
export function webhookOf(message: Outbound, { applicationId, now }: SendOptions) {
  const secret: unknown = message.secret === undefined ? undefined : JSON.parse(message.secret)
  const token = isRecord(secret) ? text(secret, 'token') : undefined
  if (token === undefined || !isRecord(secret)) return null
  const ageMs = now() - Number(secret.receivedAt)
  return ageMs < rates.interactionMs ? { path: `/webhooks/${applicationId}/${token}`, ageMs } : null
}

/** The same for every attempt at one post, and for no other: a wiped database counts its rows from 1 again. */
export function nonceOf({ id, createdAt, replaces = '' }: Outbound): string {
  const digest = createHash('sha256').update(`${id} ${createdAt.toISOString()} ${replaces}`).digest('base64url')
  return digest.slice(0, limits.nonce)
}

export function openDirectChannel(rest: DiscordRest, message: Outbound): Promise<string> {
  return rest
    .request('POST', '/users/@me/channels', { body: { recipient_id: targetOf(message).user }, kind: 'read' })
    .then((channel) => idOf(channel))
}

function idOf(answer: unknown): string {
  const id = isRecord(answer) ? text(answer, 'id') : undefined
  if (id === undefined) throw unavailable('no id in its answer', 'write')
  return id
}

/** The reader's line above a reply that no longer hangs on the command: in an embed it pings nobody. */
function withAsker(body: MessageBody, message: Outbound): MessageBody {
  const { interaction, user } = targetOf(message)
  if (interaction === undefined) return body
  return { ...body, embeds: [{ color: colors.quiet, description: `<@${user}> asked:` }, ...body.embeds] }
}

const closedDirectMessages = plainBody([
  {
    color: colors.quiet,
    description:
      'I have a reply that only you may read, but you take no direct messages from me. Allow them in this server’s privacy settings and ask again, or ask with a command: type `/rag`.',
  },
])

/** Makes the platform's `send`. */
export function createSend(
  rest: DiscordRest,
  host: Pick<PlatformHost, 'sign'>,
  options: SendOptions,
): Platform['send'] {
  return (message) => {
    const before = message.stillOurs
    const request: DiscordRest['request'] = (method, path, call) =>
      rest.request(method, path, before === undefined ? call : { ...call, before })
    return sendOver({ request }, host, options)(message)
  }
}

function sendOver(rest: DiscordRest, host: Pick<PlatformHost, 'sign'>, options: SendOptions): Platform['send'] {
  async function bodyOf({ payload, id, answer }: Outbound): Promise<MessageBody> {
    return firstPage(payload, id, await host.sign(storedClickable(payload), answer))
  }

  async function create(channel: string, body: object, message: Outbound): Promise<string> {
    const answer = await rest.request('POST', `/channels/${channel}/messages`, {
      body: { ...body, nonce: nonceOf(message), enforce_nonce: true },
      kind: 'write',
    })
    return `${channel}/${idOf(answer)}`
  }

  /** False when the message is there no more, or cannot be changed. */
  async function edit(path: string, body: object): Promise<boolean> {
    try {
      await rest.request('PATCH', path, { body, kind: 'write', auth: !path.startsWith('/webhooks/') })
      return true
    } catch (error) {
      if (isRefusal(error, ...notEditable)) return false
      throw error
    }
  }

  /** Whoever it was that deleted it: it is gone. */
  async function remove(path: string): Promise<void> {
    try {
      await rest.request('DELETE', path, { kind: 'read', auth: !path.startsWith('/webhooks/') })
    } catch (error) {
      if (!isRefusal(error, ...gone)) throw error
    }
  }

  async function answerInteraction(message: Outbound, path: string): Promise<string> {
    const { replaces } = message
    const { channel, isEphemeral = false } = targetOf(message)
    const body = { content: '', ...(await bodyOf(message)) }
    if (!message.private || isEphemeral) {
      const answer = await rest.request('PATCH', `${path}/messages/@original`, { body, kind: 'write', auth: false })
      return isEphemeral ? privateId('@original') : `${channel}/${idOf(answer)}`
    }
    if (replaces?.startsWith('private:') && (await edit(`${path}/messages/${placeOf(replaces).message}`, body)))
      return replaces
    // While the deferral stands, Discord would show a follow-up in its place, to everyone.
    await remove(`${path}/messages/@original`)
    const flagged = { ...body, flags: ephemeralFlag }
    return privateId(idOf(await rest.request('POST', path, { body: flagged, kind: 'write', auth: false })))
  }

  /** The id of the thread that begins at the question; null where there can be none. */
  async function openThread({ channel, message, newThread }: DiscordTarget): Promise<string | null> {
    try {
      const body = { name: newThread, auto_archive_duration: dayMinutes }
      const path = `/channels/${channel}/messages/${message}/threads`
      return idOf(await rest.request('POST', path, { body, kind: 'read' }))
    } catch (error) {
      // A thread has the id of the message it began at.
      if (isRefusal(error, codes.threadExists) && message !== undefined) return message
      if (isRefusal(error, ...noThreadThere)) return null
      throw error
    }
  }

  function reply(body: MessageBody, message: Outbound): Promise<string> {
    const { channel, message: asked } = targetOf(message)
    const reference = asked && { message_reference: { message_id: asked, fail_if_not_exists: false } }
    return create(channel, { ...withAsker(body, message), ...reference }, message)
  }

  async function post(message: Outbound): Promise<string> {
    const { replaces } = message
    const target = targetOf(message)
    const path = replaces === undefined || placeOf(replaces).isPrivate ? undefined : messagePath(replaces)
    if (path !== undefined && (await edit(path, await bodyOf(message)))) return replaces as string
    const thread = target.newThread === undefined ? null : await openThread(target)
    try {
      if (thread !== null) return await create(thread, await bodyOf(message), message)
    } catch (error) {
      if (!isRefusal(error, ...notAllowedThere, codes.archivedThread, codes.lockedThread)) throw error
    }
    try {
      return await reply(await bodyOf(message), message)
    } catch (error) {
      if (target.isDirect || !isRefusal(error, ...notAllowedThere)) throw error
      // Who reads there may read it, so the asker may: better in private than not at all.
      return sendDirectly(message)
    }
  }

  async function sendDirectly(message: Outbound): Promise<string> {
    return privateId(await create(await openDirectChannel(rest, message), await bodyOf(message), message))
  }

  async function sendPrivately(message: Outbound): Promise<string> {
    const { replaces } = message
    const path = replaces === undefined ? undefined : messagePath(replaces)
    if (path !== undefined && replaces !== undefined) {
      if (!placeOf(replaces).isPrivate) await remove(path)
      else if (await edit(path, await bodyOf(message))) return replaces
    }
    try {
      return await sendDirectly(message)
    } catch (error) {
      if (message.kind !== 'final' || !isRefusal(error, ...takesNoMessages)) throw error
      return reply(closedDirectMessages, message)
    }
  }

  return async (message) => {
    // Before a deferral that all see, an aside would be shown to all.
    const isBeside = message.kind === 'aside' && !targetOf(message).isEphemeral
    const webhook = isBeside ? null : webhookOf(message, options)
    if (webhook !== null) {
      try {
        return await answerInteraction(message, webhook.path)
      } catch (error) {
        const isOver = isRefusal(error, ...interactionIsOver)
        if (isOver && webhook.ageMs < rates.deferralMs)
          throw new AppError('discord-not-deferred', 'Discord does not know of the deferral yet', {
            retry: 'later',
            retryAfterMs: 1000,
          })
        if (!isOver && !isRefusal(error, ...gone)) throw error
      }
    }
    return isForOne(message) && !targetOf(message).isDirect ? sendPrivately(message) : post(message)
  }
}

/** The thread that people may begin at a command's public answer. */
export function threadStartedBy(sent: Outbound, messageId: string): ThreadKey | null {
  const { interaction, guild } = targetOf(sent)
  const { isPrivate, message } = placeOf(messageId)
  if (isPrivate || interaction === undefined || guild === undefined) return null
  return encodeThreadKey({ guild, thread: message })
}

/** Makes the platform's `showWorking`: an interaction shows it by itself. */
export function createShowWorking(rest: DiscordRest): (asker: Asker) => Promise<void> {
  return async (asker) => {
    const { interaction, channel } = targetOf(asker)
    if (interaction !== undefined) return
    await rest.request('POST', `/channels/${channel}/typing`, { kind: 'read' })
  }
}
