// What a model wrote, taken apart: sentences, items and rows, each with the passages it names. Marks are read in every
// form that models give them; nothing here is believed yet.
import { blocks } from '../../text/blocks.ts'
import { withoutLinkDefinitions } from '../../text/markdown-patterns.ts'
import { sentences } from '../../text/sentences.ts'
import { withoutInvisible } from '../guard/instructions.ts'
import { noAnswer } from './prompt.ts'

export interface Statement {
  /** Markdown without marks; white space outside trimmed. */
  readonly text: string
  /** Numbers of passages, as named, ascending; those of its neighbour where it names none. */
  readonly marks: readonly number[]
  /** The mark of the list it is an item of: "- ", "2. ", or ''. */
  readonly item: string
  /** Leads to what follows, and says little alone. */
  readonly isLeadIn: boolean
}

export interface Reply {
  readonly statements: readonly Statement[]
  /** It says that the passages do not answer. */
  readonly isRefusal: boolean
  /** It says that it will not: no word about the passages. */
  readonly isDeclined: boolean
}

/** A range such as [2-5] names at most so many passages. */
const maxRange = 8

const number =
  '(?:(?:passages?|sources?|documents?|doc|ref)\\s{0,3})?(?:#\\s{0,3})?(?:\\^\\s{0,3})?(\\d{1,2}(?:\\s{0,3}(?:[,;&–-]|and)\\s{0,3}(?:passages?\\s{0,3})?\\^?\\d{1,2})*)'
const marks = new RegExp(
  `(?:(?<!\\[)\\[{1,3}\\s{0,3}${number}\\s{0,3}(?:[:†|][^[\\]]*)?\\]+(?:\\([^()]*\\))?|【\\s{0,3}${number}\\s{0,3}(?:†[^【】]*)?】|［\\s{0,3}${number}\\s{0,3}］)`,
  'giu',
)
const looseMarks = new RegExp(`\\(\\s{0,3}${number}\\s{0,3}\\)(?=[\\s.!?,;:]*$)`, 'gimu')
// Stand in for marks while the text is taken apart; removed from the model's text before.
const [open, close] = ['\u{e000}', '\u{e001}']
const placed = new RegExp(`(?<!\\s)\\s*${open}([\\d,]*)${close}`, 'gu')

