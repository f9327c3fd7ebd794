// What an answer rests on, or what was found: titles that lead to their documents, with their quotes, folded where long. Pure.
import type { Part, Source } from '../../../card.ts'
import { placeParts } from '../../../place.js'
import { ours } from '../limits.ts'
import { type Block, countRest, type Element, richText, subtle, titleLine } from './card.ts'
import { clip, escapeMarkdown, linkable, oneLine, short, sizeOf, textRun } from './prose.ts'

const linkStyle = { color: 'Accent', weight: 'Bolder' }
const toggle = (ids: readonly string[]) => ({ type: 'Action.ToggleVisibility', targetElements: ids })

/** The quote; of a long one its beginning, and all of it on request. */
function quoteBlocks(quote: string, id: string): Element[] {
  if (quote.length <= ours.quoteShown) return [richText([textRun(`“${quote}”`, subtle)], { spacing: 'Small' })]
  const whole = `${id}-all`
  const turn = (title: string) => ({ ...textRun(title, { size: 'Small' }), selectAction: toggle([id, whole]) })
  const begins = clip(quote, ours.quoteShown)
  return [
    richText([textRun(`“${begins}” `, subtle), turn('Show more')], { id, spacing: 'Small' }),
    richText([textRun(`“${quote}” `, subtle), turn('Show less')], { id: whole, isVisible: false, spacing: 'Small' }),
  ]
}

function sourceBlock({ label, document, locator, url, quote }: Source, id: string): Block {
  const title = short(document.title, ours.title) || short(document.uri, ours.title) || 'Untitled'
  const place = placeParts(document, locator)
    .map((part) => ` · ${short(part, ours.place)}`)
    .join('')
  const href = linkable(url)
  const words = short(quote ?? '', ours.quote)
  // Teams fetches pictures over https only.
  const picture = linkable(document.thumbnail)?.match(/^https:.*/)?.[0]
  const name = href === undefined ? textRun(title, { weight: 'Bolder' }) : textRun(title, linkStyle, href)
  const line = richText([textRun(`${label} `), name, ...(place === '' ? [] : [textRun(place, subtle)])])
  const items = [line, ...(words === '' ? [] : quoteBlocks(words, id))]
  const image = { type: 'Image', url: picture, altText: `Picture of ${title}`, width: '48px' }
  const columns = [
    { type: 'Column', width: 'auto', items: [image] },
    { type: 'Column', width: 'stretch', items },
  ]
  const linked = href === undefined ? escapeMarkdown(title) : `[${escapeMarkdown(title)}](${href})`
  return {
    elements:
      picture === undefined
        ? [{ type: 'Container', items, spacing: 'Medium' }]
        : [{ type: 'ColumnSet', columns, spacing: 'Medium' }],
    markdown: `${label} ${linked}${escapeMarkdown(place)}${words === '' ? '' : `\n> ${escapeMarkdown(words)}`}`,
  }
}

/** For the count of the rest, and for the button that unfolds the list. */
const aroundBytes = 1_000

/**
 * As many sources as fit into the bytes: with their quotes while there is room, then without, then counted. Of what was
 * looked for all are seen at once; of what backs an answer the first, and the others are a click away.
 * @param id makes ids that are this list's alone
 */
export function sourceBlocks(
  { role, title, sources }: Extract<Part, { kind: 'sources' }>,
  budgetBytes: number,
  id: (name: string) => string,
): Block[] {
  const isFound = role === 'found'
  const { elements, markdown } = titleLine(title)
  // Below an answer a line sets it apart.
  const apart = isFound ? elements : elements.map((one) => ({ ...one, separator: true, spacing: 'Medium' }))
  const head = oneLine(title) === '' ? [] : [{ elements: apart, markdown }]
  let room = budgetBytes - sizeOf(apart) - aroundBytes
  const fitting: Block[] = []
  for (const [index, one] of sources.slice(0, ours.sources).entries()) {
    const { quote: _, ...withoutQuote } = one
    const own = id(`quote-${index + 1}`)
    const block = [one, withoutQuote]
      .map((each) => sourceBlock(each, own))
      .find(({ elements }) => sizeOf(elements) <= room)
    if (block === undefined) break
    fitting.push(block)
    room -= sizeOf(block.elements)
  }
  const rest = countRest(sources.length - fitting.length, 'source')
  const shown = isFound ? ours.sources : ours.sourcesShown
  // One that is folded away alone saves no room.
  const split = fitting.length <= shown + 1 ? fitting.length : shown
  return [...head, ...fitting.slice(0, split), ...folded([...fitting.slice(split), ...rest], id('more-sources'))]
}

function folded(blocks: readonly Block[], id: string): Block[] {
  if (blocks.length < 2) return [...blocks]
  const items = blocks.flatMap(({ elements }) => elements)
  const open = { type: 'Action.ToggleVisibility', title: 'More sources', targetElements: [id] }
  return [
    {
      elements: [
        { type: 'Container', id, isVisible: false, items },
        { type: 'ActionSet', actions: [open] },
      ],
      markdown: blocks.map(({ markdown }) => markdown).join('\n\n'),
    },
  ]
}
