// Where this process is reached. Known once it listens; what is asked before that (a link, an origin) would be wrong, so
// it is refused.

export interface Address {
  /** With a scheme, without a path: PUBLIC_URL, or where the server listens. @throws before it listens */
  origin(): string
  /** The server's own. @throws before it listens */
  port(): number
  listensAt(listening: { readonly url: string; readonly port: number }): void
}

export function createAddress(publicUrl: string | undefined): Address {
  let known: { readonly url: string; readonly port: number } | undefined
  const listening = () => {
    if (known === undefined) throw new Error('the address was asked for before the server listens')
    return known
  }
  return {
    origin: () => publicUrl ?? listening().url,
    port: () => listening().port,
    listensAt: (listening) => {
      known = listening
    },
  }
}
