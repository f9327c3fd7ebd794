// The building blocks of a reply: embeds, their fields and colours, and how what is too much for one is folded into
// pages. Pure. Nothing is dropped; all limits of an embed hold whatever comes in.

import type { DocumentRef, Locator } from '../../../model.ts'
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

export const colors = {
  green: 0x2e7d32,
  amber: 0xf9a825,
  orange: 0xe65100,
  grey: 0x757575,
  red: 0xc62828,
  blue: 0x1565c0,
} as const

/** How well an answer is supported, as a colour and in words: nobody has to know what a colour means. */
export function support(confidence: number): { readonly color: number; readonly words: string } {
  if (confidence >= 0.75) return { color: colors.green, words: 'well supported' }
  if (confidence >= 0.5) return { color: colors.amber, words: 'partly supported' }
  return { color: colors.orange, words: 'weakly supported' }
}

export const titleOf = ({ title, uri }: DocumentRef): string => oneLine(title) || oneLine(uri) || 'Untitled'

interface Source {
  /** `[1]`, `1.` or `•`. */
  readonly label: string
  readonly document: DocumentRef
  readonly locator: Locator
  readonly url?: string
  readonly quote?: string
}

/** Where in its document a source stands, and the way there, in pieces. */
export function placePieces({ document, locator, url }: Pick<Source, 'document' | 'locator' | 'url'>): string[] {
  const href = linkable(url)
  const parts = [
    ...placeParts(document, locator).map((part) => words(escapeMarkdown(oneLine(part)))),
    ...(href === undefined ? [] : [[`[open](${href})`]]),
  ]
  return parts.flatMap((part, index) => (index === 0 ? part : [' · ', ...part]))
}

/** A source as fields: more than one only where a quote or a heading is longer than a field. */
export function sourceFields(source: Source): Field[] {
  const { label, document, quote = '' } = source
  const title = escapeMarkdown(`${label} ${titleOf(document)}`)
  const name = clip(words(title), limits.fieldName)
  const lines = [
    ...(title.length < limits.fieldName ? [] : pack(words(title), limits.fieldValue)),
    ...pack(placePieces(source), limits.fieldValue),
    ...pack(words(escapeMarkdown(oneLine(quote))), limits.fieldValue - 2).map((line) => `> ${line}`),
  ]
  const values = lines.length === 0 ? ['—'] : stack(lines, limits.fieldValue)
  return values.map((value, index) => ({ name: index === 0 ? name : `${escapeMarkdown(label)} (continued)`, value }))
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
  readonly thumbnail?: string
}

/** A sheet as one embed a page: prose first, then fields, as much on each page as Discord takes. */
export function fold({ color, title = '', prose, fields = [], footer = '', thumbnail }: Sheet): [Embed, ...Embed[]] {
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
  const embeds = pages.map((page, index): Embed => {
    const count = pages.length === 1 ? '' : `page ${index + 1} of ${pages.length}`
    const text = [footer, count].filter((part) => part !== '').join(' · ')
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
