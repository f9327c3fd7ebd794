// What a passage can be quoted by: sentences, list items and whole lists, table rows with their header, and the answer
// below a question that the document itself asks. Pure; refuses headings and bare questions, which answer nothing.
import { inWords } from '../../text/numbers.ts'
import { prose } from '../../text/prose.ts'
import { type Sentence, type SentenceKind, sentences } from '../../text/sentences.ts'
import { isParted } from '../../text/table.ts'
import { rowsOf } from './rows.ts'

const limits = {
  /** The answer below a question ends after so many sentences or UTF-16 units, a whole list counted as one. */
  answerSentences: 4,
  answerChars: 500,
  /** A sentence about "her" takes at most so many before it along; what named her farther above is quoted beside it. */
  pronounSentences: 2,
  farSubject: 5,
  /** A list is quoted up to this long; what is left out is counted. */
  listChars: 1_000,
  /** What stands above a table, and the name of a record's column. */
  captionChars: 120,
  nameChars: 80,
  /** So long a block of code is quoted with the sentence that leads to it. */
  codeChars: 1_500,
}

/** A slice of a passage and what is said with it. */
export interface Quotable {
  readonly kind: SentenceKind
  /** Offsets into the passage: where it stands, for neighbours. */
  readonly start: number
  readonly end: number
  /** Slices that together hold every word that is said. */
  readonly evidence: readonly {
    readonly start: number
    readonly end: number
  }[]
  /** Clean Markdown: prose, or lines of a list. */
  readonly said: string
  /** What matches a question without being said: the document's own question above an answer, the caption of a table. */
  readonly asked: string
  /** Whether it opens a section. */
  readonly opens: boolean
  /** Of a row or a record: the names of the columns in which it says something; where it is not known, what may be their names. */
  readonly columns?: readonly string[]
  /** A list of links: it says where something stands, not what. */
  readonly isContents?: boolean
  /** Offsets of the sentences it is made of, counted over the passage. */
  readonly first: number
  readonly last: number
}

