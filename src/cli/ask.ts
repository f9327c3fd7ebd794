// `ask`: an answer with its citations, or "I don't know". Both are done work: exit 0.

import { AppError } from '../errors.ts'
import type { Answer } from '../model.ts'
import { placeParts } from '../place.js'
import { runBatch } from './batch.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

export const ask: Command = {
  name: 'ask',
  synopsis: 'ask <question> [--json] | --batch',
  summary: 'answer from the documents, every claim cited',
  help: `  --json     one JSON object
  --batch    read one JSON object a line from standard input ({"_id","text"}), write one a line in the same order
An honest "I don't know" is an answer: exit status 0.`,
  options: { json: { type: 'boolean' }, batch: { type: 'boolean' } },
  async run({ positionals, values, workspace }) {
    const question = positionals.join(' ').trim()
    if (values.batch !== true && question === '') throw new AppError('usage', 'ask needs a question, or --batch')
    return withLibrary('ask', workspace, async ({ rag, workspaceId }) => {
      const answer = async (text: string) =>
        forJson(await rag.ask({ question: text, history: [], scope: { workspaceId, audiences: ['workspace'] } }))
      if (values.batch === true) return runBatch(answer)
      const result = await answer(question)
      if (values.json === true) printJson(result)
      else {
        print(result.markdown)
        for (const { marker, document, locator, quote } of result.citations) {
          const place = placeParts(document, locator)
          print(`\n[${marker}] ${[document.title, ...place].join(', ')}\n    ${document.uri}`)
          print(`    “${quote.replace(/\s+/g, ' ')}”`)
        }
        if (result.kind === 'no_evidence') {
          for (const { document } of result.searched.nearest) print(`Nearest: ${document.title}  ${document.uri}`)
        }
        for (const note of result.notes ?? []) printError(note)
      }
      return 0
    })
  },
}

function forJson({ kind, markdown, citations, searched, tookMs, backend, notes }: Answer) {
  return { kind, markdown, citations, searched, tookMs, backend, ...(notes && { notes }) }
}
