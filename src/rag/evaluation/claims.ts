// An answer's markdown back to its sentences, each with the citations whose marks stand behind it, and how well they
// carry it. Pure.
import type { Citation, GroundedAnswer } from '../../model.ts'
import { sentences } from '../text/sentences.ts'

export interface CitedSentence {
  readonly text: string
  /** Empty: nothing stands behind it. */
  readonly citations: readonly Citation[]
}

// "… weeks [1][2]." as well as "… weeks. [1] [2]"
const marks = /((?:\[\d+\]\s*)+)[.,;:!?]*/g

/** Marks stand behind all that was said since the marks before them. */
export function citedSentences({ markdown, citations }: GroundedAnswer): CitedSentence[] {
  const found: CitedSentence[] = []
  let from = 0
  const take = (to: number, marked: readonly number[]) => {
    const said = markdown.slice(from, to)
    const behind = citations.filter(({ marker, quote }) => marked.includes(marker) && quote.trim() !== '')
    for (const { start, end } of sentences(said)) {
      const text = said.slice(start, end)
      if (/[\p{L}\p{N}]/u.test(text)) found.push({ text, citations: behind })
    }
  }
  for (const match of markdown.matchAll(marks)) {
    take(
      match.index,
      [...(match[1] ?? '').matchAll(/\d+/g)].map(([number]) => Number(number)),
    )
    from = match.index + match[0].length
  }
  take(markdown.length, [])
  return found
}

/** What a reader sees of a citation: the quote under the title and headings it stands below. */
export function evidenceOf({ document, locator, quote }: Citation): string {
  return `${document.title}\n${locator.heading ?? ''}\n${quote}`
}
