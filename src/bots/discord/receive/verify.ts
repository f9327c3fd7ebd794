// Whether an HTTP request is Discord's: signed by its key over the raw bytes, fresh, and not seen before.
// Source: https://docs.discord.com/developers/interactions/overview#validating-security-request-headers
import { createPublicKey, verify } from 'node:crypto'
import type { HttpRequest } from '../../../route.ts'

/** Either way. Discord states no limit; it is what Slack asks for, and covers clocks that are off. */
const maxClockSkewMs = 5 * 60_000

// What stands before the 32 bytes of an Ed25519 key in SPKI form: https://www.rfc-editor.org/rfc/rfc8410#section-10.1
const spkiPrefix = '302a300506032b6570032100'

export interface Verifier {
  /** By the headers alone: a stranger must not make us buffer a body. */
  isFresh(headers: HttpRequest['headers']): boolean
  isSigned(request: Pick<HttpRequest, 'headers' | 'body'>): boolean
}

/**
 * @param publicKey 64 hexadecimal digits, from the app's page
 * @param now milliseconds since the epoch
 */
export function createVerifier(publicKey: string, now: () => number): Verifier {
  const key = createPublicKey({ key: Buffer.from(spkiPrefix + publicKey, 'hex'), format: 'der', type: 'spki' })

  function isFresh(headers: HttpRequest['headers']): boolean {
    const timestamp = headers['x-signature-timestamp'] ?? ''
    const isWellFormed = /^\d{1,12}$/.test(timestamp) && /^[0-9a-f]{128}$/i.test(headers['x-signature-ed25519'] ?? '')
    return isWellFormed && Math.abs(now() - Number(timestamp) * 1000) <= maxClockSkewMs
  }

  return {
    isFresh,
    isSigned({ headers, body }) {
      if (!isFresh(headers)) return false
      const signed = Buffer.concat([Buffer.from(headers['x-signature-timestamp'] ?? ''), body])
      return verify(null, signed, key, Buffer.from(headers['x-signature-ed25519'] ?? '', 'hex'))
    },
  }
}

/**
 * Remembers ids for as long as a signature stays fresh. True the first time an id comes, false after that.
 * When more than `capacity` come in that time the oldest are forgotten.
 */
export function createReplayGuard(now: () => number, capacity = 50_000): (id: string) => boolean {
  const seen = new Map<string, number>()
  return (id) => {
    if (seen.has(id)) return false
    for (const [old, at] of seen) {
      // In the order they came, so the first one that is still fresh ends it.
      if (now() - at <= 2 * maxClockSkewMs && seen.size < capacity) break
      seen.delete(old)
    }
    seen.set(id, now())
    return true
  }
}
