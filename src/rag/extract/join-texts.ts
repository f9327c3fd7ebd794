// Texts of one file put together, with the headings where they then stand: a book's chapters, a mail's attachments.
import type { Layout } from '../../layout.ts'
import type { Extracted } from '../types.ts'

export type TextPart = Pick<Extracted, 'text'> & Pick<Layout, 'headings'>

/** A blank line apart; blank parts leave no trace. */
export function joinTexts(parts: readonly TextPart[]): TextPart {
  const texts: string[] = []
  const headings: Layout['headings'][number][] = []
  let length = 0
  for (const part of parts) {
    const text = part.text.trimEnd()
    if (text.trim() === '') continue
    if (texts.length > 0) length += 2
    for (const heading of part.headings)
      if (heading.offset < text.length) headings.push({ ...heading, offset: heading.offset + length })
    texts.push(text)
    length += text.length
  }
  return { text: texts.join('\n\n'), headings }
}
