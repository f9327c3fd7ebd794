// `search`, and commands like it: distinct documents, best first, with the passage of each that matters.
import type { Lister } from '../desk/types.ts'
import { AppError } from '../errors.ts'
import type { SearchResult } from '../model.ts'
import { placeParts } from '../place.js'
import { runBatch } from './batch.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

const defaultTop = 10
const mostTop = 1_000

function printResult({ hits }: SearchResult): void {
  for (const { rank, document, locator, quote } of hits) {
    const place = placeParts(document, locator)
    print(`${rank}. ${document.title}${place.length > 0 ? `  (${place.join(', ')})` : ''}\n   ${document.uri}`)
    print(`   ${quote.replace(/\s+/g, ' ').slice(0, 240)}\n`)
  }
  if (hits.length === 0) printError('Nothing matches.')
}

/** @param more what its help says besides. Only with `takesBatch` is there `--batch`. */
export function resultsCommand(
  { synopsis, summary, find }: Lister,
  { takesBatch = false, more = '' }: { readonly takesBatch?: boolean; readonly more?: string } = {},
): Command {
  const name = synopsis.split(' ', 1)[0] ?? ''
  const batch = takesBatch
    ? '\n  --batch    read one JSON object a line from standard input ({"_id","text"}), write one a line in the same order'
    : ''
  return {
    name,
    synopsis: `${synopsis} [--top N] [--json]${takesBatch ? ' | --batch' : ''}`,
    summary,
    help: `  --top N    so many distinct documents (default ${defaultTop}, at most ${mostTop})
  --json     one JSON object${batch}${more === '' ? '' : `\n${more}`}`,
    options: { top: { type: 'string' }, json: { type: 'boolean' }, ...(takesBatch && { batch: { type: 'boolean' } }) },
    async run({ positionals, values, workspace }) {
      const top = Number(values.top ?? defaultTop)
      if (!Number.isInteger(top) || top < 1 || top > mostTop) {
        throw new AppError('usage', `--top has to be a number from 1 to ${mostTop}`)
      }
      const words = positionals.join(' ').trim()
      if (values.batch !== true && words === '')
        throw new AppError('usage', `${synopsis} needs its words${takesBatch ? ', or --batch' : ''}`)
      return withLibrary(name, workspace, async ({ store, rag, workspaceId }) => {
        const found = (text: string) => find({ store, rag }, { workspaceId, audiences: ['workspace'] }, text, top)
        if (values.batch === true) return runBatch(found)
        const result = await found(words)
        if (values.json === true) printJson(result)
        else printResult(result)
        return 0
      })
    },
  }
}

export const search = resultsCommand(
  {
    synopsis: 'search <query>',
    summary: 'find documents',
    find: ({ rag }, scope, query, top) => rag.search(query, scope, top),
  },
  {
    takesBatch: true,
    more: 'Limits among the words: from:handbook type:pdf author:ada after:2026-01 before:2026-06-30 "exact phrase" -draft',
  },
)
