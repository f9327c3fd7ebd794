// `index`: files, folders and standard input into the workspace; one line out a document.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { AppError } from '../errors.ts'
import type { IndexOutcome, IndexTarget } from '../model.ts'
import { countSources, isWebAddress, readSources } from '../rag/indexing/sources.ts'
import type { Rag, ReadingOptions, SourceReading } from '../rag/types.ts'
import { withLibrary } from './library.ts'
import { createProgress, print, printError, printJson } from './output.ts'
import { parseAudience } from './sources/audience.ts'
import type { Command } from './types.ts'

export const index: Command = {
  name: 'index',
  synopsis: 'index <file|folder|url|-> … [--audience <who>] [--json]',
  summary: 'index documents for everyone in the workspace, or for one channel or person',
  help: `Reads PDF, also scanned, pictures of text, Word, PowerPoint, Excel, OpenDocument, RTF, e-mail with its attachments,
EPUB, HTML, Markdown, CSV, JSON, source code, transcripts and text in any encoding; and JSONL (one document a line: _id,
title, text, optional url, thumbnail, author, date).
A folder is read with everything below it but hidden entries and node_modules, which are named at the end; - reads standard
input: one document, or JSONL. A web address is one page, or every page of a sitemap. Pages and addresses inside your network have to be in FETCH_ALLOWED_HOSTS.
What did not change since the last time is left alone. Folders and addresses are sources from then on, and what is gone
there is taken out the next time: see "ragbot sources". Prints one line a document, and totals on stderr:
  indexed|unchanged|failed  <uri>  <passages or reason>
  --audience   who may read them: workspace (default), channel:<platform>:<id> or person:<platform>:<id>, with ids as
               "documents list" and "gaps" show them: channel:slack:T0123/C0123, person:teams:<tenant>/<user>
  --json       one JSON object a line instead
Exit status 1 when any document failed; the others are indexed all the same.`,
  options: { json: { type: 'boolean' }, audience: { type: 'string' } },
  async run({ positionals, values, workspace }) {
    if (positionals.length === 0) throw new AppError('usage', 'index needs a file, a folder or - (standard input)')
    const audience = parseAudience(values.audience)
    return withLibrary('index', workspace, async ({ rag, workspaceId }) => {
      const progress = createProgress('documents')
      const counts = { indexed: 0, unchanged: 0, failed: 0 }
      const leftOut: string[] = []
      let seen = 0
      const target = { workspaceId, audience }
      let total = await countSources(positionals)
      const reading = {
        onLeftOut: (path: string) => {
          leftOut.push(path)
        },
        onFound: (pages: number) => {
          total += pages
        },
        onEnd: ({ retired, error, failed: failures }: SourceReading) => {
          if (retired > 0) printError(`${retired} documents are gone at their source, and were taken out.`)
          // What could not be read is named already.
          if (error && failures === 0) printError(error.message)
        },
      }
      for await (const outcome of outcomesOf(rag, positionals, target, reading)) {
        seen += 1
        counts[outcome.status] += 1
        progress.hide()
        report(outcome, values.json === true)
        progress.tick(seen, total)
      }
      progress.done()
      await rag.embedMissing(workspaceId)
      if (seen === 0) printError('There was nothing to index.')
      else printError(totals(counts))
      if (leftOut.length > 0) printError(`${namesOf(leftOut)}: name them to index them.`)
      return counts.failed > 0 || seen === 0 ? 1 : 0
    })
  },
}

/** In the order of the arguments: files together, each folder and each address as a source. */
async function* outcomesOf(
  rag: Rag,
  args: readonly string[],
  target: IndexTarget,
  reading: ReadingOptions,
): AsyncGenerator<IndexOutcome> {
  let files: string[] = []
  for (const arg of args) {
    const isFolder = arg !== '-' && !isWebAddress(arg) && (await stat(arg).catch(() => null))?.isDirectory()
    if (!isFolder && !isWebAddress(arg)) {
      files.push(arg)
      continue
    }
    if (files.length > 0) yield* rag.index(readSources(files, process.stdin), target)
    files = []
    yield* rag.indexSource(isFolder ? resolve(arg) : arg, target, reading)
  }
  if (files.length > 0) yield* rag.index(readSources(files, process.stdin), target)
}

/** On a terminal a failure is said once; where stdout goes elsewhere, there too. */
function report(outcome: IndexOutcome, asJson: boolean): void {
  const name = nameOf(outcome)
  if (asJson) printJson(outcome)
  else if (outcome.status !== 'failed')
    print(`${outcome.status.padEnd(10)} ${name}  ${outcome.chunks} ${outcome.chunks === 1 ? 'passage' : 'passages'}`)
  else if (!process.stdout.isTTY) print(`failed     ${name}  ${outcome.error.code}`)
  if (outcome.status === 'failed') printError(`failed: ${name}: ${outcome.error.message}`)
  else if (outcome.note !== undefined) printError(`${name}: ${outcome.note}`)
}

function totals(counts: Readonly<Record<IndexOutcome['status'], number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  return `Documents: ${parts.map(([status, count]) => `${count.toLocaleString('en')} ${status}`).join(', ')}.`
}

/** Entries named before a count takes over. */
const namedAtMost = 8

function namesOf(paths: readonly string[]): string {
  const more = paths.length - namedAtMost
  return `Left out, as hidden entries and node_modules are: ${paths.slice(0, namedAtMost).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function nameOf({ uri, externalId }: { readonly uri: string; readonly externalId?: string }): string {
  return externalId === undefined || uri.endsWith(`#${externalId}`) ? uri : `${uri}#${externalId}`
}
