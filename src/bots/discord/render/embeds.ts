// The building blocks of a reply: embeds, their fields and colours, and how what is too much for one is folded into
// pages. Pure. Nothing is dropped; all limits of an embed hold whatever comes in.

import type { Source, Tone } from '../../../card.ts'
import type { DocumentRef } from '../../../model.ts'
import { placeParts } from '../../../place.js'
import { limits, ours } from '../limits.ts'
import { clip, escapeMarkdown, linkable, oneLine, pack, words } from './markdown.ts'

interface Field {
  readonly name: string
  readonly value: string
}

/** https://docs.discord.com/developers/resources/message#embed-object */
export interface Embed {
  readonly color: number
  readonly title?: string
  readonly description?: string
  readonly fields?: readonly Field[]
  readonly thumbnail?: { readonly url: string }
  readonly footer?: { readonly text: string }
}

export const colors: Readonly<Record<Tone, number>> = {
  good: 0x2e7d32,
  fair: 0xf9a825,
  weak: 0xe65100,
  quiet: 0x757575,
  bad: 0xc62828,
  info: 0x1565c0,
}

export const titleOf = ({ title, uri }: DocumentRef): string => oneLine(title) || oneLine(uri) || 'Untitled'

/** Where in its document a source stands, and the way there, in pieces. */
export function placePieces({ document, locator, url }: Pick<Source, 'document' | 'locator' | 'url'>): string[] {
  const href = linkable(url)
  const parts = [
    ...placeParts(document, locator).map((part) => words(escapeMarkdown(oneLine(part)))),
    ...(href === undefined ? [] : [[`[open](${href})`]]),
  ]
  return parts.flatMap((part, index) => (index === 0 ? part : [' · ', ...part]))
}

/**
 * A source as fields: more than one only where a quote or a heading is longer than a field.
 * @param heading plain text; what it stands below where that is not said elsewhere
 */
export function sourceFields(source: Source, heading = ''): Field[] {
  const { document, quote = '' } = source
  const label = oneLine(source.label) || '•'
  const title = escapeMarkdown(`${heading === '' ? '' : `${oneLine(heading)}: `}${label} ${titleOf(document)}`)
  const name = clip(words(title), limits.fieldName)
  const lines = [
    ...(title.length < limits.fieldName ? [] : pack(words(title), limits.fieldValue)),
    ...pack(placePieces(source), limits.fieldValue),
    ...pack(words(escapeMarkdown(oneLine(quote))), limits.fieldValue - 2).map((line) => `> ${line}`),
  ]
  const values = lines.length === 0 ? ['—'] : stack(lines, limits.fieldValue)
  const again = `${clip(words(escapeMarkdown(label)), limits.fieldName / 2)} (continued)`
  return values.map((value, index) => ({ name: index === 0 ? name : again, value }))
}

/** Lines of at most `limit` characters, as few texts of them as fit. */
function stack(lines: readonly string[], limit: number): string[] {
  const texts: string[] = []
  for (const line of lines) {
    const last = texts.at(-1)
    if (last !== undefined && last.length + 1 + line.length <= limit) texts[texts.length - 1] = `${last}\n${line}`
    else texts.push(line)
  }
  return texts
}

interface Sheet {
  readonly color: number
  /** Plain text; what is over is cut. */
  readonly title?: string
  /** Markdown in pieces. */
  readonly prose: readonly string[]
  readonly fields?: readonly Field[]
  /** Plain text of at most `limits.footer / 2` characters. */
  readonly footer?: string
  readonly thumbnail?: string | undefined
  /** One page whatever comes: what is behind a "more" button is not kept for placeholders. */
  readonly isDraft?: boolean | undefined
}

/** A sheet as one embed a page: prose first, then fields, as much on each page as Discord takes. */
export function fold(sheet: Sheet): [Embed, ...Embed[]] {
  const { color, title = '', prose, fields = [], footer = '', thumbnail, isDraft = false } = sheet
  const heading = clip(words(escapeMarkdown(oneLine(title))), limits.title)
  const spare = ours.page - heading.length - footer.length
  const pages: { description: string; fields: Field[]; size: number }[] = pack(prose, ours.prose).map(
    (description) => ({ description, fields: [], size: description.length }),
  )
  for (const field of fields) {
    const size = field.name.length + field.value.length
    let page = pages.at(-1)
    if (page === undefined || page.fields.length === ours.fields || page.size + size > spare) {
      page = { description: '', fields: [], size: 0 }
      pages.push(page)
    }
    page.fields.push(field)
    page.size += size
  }
  if (pages.length === 0) pages.push({ description: '—', fields: [], size: 1 })
  const preview = linkable(thumbnail, limits.mediaUrl)
  const more = pages.length - 1
  const count = (index: number) =>
    isDraft ? `and ${more} more ${more === 1 ? 'page' : 'pages'}` : `page ${index + 1} of ${pages.length}`
  const embeds = pages.slice(0, isDraft ? 1 : pages.length).map((page, index): Embed => {
    const text = [footer, more === 0 ? '' : count(index)].filter((part) => part !== '').join(' · ')
    return {
      color,
      ...(index === 0 && heading !== '' && { title: heading }),
      ...(page.description !== '' && { description: page.description }),
      ...(page.fields.length > 0 && { fields: page.fields }),
      ...(index === 0 && preview !== undefined && { thumbnail: { url: preview } }),
      ...(text !== '' && { footer: { text } }),
    }
  })
  return embeds as [Embed, ...Embed[]]
}

/** An embed as Markdown, without its title. */
export function toMarkdown({ description, fields = [] }: Embed): string {
  const named = fields.map(({ name, value }) => `**${name}**\n${value}`)
  return [...(description === undefined ? [] : [description]), ...named].join('\n\n')
}