const notSaid =
  /\b(?:passages?|documents?|context|sources?|texts?|information)\b.{0,60}\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|no|not|cannot|lacks?)\b.{0,60}\b(?:answer|say|state|mention|specif|contain|provide|include|indicate|inform|address|describe|cover|detail)|\bI (?:do not|don['’]t) know\b|\b(?:no|not enough|insufficient) (?:relevant )?(?:information|answer|passages?)\b|\bcannot be (?:found|determined|answered)\b/i
const declined =
  /\bI(?:['’]m| am)? (?:sorry|afraid|apologi[sz]e|unable)\b|\bI (?:can(?:no|['’])?t|cannot|won['’]t|will not|am not able to|must decline)\b.{0,40}\b(?:help|assist|answer|comply|provide|do|discuss|fulfil|share|continue|support|engage|process)|\bas an? (?:ai|(?:large )?language model)\b/i

/** @param raw all that the model wrote, or its beginning. @param isWhole false leaves the last statement out */
export function readReply(raw: string, isWhole = true): Reply {
  const said = withoutThoughts(withoutInvisible(raw).replace(/\r\n?/g, '\n')).trim()
  const text = place(said)
  const found = statementsOf(text)
  // The last one may still be written, or be followed by its mark.
  const statements = isWhole ? found : found.slice(0, -1)
  const isBare = !/[\u{e000}]/u.test(text)
  const isRefusal =
    /^\W*NO[_ -]?ANSWER\b/.test(said) ||
    (isBare && said.includes(noAnswer)) ||
    (isBare && notSaid.test(said.slice(0, 400)))
  return { statements, isRefusal, isDeclined: !isRefusal && isBare && declined.test(said.slice(0, 300)) }
}

/** Reasoning models of one's own server often think aloud, between tags. */
function withoutThoughts(text: string): string {
  return ['think', 'thinking', 'reasoning']
    .reduce(withoutElement, text)
    .replace(/^[\s\S]*<\/(?:think|thinking|reasoning)>/i, '')
    .replace(/<(?:think|thinking|reasoning)>[\s\S]*$/i, '')
}

/** Found by two looks: a pattern would look for the end again from every beginning. */
function withoutElement(text: string, name: string): string {
  const [before = '', ...parts] = text.split(new RegExp(`<${name}>`, 'i'))
  const ends = new RegExp(`</${name}>`, 'i')
  let kept = before
  let inside = ''
  for (const part of parts) {
    inside += `<${name}>${part}`
    const end = ends.exec(part)
    if (end === null) continue
    kept += part.slice(end.index + end[0].length)
    inside = ''
  }
  return kept + inside
}

/** Marks in one form, before the full stop that they follow. */
function place(text: string): string {
  const put = (_: string, ...groups: readonly (string | number | undefined)[]) =>
    `${open}${numbersIn(String(groups.slice(0, 3).find((one) => typeof one === 'string') ?? '')).join(',')}${close}`
  return withoutLinkDefinitions(text)
    .replace(marks, put)
    .replace(looseMarks, (whole, numbers: string) => put(whole, numbers))
    .replace(/((?<![.!?…。！？])[.!?…。！？]+["'”’»)*_]*)((?:[^\S\n]*\u{e000}[\d,]*\u{e001})+)/gu, '$2$1')
}

function numbersIn(text: string): number[] {
  const found = new Set<number>()
  for (const [, from = '', to] of text.matchAll(/(\d+)(?:\s*[–-]\s*(\d+))?/g)) {
    const last = Math.min(Number(to ?? from), Number(from) + maxRange)
    for (let n = Number(from); n <= last; n++) found.add(n)
  }
  return [...found].sort((a, b) => a - b)
}

function statementsOf(text: string): Statement[] {
  const found: Statement[] = []
  const say = (said: readonly Statement[]) => {
    for (const one of said) found.push(one)
  }
  for (const { kind, start, end } of blocks(text)) {
    const part = text.slice(start, end)
    if (kind === 'none' || kind === 'heading') continue
    if (kind === 'item') {
      const item = /^\s*(?:[-*+•‣◦]|(\d{1,3})[.)]|[a-zA-Z]\))\s+/.exec(part)
      say(marked([statement(part.slice(item?.[0].length ?? 0), item?.[1] ? `${item[1]}. ` : '- ')]))
    } else if (kind === 'row') say(marked([statement(part)]))
    else if (kind === 'code') {
      // "Run this [1]:" marks the lines below it.
      const lines = part.split('\n').filter((line) => !/^\s*(?:```|~~~)/.test(line))
      say(
        marked(
          lines.map((line) => statement(line)),
          found.at(-1)?.marks,
        ),
      )
    } else say(marked(sentences(part).map((span) => statement(part.slice(span.start, span.end)))))
  }
  return found
}

function statement(part: string, item = ''): Statement {
  const named = [...part.matchAll(placed)].flatMap(([, numbers = '']) => numbers.split(',').filter(Boolean).map(Number))
  const text = part.replace(placed, '').replace(/\s+/g, ' ').trim()
  return { text, item, marks: [...new Set(named)].sort((a, b) => a - b), isLeadIn: /:[*_\s]*$/.test(text) }
}

/** A statement without a mark takes those of the next one in its paragraph. */
function marked(found: readonly Statement[], last: readonly number[] = []): Statement[] {
  const taken: Statement[] = []
  for (const one of found.toReversed())
    if (one.text !== '') taken.push(one.marks.length > 0 ? one : { ...one, marks: taken.at(-1)?.marks ?? last })
  return taken.reverse()
}
