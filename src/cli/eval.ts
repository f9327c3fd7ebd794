// `eval`: measures search and answers on a folder of test data, indexed into a workspace of its own.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../errors.ts'
import { evaluate } from '../rag/evaluate.ts'
import { readSources } from '../rag/sources.ts'
import { withLibrary } from './library.ts'
import { createProgress, print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

export const evaluateCommand: Command = {
  name: 'eval',
  synopsis: 'eval <folder> [--json]',
  summary: 'measure search and answers on test data',
  help: `The folder holds corpus.jsonl, and queries.jsonl with qrels.tsv (BEIR), or questions.jsonl with offcorpus.jsonl:
  nDCG@10, Recall@10, MRR@10 and latency over the queries; over the questions the share whose gold document is cited,
  whose answer holds a gold span, and of refusals.
The corpus is indexed into a workspace of its own (eval-…), so no document of yours is touched or asked.
  --json   one JSON object`,
  options: { json: { type: 'boolean' } },
  async run({ positionals: [folder, ...rest], values }) {
    if (folder === undefined || rest.length > 0) throw new AppError('usage', 'eval needs one folder')
    const corpus = join(folder, 'corpus.jsonl')
    if (!existsSync(corpus)) throw new AppError('eval-folder', `${corpus} is missing: eval needs a BEIR-style folder`)
    const workspace = `eval-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12)}`
    return withLibrary('eval', workspace, async ({ rag, workspaceId }) => {
      const scope = { workspaceId, audiences: ['workspace'] } as const
      const indexing = createProgress('documents indexed')
      for await (const outcome of rag.index(readSources([corpus], process.stdin), {
        workspaceId,
        audience: 'workspace',
      })) {
        indexing.tick()
        if (outcome.status === 'failed') printError(`left out: ${outcome.uri}: ${outcome.error.message}`)
      }
      indexing.done()
      const progress = createProgress('questions')
      const report = await evaluate(folder, {
        search: (query, top) => rag.search(query, scope, top),
        ask: (question) => rag.ask({ question, history: [], scope }),
        progress: () => progress.tick(),
      })
      progress.done()
      if (values.json === true) printJson(report)
      else {
        for (const [part, figures] of Object.entries(report)) {
          print(part)
          for (const [name, value] of Object.entries(figures)) print(`  ${name.padEnd(20)} ${format(value)}`)
        }
      }
      return 0
    })
  },
}

function format(value: number | null): string {
  if (value === null) return 'not measured'
  return Number.isInteger(value) ? String(value) : value.toFixed(3)
}
