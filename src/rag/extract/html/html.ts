// HTML pages: their main content as text, and what they say about themselves. Refuses nothing that decodes as text.

import type { Layout } from '../../../layout.ts'
import { startOf } from '../../text/markup.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'
import { splitFrontMatter } from '../front-matter.ts'
import { findMainContent } from './main-content.ts'
import { readMetadata } from './metadata.ts'
import { treeToText } from './text.ts'
import { parseMarkup } from './tree.ts'

/** @throws AppError `binary` */
export function readHtml(bytes: Uint8Array): Extracted {
  // Site generators' sources have front matter, too.
  const { properties, body } = splitFrontMatter(decodeText(bytes, declaredCharset(bytes)))
  const { description: _, ...stated } = properties
  const document = parseMarkup(body)
  const { root, leftOut } = findMainContent(document)
  const { text, headings } = treeToText(root, leftOut)
  return { text, layout: { pages: [], headings }, ...readMetadata(document), ...stated, mediaType: 'text/html' }
}

/**
 * Markup that another format holds or becomes, whole: a fragment will do.
 * @returns `title`: that of its `<title>` or its first heading, where it has one
 */
export function htmlToText(markup: string): Pick<Extracted, 'text' | 'title'> & Pick<Layout, 'headings'> {
  const document = parseMarkup(markup)
  const { title } = readMetadata(document)
  return { ...treeToText(document), ...(title === undefined ? {} : { title }) }
}

/** https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding */
function declaredCharset(bytes: Uint8Array): string | undefined {
  return /<(?:meta[^<>]+charset|\?xml[^<>]+encoding)\s*=\s*(?:["']\s*)?([\w:.-]+)/i.exec(startOf(bytes))?.[1]
}
