// Real and hostile files, each through extraction as `ragbot index` does it: what became of it against what should, how
// long it took, and the most memory of the process that reads files.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../src/errors.ts'
import { extract } from '../src/rag/extract/index.ts'
import { judge, notMeasured, percent } from './figures.ts'
import type { Benchmark } from './types.ts'

const bars = { right: 0.97, residentMb: 512, tookMs: 30_000 }

/** What the manifest calls an outcome → the codes that are right. Legacy formats are refused by name, whatever it says. */
const outcomes: Readonly<Record<string, readonly string[]>> = {
  ok: ['ok'],
  scan: ['no-text-layer'],
  encrypted: ['encrypted'],
  empty: ['empty'],
  bomb: ['too-large', 'too-slow'],
  malformed: ['broken', 'binary'],
}
const legacy = /\.(?:doc|xls|ppt)$/i

export const files: Benchmark = {
  name: 'files',
  async run({ dataFolder }) {
    const what = 'files: right outcome'
    const bar = `≥ ${percent(bars.right)}`
    if (dataFolder === undefined) return [notMeasured(what, bar, 'set BENCH_DATA')]
    const folder = join(dataFolder, 'files')
    const manifest = join(folder, 'manifest.json')
    if (!existsSync(manifest)) return [notMeasured(what, bar, 'files is not in BENCH_DATA')]
    const entries = JSON.parse(readFileSync(manifest, 'utf8')) as { file: string; expect: string }[]
    const wrong: string[] = []
    const tookMs: number[] = []
    const watch = watchChildren()
    for (const { file, expect } of entries) {
      const from = performance.now()
      const outcome = await extract(file, readFileSync(join(folder, file))).then(
        () => 'ok',
        (error: unknown) => (error instanceof AppError ? error.code : 'crash'),
      )
      tookMs.push(performance.now() - from)
      const right = legacy.test(file) ? ['unsupported'] : outcomes[expect]
      if (!right?.includes(outcome)) wrong.push(`${file} is ${outcome}, not ${expect}`)
    }
    const residentMb = watch()
    const right = 1 - wrong.length / entries.length
    for (const one of wrong) process.stderr.write(`${one}\n`)
    const slowest = Math.max(...tookMs)
    return [
      { what, figure: `${percent(right)} of ${entries.length}`, bar, verdict: judge(right >= bars.right) },
      {
        what: '   most memory of the process that reads one',
        figure: residentMb === 0 ? 'none seen' : `${residentMb} MB`,
        bar: `≤ ${bars.residentMb} MB`,
        verdict: judge(residentMb > 0 && residentMb <= bars.residentMb),
      },
      {
        what: '   slowest',
        figure: `${(slowest / 1000).toFixed(1)} s`,
        bar: `≤ ${bars.tookMs / 1000} s`,
        verdict: judge(slowest <= bars.tookMs),
      },
    ]
  },
}

/** Looks at this process's children twenty times a second; the returned function says the most that one had, in MB. */
function watchChildren(): () => number {
  let most = 0
  const timer = setInterval(() => {
    try {
      const lines = execFileSync('ps', ['-o', 'rss=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split(
        '\n',
      )
      for (const line of lines)
        if (line.includes('child.')) most = Math.max(most, Number(line.trim().split(' ')[0]) / 1024)
    } catch {
      // No child at this moment.
    }
  }, 50)
  return () => {
    clearInterval(timer)
    return Math.round(most)
  }
}
