// Signed links to a place in a document, for readers in Slack, Teams or Discord who have no session here.
// Refuses a token whose signature does not fit; a token opens one passage and names nothing else.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SourceLinks, SourcePlace } from './types.ts'

export interface SourceLinkOptions {
  /** At least 32 random bytes, the same after a restart: links stay in chats for years. */
  readonly key: Uint8Array
  /** Where readers reach this process: PUBLIC_URL, or the loopback address. No slash at the end needed. */
  readonly origin: () => string
}

const signatureBytes = 16

export function createSourceLinks({ key, origin }: SourceLinkOptions): SourceLinks {
  const sign = (payload: string) =>
    createHmac('sha256', key).update(`source\0${payload}`).digest().subarray(0, signatureBytes)

  function read(token: string): SourcePlace | null {
    const [payload, signature, ...rest] = token.split('.')
    if (payload === undefined || signature === undefined || rest.length > 0) return null
    const given = Buffer.from(signature, 'base64url')
    // Re-encoding catches the spellings that decode to the same bytes.
    if (given.length !== signatureBytes || given.toString('base64url') !== signature) return null
    if (!timingSafeEqual(given, sign(payload))) return null
    return toPlace(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  }

  return {
    linkTo(documentId, start, end, revision) {
      const place = revision === undefined ? [documentId, start, end] : [documentId, start, end, revision]
      const payload = Buffer.from(JSON.stringify(place)).toString('base64url')
      return `${origin().replace(/(?<!\/)\/+$/, '')}/source/${payload}.${sign(payload).toString('base64url')}#passage`
    },
    read,
    // Whatever name this process had when it minted it.
    documentBehind: (url) =>
      read(/^\/source\/([\w.-]+)$/.exec(URL.parse(url)?.pathname ?? '')?.[1] ?? '')?.documentId ?? null,
  }
}

function toPlace(value: unknown): SourcePlace | null {
  if (!Array.isArray(value)) return null
  const [documentId, start, end, revision] = value as readonly unknown[]
  if (typeof documentId !== 'string' || typeof start !== 'number' || typeof end !== 'number') return null
  return typeof revision === 'string' ? { documentId, start, end, revision } : { documentId, start, end }
}
