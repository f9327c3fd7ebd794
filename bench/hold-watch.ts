// How long a process's event loop was held while something was done, against that of a process that does nothing: what the
// machine does to any loop meanwhile is no hold by the input.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

export interface Held {
  /** The longest delay of the loop, less the longest of the idle one in the same stretch of time. */
  readonly heldMs: number
  readonly idleMs: number
  /** The longest that the main thread computed within one delay. */
  readonly computedMs: number
  readonly tookMs: number
  readonly outcome: string
}

const probe = `--import=${pathToFileURL(join(import.meta.dirname, 'hold-probe.ts'))}`

/**
 * @param folder for what the probes tell
 * @returns the settings of the process that is measured; `close` ends the idle one
 */
export function createWatch(folder: string) {
  // HOLD_PROFILE names a folder for what Node's profiler saw, and for what the probes told.
  const profile = process.env.HOLD_PROFILE
  const told = profile ?? folder
  const files = { measured: join(told, 'holds'), idle: join(told, 'idle-holds') }
  const { PATH } = process.env
  // It ends with this process, whose end closes its input.
  const idle = spawn(process.execPath, [probe, '-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH, HOLD_FILE: files.idle },
  })
  const measured = createReader(files.measured)
  const beside = createReader(files.idle)
  return {
    settings: {
      HOLD_FILE: files.measured,
      NODE_OPTIONS: [probe, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])].join(' '),
    },
    async during(work: () => Promise<string>): Promise<Held> {
      const from = now()
      const outcome = await work()
      const to = now()
      // A hold is told when it ends.
      await pause(50)
      const [house, idle] = [measured.most(from, to), beside.most(from, to)]
      return {
        heldMs: Math.max(0, house.lateMs - idle.lateMs),
        idleMs: idle.lateMs,
        computedMs: house.computedMs,
        tookMs: to - from,
        outcome,
      }
    },
    async close(): Promise<void> {
      idle.kill('SIGKILL')
    },
  }
}

const now = () => Number(process.hrtime.bigint() / 1_000_000n)

/** Reads on from where it stopped. */
function createReader(file: string) {
  let at = 0
  let rest = ''
  function* readOn() {
    if (!existsSync(file)) return
    const descriptor = openSync(file, 'r')
    const part = Buffer.alloc(65_536)
    for (let length = -1; length !== 0; at += length) {
      length = readSync(descriptor, part, 0, part.length, at)
      const lines = (rest + part.toString('latin1', 0, length)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    closeSync(descriptor)
  }
  return {
    /** Of the holds within a stretch of time that were not read yet. */
    most(from: number, to: number): { readonly lateMs: number; readonly computedMs: number } {
      let [mostLate, mostComputed] = [0, 0]
      for (const line of readOn()) {
        const [when = 0, late = 0, computed = 0] = line.split(' ').map(Number)
        if (when < from || when - late > to) continue
        mostLate = Math.max(mostLate, late)
        mostComputed = Math.max(mostComputed, computed)
      }
      return { lateMs: mostLate, computedMs: mostComputed }
    },
  }
}
