// Text to sentence spans. Abbreviations, decimals and initials do not end a sentence; headings, table rows and list
// items are units of their own; a line ending in ":" takes the list that follows it along.
import { type BlockKind, blocks } from './blocks.ts'

export type SentenceKind = Exclude<BlockKind, 'none'> | 'list'

/** Offsets into the given text, `end` exclusive, outer white space excluded. `list`: a lead-in with its items. */
export interface Sentence {
  readonly kind: SentenceKind
  readonly start: number
  readonly end: number
}

/** A lead-in and the items it takes along stay under this many characters. */
const maxListChars = 600

// The look-behind keeps a long run of marks from being tried once from each of its characters.
const boundary = /(?<![.!?…])[.!?…]+["'”’»)\]*_]*(?=\s|\[\d|$)|[。！？｡।॥។៕။؟۔]+[」』）】"”’]*/g
// Thai and Lao end a sentence with a space, and a clause too: one after this many characters is taken for the end.
const spaced = /(?<=[\p{Script=Thai}\p{Script=Lao}]) (?=[\p{Script=Thai}\p{Script=Lao}])/gu
const hasSpaced = /[\p{Script=Thai}\p{Script=Lao}]/u
const leastSpaced = 60
const neverLast = new Set(
  'mr mrs ms dr prof st mt sr jr gen col lt sgt capt rev hon gov sen rep e.g i.e eg ie cf vs viz approx ca no nos fig figs eq eqs sec ch vol pp ed eds dept est incl resp tel ext jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
)
// "am 31. März": a day's number before a month.
const germanMonth = /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b/
const likelyStart =
  /^["'“‘(]?(?:The|This|That|These|Those|It|In|On|At|A|An|He|She|They|We|You|If|When|After|Before|For|As|However|But|And|There|His|Her|Its|Their|Our|Your)\b/

const label = /^\s*(?:[-*+•] )?\p{Lu}\p{L}{2,15} (?:[IVXLC]{1,8}|\d{1,3}(?:\.\d{1,3}){0,3}|\p{Lu})$/u

function ends(before: string, mark: string, rest: string): boolean {
  const next = rest.trimStart()
  if (next === '') return true
  // "Attic ........ Tove Brandt": dots lead to what stands on the same line.
  if (/^(?:\.{4}|…{2})/.test(mark) && !/^\s*\n/.test(rest)) return false
  // 'a "really?" from the back', "Yahoo! says", "he waited … and left".
  if (/^[!?…]/.test(mark)) return !/^\p{Ll}/u.test(next) || (/^[!?]/.test(mark) && /\s$/.test(before))
  if (!mark.startsWith('.')) return true
  // A detached full stop (" . ") ends a sentence in tokenised text, where capitals are lost.
  if (/\s$/.test(before)) return true
  const word = /(?<![^\s([“"'])[^\s([“"']*$/.exec(before)?.[0] ?? ''
  if (neverLast.has(word.toLowerCase())) return false
  if (/^\p{Ll}/u.test(next)) return false
  if (/^\d{1,2}$/.test(word) && germanMonth.test(next)) return false
  // "Article III. Guests …", "Section 4. Dues": what a part is called, before what it says.
  if (label.test(before)) return false
  // A numbered heading or item ("1. Scope"), an initial ("J. Smith"), an acronym ("U.S. Army").
  if (/^\d{1,3}$/.test(word) && before.trim() === word) return false
  if (/^\p{Lu}$/u.test(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return likelyStart.test(next)
  return true
}

/** Adds the sentences between two offsets of running text. */
function addProse(found: Sentence[], text: string, start: number, end: number, kind: SentenceKind): void {
  const part = text.slice(start, end)
  let from = 0
  const push = (to: number) => {
    const raw = part.slice(from, to)
    const lead = raw.length - raw.trimStart().length
    const trimmed = raw.trim()
    if (trimmed) found.push({ kind, start: start + from + lead, end: start + from + lead + trimmed.length })
    from = to
  }
  const ordinary = part.matchAll(boundary)
  const marks = hasSpaced.test(part)
    ? [...ordinary, ...part.matchAll(spaced)].sort((a, b) => a.index - b.index)
    : ordinary
  for (const match of marks) {
    const to = match.index + match[0].length
    const isEnd =
      match[0] === ' '
        ? to - from > leastSpaced
        : ends(part.slice(Math.max(from, match.index - 40), match.index), match[0], part.slice(to, to + 40))
    if (isEnd) push(to)
  }
  push(part.length)
}

/** Splits a text into sentences in order. Spans do not overlap; rules and lone tags are left out. */
export function sentences(text: string): Sentence[] {
  const found: Sentence[] = []
  let list: { start: number; end: number } | undefined
  for (const block of blocks(text)) {
    if (block.kind === 'none') continue
    if (block.kind === 'item' && list && block.end - list.start <= maxListChars) {
      list.end = block.end
      found[found.length - 1] = { kind: 'list', start: list.start, end: block.end }
      continue
    }
    list = undefined
    if (block.kind === 'paragraph' || block.kind === 'item') addProse(found, text, block.start, block.end, block.kind)
    else found.push({ kind: block.kind, start: block.start, end: block.end })
    const last = found.at(-1)
    if (last && block.kind === 'paragraph' && /:[*_]*$/.test(text.slice(last.start, last.end)))
      list = { start: last.start, end: last.end }
  }
  return found
}
