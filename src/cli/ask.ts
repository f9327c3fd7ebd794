// `ask`: an answer with its citations, or "I don't know". Both are done work: exit 0.

import { quoteText } from '../desk/ask/quote.ts'
import { AppError } from '../errors.ts'
import type { Answer, Turn } from '../model.ts'
import { placeParts } from '../place.js'
import type { Explained } from '../rag/types.ts'
import { runBatch } from './batch.ts'
import { explanationLines } from './explain.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

export const ask: Command = {
  name: 'ask',
  synopsis: 'ask <question> [--conversation <id>] [--explain] [--json] | --batch',
  summary: 'answer from the documents, every claim cited',
  help: `  --json     one JSON object
  --explain  also what was found, which sentences were weighed, and why each was said or was not
  --conversation   goes on with that conversation, by its id in the chat page's address; without it each question stands alone
  --batch    read one JSON object a line from standard input ({"_id","text","history"?:[{"role":"user"|"assistant","text"}]}),
             write one a line in the same order
An honest "I don't know" is an answer: exit status 0.`,
  options: {
    json: { type: 'boolean' },
    batch: { type: 'boolean' },
    conversation: { type: 'string' },
    explain: { type: 'boolean' },
  },
  async run({ positionals, values, workspace }) {
    const question = positionals.join(' ').trim()
    if (values.batch !== true && question === '') throw new AppError('usage', 'ask needs a question, or --batch')
    const conversation = values.conversation === undefined ? undefined : String(values.conversation)
    if (values.batch === true && conversation !== undefined)
      throw new AppError('usage', 'A line of --batch has its own "history": leave --conversation out')
    if (values.batch === true && values.explain === true)
      throw new AppError('usage', '--explain goes with one question: leave --batch out')
    return withLibrary('ask', workspace, async ({ rag, store, workspaceId }) => {
      const looks: Explained[] = []
      const onLooked = (looked: Explained) => void looks.push(looked)
      const answer = (text: string, history: readonly Turn[] = []) => {
        const scope = { workspaceId, audiences: ['workspace'] } as const
        const onlyHere = values.explain === true ? onLooked : undefined
        return rag.ask({ question: text, history, scope }, undefined, undefined, onlyHere)
      }
      if (values.batch === true) return runBatch(async (text, history) => forJson(await answer(text, history)))
      const history = conversation === undefined ? [] : await store.readTurns(workspaceId, conversation)
      if (history === null)
        throw new AppError(
          'not-found',
          `There is no conversation ${conversation} in this workspace: look at its id again.`,
        )
      const answered = await answer(question, history)
      if (conversation !== undefined)
        await store.appendExchange(workspaceId, conversation, ...turnsOf(question, answered))
      const result = forJson(answered)
      if (values.json === true) printJson({ ...result, ...(values.explain === true && { explained: looks }) })
      else {
        print(result.markdown)
        for (const { marker, document, locator, quote } of result.citations) {
          const place = placeParts(document, locator)
          print(`\n[${marker}] ${[document.title, ...place].join(', ')}\n    ${document.uri}`)
          print(`    “${quoteText(quote).replace(/\s+/g, ' ')}”`)
        }
        if (result.kind === 'no_evidence') {
          for (const { document, quote } of result.searched.nearest) {
            print(`Nearest: ${document.title}  ${document.uri}`)
            if (quote !== undefined) print(`    “${quoteText(quote).replace(/\s+/g, ' ')}”`)
          }
        }
        for (const note of result.notes ?? []) printError(note)
        for (const look of looks) for (const line of explanationLines(look)) print(line)
      }
      return 0
    })
  },
}

function turnsOf(question: string, { kind, markdown, citations, backend }: Answer) {
  return [
    { role: 'user', kind: 'user', contentMarkdown: question, displayMarkdown: question },
    {
      role: 'assistant',
      kind: kind === 'answered' ? 'assistant_grounded' : 'assistant',
      contentMarkdown: markdown,
      displayMarkdown: markdown,
      citations,
      backend,
    },
  ] as const
}

function forJson({ kind, markdown, citations, searched, tookMs, backend, notes }: Answer) {
  return { kind, markdown, citations, searched, tookMs, backend, ...(notes && { notes }) }
}
