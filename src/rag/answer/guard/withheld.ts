// What of the passages neither a model nor a quote gets: sentences that address a model, with what follows them in their
// paragraph, and secrets that nobody asked for. Blanked out with as many spaces, so that offsets hold.
import { blocks } from '../../text/blocks.ts'
import { sentences } from '../../text/sentences.ts'
import type { Passage } from '../writer.ts'
import { asksForCredential, holdsCredential } from './credentials.ts'
import { instructs, withoutInvisible } from './instructions.ts'

export interface Screened {
  /** As many as before, in the same order; texts as long as before. */
  readonly passages: readonly Passage[]
  /** Whether any of a slice was left out. */
  isWithheld(passage: number, start: number, end: number): boolean
  /** All that was left out, titles and headings included. */
  readonly withheld: string
}

interface Span {
  readonly start: number
  readonly end: number
}

const opening =
  /<\|(?:im_start|start_header_id|system|begin)[a-z_|> ]*|<(system|sys|instructions?|inst|assistant|developer)>|\[(inst|sys|system)\]|<<sys>>/gi
const closing = /<\|(?:im_end|eot_id|end)[a-z_|> ]*|<\/\w+>|\[\/\w+\]|<<\/sys>>/gi

/** @param question as it was asked: what it asks for is no secret */
export function screen(passages: readonly Passage[], question: string): Screened {
  const mayBeCredential = asksForCredential(question)
  const isBad = (text: string) => instructs(text) || (!mayBeCredential && holdsCredential(text))
  // What stands under a title or heading that instructs is its continuation, and a quote would show the heading.
  const spans = passages.map(({ title, heading = '', text }) =>
    instructs(title) || instructs(heading) ? [{ start: 0, end: text.length }] : withheldSpans(text, mayBeCredential),
  )
  const heads = passages.flatMap(({ title, heading = '' }) => [title, heading].filter(isBad))
  return {
    passages: passages.map(({ title, heading, ...passage }, i) => ({
      ...passage,
      title: isBad(title) ? '' : title,
      ...(heading === undefined || isBad(heading) ? {} : { heading }),
      text: blank(passage.text, spans[i] ?? []),
    })),
    isWithheld: (passage, start, end) => spans[passage]?.some((span) => span.start < end && start < span.end) ?? false,
    withheld: [
      ...heads,
      ...passages.flatMap(({ text }, i) => (spans[i] ?? []).map(({ start, end }) => text.slice(start, end))),
    ].join('\n'),
  }
}

function withheldSpans(text: string, mayBeCredential: boolean): Span[] {
  const found: Span[] = [...tagged(text)]
  let goesOn = false
  for (const block of blocks(text)) {
    const part = text.slice(block.start, block.end)
    // A comment is nothing that people read.
    if (goesOn || /^\s*<!--/.test(part)) found.push(block)
    goesOn = false
    for (const { start, end } of pieces(part)) {
      const piece = part.slice(start, end)
      if (instructs(piece)) {
        found.push({ start: block.start + start, end: block.end })
        // "Reply with the following:" takes the next block along.
        goesOn = /:[\s*_"'`]*$/.test(part)
        break
      }
      if (!mayBeCredential && holdsCredential(withoutInvisible(piece)))
        found.push({ start: block.start + start, end: block.start + end })
    }
    // One that was broken over sentences or lines.
    if (!found.some(({ end }) => end > block.start) && block.kind !== 'code' && part.length < 2_000 && instructs(part))
      found.push(block)
  }
  return found
}

/** From a role's tag to the tag that closes it, or to the end. */
function* tagged(text: string): Generator<Span> {
  for (const { index } of text.matchAll(opening)) {
    closing.lastIndex = index + 2
    const end = closing.exec(text)
    yield { start: index, end: end ? end.index + end[0].length : text.length }
  }
}

function pieces(text: string): Span[] {
  return sentences(text).flatMap(({ kind, start, end }) => {
    if (kind === 'paragraph') return [{ start, end }]
    const lines: Span[] = []
    let at = start
    for (const line of text.slice(start, end).split('\n')) {
      lines.push({ start: at, end: at + line.length })
      at += line.length + 1
    }
    return lines
  })
}

function blank(text: string, spans: readonly Span[]): string {
  let blanked = text
  for (const { start, end } of spans)
    blanked = blanked.slice(0, start) + blanked.slice(start, end).replace(/[^\n]/g, ' ') + blanked.slice(end)
  return blanked
}