// English, then German and French ones: "Sie können" addresses the reader, and "il y a" speaks of nothing.
const pronounStart =
  /^["“(*_]*(?:(?:it|he|she|they|this|these|those|its|his|their|her)\b(?! (?:is|was) (?:\w+ )?(?:that|to)\b)|there (?:it|they)\b|er\b|(?:sie|es) (?:ist|hat|war|wird|kann|muss|darf|soll|gilt|dauert|kostet|liegt|steht|beginnt|endet|öffnet|schließt)\b|diese[rsnm]?\b|(?:elles?|ils)\b|il (?!y a|faut|est (?:interdit|possible|nécessaire|important|conseillé))|(?:celui|celle)(?:-ci)?\b|cela\b)/i
// A thing, or things, that the heading names; "it rained" and "it is important that" speak of none.
const thingStart =
  /^["“(*_]*(?:(?:its|they|their|these|those|this)\b|it (?:is|was|has|can|may|must|will|should|needs|takes|lasts|costs|applies|covers|runs|starts|begins|ends|includes|contains)\b)(?! (?:is |was )?(?:\w+ )?(?:that|to)\b)/i
const answerMark = /^(?:\*\*|__)?\s*(?:answer|antwort|réponse|respuesta|[AR])\s*[:.)](?:\*\*|__)?\s*/iu
const asking = /[?？][*_"”’)\]\s]*$/u

/**
 * The sentences of a passage in order, and the quotables made of them.
 * @param columns of the table that the passage begins in the middle of
 */
export function quotables(
  text: string,
  columns: readonly string[] = [],
): {
  sentences: readonly Sentence[]
  quotables: readonly Quotable[]
} {
  const spans = sentences(text)
  const slice = ({ start, end }: Sentence) => text.slice(start, end)
  const found: Quotable[] = []
  const add = (first: number, last: number, more: Partial<Quotable> = {}) => {
    const start = spans[first]?.start ?? 0
    const end = spans[last]?.end ?? start
    const said = prose(text.slice(start, end))
    const columns = recordColumns(said)
    const quotable: Quotable = {
      kind: spans[first]?.kind ?? 'paragraph',
      start,
      end,
      evidence: [{ start, end }],
      said,
      ...(columns && { columns }),
      asked: '',
      opens: first === 0 || spans[first - 1]?.kind === 'heading',
      first,
      last,
      ...more,
    }
    if (quotable.said !== '') found.push(quotable)
  }
  // "It lasts two weeks." as the first thing below a heading speaks of what the heading names.
  const addBelowHeading = (i: number) => {
    const { start, end } = spans[i] as Sentence
    const heading = spans[i - 1]
    const said = text.slice(start, end)
    if (heading?.kind !== 'heading' || !thingStart.test(said)) return
    const name = prose(text.slice(heading.start, heading.end)).replace(/(?<![:.?!])[:.?!]+$/, '')
    if (name !== '')
      add(i, i, {
        said: `${name}: ${prose(said)}`,
        evidence: [{ start: heading.start, end }],
      })
  }
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as Sentence
    if (isQuestion(text, spans, i)) {
      const last = answerEnd(text, spans, i)
      if (last > i) {
        const start = (spans[i + 1] as Sentence).start
        const end = (spans[last] as Sentence).end
        const said = prose(text.slice(start, end).replace(answerMark, ''))
        const evidence = [{ start: span.start, end }]
        add(i + 1, last, {
          evidence,
          said,
          asked: prose(text.slice(span.start, span.end)),
          opens: true,
        })
        i = last
        continue
      }
    }
    if (span.kind === 'heading' || isBareQuestion(text, span) || isCaption(text, spans, i)) continue
    const next = spans[i + 1]
    // "To restart it, run:" says nothing without what follows.
    if (next?.kind === 'code' && /:[*_]*$/.test(slice(span)) && next.end - span.start <= limits.codeChars) add(i, i + 1)
    if (span.kind === 'row') {
      let last = i
      while (spans[last + 1]?.kind === 'row' && !isParted(text.slice(spans[last]?.end, spans[last + 1]?.start))) last++
      const rows = spans.slice(i, last + 1)
      const asked = isCaption(text, spans, i - 1) ? prose(slice(spans[i - 1]!)) : ''
      for (const { row, ...said } of rowsOf(text, rows, i === 0 ? columns : []))
        add(i + row, i + row, { ...said, asked })
      i = last
      continue
    }
    const isInList = spans[i - 1]?.kind === 'item' || spans[i - 1]?.kind === 'list'
    if (span.kind === 'list' || (span.kind === 'item' && !isInList)) {
      let last = i
      while (spans[last + 1]?.kind === 'item') last++
      if (span.kind === 'item') add(i, i)
      if (last > i || span.kind === 'list') {
        const end = (spans[last] as Sentence).end
        add(i, last, {
          ...wholeList(text, span, spans[last] as Sentence),
          isContents: isContents(text.slice(span.start, end)),
        })
      }
    } else add(i, i)
    const first = subjectOf(text, spans, i, limits.pronounSentences)
    const subject = subjectOf(text, spans, i, limits.farSubject)
    if (subject < first) {
      const named = spans[subject] as Sentence
      add(i, i, {
        said: `${prose(slice(named))} … ${prose(slice(span))}`,
        evidence: [
          { start: named.start, end: named.end },
          { start: span.start, end: span.end },
        ],
      })
    } else if (first < i) add(first, i)
    else if (span.kind === 'paragraph') addBelowHeading(i)
  }
  return { sentences: spans, quotables: found }
}

/** A few words right above a table that say what it is about, and nothing by themselves. */
function isCaption(text: string, spans: readonly Sentence[], i: number): boolean {
  const [span, next] = [spans[i], spans[i + 1]]
  if (span?.kind !== 'paragraph' || next?.kind !== 'row' || span.end - span.start > limits.captionChars) return false
  const said = text.slice(span.start, span.end)
  return !/[.!?:;|]/.test(said) && !/^\n?[^\n]*\S/.test(text.slice(span.end, next.start))
}

/** "Item: Plum crate; Price: 14", as lines of records are: what their columns are called. */
function recordColumns(said: string): string[] | undefined {
  const names: string[] = []
  for (const line of said.split('\n')) {
    const parts = line.replace(/^- /, '').split('; ')
    if (parts.length < 2) return undefined
    for (const part of parts) {
      const colon = part.indexOf(': ')
      if (colon < 1 || colon > limits.nameChars) return undefined
      names.push(part.slice(0, colon))
    }
  }
  return names
}

/** A list as far as it is quoted, and how many items are left out. */
function wholeList(text: string, first: Sentence, last: Sentence): Partial<Quotable> {
  const all = prose(text.slice(first.start, last.end))
  if (last.end - first.start <= limits.listChars) return { kind: 'list', said: all }
  const end = text.lastIndexOf('\n', first.start + limits.listChars)
  if (end <= first.start) return { kind: 'list' }
  const said = prose(text.slice(first.start, end))
  const left = itemsIn(all) - itemsIn(said)
  return {
    kind: 'list',
    said: left > 0 ? `${said}\n- … and ${inWords(left)} more` : said,
    evidence: [{ start: first.start, end }],
  }
}

/** Whether most items of a list are a link and nothing else. */
function isContents(list: string): boolean {
  const items = list.match(/^[ \t]*(?:[-*+]|\d{1,3}[.)]) .*$/gm) ?? []
  const links = items.filter((item) => /^\s*\S+\s+\[[^\]]*\]\(.*\)\s*$/.test(item))
  return links.length > 0.7 * items.length
}

function itemsIn(list: string): number {
  return list.match(/^(?:- |\d{1,3}\. )/gm)?.length ?? 0
}

/** "She starts on 1 April." says nothing without the sentences before it, back to the one that names her. */
function subjectOf(text: string, spans: readonly Sentence[], i: number, most: number): number {
  const end = spans[i]?.end ?? 0
  let first = i
  while (i - first < most) {
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
