// Where an address leads: resolved once, every answer checked, and only that is connected to. Refuses what is not the
// public internet on ordinary ports, unless the operator named the host.
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { AppError } from '../../errors.ts'
import { isInsideAddress, isPublicAddress } from './address.ts'
import { hostOf, portOf } from './web-url.ts'

export type Lookup = (host: string) => Promise<readonly { address: string; family: 4 | 6 }[]>

/** An address to read, with the IP addresses that were checked for it: nothing else may be connected to. */
export interface Target {
  readonly url: URL
  readonly addresses: readonly [string, ...string[]]
  /** Reached only because the operator allowed it: it is not on the public internet. */
  readonly isInside: boolean
}

const ordinaryPorts: readonly number[] = [80, 443, 8080, 8443]

// Names that no public resolver should know (RFC 6761, 6762, 8375, ICANN's reserved ones), whatever one answers.
const insideNames = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/

/**
 * @param allowedHosts "host:port", or "host" for its ports 80 and 443
 * @param lookupMs how long a name may take to resolve
 * @returns resolves one address. A host of the list that is not public needs `mayGoInside`.
 * @throws AppError `config` for an entry that is no host; the returned function `forbidden-address` or `unreachable`
 */
export function createResolver(allowedHosts: readonly string[], lookupMs: number, lookup: Lookup = resolveAll) {
  const allowed = new Set(allowedHosts.flatMap(parseAllowedHost))
  return async (url: URL, mayGoInside: boolean): Promise<Target> => {
    const host = hostOf(url)
    const place = `${url.hostname}:${portOf(url)}`
    const isAllowed = allowed.has(place)
    const isOrdinary = isPublicName(host) && ordinaryPorts.includes(portOf(url))
    if (!isOrdinary && !isAllowed) throw isPublicName(host) ? unusualPort(place) : inside(place)
    const addresses = isIP(host) === 0 ? await resolve(host, lookup, lookupMs) : ([host] as const)
    if (isOrdinary && addresses.every(isPublicAddress)) return { url, addresses, isInside: false }
    if (!isAllowed) throw inside(place)
    if (!mayGoInside)
      throw new AppError(
        'forbidden-address',
        `The page sends on to ${place}, which is inside your network: index that address itself.`,
      )
    // Whoever answers for an allowed name must not lead it to the metadata of a cloud.
    if (isIP(host) === 0 && !addresses.every((address) => isPublicAddress(address) || isInsideAddress(address)))
      throw new AppError(
        'forbidden-address',
        `${host} resolves to an address that holds no pages: correct its DNS entry.`,
      )
    return { url, addresses, isInside: true }
  }
}

function isPublicName(host: string): boolean {
  return isIP(host) !== 0 || (host.includes('.') && !insideNames.test(host))
}

async function resolve(host: string, lookup: Lookup, lookupMs: number): Promise<readonly [string, ...string[]]> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new AppError('unreachable', `Nobody answers where ${host} is: try again later.`, { retry: 'later' })),
    lookupMs,
  )
  try {
    const [first, ...others] = await Promise.race([lookup(host), late])
    if (first) return [first.address, ...others.map(({ address }) => address)]
    throw new AppError('unreachable', `${host} has no address: check the spelling.`)
  } catch (error) {
    if (error instanceof AppError) throw error
    const isUnknown = error instanceof Error && 'code' in error && error.code === 'ENOTFOUND'
    const advice = isUnknown ? 'check the spelling' : 'its name server does not answer, try again later'
    throw new AppError('unreachable', `There is no host ${host} to be found: ${advice}.`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

async function resolveAll(host: string) {
  const answers = await systemLookup(host, { all: true })
  return answers.map(({ address, family }) => ({ address, family: family === 6 ? (6 as const) : (4 as const) }))
}

function parseAllowedHost(entry: string): readonly string[] {
  const [, name, port] = /^(\[[\da-f:.]+\]|[^\s/@:?#*[\]]+?)\.?(?::(\d{1,5}))?$/i.exec(entry.trim()) ?? []
  const url = name === undefined ? null : URL.parse(`http://${name}`)
  if (url === null || Number(port ?? 80) > 65_535)
    throw new AppError(
      'config',
      `FETCH_ALLOWED_HOSTS holds "${entry}": write host or host:port, such as wiki.example:8080.`,
    )
  return (port === undefined ? [80, 443] : [Number(port)]).map((number) => `${url.hostname}:${number}`)
}

function inside(place: string): AppError {
  return new AppError(
    'forbidden-address',
    `${place} is inside your network: add ${place} to FETCH_ALLOWED_HOSTS to allow it.`,
  )
}

function unusualPort(place: string): AppError {
  return new AppError(
    'forbidden-address',
    `Only the ports ${ordinaryPorts.join(', ')} are read: add ${place} to FETCH_ALLOWED_HOSTS to allow it.`,
  )
}
