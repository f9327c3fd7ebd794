// A TCP proxy in front of a server of the tests: cuts connections, freezes them as a server does that hangs or a host
// that is gone without a word, refuses new ones, and shows what passes, so that a test can strike at a moment.

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** All connections die, with a reset; new ones are taken. */
  cut(): void
  /** Nothing passes any more, in either direction, and new connections hang; `resume` lets what was held back pass. */
  freeze(): void
  /** As `freeze`, but what is frozen stays so for ever: only connections that are made after `resume` work. */
  lose(): void
  /** New connections are refused, and those there are die, until `resume`. */
  refuse(): void
  resume(): void
  /** How many connections were refused so far. */
  refusals(): number
  /** Once: calls `strike` as soon as a piece that a client sends contains `text`, before the server gets it. */
  when(text: string, strike: () => void): void
  close(): Promise<void>
}

export async function startProxy(target: { readonly port: number }): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  const lost = new Set<Socket>()
  let state: 'open' | 'frozen' | 'lost' | 'refusing' = 'open'
  let refusals = 0
  let watch: { text: string; strike: () => void } | undefined

  const server = createServer((client) => {
    if (state === 'refusing') {
      refusals += 1
      return void client.resetAndDestroy()
    }
    const upstream = connect(target.port, '127.0.0.1')
    const pair = [client, upstream] as const
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (data) => {
        if (from === client && watch !== undefined && data.includes(watch.text)) {
          const { strike } = watch
          watch = undefined
          strike()
        }
        if (!to.destroyed) to.write(data)
        if (state === 'frozen' || state === 'lost') from.pause()
      })
      from.on('error', end)
      from.on('close', () => lost.has(client) || end())
    }
    if (state !== 'open') hold(pair)
  })

  function hold(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) socket.pause()
    if (state === 'lost') lost.add(pair[0])
  }

  function cut(): void {
    for (const [client, upstream] of pairs) {
      client.resetAndDestroy()
      upstream.destroy()
    }
    pairs.clear()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    freeze() {
      state = 'frozen'
      for (const pair of pairs) hold(pair)
    },
    lose() {
      state = 'lost'
      for (const pair of pairs) hold(pair)
    },
    refuse() {
      state = 'refusing'
      cut()
    },
    resume() {
      state = 'open'
      for (const [client, upstream] of pairs) {
        if (lost.has(client)) continue
        client.resume()
        upstream.resume()
      }
    },
    refusals: () => refusals,
    when(text, strike) {
      watch = { text, strike }
    },
    async close() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
