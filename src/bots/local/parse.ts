// What a client of the page posts, narrowed to a message or to the reason for refusing it. Pure.

import { owner } from '../../askers.ts'
import type { Read } from '../../desk/types.ts'
import type { Incoming, Request } from '../../model.ts'
import { readTyped } from '../typed.ts'
import { idLength, inputLength, messageBytes } from './limits.ts'
import { toNaturalKey, toThreadKey } from './thread-key.ts'

export type Parsed =
  | {
      readonly kind: 'message'
      readonly incoming: Incoming
      readonly content: string
      readonly clientMessageId: string
    }
  | Refused

interface Refused {
  readonly kind: 'refused'
  readonly status: 400 | 413
  readonly code: string
  readonly message: string
}

/** Who asks, and where: whoever has the page open. */
export const page = { person: owner, place: { kind: 'page' } } as const

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

export function parseMessage(conversation: string, body: Uint8Array, read: Read): Parsed {
  const conversationId = conversation.toLowerCase()
  if (!uuid.test(conversationId)) return refused(400, 'bad-request', 'The conversation id must be a UUID')
  const fields = parseObject(body)
  if (!fields) return refused(400, 'bad-request', 'The body must be a JSON object in UTF-8')

  const { client_message_id: clientMessageId, device_id: deviceId, content_markdown: content } = fields
  if (!isId(clientMessageId))
    return refused(400, 'bad-request', `client_message_id must be a text of 1 to ${idLength} characters`)
  if (!isId(deviceId)) return refused(400, 'bad-request', `device_id must be a text of 1 to ${idLength} characters`)
  if (typeof content !== 'string') return refused(400, 'bad-request', 'content_markdown must be a text')
  if (!content.isWellFormed())
    return refused(400, 'bad-request', 'content_markdown holds half a character (a lone surrogate): send it whole')
  // Postgres stores no NUL.
  const text = content.replaceAll('\0', '').trim()
  if (text === '') return refused(400, 'empty', 'content_markdown is empty: ask a question')
  if (Buffer.byteLength(text) > messageBytes) {
    return refused(413, 'too-large', 'This message is over 200 kB: add it as a document instead')
  }

  const request = readTyped(text, read)
  return {
    kind: 'message',
    content: text,
    clientMessageId,
    incoming: {
      platform: 'local',
      naturalKey: toNaturalKey(conversationId, deviceId, clientMessageId),
      threadKey: toThreadKey(conversationId),
      ...page,
      request,
      target: { conversation: conversationId },
      clientMessage: { deviceId, id: clientMessageId, conversationId, content: text },
    },
  }
}

/** Never between the two halves of a character outside the BMP. */
const cutAt = (text: string, limit: number) => text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')

export type ParsedClick =
  | {
      readonly kind: 'click'
      readonly token: string
      readonly input?: Readonly<Record<string, string>>
      readonly id: Ids
    }
  | Refused

interface Ids {
  readonly conversationId: string
  readonly deviceId: string
  readonly clientMessageId: string
}

/** A click on something below an answer: its token, what was filled in, and ids like a message's. */
export function parseClick(conversation: string, body: Uint8Array): ParsedClick {
  const conversationId = conversation.toLowerCase()
  const { action, input, device_id: deviceId, client_message_id: clientMessageId } = parseObject(body) ?? {}
  if (!uuid.test(conversationId) || typeof action !== 'string' || !isId(deviceId) || !isId(clientMessageId))
    return refused(400, 'bad-request', 'A click is a JSON object with action, device_id and client_message_id')
  const fields = Object.entries(input ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const filledIn = fields.map(([name, value]) => [name, cutAt(value.replaceAll('\0', ''), inputLength)])
  const id = { conversationId, deviceId, clientMessageId }
  return { kind: 'click', token: action, id, ...(input !== undefined && { input: Object.fromEntries(filledIn) }) }
}

/** What a click asks for, as a message of the one who clicked. @param isForAll part of the conversation, not a notice */
export function clicked(
  { conversationId, deviceId, clientMessageId }: Ids,
  request: Request,
  isForAll: boolean,
): Incoming {
  return {
    platform: 'local',
    naturalKey: toNaturalKey(conversationId, deviceId, clientMessageId),
    threadKey: toThreadKey(conversationId),
    ...page,
    request,
    ...(!isForAll && { isForAskerAlone: true }),
    target: { conversation: conversationId },
  }
}

function isId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length >= 1 &&
    value.length <= idLength &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  )
}

function parseObject(body: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function refused(status: 400 | 413, code: string, message: string): Refused {
  return { kind: 'refused', status, code, message }
}
