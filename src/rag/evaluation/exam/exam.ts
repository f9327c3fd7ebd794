// An exam: questions that people would ask of a handbook, in kinds, each with the passage that answers it and what an answer
// has to say. The handbook's text need not be there: a passage is known by its place in its page and a hash.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../errors.ts'
import type { Turn } from '../../../model.ts'
import { readLines, strings, turnsOf } from '../lines.ts'

/** The last two have no answer in the handbook; a near miss comes close to one. */
export const kinds = [
  'who',
  'when',
  'how-many',
  'how-do-i',
  'which',
  'policy',
  'yes-no',
  'comparison',
  'list',
  'two-part',
  'multi-hop',
  'other-words',
  'keywords',
  'misspelt',
  'follow-up',
  'unanswerable',
  'near-miss',
] as const
export type Kind = (typeof kinds)[number]

/** What is measured on `check` is not looked at while anything is fitted. A page is in one half with all its questions. */
export const halves = ['fit', 'check'] as const
export type Half = (typeof halves)[number]

export interface GoldPassage {
  /** Path below the folder of pages, with `/`. */
  readonly page: string
  readonly text: string
}

export interface ExamQuestion {
  readonly id: string
  readonly kind: Kind
  readonly half: Half
  /** The folder of pages that is asked. */
  readonly handbook: string
  readonly text: string
  readonly history: readonly Turn[]
  /** Any of these answers it, or all of them together; empty where nothing does. */
  readonly gold: readonly GoldPassage[]
  /** Groups that an answer has to say, each in any of its wordings. */
  readonly facts: readonly (readonly string[])[]
}

export interface Exam {
  readonly questions: readonly ExamQuestion[]
  /** Pages that are not there, or whose passage is not what it was: their questions are left out. */
  readonly missing: readonly string[]
}

export const hasAnswer = ({ kind }: Pick<ExamQuestion, 'kind'>): boolean =>
  kind !== 'unanswerable' && kind !== 'near-miss'

/** Of a passage, in hex; short, since it tells a changed page and keeps no secret. */
export const hashOf = (passage: string): string => createHash('sha256').update(passage).digest('hex').slice(0, 16)

/**
 * Reads `exam.jsonl`. A line has `_id`, `text`, `kind`, `half`, `handbook`; an answerable one `gold` (`page` with `start`,
 * `end` in UTF-16 code units and `sha256`, or with `quote`) and `facts`; a follow-up `history`.
 * @param roots where pages are looked for, in this order
 * @throws AppError `eval-folder` when there is no such file, `eval-line` for a line that cannot be read
 */
export async function readExam(folder: string, roots: readonly string[]): Promise<Exam> {
  const file = join(folder, 'exam.jsonl')
  if (!existsSync(file)) throw new AppError('eval-folder', `${file} is missing: an exam is a file of questions by kind`)
  const pages = new Map<string, string | null>()
  const textOf = (page: string): string | null => {
    const known = pages.get(page)
    if (known !== undefined) return known
    const path = roots.map((root) => join(root, page)).find(existsSync)
    const text = path === undefined ? null : readFileSync(path, 'utf8')
    pages.set(page, text)
    return text
  }
  const missing = new Set<string>()
  const questions = (await readLines(file)).flatMap(({ id, text, place, rest }): ExamQuestion[] => {
    const { handbook } = rest
    const kind = kinds.find((one) => one === rest.kind)
    const half = halves.find((one) => one === rest.half)
    if (kind === undefined) throw new AppError('eval-line', `${place}: "kind" has to be one of ${kinds.join(', ')}`)
    if (half === undefined || typeof handbook !== 'string')
      throw new AppError('eval-line', `${place} needs "half" (${halves.join(' or ')}) and "handbook"`)
    const named = objects(rest.gold)
    const facts = Array.isArray(rest.facts) ? rest.facts.map(strings) : []
    if (hasAnswer({ kind }) !== named.length > 0 || named.length > 0 !== facts.length > 0)
      throw new AppError('eval-line', `${place}: "gold" and "facts" go with what has an answer, and with nothing else`)
    const gold = named.map((one) => passageOf(one, textOf, place))
    const gone = gold.flatMap((passage, i) => (passage === null ? [String(named[i]?.page)] : []))
    for (const page of gone) missing.add(page)
    const found = gold.flatMap((passage) => passage ?? [])
    // What has no answer names no page, and would be refused rightly where there is nothing to read.
    const isThere = roots.some((root) => existsSync(join(root, handbook)))
    if (!isThere && gone.length === 0) missing.add(handbook)
    if (gone.length > 0 || !isThere) return []
    return [{ id, kind, half, handbook, text, history: turnsOf(rest.history, place), gold: found, facts }]
  })
  return { questions, missing: [...missing] }
}

/** Null where its page is not there or has changed. */
function passageOf(
  { page, start, end, sha256, quote }: Readonly<Record<string, unknown>>,
  textOf: (page: string) => string | null,
  place: string,
): GoldPassage | null {
  if (typeof page !== 'string') throw new AppError('eval-line', `${place}: each of "gold" needs its "page"`)
  const text = textOf(page)
  if (typeof quote === 'string') return text?.includes(quote) ? { page, text: quote } : null
  if (typeof start !== 'number' || typeof end !== 'number' || typeof sha256 !== 'string')
    throw new AppError('eval-line', `${place}: each of "gold" needs "quote", or "start", "end" and "sha256"`)
  const passage = text?.slice(start, end)
  return passage !== undefined && hashOf(passage) === sha256 ? { page, text: passage } : null
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []
}
