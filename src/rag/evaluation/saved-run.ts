// A run as a file, to compare others with. Refuses a file that is none, by name.
import { AppError } from '../../errors.ts'
import type { Figure, Item } from './items.ts'

const format = 'ragbot-eval-1'

export interface SavedRun {
  /** The folder of test data, as it was named. */
  readonly folder: string
  /** ISO 8601. */
  readonly at: string
  readonly items: readonly Item[]
}

/** One item a line, so that two files can be compared with ordinary tools too. */
export function formatRun({ folder, at, items }: SavedRun): string {
  const lines = items.map((item) => JSON.stringify(item)).join(',\n')
  return `{"format":${JSON.stringify(format)},"folder":${JSON.stringify(folder)},"at":${JSON.stringify(at)},"items":[\n${lines}\n]}\n`
}

/** @throws AppError `eval-run` */
export function parseRun(text: string, file: string): SavedRun {
  let run: unknown
  try {
    run = JSON.parse(text)
  } catch (cause) {
    throw notOurs(file, cause)
  }
  const { format: found, folder, at, items } = (run ?? {}) as Record<string, unknown>
  if (found !== format || typeof folder !== 'string' || typeof at !== 'string' || !Array.isArray(items))
    throw notOurs(file)
  if (!items.every(isItem)) throw notOurs(file)
  return { folder, at, items }
}

function notOurs(file: string, cause?: unknown): AppError {
  return new AppError('eval-run', `${file} is not a saved run: make one with "ragbot eval <folder> --save ${file}"`, {
    cause,
  })
}

function isItem(value: unknown): value is Item {
  const { part, id, text, tookMs, writer, figures } = (value ?? {}) as Record<string, unknown>
  return (
    (part === 'search' || part === 'answers') &&
    typeof id === 'string' &&
    typeof text === 'string' &&
    typeof tookMs === 'number' &&
    (writer === undefined || typeof writer === 'string') &&
    typeof figures === 'object' &&
    figures !== null &&
    Object.values(figures).every(isFigure)
  )
}

function isFigure(value: unknown): value is Figure {
  const isNumber = (one: unknown) => typeof one === 'number'
  return isNumber(value) || (Array.isArray(value) && value.length === 2 && value.every(isNumber))
}
