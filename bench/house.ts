// Runs ragbot as a user does: the real process, on a DATA_DIR of its own, in an empty folder and a bare environment,
// so that no setting of the person who measures leaks in. Whatever still runs when the benchmark ends is stopped.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** BENCH_CHECKOUT names another checkout of the project, to be measured by the benchmarks of this one. */
const checkout = process.env.BENCH_CHECKOUT ?? join(import.meta.dirname, '..')
const cli = join(checkout, 'src', 'cli.ts')
/** What that checkout's `npm start` tells Node. */
const nodeFlags = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).scripts.start.match(/--\S+/g) ?? []
export const adminToken = 'bench-admin-token-0123456789'

// What a platform waits between SIGTERM and SIGKILL; ragbot promises to be done in 25 s.
const patienceMs = 30_000
export const stopBarMs = 25_000

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** An empty folder for `work`, removed afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function spawnRagbot(
  folder: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env
  const child = spawn(process.execPath, [...nodeFlags, cli, ...args], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), DATA_DIR: join(folder, 'data'), ...settings },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

function collect(child: ChildProcess): { text: string } {
  const collected = { text: '' }
  child.stderr?.on('data', (part: Buffer) => {
    collected.text += part.toString()
  })
  return collected
}

/** Runs one command to its end, with `stdin` as its input. `tookMs` is the whole process. @throws when it does not exit with 0 */
export async function runCommand(
  folder: string,
  args: readonly string[],
  { settings = {}, stdin }: { readonly settings?: Readonly<Record<string, string>>; readonly stdin?: string } = {},
): Promise<{ readonly stdout: string; readonly tookMs: number }> {
  const from = performance.now()
  const child = spawnRagbot(folder, args, settings)
  child.stdin?.end(stdin ?? '')
  const errors = collect(child)
  let stdout = ''
  child.stdout?.on('data', (part: Buffer) => {
    stdout += part.toString()
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`ragbot ${args[0]} ended with ${code}: ${errors.text.slice(-500)}`)
  return { stdout, tookMs: performance.now() - from }
}

export interface House {
  readonly url: string
  /** From the spawn until the chat page's address was printed. */
  readonly startMs: number
  /** Resident memory in MB; null where there is no /proc. */
  residentMb(): number | null
  /** Makes it stand still (SIGSTOP), and go on. */
  halt(): void
  go(): void
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<void>
  /** Sends SIGTERM and resolves with how long the end took, in milliseconds. Killed after 30 s. */
  stop(): Promise<number>
}

/** `start` with a platform's settings. @throws when it ends before it is up */
export async function startHouse(
  folder: string,
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<House> {
  const from = performance.now()
  const child = spawnRagbot(folder, ['start', ...args], {
    PORT: '0',
    ADMIN_TOKEN: adminToken,
    ...settings,
  })
  const errors = collect(child)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout?.on('data', (part: Buffer) => {
      printed += part.toString()
      const address = /chat page: (http:\/\/\S+?)\/\?token=\S+\n/.exec(printed)?.[1]
      if (address !== undefined) resolve(address)
    })
    void ended.then(() => reject(new Error(`ragbot start ended: ${errors.text.slice(-500)}`)))
  })
  return {
    url,
    startMs: performance.now() - from,
    residentMb: () => readResidentMb(child.pid),
    halt: () => void child.kill('SIGSTOP'),
    go: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const stopFrom = performance.now()
      const deadline = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      child.kill('SIGTERM')
      await ended
      clearTimeout(deadline)
      return performance.now() - stopFrom
    },
  }
}

function readResidentMb(pid: number | undefined): number | null {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Math.round(Number(line[1]) / 1024) : null
  } catch {
    return null // Only Linux has it.
  }
}
