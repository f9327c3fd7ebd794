// `eval`: measures search and answers on a folder of test data, indexed into a workspace of its own; compares runs; fails
// below a gate's bars. Refuses a gate or a run that it cannot read before it measures anything.
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import { type Comparison, compare } from '../../rag/evaluation/compare.ts'
import { evaluate, type Measurement } from '../../rag/evaluation/evaluate.ts'
import { readTestData } from '../../rag/evaluation/folder.ts'
import { type Judged, judge, parseGate } from '../../rag/evaluation/gate.ts'
import { namesOf, type Report, reportOf } from '../../rag/evaluation/report.ts'
import { formatRun, parseRun, type SavedRun } from '../../rag/evaluation/saved-run.ts'
import { createProgress, print, printError, printJson } from '../output.ts'
import type { Command } from '../types.ts'
import { withIndexed } from './indexed.ts'
import { evaluateKinds } from './kinds.ts'

export const evaluateCommand: Command = {
  name: 'eval',
  synopsis: 'eval <folder> [--gate file] [--compare run] [--json]',
  summary: 'measure search and answers on test data',
  help: `The folder holds corpus.jsonl, and queries.jsonl with qrels.tsv or qrels/test.tsv (BEIR), or questions.jsonl with
  offcorpus.jsonl: nDCG@10, Recall@10, MRR@10 over the queries; over the questions how many gold documents are cited,
  gold answers said, refusals right and quotes in support; latency and tokens. See docs/evaluation.md.
The corpus is indexed into a workspace of its own (eval-…), so no document of yours is touched or asked.
  --json             one JSON object
  --save <file>      write the run, one line a question, to compare others with
  --details <file>   write what was found and answered, one JSON object a line
  --gate <file>      bars by metric, {"search":{"ndcg10":0.36},"answers":{"meanCitations":{"max":3}}};
                     exit status 1 when one is missed
  --compare <run>    a saved run against this one, question by question, with a paired bootstrap.
                     eval --compare before.json after.json compares two saved runs
  --kinds            an exam (exam.jsonl): right, partly right, wrong with a citation, refused, by kind of question
                     --pages <folder> has its pages, --half fit or check, --together in one index`,
  options: {
    json: { type: 'boolean' },
    save: { type: 'string' },
    details: { type: 'string' },
    gate: { type: 'string' },
    compare: { type: 'string' },
    kinds: { type: 'boolean' },
    pages: { type: 'string' },
    half: { type: 'string' },
    together: { type: 'boolean' },
  },
  async run({ positionals: [of, ...rest], values }) {
    if (of === undefined || rest.length > 0) throw new AppError('usage', 'eval needs one folder')
    requireOptionsOf(values)
    const { pages, half } = values as Readonly<Record<string, string | undefined>>
    if (values.kinds === true) {
      const [together, json] = [values.together === true, values.json === true]
      await evaluateKinds(of, { pages, half, details: values.details as string | undefined, together, json })
      return 0
    }
    const isSaved = existsSync(of) && statSync(of).isFile()
    const { save, details } = values as Readonly<Record<string, string | undefined>>
    if (isSaved && (save ?? details) !== undefined)
      throw new AppError('usage', `${of} is a saved run: --save and --details go with a folder`)
    const bars = typeof values.gate === 'string' ? parseGate(await read(values.gate), values.gate) : []
    const before = typeof values.compare === 'string' ? await readRun(values.compare) : undefined
    const after = isSaved ? await readRun(of) : await measure(of, save, details)
    const report = reportOf(after.items)
    const gate = judge(report, bars)
    const comparison = before && compare(before.items, after.items)
    if (values.json === true)
      printJson({ ...report, ...(bars.length > 0 && { gate }), ...(comparison && { comparison }) })
    else {
      printReport(report)
      if (comparison) printComparison(comparison)
      for (const line of gate.map(gateLine)) print(line)
    }
    const missed = gate.filter(({ isReached }) => !isReached)
    if (missed.length > 0)
      printError(
        `${missed.length} of ${gate.length} bars missed: ${missed.map(({ part, metric }) => `${part}.${metric}`).join(', ')}`,
      )
    return missed.length > 0 ? 1 : 0
  },
}

