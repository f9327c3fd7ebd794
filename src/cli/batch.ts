// `--batch`: one JSON object a line in (`_id`, `text`), one out in the same order. A line that is none fails by its
// number and the rest goes on.
import { createInterface } from 'node:readline'
import { AppError, describeError } from '../errors.ts'
import { printError, printJson } from './output.ts'

/** Resolves with the exit status. */
export async function runBatch(answer: (text: string) => Promise<object>): Promise<number> {
  let failed = 0
  let number = 0
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    const fail = (_id: unknown, code: string, message: string) => {
      failed += 1
      printError(`line ${number}: ${message}`)
      printJson({ _id: _id ?? null, line: number, error: { code, message } })
    }
    const question = parseLine(line)
    if ('problem' in question) {
      fail(question._id, 'bad-line', question.problem)
      continue
    }
    try {
      printJson({ _id: question._id, ...(await answer(question.text)) })
    } catch (error) {
      fail(question._id, error instanceof AppError ? error.code : 'failed', describeError(error))
    }
  }
  return failed > 0 ? 1 : 0
}

function parseLine(line: string): { _id: unknown; text: string } | { _id?: unknown; problem: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return { problem: describeError(error) }
  }
  if (typeof value !== 'object' || value === null) return { problem: 'it is no JSON object' }
  const { _id, text } = value as Record<string, unknown>
  if (typeof _id !== 'string' && typeof _id !== 'number') return { problem: 'it has no _id' }
  if (typeof text !== 'string' || text.trim() === '') return { _id, problem: 'it has no text' }
  return { _id, text }
}
