// Runs commands of the real command line in this process, which saves the seconds that a process of its own takes to
// start. Refuses to inherit settings: a command sees only the environment it is given. One at a time.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { openDatabase } from '../../src/store/database/db.ts'
import { seed } from '../seeded.ts'

export type Environment = Readonly<Record<string, string>>

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const signals = ['SIGINT', 'SIGTERM'] as const
const releasers: (() => Promise<void> | void)[] = []

/** A new folder that `cleanUp` removes. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-cli-'))
  releasers.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A new folder with a database without a row: for DATA_DIR. */
export async function makeDataDir(): Promise<string> {
  const folder = makeFolder()
  await seed(folder)
  return folder
}

/** A DATA_DIR with a database without a row and a running engine, which commands join. */
export async function startEngine(): Promise<{ readonly DATA_DIR: string }> {
  const dataDir = await makeDataDir()
  const db = await openDatabase({ dataDir, command: 'start' })
  releasers.push(() => db.close({ hurry: true }))
  return { DATA_DIR: dataDir }
}

/** Ends the engines and removes the folders made here. */
export async function cleanUp(): Promise<void> {
  for (const release of releasers.splice(0).reverse()) await release()
}

/**
 * One command to its end.
 * @param input what it reads from standard input, or the terminal it is on
 * @param workingFolder without an .env file by default
 */
export async function ragbot(
  args: readonly string[],
  environment: Environment,
  input: string | Readable = '',
  workingFolder = tmpdir(),
): Promise<Ended> {
  const [own, folder, stdin] = [{ ...process.env }, process.cwd(), process.stdin]
  const { PATH = '', HOME = '' } = own
  const listeners = signals.map((signal) => process.listeners(signal))
  let [stdout, stderr] = ['', '']
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += String(text)
      return true
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += String(text)
      return true
    }),
  ]
  setEnvironment({ PATH, HOME, TMPDIR: tmpdir(), ...environment })
  process.chdir(workingFolder)
  const value = typeof input === 'string' ? Readable.from([Buffer.from(input)]) : input
  Object.defineProperty(process, 'stdin', { value, configurable: true })
  try {
    const code = await run(args)
    return { code, stdout, stderr }
  } finally {
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
    process.chdir(folder)
    setEnvironment(own)
    for (const spy of spies) spy.mockRestore()
    // A process that ends takes them along.
    for (const [i, signal] of signals.entries())
      for (const listener of process.listeners(signal))
        if (!listeners[i]?.includes(listener)) process.removeListener(signal, listener)
  }
}

function setEnvironment(wanted: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, wanted)
}
