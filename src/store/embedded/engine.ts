// Keeps the embedded engine's thread: one that ends is started again on the same socket, one that stands still is ended.
// What was acknowledged is in the files' log by then, and the engine recovers from it. Refuses to give up.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describeError } from '../../errors.ts'

export interface EngineData {
  readonly dataDir: string
  readonly socketPath: string
  /** Shared by both threads, see `pulse`. */
  readonly pulses: Int32Array
}
export interface CloseRequest {
  readonly waitForOthersMs: number
}
export type EngineMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string }

/** Places in `pulses`: the engine's turns (odd while it works), its accesses to files, and those that failed for want of room. */
export const pulse = { turn: 0, files: 1, refused: 2 } as const

export interface Engine {
  /** Resolves when the files are closed, or cannot be within 8 s after nobody has to be waited for any more. */
  close(waitForOthersMs: number): Promise<void>
}

const lookEveryMs = 1_000
/**
 * How long the engine may work without reading or writing a file. What takes long (a vacuum, an index, a migration, many
 * rows) does both all the time; only before it starts it is compiled. After a write that was refused it is known to turn in
 * circles.
 */
const stillMsByDefault = { starting: 120_000, ordinary: 60_000, refused: 15_000 }
type StillMs = typeof stillMsByDefault
const closeWithinMs = 8_000
const longestWaitMs = 5_000
/** One that ran so long did not fail because of what ended the one before. */
const healthyMs = 60_000

/**
 * @param say is told in words what happens to the engine after it was started
 * @throws what its thread says when it does not start the first time
 */
export async function startEngine(
  dataDir: string,
  socketPath: string,
  say: (line: string) => void,
  stillMs = stillMsByDefault,
): Promise<Engine> {
  let thread = await startThread(dataDir, socketPath, stillMs)
  let isClosing = false

  async function keep(): Promise<void> {
    for (let waitMs = 0; ; ) {
      const begun = performance.now()
      const why = await thread.ended
      if (isClosing) return
      waitMs = performance.now() - begun > healthyMs ? 0 : waitMs
      say(`the embedded database stopped (${why}) and is started again`)
      for (let said = ''; ; ) {
        await pause(waitMs)
        waitMs = Math.min(longestWaitMs, waitMs * 2 + 250)
        if (isClosing) return
        try {
          thread = await startThread(dataDir, socketPath, stillMs)
          break
        } catch (error) {
          const why = describeError(error)
          if (why !== said) say(`the embedded database does not start (${why}); it is tried again until it does`)
          said = why
        }
      }
      say('the embedded database runs again')
    }
  }
  const kept = keep()

  return {
    async close(waitForOthersMs) {
      isClosing = true
      await thread.close(waitForOthersMs)
      await kept
    },
  }
}

interface Thread {
  /** Why it ended. */
  readonly ended: Promise<string>
  close(waitForOthersMs: number): Promise<void>
}

async function startThread(dataDir: string, socketPath: string, stillMs: StillMs): Promise<Thread> {
  // Left by a thread that was ended. Postgres does not start over a lock file that a full disk left empty; that nobody
  // else has these files open is sure by a lock of ours.
  for (const left of [socketPath, join(dataDir, 'postmaster.pid')]) rmSync(left, { force: true })
  const pulses = new Int32Array(new SharedArrayBuffer(12))
  const worker = new Worker(new URL(`./thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { dataDir, socketPath, pulses } satisfies EngineData,
  })
  let why = 'its thread ended'
  const first = Promise.withResolvers<'ready'>()
  const closed = Promise.withResolvers<void>()
  const ended = new Promise<string>((resolve) => {
    worker.once('exit', () => {
      stopWatching()
      resolve(why)
      first.reject(new Error(why))
      closed.resolve()
    })
  })
  first.promise.catch(() => {})
  const end = async (reason: string) => {
    why = reason
    // Waits in a call to the system then, which nothing can end but the end of the process.
    const giveUp = setTimeout(() => {
      process.stderr.write(`ragbot: the embedded database stands still (${reason}). Start ragbot again.\n`)
      process.exit(1)
    }, closeWithinMs)
    await worker.terminate()
    clearTimeout(giveUp)
  }
  const stopWatching = watch(pulses, stillMs, (seconds) => void end(`it stood still for ${seconds} s`))
  worker.on('message', (message: EngineMessage) => {
    if (message.kind === 'ready') first.resolve('ready')
    else if (message.kind === 'closed') closed.resolve()
    else void end(message.message)
  })
  worker.once('error', (error) => {
    why = describeError(error)
  })
  await first.promise
  return {
    ended,
    async close(waitForOthersMs) {
      worker.postMessage({ waitForOthersMs } satisfies CloseRequest)
      await Promise.race([closed.promise, pause(waitForOthersMs + closeWithinMs, undefined, { ref: false })])
      await end('it was closed')
    },
  }
}

/** Calls `stuck` once when the engine works and touches no file for too long. Counts looks, not time: both may sleep. */
function watch(pulses: Int32Array, stillMs: StillMs, stuck: (seconds: number) => void): () => void {
  let last = ''
  let turn = -1
  let refusedBefore = 0
  let refusedLast = 0
  let stillFor = 0
  const timer = setInterval(() => {
    const [now = 0, files = 0, refused = 0] = pulses
    // The turn began after the look before.
    if (now !== turn) refusedBefore = refusedLast
    turn = now
    refusedLast = refused
    const isStill = last === `${now} ${files}` && now % 2 !== 0
    last = `${now} ${files}`
    stillFor = isStill ? stillFor + lookEveryMs : 0
    const limit = now <= 1 ? 'starting' : 'ordinary'
    if (stillFor < stillMs[refused > refusedBefore ? 'refused' : limit]) return
    clearInterval(timer)
    stuck(stillFor / 1_000)
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
