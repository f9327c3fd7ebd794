// What a passage can be quoted by: sentences, list items and whole lists, table rows with their header, and the answer
// below a question that the document itself asks. Pure; refuses headings and bare questions, which answer nothing.
import { type Sentence, type SentenceKind, sentences } from '../sentences.ts'
import { prose } from './prose.ts'

const limits = {
  /** The answer below a question ends after so many sentences or UTF-16 units, a whole list counted as one. */
  answerSentences: 4,
  answerChars: 500,
  /** A sentence about "her" takes at most so many before it along. */
  pronounSentences: 2,
  /** A list without a lead-in is quoted whole up to this long. */
  listChars: 700,
  /** A row farther from its header is quoted in two places. */
  rowChars: 400,
}

/** A slice of a passage and what is said with it. */
export interface Unit {
  readonly kind: SentenceKind
  /** Offsets into the passage: where it stands, for neighbours. */
  readonly start: number
  readonly end: number
  /** Slices that together hold every word that is said. */
  readonly evidence: readonly { readonly start: number; readonly end: number }[]
  /** Clean Markdown: prose, or lines of a list. */
  readonly said: string
  /** What matches a question without being said: the document's own question above an answer. */
  readonly asked: string
  /** Whether it opens a section. */
  readonly opens: boolean
  /** Offsets of the sentences it is made of, counted over the passage. */
  readonly first: number
  readonly last: number
}

const pronounStart =
  /^["“(*_]*(?:(?:it|he|she|they|this|these|those|its|his|their|her)\b(?! (?:is|was) (?:\w+ )?(?:that|to)\b)|there (?:it|they)\b)/i
const answerMark = /^(?:\*\*|__)?\s*(?:answer|antwort|réponse|respuesta|[AR])\s*[:.)](?:\*\*|__)?\s*/iu
const asking = /[?？][*_"”’)\]\s]*$/u
const tableRule = /^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$/m

/** The sentences of a passage in order, and the units made of them. */
export function units(text: string): { sentences: readonly Sentence[]; units: readonly Unit[] } {
  const spans = sentences(text)
  const found: Unit[] = []
  const add = (first: number, last: number, more: Partial<Unit> = {}) => {
    const start = spans[first]?.start ?? 0
    const end = spans[last]?.end ?? start
    const unit: Unit = {
      kind: spans[first]?.kind ?? 'paragraph',
      start,
      end,
      evidence: [{ start, end }],
      said: prose(text.slice(start, end)),
      asked: '',
      opens: first === 0 || spans[first - 1]?.kind === 'heading',
      first,
      last,
      ...more,
    }
    if (unit.said !== '') found.push(unit)
  }
  let header: { span: Sentence; cells: readonly string[] } | undefined
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as Sentence
    if (span.kind !== 'row') header = undefined
    if (isQuestion(text, spans, i)) {
      const last = answerEnd(text, spans, i)
      if (last > i) {
        const start = (spans[i + 1] as Sentence).start
        const end = (spans[last] as Sentence).end
        const said = prose(text.slice(start, end).replace(answerMark, ''))
        const evidence = [{ start: span.start, end }]
        add(i + 1, last, { evidence, said, asked: prose(text.slice(span.start, span.end)), opens: true })
        i = last
        continue
      }
    }
    if (span.kind === 'heading' || isBareQuestion(text, span)) continue
    if (span.kind === 'row') {
      const next = spans[i + 1]
      if (header === undefined && spans[i - 1]?.kind !== 'row' && next?.kind === 'row' && isHeader(text, span, next)) {
        header = { span, cells: cells(text, span) }
        continue
      }
      if (header) add(i, i, rowWithHeader(text, span, header))
      else add(i, i)
      continue
    }
    add(i, i)
    if (span.kind === 'item' && spans[i - 1]?.kind !== 'item') {
      let last = i
      while (spans[last + 1]?.kind === 'item' && (spans[last + 1]?.end ?? 0) - span.start <= limits.listChars) last++
      if (last > i) add(i, last, { kind: 'list' })
    }
    const first = subjectOf(text, spans, i)
    if (first < i) add(first, i)
  }
  return { sentences: spans, units: found }
}

/** "She starts on 1 April." says nothing without the sentences before it, back to the one that names her. */
function subjectOf(text: string, spans: readonly Sentence[], i: number): number {
  const end = spans[i]?.end ?? 0
  let first = i
  while (i - first < limits.pronounSentences) {
    const span = spans[first] as Sentence
    const before = spans[first - 1]
    const leansBack =
      before?.kind === 'paragraph' &&
      span.kind === 'paragraph' &&
      pronounStart.test(text.slice(span.start, span.end)) &&
      !isBareQuestion(text, before) &&
      end - before.start <= limits.answerChars
    if (!leansBack) break
    first--
  }
  return first
}

/** A question that the document asks at the head of a line, with something below it. */
function isQuestion(text: string, spans: readonly Sentence[], i: number): boolean {
  const span = spans[i] as Sentence
  const next = spans[i + 1]
  if (!next || !isBareQuestion(text, span)) return false
  return text.lastIndexOf('\n', span.start) >= text.slice(0, span.start).trimEnd().length || span.start === 0
}

function isBareQuestion(text: string, { start, end }: Sentence): boolean {
  return asking.test(text.slice(start, end))
}

function answerEnd(text: string, spans: readonly Sentence[], question: number): number {
  const from = spans[question + 1]?.start ?? 0
  let last = question
  for (let i = question + 1; i < spans.length && i <= question + limits.answerSentences; i++) {
    const span = spans[i] as Sentence
    if (span.kind === 'heading' || span.kind === 'row' || isQuestion(text, spans, i)) break
    if (i > question + 1 && span.end - from > limits.answerChars) break
    last = i
  }
  return last
}

function cells(text: string, { start, end }: Sentence): string[] {
  return text
    .slice(start, end)
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => prose(cell))
}

/** A first row above a rule, or one of three and more cells without a number above one with. */
function isHeader(text: string, row: Sentence, next: Sentence): boolean {
  if (tableRule.test(text.slice(row.end, next.start))) return true
  const isWide = cells(text, row).length > 2
  return isWide && !/\d/.test(text.slice(row.start, row.end)) && /\d/.test(text.slice(next.start, next.end))
}

/** "Team – Requests per minute: 600; Burst: 100", quoted together with the header. */
function rowWithHeader(
  text: string,
  row: Sentence,
  header: { readonly span: Sentence; readonly cells: readonly string[] },
): Partial<Unit> {
  const [label = '', ...values] = cells(text, row)
  const named = values.flatMap((value, i) => {
    const name = header.cells[i + 1] ?? ''
    return value === '' ? [] : [name === '' ? value : `${name}: ${value}`]
  })
  const { start, end } = header.span
  const isNear = row.end - start <= limits.rowChars
  const evidence = isNear
    ? [{ start, end: row.end }]
    : [
        { start, end },
        { start: row.start, end: row.end },
      ]
  return { said: [label, named.join('; ')].filter((part) => part !== '').join(' – '), evidence }
}
