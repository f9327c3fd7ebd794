// What could be asked next: questions that the cited documents ask themselves and answer right below, near what is cited. Taken
// as they stand; nothing is made up, and a heading that asks nothing is no question.
import type { Citation } from '../../model.ts'
import type { ChunkHit } from '../../store/search/search.ts'
import { withoutHidden } from '../../unseen.ts'

const most = 3
/** UTF-16 code units: what a button holds on every platform. https://docs.slack.dev/reference/block-kit/block-elements/button-element/ */
const longest = 75
const shortest = 10
/** Below a question, before the next one: less is no answer. */
const leastAnswer = 20
const leastWords = 3

/** Letters, digits and the signs of prose: no address, no mention, no markup. */
const isPlain = /^[\p{L}\p{M}\p{N}\s,.'’"“”„()/&%€$£+;–-]+[?？]$/u
const mark = /^(?:[#>*\-+\s]{1,10}|\d{1,3}[.)]\s|q(?:uestion)?\s?\d{0,3}\s?[.:)]\s?)*/i

interface Found {
  readonly question: string
  readonly start: number
  /** Where what follows it ends. */
  readonly end: number
}

/** A line that asks something, without what makes it a heading or an item; null for any other. */
function asked(line: string): string | null {
  const bare = withoutHidden(line.slice(0, 200)).text.replaceAll('**', '').replaceAll('`', '').trim()
  const text = bare.replace(mark, '').trim()
  const isOne =
    text.length >= shortest && text.length <= longest && text.split(/\s+/).length >= leastWords && isPlain.test(text)
  return isOne ? text : null
}

/** The questions of a passage with something below them. @param start of the passage in its document */
export function questionsIn(text: string, start: number): readonly Found[] {
  const found: { question: string; start: number; answerAt: number }[] = []
  let at = 0
  for (const line of text.split('\n')) {
    const question = asked(line)
    if (question !== null) found.push({ question, start: start + at, answerAt: at + line.length })
    at += line.length + 1
  }
  return found.flatMap(({ question, start: from, answerAt }, index) => {
    const next = found[index + 1]
    const end = next === undefined ? text.length : next.start - start
    const below = text.slice(answerAt, end).trim()
    return below.length < leastAnswer ? [] : [{ question, start: from, end: start + end }]
  })
}

const same = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()

/**
 * Up to three, those nearest to the first citation first; none of what was asked, and none that the answer answers already.
 * @param hits what was read for the answer: a document asks elsewhere, too, but that would be one more look for each answer
 */
export function nextQuestions(
  asked: string,
  citations: readonly Citation[],
  hits: readonly Pick<ChunkHit, 'document' | 'start' | 'text'>[],
): readonly string[] {
  const known = new Set([same(asked)])
  const next: string[] = []
  for (const { document, start, text } of byNearness(hits, citations))
    for (const found of questionsIn(text, start)) {
      const isAnswered = citations.some(
        ({ document: { id }, locator }) => id === document.id && locator.start < found.end && found.start < locator.end,
      )
      if (isAnswered || known.has(same(found.question))) continue
      known.add(same(found.question))
      next.push(found.question)
    }
  return next.slice(0, most)
}

/** Of the cited documents alone: those of the first one first, the nearest to its place first. */
function byNearness<Hit extends Pick<ChunkHit, 'document' | 'start'>>(
  hits: readonly Hit[],
  citations: readonly Citation[],
): readonly Hit[] {
  return citations.flatMap(({ document, locator }, i) => {
    const isFirst = citations.findIndex((one) => one.document.id === document.id) === i
    const own = isFirst ? hits.filter((hit) => hit.document.id === document.id) : []
    return own.toSorted((a, b) => Math.abs(a.start - locator.start) - Math.abs(b.start - locator.start))
  })
}
