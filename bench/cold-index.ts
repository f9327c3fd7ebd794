// 479 paragraphs from a JSONL file into a DATA_DIR that does not exist yet: the wall time of the whole process.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { judge, medianSpread, percentileOf } from './figures.ts'
import { runCommand, withFolder } from './house.ts'
import { toJsonLines } from './texts.ts'
import type { Benchmark } from './types.ts'

const repetitions = 3
const paragraphs = 479
const barMs = 10_000

export const coldIndex: Benchmark = {
  name: 'cold-index',
  async run({ texts }) {
    const tookMs: number[] = []
    for (let i = 0; i < repetitions; i += 1) {
      await withFolder(async (folder) => {
        const file = join(folder, 'corpus.jsonl')
        writeFileSync(file, toJsonLines(texts.paragraphs(paragraphs)))
        const result = await runCommand(folder, ['index', file, '--json'])
        const indexed = result.stdout.split('\n').filter((line) => line.includes('"status":"indexed"')).length
        if (indexed !== paragraphs) throw new Error(`${indexed} of ${paragraphs} paragraphs were indexed`)
        tookMs.push(result.tookMs)
      })
    }
    return [
      {
        what: `${paragraphs} paragraphs indexed from a cold start`,
        figure: medianSpread(tookMs),
        bar: `≤ ${barMs / 1000} s, each`,
        verdict: judge(percentileOf(tookMs, 100) <= barMs),
        costs: { p50: percentileOf(tookMs, 50) },
      },
    ]
  },
}
