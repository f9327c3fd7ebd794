// `search`: the distinct documents that match best, with the passage that does.

import { AppError } from '../errors.ts'
import { placeParts } from '../place.js'
import { runBatch } from './batch.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

const defaultTop = 10
const mostTop = 1_000

export const search: Command = {
  name: 'search',
  synopsis: 'search <query> [--top N] [--json] | --batch',
  summary: 'find documents',
  help: `  --top N    so many distinct documents (default ${defaultTop}, at most ${mostTop})
  --json     one JSON object
  --batch    read one JSON object a line from standard input ({"_id","text"}), write one a line in the same order
Limits among the words: from:handbook type:pdf author:ada after:2026-01 before:2026-06-30 "exact phrase" -draft`,
  options: { top: { type: 'string' }, json: { type: 'boolean' }, batch: { type: 'boolean' } },
  async run({ positionals, values, workspace }) {
    const top = Number(values.top ?? defaultTop)
    if (!Number.isInteger(top) || top < 1 || top > mostTop) {
      throw new AppError('usage', `--top has to be a number from 1 to ${mostTop}`)
    }
    const query = positionals.join(' ').trim()
    if (values.batch !== true && query === '') throw new AppError('usage', 'search needs a query, or --batch')
    return withLibrary('search', workspace, async ({ rag, workspaceId }) => {
      const find = (text: string) => rag.search(text, { workspaceId, audiences: ['workspace'] }, top)
      if (values.batch === true) return runBatch(find)
      const result = await find(query)
      if (values.json === true) printJson(result)
      else {
        for (const { rank, document, locator, quote } of result.hits) {
          const place = placeParts(document, locator)
          print(`${rank}. ${document.title}${place.length > 0 ? `  (${place.join(', ')})` : ''}\n   ${document.uri}`)
          print(`   ${quote.replace(/\s+/g, ' ').slice(0, 240)}\n`)
        }
        if (result.hits.length === 0) printError('Nothing matches.')
      }
      return 0
    })
  },
}
