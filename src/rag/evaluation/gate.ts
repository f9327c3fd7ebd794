// A gate: the bars that a report has to reach, from a JSON file. Pure. Refuses a name that no report holds: a bar that
// nothing is measured against would always be passed.
import { AppError } from '../../errors.ts'
import { namesOf, type Report } from './report.ts'

export interface Bar {
  readonly part: 'search' | 'answers'
  readonly metric: string
  readonly min?: number
  readonly max?: number
}

export interface Judged extends Bar {
  /** Null when the data has nothing to measure it on: that is a miss. */
  readonly value: number | null
  readonly isReached: boolean
}

const parts = ['search', 'answers'] as const

/**
 * `{"search": {"ndcg10": 0.36}, "answers": {"meanCitations": {"max": 3}}}`: a number alone is the least it may be.
 * @throws AppError `usage` for anything else
 */
export function parseGate(text: string, file: string): Bar[] {
  const refuse = (why: string, cause?: unknown) => new AppError('usage', `${file}: ${why}`, { cause })
  let gate: unknown
  try {
    gate = JSON.parse(text)
  } catch (cause) {
    throw refuse('a gate has to be JSON', cause)
  }
  if (!isObject(gate)) throw refuse('a gate has to be an object with "search" and "answers"')
  const bars = Object.entries(gate).flatMap(([name, metrics]) => {
    const part = parts.find((one) => one === name)
    if (!part || !isObject(metrics)) throw refuse(`"${name}" has to be "search" or "answers", an object of metrics`)
    return Object.entries(metrics).map(([metric, limits]): Bar => {
      const known = [...namesOf(part).keys()]
      if (!known.includes(metric))
        throw refuse(`there is no metric "${part}.${metric}": it is one of ${known.join(', ')}`)
      if (typeof limits === 'number') return { part, metric, min: limits }
      const { min, max, ...others } = isObject(limits) ? limits : {}
      const isBar = [min, max].every((one) => one === undefined || typeof one === 'number')
      if (!isBar || (min === undefined && max === undefined) || Object.keys(others).length > 0)
        throw refuse(`the bar of "${part}.${metric}" has to be a number, or an object with "min", "max" or both`)
      return { part, metric, ...(typeof min === 'number' ? { min } : {}), ...(typeof max === 'number' ? { max } : {}) }
    })
  })
  if (bars.length === 0) throw refuse('there is no bar in it')
  return bars
}

export function judge(report: Report, bars: readonly Bar[]): Judged[] {
  return bars.map((bar) => {
    const figures: Readonly<Record<string, number | null>> = report[bar.part] ?? {}
    const value = figures[bar.metric] ?? null
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bar
    return { ...bar, value, isReached: value !== null && value >= min && value <= max }
  })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
