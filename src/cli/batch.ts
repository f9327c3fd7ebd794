// `--batch`: one JSON object a line in (`_id`, `text`, optional `history`), one out in the same order. A line that is none fails by its
// number and the rest goes on.
import { createInterface } from 'node:readline'
import { AppError, describeError } from '../errors.ts'
import type { Turn } from '../model.ts'
import { printError, printJson } from './output.ts'

/** Resolves with the exit status. */
export async function runBatch(
  answer: (text: string, history: readonly Turn[] | undefined) => Promise<object>,
): Promise<number> {
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
      printJson({ _id: question._id, ...(await answer(question.text, question.history)) })
    } catch (error) {
      fail(question._id, error instanceof AppError ? error.code : 'failed', describeError(error))
    }
  }
  return failed > 0 ? 1 : 0
}

interface Line {
  readonly _id: unknown
  readonly text: string
  readonly history?: readonly Turn[]
}

function parseLine(line: string): Line | { _id?: unknown; problem: string } {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    return { problem: describeError(error) }
  }
  if (typeof value !== 'object' || value === null) return { problem: 'it is no JSON object' }
  const { _id, text, history } = value as Record<string, unknown>
  if (typeof _id !== 'string' && typeof _id !== 'number') return { problem: 'it has no _id' }
  if (typeof text !== 'string' || text.trim() === '') return { _id, problem: 'it has no text' }
  if (history === undefined) return { _id, text }
  if (!isHistory(history)) return { _id, problem: 'its history is no list of {"role":"user"|"assistant","text"}' }
  return { _id, text, history: history.map(({ role, text }) => ({ role, text })) }
}

function isHistory(value: unknown): value is readonly Turn[] {
  const isTurn = (turn: unknown) => {
    const { role, text } = (turn ?? {}) as Record<string, unknown>
    return (role === 'user' || role === 'assistant') && typeof text === 'string'
  }
  return Array.isArray(value) && value.every(isTurn)
}
