// The links that `ragbot sign-in` prints for a running process: signed, good once within ten minutes, and only for a process
// that runs already. Refuses what was forged, is too old, or was used.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const signInMinutes = 10
const signatureBytes = 24

const sign = (key: Uint8Array, payload: string) =>
  createHmac('sha256', key).update(`sign-in\0${payload}`).digest().subarray(0, signatureBytes)

/** @param key the installation's, which only its owner can read */
export function mintSignInToken(key: Uint8Array, now: Date, random: (bytes: number) => Uint8Array): string {
  const payload = `${now.getTime().toString(36)}.${Buffer.from(random(12)).toString('base64url')}`
  return `${payload}.${sign(key, payload).toString('base64url')}`
}

/** Spends such a token: true the first time. */
export function createSignInLinks(key: Uint8Array, now: () => Date): (token: string) => boolean {
  const startedAt = now().getTime()
  const spent = new Map<string, number>()
  return (token) => {
    const [, payload, madeAt, signature] = /^(([\da-z]{1,11})\.[\w-]{16})\.([\w-]{32})$/.exec(token) ?? []
    if (payload === undefined || madeAt === undefined || signature === undefined) return false
    if (!timingSafeEqual(Buffer.from(signature, 'base64url'), sign(key, payload))) return false
    const at = now().getTime()
    const oldest = at - signInMinutes * 60_000
    const made = Number.parseInt(madeAt, 36)
    for (const [one, when] of spent) if (when < oldest) spent.delete(one)
    // What was used before a restart is not known any more, and nor is what was made then.
    if (made < oldest || made < startedAt || made > at + 60_000 || spent.has(payload)) return false
    spent.set(payload, made)
    return true
  }
}
