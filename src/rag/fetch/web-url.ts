// What a web address is here: http or https, an ordinary host, nothing secret inside. Refuses user names and passwords
// in addresses, other schemes and endless ones. Pure; where an address leads is target.ts's question.
import { AppError } from '../../errors.ts'

/** Characters; longer ones are refused. RFC 9110 §4.1 asks for 8,000 of servers, browsers rarely see 2,000. */
export const maxUrlLength = 4_096

/**
 * The address without its fragment and without a dot at the end of its host. The WHATWG parser has by then written
 * every spelling of an IPv4 address (127.1, 0x7f.1, 2130706433) as four decimal numbers.
 * @param base of a relative address: the page that sends on to it
 * @throws AppError `bad-url`
 */
export function parseWebUrl(text: string, base?: URL): URL {
  if (text.length > maxUrlLength)
    throw new AppError('bad-url', `This address is longer than ${maxUrlLength} characters: use a shorter one.`)
  const url = URL.parse(text.trim(), base)
  if (url === null) throw new AppError('bad-url', `"${shown(text)}" is no web address: write https://host/page.`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('bad-url', `${url.protocol} addresses are not read: use one that begins with https://.`)
  if (url.username !== '' || url.password !== '')
    throw new AppError('bad-url', 'This address holds a user name or password: take it out, or index the saved file.')
  url.hash = ''
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1)
  if (/^\.|\.\.|\.$/.test(url.hostname))
    throw new AppError('bad-url', `"${url.hostname}" is no host name: check the spelling.`)
  return url
}

/** The host as a resolver and a socket take it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port)
  return url.protocol === 'https:' ? 443 : 80
}

/**
 * One spelling for the addresses of one page: without campaign parameters (utm_*) and an empty query, percent escapes
 * as RFC 3986 §6.2.2 wants them. The rest of the query is kept, in its order.
 */
export function normaliseUrl(url: URL): string {
  const normal = new URL(url)
  normal.search = url.search
    .slice(1)
    .split('&')
    .filter((parameter) => parameter !== '' && !/^utm_/i.test(parameter))
    .join('&')
  normal.hash = ''
  return normaliseEscapes(normal.href)
}

/** Escapes that need not be are undone (%7E becomes ~), the others written in capitals, and what is not ASCII escaped. */
export function normaliseEscapes(text: string): string {
  return text
    .replaceAll(/%[\da-f]{2}/gi, (triplet) => {
      const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16))
      return /[\w.~-]/.test(character) ? character : triplet.toUpperCase()
    })
    .replaceAll(/[^\0-\x7f]+/g, (characters) => encodeURIComponent(characters.toWellFormed()))
}

/** An address as it may be shown and logged: without user name and password, and not endless. */
export function shown(text: string): string {
  const safe = text.trim().replace(/^([a-z][a-z\d+.-]*:)?([/\\]{2,})[^/\\?#]*@/i, '$1$2')
  return safe.length > 300 ? `${safe.slice(0, 300)}…` : safe
}
