// The state that goes through Slack while a team installs the app: signed, bound to the browser it began in, ten minutes
// good. That it is used once is for the store to say. Pure but for randomness.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

export const stateMs = 10 * 60_000

/** What was begun. */
export interface Begun {
  /** Another one each time. */
  readonly nonce: string
  readonly expiresAt: Date
  /** By whoever runs this process. */
  readonly isOperator: boolean
}

/** A browser's own, for its cookie. */
export const newBrowser = (): string => randomBytes(24).toString('base64url')

const sign = (key: Uint8Array, text: string, browser: string) =>
  createHmac('sha256', key).update(`${text}\0${browser}`).digest()

/** @param nowMs milliseconds since the epoch */
export function makeState(key: Uint8Array, browser: string, isOperator: boolean, nowMs: number): string {
  const text = [randomBytes(16).toString('base64url'), nowMs + stateMs, isOperator ? 1 : 0].join('.')
  return `${text}.${sign(key, text, browser).toString('base64url')}`
}

/** Null for one that is forged, of another browser, or too old. */
export function readState(key: Uint8Array, state: string, browser: string, nowMs: number): Begun | null {
  const [, text, nonce, until, isOperator, signature] =
    /^(([\w-]{22})\.(\d{1,15})\.([01]))\.([\w-]{43})$/.exec(state) ?? []
  if (text === undefined || nonce === undefined || signature === undefined) return null
  const given = Buffer.from(signature, 'base64url')
  const expected = sign(key, text, browser)
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || Number(until) <= nowMs) return null
  return { nonce, expiresAt: new Date(Number(until)), isOperator: isOperator === '1' }
}
