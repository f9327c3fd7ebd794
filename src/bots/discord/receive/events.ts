// What comes over the gateway: messages addressed to the bot, and interactions of installs without a public address.
// Refuses, with a private reason, people and places that are not allowed, and those it cannot find out about.
import { ChannelType } from 'discord.js'
import { describeError, isDatabaseAway } from '../../../errors.ts'
import type { Hint } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { isRecord, type Json, text } from '../json.ts'
import { type Allowed, placeOf } from '../people/access.ts'
import type { Lookups } from '../people/lookups.ts'
import type { Readers } from '../people/readers.ts'
import type { DiscordRest } from '../send/rest.ts'
import { encodeThreadKey } from '../thread-key.ts'
import type { GatewayView } from './gateway.ts'
import type { AnswerInteraction } from './interactions.ts'
import { addresseeOf, directMessage, guildMessage, isTimelyEdit, type Message } from './parse-message.ts'
import { createWaiting } from './waiting.ts'

/** https://docs.discord.com/developers/resources/channel#start-thread-from-message */
const hasThreads = ({ type }: Json) => type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement

const unknownPlace = 'I could not look up this channel just now: ask again in a minute.'
const unknownPerson = 'I could not look up just now whether you may ask me: ask again in a minute.'
const notAMember =
  'I answer members of the servers that I work for, with a role that may ask. Whoever runs me sets them with DISCORD_GUILD_IDS and DISCORD_ROLE_IDS.'

interface Context {
  readonly host: PlatformHost
  readonly rest: DiscordRest
  readonly lookups: Lookups
  readonly readers: Pick<Readers, 'mayAskDirectly'>
  readonly allowed: Allowed
  readonly answer: AnswerInteraction
}

/** Resolves when the event is dealt with; never rejects. */
export type ReceiveEvent = (type: string, data: unknown, view: GatewayView) => Promise<void>

export function createReceiveEvent({ host, rest, lookups, readers, allowed, answer }: Context): ReceiveEvent {
  const waiting = createWaiting(host.log)

  async function reasonNotToAnswer(person: string): Promise<string | null> {
    try {
      return (await readers.mayAskDirectly(person)) ? null : notAMember
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      return unknownPerson
    }
  }

  async function channelOf(id: string): Promise<Json | null> {
    try {
      return await lookups.channel(id)
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      return null
    }
  }

  /** @param ids of the bot that wrote it; undefined for a person's */
  async function receiveInGuild(
    guild: string,
    message: Message,
    view: GatewayView,
    ids?: readonly string[],
  ): Promise<void> {
    const bot = { id: view.botId, roleIds: view.botRoles(guild) }
    const known = view.channel(message.channel) ?? (await channelOf(message.channel))
    const place = placeOf(guild, message.channel, known ?? {})
    const canStartThread = known !== null && hasThreads(known)
    const incoming = guildMessage(message, bot, { place, allowed, canStartThread, read: host.desk.read })
    const isRefused = incoming.request.kind === 'hint'
    if (ids !== undefined) {
      // Nobody is told why a bot is not answered.
      const asked = { ...incoming, bot: ids, isHeldBack: true } as const
      if (known !== null && !isRefused && (await host.answersOverheard(asked))) await host.accept(asked)
      return
    }
    // Without its channel a thread cannot be told from one, nor can who reads there.
    const isUnknown = known === null && allowed.guildIds.includes(guild) && !isRefused
    const hint: Hint = { kind: 'hint', reason: unknownPlace }
    await host.accept(isUnknown ? { ...incoming, request: hint } : incoming)
  }

  async function receiveMessage(data: Json, view: GatewayView, isEdit = false): Promise<void> {
    const guild = text(data, 'guild_id')
    const bot = { id: view.botId, roleIds: guild === undefined ? [] : view.botRoles(guild) }
    const addressed = addresseeOf(data, bot, host.desk)
    switch (addressed.kind) {
      case 'ignored':
        return
      case 'direct': {
        const { message } = addressed
        await host.accept(directMessage(message, bot, await reasonNotToAnswer(message.person), host.desk.read))
        return
      }
      case 'follow-up': {
        if (isEdit) return
        // Only threads are known by the id of where the message stands.
        const thread = encodeThreadKey({ guild: addressed.guild, thread: addressed.message.channel })
        if (!(await host.knowsThread(thread))) return
        return receiveInGuild(addressed.guild, addressed.message, view)
      }
      case 'from-bot':
        return isEdit ? undefined : receiveInGuild(addressed.guild, addressed.message, view, addressed.ids)
      case 'mention':
        return receiveInGuild(addressed.guild, addressed.message, view)
    }
  }

  async function receiveInteraction(data: Json): Promise<void> {
    const response = await answer(data)
    if (response === 'replayed' || response === 'unknown') return
    const path = `/interactions/${text(data, 'id')}/${text(data, 'token')}/callback`
    await rest.request('POST', path, { body: response, kind: 'write', auth: false })
  }

  return async (type, data, view) => {
    if (!isRecord(data)) return
    try {
      if (type === 'MESSAGE_CREATE') await waiting.take(() => receiveMessage(data, view))
      // What was answered has its natural key already, so an edit is answered only if it makes a message ours.
      if (type === 'MESSAGE_UPDATE' && isTimelyEdit(data)) await waiting.take(() => receiveMessage(data, view, true))
      if (type === 'INTERACTION_CREATE') await receiveInteraction(data)
    } catch (error) {
      host.log.warn('discord: event of the gateway lost', { type, error: describeError(error) })
    }
  }
}
