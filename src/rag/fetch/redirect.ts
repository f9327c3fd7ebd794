// Where an answer sends on to. Refuses what is no web address, and a way from https to http. Pure.
import { AppError } from '../../errors.ts'
import type { WebResponse } from './request.ts'
import { parseWebUrl } from './web-url.ts'

/**
 * @returns null when it is no redirect, or names no address
 * @throws AppError `bad-url`, `forbidden-address`
 */
export function redirectOf(url: URL, { status, headers }: Pick<WebResponse, 'status' | 'headers'>): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || headers.location === undefined) return null
  // Node hands headers over as Latin-1; addresses that are not ASCII come in UTF-8.
  const next = parseWebUrl(Buffer.from(headers.location, 'latin1').toString('utf8'), url)
  if (url.protocol === 'https:' && next.protocol === 'http:')
    throw new AppError(
      'forbidden-address',
      `${url.host} sends on to an unprotected address, ${next.origin}: index that one if you trust it.`,
    )
  return next
}
