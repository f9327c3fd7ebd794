// Hears what the database notifies of, over a connection of its own that is made again whenever it is lost.
import type pg from 'pg'
import { endPool } from './pool.ts'

export interface Listening {
  /** False while the connection is away: nothing is heard then. */
  isListening(): boolean
  stop(): Promise<void>
}

const againAfterMs = 1_000

/**
 * @param pool of one connection, ended by `stop`
 * @param heard called for each notification, and whenever listening begins: what came before was not heard
 */
export function listen(pool: pg.Pool, channel: string, heard: () => void): Listening {
  let isListening = false
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let client: pg.PoolClient | undefined

  async function connect(): Promise<void> {
    let made: pg.PoolClient | undefined
    try {
      made = await pool.connect()
      if (isStopped) return release(made)
      client = made
      made.on('notification', ({ channel: on }) => on === channel && heard())
      const own = made
      own.once('end', () => lost(own))
      await made.query(`listen ${channel}`)
      isListening = true
      heard()
    } catch {
      lost(made)
    }
  }

  /** Once each: a statement that fails and the end of its connection come together. */
  function lost(which: pg.PoolClient | undefined): void {
    if (which !== client) return
    isListening = false
    client = undefined
    if (which) {
      which.removeAllListeners('notification')
      release(which)
    }
    if (isStopped) return
    timer = setTimeout(() => void connect(), againAfterMs).unref()
  }

  void connect()
  return {
    isListening: () => isListening,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      isListening = false
      if (client) release(client)
      await endPool(pool)
    },
  }
}

/** For good: a connection that has listened is nobody else's. */
function release(client: pg.PoolClient): void {
  try {
    client.release(true)
  } catch {
    // It was released when it was lost.
  }
}