/** Not ignored: who names a gate with an exam waits minutes for bars that nobody looks at. */
function requireOptionsOf(values: Readonly<Record<string, unknown>>): void {
  const others = values.kinds === true ? ['save', 'gate', 'compare'] : ['pages', 'half', 'together']
  const given = others.find((name) => values[name] !== undefined)
  if (given !== undefined)
    throw new AppError('usage', `--${given} ${values.kinds === true ? 'does not go' : 'goes'} with --kinds`)
}

/** Indexes the folder's corpus, asks all that is asked there, and writes what was asked for. */
async function measure(folder: string, save: string | undefined, details: string | undefined): Promise<SavedRun> {
  const corpus = join(folder, 'corpus.jsonl')
  if (!existsSync(corpus)) throw new AppError('eval-folder', `${corpus} is missing: eval needs a BEIR-style folder`)
  await readTestData(folder)
  // A file that cannot be written is known before the work, not after it.
  for (const file of [save, details]) if (file !== undefined) await appendFile(file, '')
  const found = await ask(folder, corpus)
  const items = found.map(({ item }) => item)
  const run = { folder, at: new Date().toISOString(), items }
  if (save !== undefined) await writeFile(save, formatRun(run))
  if (details !== undefined)
    await writeFile(details, found.map(({ item, detail }) => `${JSON.stringify({ ...item, ...detail })}\n`).join(''))
  return run
}

function ask(folder: string, corpus: string): Promise<Measurement[]> {
  const workspace = `eval-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12)}`
  return withIndexed(workspace, [corpus], async ({ rag, scope }) => {
    const asking = createProgress('questions')
    const found = await evaluate(folder, {
      search: (query, top) => rag.search(query, scope, top),
      ask: (question, history) => rag.ask({ question, history, scope }),
      progress: () => asking.tick(),
    })
    asking.done()
    return found
  })
}

async function readRun(file: string): Promise<SavedRun> {
  return parseRun(await read(file), file)
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new AppError('usage', `${file} cannot be read: name a file that exists`, { cause })
  }
}

function printReport({ writers, ...parts }: Report): void {
  for (const part of ['search', 'answers'] as const) {
    const figures: Readonly<Record<string, number | null>> = parts[part] ?? {}
    if (parts[part]) print(part)
    for (const [name, value] of Object.entries(figures))
      print(`  ${name.padEnd(18)} ${format(value).padStart(12)}  ${namesOf(part).get(name) ?? ''}`.trimEnd())
  }
  if (writers) {
    const written = Object.entries(writers).map(([writer, count]) => `${writer} ${count}`)
    print(`  ${'written by'.padEnd(18)} ${written.join(', ')}`)
  }
}

function printComparison({ shared, leftOut, differences }: Comparison): void {
  const left = leftOut === 0 ? '' : `; ${leftOut} in one run only, left out`
  print(`\nbefore → after, over ${shared} queries and questions in both${left}`)
  for (const { part, metric, before, after, difference, low, high, p, verdict } of differences) {
    const change = `${signed(difference)} (95 % ${signed(low)} to ${signed(high)}, p ${p < 0.001 ? '< 0.001' : p.toFixed(3)})`
    print(
      `  ${`${part}.${metric}`.padEnd(26)} ${before.toFixed(3).padStart(8)} → ${after.toFixed(3).padStart(8)}  ${change}  ${verdict}`,
    )
  }
}

function gateLine({ part, metric, min, max, value, isReached }: Judged): string {
  const bar = [min === undefined ? '' : `≥ ${min}`, max === undefined ? '' : `≤ ${max}`].filter(Boolean).join(', ')
  return `${isReached ? 'ok    ' : 'MISSED'} ${`${part}.${metric}`.padEnd(26)} ${format(value)}, has to be ${bar}`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}

function format(value: number | null): string {
  if (value === null) return 'not measured'
  return Number.isInteger(value) ? String(value) : value.toFixed(3)
}
