// Pure: pages to one text, with where each begins and how sure recognition was of it.
import type { Layout, Mark } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { inReadingOrder } from './columns.ts'
import { type FormValue, withFormValues } from './form.ts'
import type { PdfLine } from './lines.ts'
import { collectWords, toTexts } from './paragraphs.ts'
import { partRunningHeads } from './running-heads.ts'

export interface Page {
  readonly lines: readonly PdfLine[]
  readonly values: readonly FormValue[]
  /** How sure text recognition was of it, in per cent. */
  readonly sure?: number
}

export function layOut(pages: readonly Page[]): Pick<Extracted, 'text' | 'layout'> {
  const offsets: Layout['pages'][number][] = []
  const marks: Mark[] = []
  let text = ''
  let before: number | null = null
  for (const [index, read] of textsOf(pages).entries()) {
    if (text !== '' && read !== '') text += '\n\n'
    offsets.push({ offset: text.length, page: index + 1 })
    const sure = pages[index]?.sure ?? null
    if (read !== '' && sure !== before) marks.push({ offset: text.length, sure })
    if (read !== '') before = sure
    text += read
  }
  return { text, layout: { pages: offsets, headings: [], ...(marks.length > 0 && { marks }) } }
}

function textsOf(pages: readonly Page[]): string[] {
  const parted = partRunningHeads(pages.map(({ lines }) => lines)).map(({ head, body, foot }, index) => ({
    head,
    body: inReadingOrder(withFormValues(body, pages[index]!.values)),
    foot,
  }))
  return toTexts(parted, collectWords(parted.flatMap(({ head, body, foot }) => [...head, ...body, ...foot])))
}
