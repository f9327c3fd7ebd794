// What a client of the page posts, narrowed to a message or to the reason for refusing it. Pure.

import { owner } from '../../askers.ts'
import type { Read } from '../../desk/types.ts'
import type { Incoming, Request } from '../../model.ts'
import { idLength, messageBytes, questionLength } from './limits.ts'
import { toNaturalKey, toThreadKey } from './thread-key.ts'

export type Parsed =
  | {
      readonly kind: 'message'
      readonly incoming: Incoming
      readonly content: string
      readonly clientMessageId: string
    }
  | { readonly kind: 'refused'; readonly status: 400 | 413; readonly code: string; readonly message: string }

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

  const request = parseRequest(text, read)
  const shown = request.kind === 'ask' ? request.question : cut(text)
  return {
    kind: 'message',
    content: shown,
    clientMessageId,
    incoming: {
      platform: 'local',
      naturalKey: toNaturalKey(conversationId, deviceId, clientMessageId),
      threadKey: toThreadKey(conversationId),
      person: owner,
      place: { kind: 'page' },
      request,
      target: { conversation: conversationId },
      clientMessage: { deviceId, id: clientMessageId, conversationId, content: shown },
    },
  }
}

const allAreHere = 'This page lists the conversations of every platform: open it there and ask on.'

function parseRequest(text: string, read: Read): Request {
  if (text.startsWith('/')) {
    const request = read(text.replace(/^\/(rag(?=\s|$))?/i, '').trim(), 'command')
    return request.kind === 'continue' && request.code !== undefined ? { kind: 'hint', reason: allAreHere } : request
  }
  const typed = read(text.slice(0, questionLength + 1), 'message')
  if (typed.kind === 'summarize-page' || typed.kind === 'summarize-thread') return typed
  return { kind: 'ask', question: cut(text), cut: text.length > questionLength }
}

/** Never between the two halves of a character outside the BMP. */
function cut(text: string): string {
  if (text.length <= questionLength) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(questionLength - 1)) ? questionLength - 1 : questionLength
  return text.slice(0, end)
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

function refused(status: 400 | 413, code: string, message: string): Parsed {
  return { kind: 'refused', status, code, message }
}
