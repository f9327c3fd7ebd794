// `npm run against -- <commit> [<benchmark> …]`: checks another commit out beside this one and measures both in turn, by
// the benchmarks of this one, PAIRS times (7). Prints the median of the ratios, this over the other, with their extremes:
// over 1 is worse, also where more is better. Exit status 1 when a median is over 1.05.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { formatTable, judge, percentileOf } from './figures.ts'
import type { Row } from './types.ts'

const bar = 1.05
/** What tells of the pace of both; what stops, fills and attacks the process has bars of its own. */
const usual = 'cranfield squad2-dev cold-index reply load second-start discord teams teams-files scale'.split(' ')
const root = join(import.meta.dirname, '..')

/** By benchmark, row and figure: what each of the two had, pair by pair. */
type Measured = Map<string, { readonly own: number[]; readonly other: number[]; readonly ratios: number[] }>

const [commit, ...names] = process.argv.slice(2)
const pairs = Number(process.env.PAIRS ?? 7)
if (commit === undefined || !(pairs >= 1)) {
  process.stderr.write('Say a commit to be measured against, and PAIRS of at least 1: npm run against -- HEAD~1\n')
  process.exit(2)
}
const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
const sha = git('rev-parse', '--short', `${commit}^{commit}`)
const other = checkOut(sha)

const measured: Measured = new Map()
for (const name of names.length > 0 ? names : usual) {
  for (let pair = 0; pair < pairs; pair += 1) {
    process.stderr.write(`${name}, ${pair + 1} of ${pairs} …\n`)
    // The machine's pace drifts: whoever went first goes second in the next pair.
    const order = pair % 2 === 0 ? [root, other] : [other, root]
    const rows = new Map<string, readonly Row[]>()
    for (const checkout of order) rows.set(checkout, await measure(name, checkout))
    compare(name, rows.get(root)!, rows.get(other)!)
  }
}
report()

/** Inside the project, so that node_modules is found from there; packages of its own where the two differ in them. */
function checkOut(sha: string): string {
  const folder = mkdtempSync(join(root, '.against-'))
  process.once('exit', () => git('worktree', 'remove', '--force', folder))
  process.once('SIGINT', () => process.exit(130))
  git('worktree', 'add', '--detach', folder, sha)
  const lock = (checkout: string) => readFileSync(join(checkout, 'package-lock.json'), 'utf8')
  if (lock(folder) !== lock(root)) execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' })
  return folder
}

/** @throws when the benchmark printed no rows; a bar that it missed does not matter here */
async function measure(name: string, checkout: string): Promise<readonly Row[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'index.ts'), name, '--json'], {
    env: { ...process.env, BENCH_CHECKOUT: checkout },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [printed, errors] = ['', '']
  child.stdout.on('data', (part: Buffer) => {
    printed += part.toString()
  })
  child.stderr.on('data', (part: Buffer) => {
    errors += part.toString()
  })
  await new Promise((resolve) => child.once('close', resolve))
  if (printed === '') throw new Error(`${name} of ${checkout} printed nothing: ${errors.slice(-500)}`)
  if (errors.includes(`${name}: `)) process.stderr.write(errors)
  return JSON.parse(printed) as readonly Row[]
}

function compare(name: string, own: readonly Row[], others: readonly Row[]): void {
  let section = ''
  for (const [i, row] of own.entries()) {
    if (!row.what.startsWith(' ')) section = row.what
    const beside = others[i]?.what === row.what ? others[i] : undefined
    if (beside === undefined) continue
    const add = (figure: string, [a, b]: readonly [number, number], ratio: number) => {
      const what = section === row.what ? section : `${section}, ${row.what.trim()}`
      const key = `${name} | ${what} | ${figure}`
      const kept = measured.get(key) ?? { own: [], other: [], ratios: [] }
      measured.set(key, kept)
      kept.own.push(a)
      kept.other.push(b)
      kept.ratios.push(ratio)
    }
    for (const [figure, a] of Object.entries(row.costs ?? {})) {
      const b = beside.costs?.[figure]
      if (b !== undefined) add(figure, [a, b], a / b)
    }
    for (const [figure, a] of Object.entries(row.gains ?? {})) {
      const b = beside.gains?.[figure]
      if (b !== undefined) add(figure, [a, b], b / a)
    }
  }
}

function report(): void {
  const short = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
  const rows = [...measured].map(([what, { own, other, ratios }]): Row => {
    const at = (p: number) => percentileOf(ratios, p)
    const [a, b] = [percentileOf(own, 50), percentileOf(other, 50)]
    return {
      what,
      figure: `${at(50).toFixed(2)} (${at(0).toFixed(2)} to ${at(100).toFixed(2)}, n ${ratios.length}): ${short(a)} / ${short(b)}`,
      bar: `≤ ${bar}`,
      verdict: judge(at(50) <= bar),
    }
  })
  process.stdout.write(
    `this / ${sha}, ${availableParallelism()} cores, Node ${process.version}\n\n${formatTable(rows)}\n`,
  )
  process.exitCode = rows.some(({ verdict }) => verdict === 'MISSED') ? 1 : 0
}
