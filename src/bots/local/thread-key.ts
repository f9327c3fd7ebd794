// A conversation of the page is a thread: `local:<conversation>`.
import type { ThreadKey } from '../../model.ts'

export function toThreadKey(conversationId: string): ThreadKey {
  return `local:${conversationId}` as ThreadKey
}

/** The same message from the same device has the same key; ids are escaped, since clients choose them. */
export function toNaturalKey(conversationId: string, deviceId: string, clientMessageId: string): string {
  return [conversationId, deviceId, clientMessageId].map(encodeURIComponent).join(':')
}
