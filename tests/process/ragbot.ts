// Runs the real command line in processes of its own: a `start` that can be killed and started again on the same
// DATA_DIR, and commands that share it or are cut off. Where a command only has to be run,
// tests/cli/in-process.ts is quicker. Refuses to inherit settings: a process sees only the environment it is given.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { inject } from 'vitest'
import { seed } from '../seeded.ts'

export type Environment = Readonly<Record<string, string>>

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  /** `http://127.0.0.1:<port>`, as printed. */
  readonly url: string
  /** The chat page's address with its one-time token. */
  readonly pageUrl: string
  readonly pid: number
  /** All that it has written so far. */
  output(): { readonly stdout: string; readonly stderr: string }
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>
}

const command = join(import.meta.dirname, '..', '..', 'src', 'cli.ts')
const folders: string[] = []
const children = new Set<ChildProcess>()

/** A new folder that `cleanUp` removes. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-process-'))
  folders.push(folder)
  return folder
}

/** A new folder as a first start leaves it: for the DATA_DIR of whom that is nothing to look at. */
export async function makeDataDir(): Promise<string> {
  const folder = makeFolder()
  await seed(folder, 'started')
  return folder
}

/** Kills every process and removes every folder made here: for `afterEach`. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...children].map((child) => kill(child, 'SIGKILL')))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** One command to its end. @param input what it reads from standard input */
export async function spawnRagbot(args: readonly string[], environment: Environment, input = ''): Promise<Ended> {
  const { child, output } = launch(args, environment)
  child.stdin?.end(input)
  const code = await ended(child)
  return { code, ...output() }
}

/** `start`, once it has printed that it runs. @throws with its output when it ends before that. */
export async function startRagbot(environment: Environment, args: readonly string[] = []): Promise<Running> {
  const { child, output } = launch(['start', ...args], { PORT: '0', LOG_LEVEL: 'debug', ...environment })
  const started = () => /^ragbot is running[\s\S]*\n$/.test(output().stdout)
  await until(() => started() || child.exitCode !== null, 'ragbot to start')
  if (!started()) throw new Error(`start ended with ${child.exitCode}: ${output().stderr}`)
  const pageUrl = /(http:\S+\/)\?token=\S+/.exec(output().stdout)
  const anyUrl = /http:\/\/127\.0\.0\.1:\d+/.exec(output().stdout)
  return {
    url: anyUrl?.[0] ?? '',
    pageUrl: pageUrl?.[0] ?? '',
    pid: child.pid ?? 0,
    output,
    async end(signal) {
      return { code: await kill(child, signal), ...output() }
    },
  }
}

/** Waits until `check` holds. @throws after a minute, naming what was waited for */
export async function until(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await pause(20)
  }
}

function launch(args: readonly string[], environment: Environment) {
  const { PATH = '', HOME = '' } = process.env
  // For the flag see vitest.config.ts.
  const child = spawn(process.execPath, ['--liftoff-only', command, ...args], {
    // A working folder without an .env file.
    cwd: tmpdir(),
    env: {
      PATH,
      HOME,
      TMPDIR: tmpdir(),
      NODE_COMPILE_CACHE: join(inject('templateFolder'), 'compiled'),
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.add(child)
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => {})
  return { child, output: () => ({ stdout, stderr }) }
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('close', resolve))
  children.delete(child)
  return child.exitCode
}

function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal)
  return ended(child)
}
