// One question at a time: from the webhook's request until the answer stands in the thread.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { costsOf, judge, percentileOf, spread, stopRow } from './figures.ts'
import { runCommand, startHouse, stopBarMs, withFolder } from './house.ts'
import { startSlackClock } from './slack.ts'
import { toJsonLines } from './texts.ts'
import type { Benchmark } from './types.ts'

const paragraphs = 500
const questions = 100
const barsMs = { p50: 150, p95: 400 }

export const reply: Benchmark = {
  name: 'reply',
  run: ({ texts }) =>
    withFolder(async (folder) => {
      const file = join(folder, 'corpus.jsonl')
      writeFileSync(file, toJsonLines(texts.paragraphs(paragraphs)))
      await runCommand(folder, ['index', file])
      const slack = await startSlackClock()
      const house = await startHouse(folder, slack.settings)
      try {
        const tookMs: number[] = []
        for (const [i, question] of texts.questions(questions).entries()) {
          const { ts } = await slack.ask(house.url, `C${i % 20}`, question)
          if (!(await slack.allAnswered(30_000))) throw new Error('a question got no answer within 30 s')
          const thread = slack.threads.get(ts)!
          tookMs.push(thread.finalAt! - thread.askedAt)
        }
        return [
          {
            what: `question → reply, one at a time, ${paragraphs} paragraphs`,
            figure: spread(tookMs),
            bar: `p50 ≤ ${barsMs.p50}, p95 ≤ ${barsMs.p95} ms`,
            verdict: judge(percentileOf(tookMs, 50) <= barsMs.p50 && percentileOf(tookMs, 95) <= barsMs.p95),
            costs: costsOf(tookMs),
          },
          {
            what: '   answers with sources',
            figure: `${[...slack.threads.values()].filter(({ hasSources }) => hasSources).length} of ${questions}`,
          },
          { what: '   the first after the start', figure: `${tookMs[0]!.toFixed(0)} ms` },
          // At once after the last answer, as a deployment does: the jobs behind it are still being put away.
          stopRow(await house.stop(), stopBarMs),
        ]
      } finally {
        await slack.close()
      }
    }),
}
