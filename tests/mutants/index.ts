// `npm run mutants [-- <room> …]`: puts mistakes into a copy of the source, one at a time, and runs the tests that should
// notice. Exit status 1 when nobody notices one, when a test is red without it, or when a mistake no longer fits the
// source. MUTANTS=<words> runs only those whose file or suffering holds them.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bots } from './bots.ts'
import { chat } from './chat.ts'
import { cli } from './cli.ts'
import { config } from './config.ts'
import { desk } from './desk.ts'
import { http } from './http.ts'
import type { Mutant } from './mutant.ts'
import { portal } from './portal.ts'
import { queue } from './queue.ts'
import { rag } from './rag.ts'
import { store } from './store.ts'

const rooms: Readonly<Record<string, readonly Mutant[]>> = {
  ...{ bots, chat, cli, config, desk, http, portal, queue, rag, store },
}
const root = join(import.meta.dirname, '..', '..')
const copied = [
  'src',
  'tests',
  'migrations',
  'manifests',
  'bin',
  'eval',
  'docs',
  '.env.example',
  'package.json',
  'vitest.config.ts',
]
/** Copies that are worked on at the same time: the tests themselves use two cores. */
const atOnce = 1
/** A mistake may make a test wait for ever; its own time-outs come first. */
const patienceMs = 300_000

type Outcome = 'noticed' | 'SURVIVED' | 'STALE' | 'RED WITHOUT IT'
interface Judged {
  readonly room: string
  readonly mutant: Mutant
  readonly outcome: Outcome
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in rooms))
if (unknown.length > 0) {
  process.stderr.write(`There is no room "${unknown[0]}": use some of ${Object.keys(rooms).join(', ')}\n`)
  process.exit(2)
}
const words = process.env.MUTANTS ?? ''
const work = Object.entries(rooms)
  .filter(([room]) => names.length === 0 || names.includes(room))
  .flatMap(([room, mutants]) => mutants.map((mutant) => ({ room, mutant })))
  .filter(({ mutant }) => `${mutant.file} ${mutant.suffered}`.includes(words))

const folders = Array.from({ length: atOnce }, copyProject)
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
process.once('SIGINT', () => process.exit(130))

/** Whether tests pass without a mistake, once for each set of them. */
const unharmed = new Map<string, Promise<boolean>>()
const judged: Judged[] = []
const queueOfWork = [...work]
await Promise.all(
  folders.map(async (folder) => {
    for (let next = queueOfWork.shift(); next !== undefined; next = queueOfWork.shift()) {
      const outcome = await judge(folder, next.mutant)
      judged.push({ ...next, outcome })
      process.stderr.write(`${outcome.padEnd(9)} ${next.mutant.file}: ${next.mutant.suffered}\n`)
    }
  }),
)
report()

async function judge(folder: string, { file, from, to, tests }: Mutant): Promise<Outcome> {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(from).length !== 2) return 'STALE'
  const key = tests.join(' ')
  if (!unharmed.has(key)) unharmed.set(key, passes(folder, tests))
  if (!(await unharmed.get(key))) return 'RED WITHOUT IT'
  writeFileSync(
    path,
    source.replace(from, () => to),
  )
  try {
    return (await passes(folder, tests)) ? 'SURVIVED' : 'noticed'
  } finally {
    writeFileSync(path, source)
  }
}

function passes(folder: string, tests: readonly string[]): Promise<boolean> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const child = spawn(process.execPath, [vitest, 'run', '--bail=1', ...tests], {
    cwd: folder,
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, REQUIRE_SERVICES: '1' },
  })
  const end = () => {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  const deadline = setTimeout(end, patienceMs)
  return new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(deadline)
      resolve(code === 0)
    }),
  )
}

// Inside the project, so that the copy finds node_modules as it is: the readers' jail follows no link.
function copyProject(): string {
  mkdirSync(join(root, '.mutants'), { recursive: true })
  const folder = mkdtempSync(join(root, '.mutants', 'copy-'))
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true })
  return folder
}

function report(): void {
  for (const room of new Set(judged.map((one) => one.room))) {
    const here = judged.filter((one) => one.room === room)
    const noticed = here.filter(({ outcome }) => outcome === 'noticed').length
    process.stdout.write(`${room}: ${noticed} of ${here.length} noticed\n`)
  }
  const missed = judged.filter(({ outcome }) => outcome !== 'noticed')
  for (const { mutant, outcome } of missed)
    process.stdout.write(`\n${outcome}: ${mutant.suffered}\n  ${mutant.file}\n  - ${mutant.from}\n  + ${mutant.to}\n`)
  process.stdout.write(`\n${judged.length - missed.length} of ${judged.length} mistakes noticed\n`)
  process.exitCode = missed.length > 0 ? 1 : 0
}
