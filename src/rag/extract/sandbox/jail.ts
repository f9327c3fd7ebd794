// Reads a file in a child process of its own, so that a hostile one can neither crash, block nor outlast this process.
// What the child may do is in confinement.ts; what it costs is capped here.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { knownCode } from '../../../error-codes.ts'
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { confined } from './confinement.ts'

export interface JailLimits {
  /** Wall-clock time of one file. Default 30,000 ms; of text recognition 120,000. */
  readonly timeMs: number
  /** Memory of the child (RSS) above which it is killed. Default 448 MB: what it grabs until then stays below 512; of recognition 1,024. */
  readonly memoryMb: number
  /** What the child may hand back. Default 64 MB. */
  readonly outputBytes: number
}

/** What the child is for: a format's `read` or its `recognise`. */
export type JailTask = 'read' | 'recognise'

const outputBytes = 64 * 1024 * 1024
const defaults: Readonly<Record<JailTask, JailLimits>> = {
  read: { timeMs: 30_000, memoryMb: 448, outputBytes },
  recognise: { timeMs: 120_000, memoryMb: 1024, outputBytes },
}

/** What the child writes to its standard output, as one JSON value. */
export type JailReport =
  | { readonly ok: true; readonly extracted: Extracted }
  | { readonly ok: false; readonly code: string; readonly message: string }

// The extension is this file's own: `.ts` from source, `.js` when compiled.
const childPath = fileURLToPath(new URL(import.meta.url.replace(/jail(\.[cm]?[jt]s)(?:\?[^?]*)?$/, 'child$1')))

// The rest is for the file's bytes, inflated parts and Node itself.
const heapShare = 0.65
const lanes = { read: createLane(2), recognise: createLane(1) }

/**
 * Runs `formats[formatId].read` over the bytes in a child, at most 2 at once, or `recognise`, one at a time beside
 * them; the rest wait their turn.
 * @throws AppError what the format throws, or `too-slow`, `too-large` (memory, output), `broken` (the child crashed)
 */
export function readInJail(
  formatId: string,
  bytes: Uint8Array,
  limits: Partial<JailLimits> = {},
  task: JailTask = 'read',
): Promise<Extracted> {
  return lanes[task](() => runChild(formatId, task, bytes, { ...defaults[task], ...limits }))
}

/** Runs at most so many at once. A place goes straight to the next in line, so that nobody overtakes. */
function createLane(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= places) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

async function runChild(formatId: string, task: JailTask, bytes: Uint8Array, limits: JailLimits): Promise<Extracted> {
  const flags = [
    `--max-old-space-size=${Math.ceil(limits.memoryMb * heapShare)}`,
    // Garbage is collected sooner: the same documents need a quarter to a third less memory (measured).
    '--max-semi-space-size=8',
    '--optimize-for-size',
  ]
  const { command, args } = await confined(flags, [
    childPath,
    formatId,
    task,
    String(limits.memoryMb),
    String(limits.timeMs),
  ])
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: {}, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
    let refusal: AppError | null = null
    const kill = (error: AppError) => {
      refusal ??= error
      child.kill('SIGKILL')
    }
    const seconds = Math.ceil(limits.timeMs / 1000)
    const tooSlow = `Reading this file took more than ${seconds} s and was stopped: split it, or save it again in a simpler form.`
    const timer = setTimeout(() => kill(new AppError('too-slow', tooSlow)), limits.timeMs)
    const output: Buffer[] = []
    let outputBytes = 0
    child.stdout.on('data', (part: Buffer) => {
      outputBytes += part.length
      if (outputBytes > limits.outputBytes)
        kill(
          new AppError('too-large', 'This file holds more text than one document may: split it and index the parts.'),
        )
      else output.push(part)
    })
    // The first error is what explains a death; libraries may print on without end.
    let complaint = ''
    child.stderr.on('data', (part: Buffer) => {
      if (complaint.length < 4096) complaint += part.toString('utf8')
    })
    // A child that dies early closes its end; how it died is told by 'close'.
    child.stdin.on('error', () => {})
    child.stdin.end(bytes)
    child.on('error', (cause) => {
      refusal ??= new AppError('jail', 'The process that reads files could not be started: check memory and limits.', {
        retry: 'later',
        cause,
      })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const report = readReport(Buffer.concat(output).toString('utf8'))
      if (refusal) reject(refusal)
      else if (report === null) reject(explainDeath(code, signal, limits, complaint))
      else if (report.ok) resolve(report.extracted)
      else reject(new AppError(knownCode(report.code), report.message))
    })
  })
}

/** Null where the child died before it was done. */
function readReport(json: string): JailReport | null {
  try {
    return JSON.parse(json) as JailReport
  } catch {
    return null
  }
}

/**
 * The child kills itself (SIGKILL) when it outgrows its memory, as the kernel would; Node aborts (SIGABRT, SIGTRAP or
 * 134) when the heap is full.
 */
function explainDeath(
  code: number | null,
  signal: NodeJS.Signals | null,
  limits: JailLimits,
  complaint: string,
): AppError {
  const cause = new Error(complaint || `ended by ${signal ?? code}`)
  if (code === 134 || signal === 'SIGKILL' || signal === 'SIGABRT' || signal === 'SIGTRAP')
    return new AppError(
      'too-large',
      `Reading this file takes more than ${limits.memoryMb} MB of memory: split it, or save it again in a simpler form.`,
      { cause },
    )
  return new AppError(
    'broken',
    'This file stopped the process that read it, so it is probably damaged: export or download it again.',
    { cause },
  )
}
