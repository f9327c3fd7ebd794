// How good search and answers are, by `ragbot eval` on the evaluation data.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AnswerReport, SearchReport } from '../src/rag/evaluation/report.ts'
import { judge, notMeasured, percent } from './figures.ts'
import { runCommand, withFolder } from './house.ts'
import type { Benchmark, Context, Row } from './types.ts'

const bars = {
  ndcg10: 0.36,
  goldCited: 0.8,
  goldSpan: 0.7,
  offCorpusRefused: 0.92,
  impossibleRefused: 0.35,
  words: 60,
  citations: 3,
}

export const cranfield: Benchmark = {
  name: 'cranfield',
  async run(context) {
    const what = 'cranfield: nDCG@10'
    const bar = `≥ ${bars.ndcg10}`
    const report = await runEval<{ search: SearchReport }>(context, 'cranfield')
    if (typeof report === 'string') return [notMeasured(what, bar, report)]
    const { ndcg10, recall10, mrr10, p50Ms, p95Ms, queries } = report.search
    return [
      {
        what,
        figure: fixed(ndcg10),
        bar,
        verdict: judge((ndcg10 ?? 0) >= bars.ndcg10),
        gains: { ndcg10: ndcg10 ?? 0 },
      },
      { what: 'cranfield: Recall@10, MRR@10', figure: `${fixed(recall10)}, ${fixed(mrr10)}` },
      {
        what: 'cranfield: one search',
        figure: `${latency(p50Ms, p95Ms)} (n ${queries})`,
        costs: { p50: p50Ms ?? 0, p95: p95Ms ?? 0 },
      },
    ]
  },
}

export const squad: Benchmark = {
  name: 'squad2-dev',
  async run(context) {
    const [cited, refused] = ['squad2-dev: gold paragraph cited', 'squad2-dev: off-corpus refused']
    const [citedBar, refusedBar] = [`≥ ${percent(bars.goldCited)}`, `≥ ${percent(bars.offCorpusRefused)}`]
    const report = await runEval<{ answers: AnswerReport }>(context, 'squad2-dev')
    if (typeof report === 'string')
      return [notMeasured(cited, citedBar, report), notMeasured(refused, refusedBar, report)]
    const found = report.answers
    const reached = (share: number | null, bar: number) => judge((share ?? 0) >= bar)
    const rows: Row[] = [
      {
        what: cited,
        figure: percent(found.goldCited),
        bar: citedBar,
        verdict: reached(found.goldCited, bars.goldCited),
        gains: { share: found.goldCited ?? 0 },
      },
      {
        what: refused,
        figure: percent(found.offCorpusRefused),
        bar: refusedBar,
        verdict: reached(found.offCorpusRefused, bars.offCorpusRefused),
        gains: { share: found.offCorpusRefused ?? 0 },
      },
      { what: 'squad2-dev: answerable answered', figure: percent(found.answered) },
      {
        what: 'squad2-dev: gold span in the answer',
        figure: percent(found.goldSpanInAnswer),
        bar: `≥ ${percent(bars.goldSpan)}`,
        verdict: reached(found.goldSpanInAnswer, bars.goldSpan),
      },
      {
        what: 'squad2-dev: impossible refused',
        figure: percent(found.impossibleRefused),
        bar: `≥ ${percent(bars.impossibleRefused)}`,
        verdict: reached(found.impossibleRefused, bars.impossibleRefused),
      },
      {
        what: 'squad2-dev: an answer, in the mean',
        figure: `${fixed(found.meanCitations, 2)} citations, ${fixed(found.meanWords, 1)} words`,
        bar: `≤ ${bars.citations}, ≤ ${bars.words}`,
        verdict: judge((found.meanCitations ?? 0) <= bars.citations && (found.meanWords ?? 0) <= bars.words),
      },
      {
        what: 'squad2-dev: answers without a citation',
        figure: String(found.uncitedAnswers),
        bar: '0',
        verdict: judge(found.uncitedAnswers === 0),
      },
      {
        what: 'squad2-dev: one answer',
        figure: `${latency(found.p50Ms, found.p95Ms)} (n ${found.questions})`,
        costs: { p50: found.p50Ms ?? 0, p95: found.p95Ms ?? 0 },
      },
    ]
    return rows
  },
}

/** The report of `eval`, or why there is none. */
async function runEval<Report>({ dataFolder }: Context, set: string): Promise<Report | string> {
  if (dataFolder === undefined) return 'set BENCH_DATA'
  const folder = join(dataFolder, set)
  if (!existsSync(folder)) return `${set} is not in BENCH_DATA`
  return withFolder(async (work) => JSON.parse((await runCommand(work, ['eval', folder, '--json'])).stdout) as Report)
}

function fixed(value: number | null, digits = 3): string {
  return value === null ? 'none' : value.toFixed(digits)
}

function latency(p50Ms: number | null, p95Ms: number | null): string {
  return `p50 ${fixed(p50Ms, 1)}  p95 ${fixed(p95Ms, 1)} ms`
}
