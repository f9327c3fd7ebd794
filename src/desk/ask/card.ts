// An answer as a card: prose with marks, what is to be known of it, and what it rests on.
import { type Card, type Part, partsOf, type Source, type Tone } from '../../card.ts'
import type { Answer, Citation } from '../../model.ts'
import { wordingIn } from '../../wording/index.ts'
import { quotedTable, quoteText } from './quote.ts'

const weak = 0.5
const partial = 0.75

function toneOf(answer: Answer): Tone {
  if (answer.kind === 'no_evidence') return 'quiet'
  if (answer.confidence >= partial) return 'good'
  return answer.confidence >= weak ? 'fair' : 'weak'
}

/** A citation as a source; `[n]` is its label. */
export const cite = ({ marker, quote, ...rest }: Citation): Source => ({
  ...rest,
  quote: quoteText(quote),
  label: `[${marker}]`,
})

/** @param drawn whose quote is shown as a table: it is not said again */
function sourcesOf(answer: Answer, drawn: number | undefined): Part[] {
  const wording = wordingIn(answer.language)
  if (answer.kind === 'answered') {
    const sourceOf = (citation: Citation): Source => {
      const { quote: _, ...withoutQuote } = cite(citation)
      return citation.marker === drawn ? withoutQuote : cite(citation)
    }
    const [first, ...more] = answer.citations
    return [
      { kind: 'sources', role: 'cited', title: wording.sources, sources: [sourceOf(first), ...more.map(sourceOf)] },
    ]
  }
  const [first, ...more] = answer.searched.nearest.map(
    ({ quote, ...near }): Source => ({ ...near, ...(quote !== undefined && { quote: quoteText(quote) }), label: '•' }),
  )
  if (first === undefined) return []
  return [{ kind: 'sources', role: 'nearest', title: wording.closest, sources: [first, ...more] }]
}

/** The first table that is quoted, since platforms draw one a message, and whose it is. */
function tableIn(answer: Answer): { readonly table: Part; readonly marker: number } | null {
  if (answer.kind !== 'answered') return null
  for (const { quote, marker } of answer.citations) {
    const table = quotedTable(quote, answer.markdown)
    if (table !== null) return { table, marker }
  }
  return null
}

export function answerCard(question: string, answer: Answer, notes: readonly string[]): Card {
  const drawn = tableIn(answer)
  return {
    tone: toneOf(answer),
    question,
    ...(answer.kind === 'answered' && { support: answer.confidence }),
    parts: [
      ...partsOf(answer.markdown, answer.citations),
      ...(drawn === null ? [] : [drawn.table]),
      ...notes.filter((text) => text.trim() !== '').map((text) => ({ kind: 'note', text }) as const),
      ...sourcesOf(answer, drawn?.marker),
    ],
  }
}

/** What is written of an answer so far, Markdown without its marks: what they lead to is not settled yet. */
export function plainSoFar(soFar: string): string {
  const text = soFar
    .replace(/(?<!\s)\s*\[\d+\]/g, '')
    .replace(/(?<!\s)\s*\[\d*$/, '')
    .trim()
  // A bold run that is not closed yet would show its asterisks.
  const last = text.lastIndexOf('**')
  return (text.match(/\*\*/g)?.length ?? 0) % 2 === 0 ? text : text.slice(0, last) + text.slice(last + 2)
}

/** What stands where the answer will be. @param soFar Markdown with marks that may still change */
export function draftCard(question: string, soFar: string): Card {
  const markdown = plainSoFar(soFar)
  return {
    tone: 'info',
    question,
    isDraft: true,
    parts: partsOf(markdown),
    footer: markdown === '' ? 'Looking through the documents…' : 'Still writing…',
  }
}
