// What people are told while a source is read: each failure, what is indexed, and how it ended.
import type { IndexOutcome } from '../../model.ts'
import type { SourceReading } from '../../rag/types.ts'
import { createProgress, print, printError, printJson } from '../output.ts'

export function watchReading(name: string, isJson: boolean) {
  const progress = createProgress('pages or files')
  let total = 0
  let seen = 0
  const said = new Set<string>()
  let end: SourceReading | null = null
  return {
    reading: {
      onFound(pages: number) {
        total = pages
      },
      onItem() {
        seen += 1
        progress.tick(seen, total)
      },
      onOutcome(outcome: IndexOutcome) {
        if (outcome.status === 'failed') {
          said.add(outcome.error.message)
          printError(`failed: ${outcome.uri}: ${outcome.error.message}`)
        } else if (outcome.status === 'indexed' && !isJson) print(`indexed    ${outcome.uri}  ${outcome.chunks} chunks`)
      },
      onEnd(reading: SourceReading) {
        end = reading
      },
    },
    /** @returns whether it was read, and nothing left out */
    report(source: { readonly id: string; readonly uri: string } | undefined): boolean {
      progress.done()
      if (end === null) return false
      const { error, isForgotten, ...counts } = end
      const { indexed, unchanged, failed, retired } = counts
      if (isJson)
        printJson({
          ...(source && { id: source.id }),
          uri: source?.uri ?? name,
          status: error ? 'failed' : 'read',
          ...counts,
          ...(error && { error }),
        })
      else
        print(
          `${error ? 'failed' : 'read  '}     ${source?.uri ?? name}  ${indexed} indexed, ${unchanged} unchanged, ${failed} failed, ${retired} taken out`,
        )
      // What an outcome said is not said again.
      if (error && !said.has(error.message)) printError(`failed: ${source?.uri ?? name}: ${error.message}`)
      if (isForgotten) printError(`${name} was not added.`)
      return error === null && failed === 0
    },
  }
}
