// Counts wrong credentials by address and locks an address that guesses. Refuses nobody who holds a session: those cannot
// be guessed. Keeps no credential and at most 10,000 addresses.
import ipaddr from 'ipaddr.js'

export interface GuessesOptions {
  readonly now: () => Date
  readonly warn: (message: string, fields: Readonly<Record<string, string | number>>) => void
}

export interface Guesses {
  /** Milliseconds until this address may try again; 0 when it may now. */
  lockedMs(address: string): number
  /**
   * The address has shown the right credential within a day, so that the right one is taken although it is locked: else
   * whoever guesses behind the same proxy would lock the owner out.
   */
  isTrusted(address: string): boolean
  wrong(address: string): void
  right(address: string): void
}

const freeGuesses = 5
const longestLockMs = 15 * 60_000
const forgetAfterMs = 60 * 60_000
const trustMs = 24 * 60 * 60_000
const maxAddresses = 10_000

export function createGuesses({ now, warn }: GuessesOptions): Guesses {
  const wrongs = new Map<string, { count: number; at: number; lockedUntil: number }>()
  const rights = new Map<string, number>()
  const clock = () => now().getTime()

  return {
    lockedMs: (address) => Math.max(0, (wrongs.get(networkOf(address))?.lockedUntil ?? 0) - clock()),
    isTrusted: (address) => clock() - (rights.get(networkOf(address)) ?? Number.NEGATIVE_INFINITY) < trustMs,
    wrong(address) {
      const network = networkOf(address)
      const at = clock()
      const earlier = wrongs.get(network)
      const count = earlier && at - Math.max(earlier.at, earlier.lockedUntil) < forgetAfterMs ? earlier.count + 1 : 1
      // After the fifth the next one waits a second, and after each further one twice as long.
      const lockMs = count < freeGuesses ? 0 : Math.min(longestLockMs, 1_000 * 2 ** (count - freeGuesses))
      const isNew = (earlier?.lockedUntil ?? 0) <= at
      if (lockMs > 0 && isNew) warn('wrong admin tokens: locked', { address: network, count, seconds: lockMs / 1_000 })
      keep(wrongs, network, { count, at, lockedUntil: at + lockMs })
    },
    right(address) {
      keep(rights, networkOf(address), clock())
    },
  }
}

/** Moves to the end what changed; the one that did not for longest is forgotten. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= maxAddresses) break
    map.delete(oldest)
  }
}

/** One customer of a provider has a /64 of IPv6 addresses at least, so that is what counts as one. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const ip = ipaddr.process(address)
  if (ip instanceof ipaddr.IPv4) return ip.toString()
  return `${ip.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
