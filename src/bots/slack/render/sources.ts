// The list of sources: with their quotes while there is room, then without, then counted.
import type { Part as CardPart, Source } from '../../../card.ts'
import { placeParts } from '../../../place.js'
import { ours } from '../limits.ts'
import { bytesOf, note, type Part, richText } from './blocks.ts'
import { clip, escapeMarkdown, escapeText, linkable, linkTo, oneLine } from './mrkdwn.ts'

function source({ label, document, locator, url, quote }: Source): Part {
  const title = clip(oneLine(document.title) || document.uri || 'Untitled', ours.title)
  const place = placeParts(document, locator)
    .map((part) => ` · ${clip(part, ours.heading)}`)
    .join('')
  const href = linkable(url)
  const words = quote === undefined ? '' : clip(oneLine(quote), ours.quote)
  const name = href === undefined ? { type: 'text', text: title } : { type: 'link', url: href, text: title }
  const line = [{ type: 'text', text: `${label} ` }, name, ...(place === '' ? [] : [{ type: 'text', text: place }])]
  const lines = [
    { type: 'rich_text_section', elements: line },
    ...(words === '' ? [] : [{ type: 'rich_text_quote', elements: [{ type: 'text', text: words }] }]),
  ]
  const linked =
    href === undefined ? escapeMarkdown(title) : `[${escapeMarkdown(title)}](${href.replaceAll(')', '%29')})`
  return {
    blocks: [{ type: 'rich_text', elements: lines }],
    markdown: `${label} ${linked}${escapeMarkdown(place)}${words === '' ? '' : `\n> ${escapeMarkdown(words)}`}`,
    mrkdwn: `${escapeText(label)} ${href === undefined ? escapeText(title) : linkTo(href, title)}${escapeText(place)}${words === '' ? '' : `\n&gt; ${escapeText(words)}`}`,
  }
}

/** @param room UTF-8 bytes of blocks as JSON. @param isFirst nothing stands above that it is to be told from */
export function sourceList(
  { title, sources }: Extract<CardPart, { kind: 'sources' }>,
  room: number,
  isFirst: boolean,
): Part[] {
  const named = clip(oneLine(title), ours.heading)
  const head: Part = {
    blocks: [
      ...(isFirst ? [] : [{ type: 'divider' }]),
      ...(named === '' ? [] : [richText([{ type: 'text', text: named, style: { bold: true } }])]),
    ],
    markdown: `**${escapeMarkdown(named)}**`,
  }
  const parts = [head]
  // 200 bytes stay free for the line that counts the rest.
  let bytes = bytesOf(parts) + 200
  for (const [index, one] of sources.entries()) {
    const { quote: _, ...withoutQuote } = one
    const part = [source(one), source(withoutQuote)].find((each) => bytes + bytesOf([each]) <= room)
    if (part === undefined || index === ours.sources) {
      const rest = sources.length - index
      return [...parts, note(`and ${rest} more ${rest === 1 ? 'source' : 'sources'}`)]
    }
    parts.push(part)
    bytes += bytesOf([part])
  }
  return parts
}
