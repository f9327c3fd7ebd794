// `--batch`: one JSON object a line in (`_id`, `text`), one out in the same order. A line that is none fails by its
// number and the rest goes on.
import { createInterface } from 'node:readline'
import { describeError } from '../errors.ts'
import { printError, printJson } from './output.ts'

/** Resolves with the exit status. */
export async function runBatch(answer: (text: string) => Promise<object>): Promise<number> {
  let failed = 0
  let number = 0
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    try {
      const { _id, text } = parseLine(line)
      printJson({ _id, ...(await answer(text)) })
    } catch (error) {
      failed += 1
      printError(`line ${number}: ${describeError(error)}`)
      printJson({ _id: null, line: number, error: { code: 'bad-line', message: describeError(error) } })
    }
  }
  return failed > 0 ? 1 : 0
}

function parseLine(line: string): { _id: string | number; text: string } {
  const value: unknown = JSON.parse(line)
  if (typeof value !== 'object' || value === null) throw new Error('it is no JSON object')
  const { _id, text } = value as Record<string, unknown>
  if (typeof _id !== 'string' && typeof _id !== 'number') throw new Error('it has no _id')
  if (typeof text !== 'string' || text.trim() === '') throw new Error('it has no text')
  return { _id, text }
}
