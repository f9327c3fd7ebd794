// Cards as the page's Markdown. Pure. An answer is read from the transcript; everything private travels in the payload.
import { type Card, type Item, type Part, type Source, tableLines } from '../../card.ts'
import type { DocumentRef, Locator } from '../../model.ts'
import { placeParts } from '../../place.js'
import { clickableOf } from '../clickable.ts'
import type { Rendered } from '../types.ts'

export function render(card: Card): Rendered {
  const { title, parts, footer, isDraft, question } = card
  const shown = [
    ...(title === undefined ? [] : [`**${escapeMarkdown(title)}**`]),
    ...parts.map(renderPart),
    // How far it is, the page says itself.
    ...(footer === undefined || isDraft ? [] : [small(footer)]),
  ].filter((part) => part !== '')
  const markdown = shown.join('\n\n')
  // No link is ours before the answer is whole.
  if (isDraft) return inPayload(question === undefined ? markdown : markdown.replaceAll('](', ']\\('))
  return question === undefined ? inPayload(markdown, card) : { payload: clickableOf(card), displayMarkdown: markdown }
}

function inPayload(markdown: string, card?: Card): Rendered {
  return {
    payload: { ...(markdown !== '' && { markdown }), ...(card && clickableOf(card)) },
    displayMarkdown: markdown,
  }
}

function renderPart(part: Part): string {
  switch (part.kind) {
    case 'prose':
      return part.markdown
    case 'notice':
      return lines(part.text)
    case 'note':
      return small(part.text)
    case 'list':
      return part.items.map(renderItem).join('\n')
    case 'fields':
      return part.fields
        .map(({ name, value, isAlarming }) => {
          const shown = escapeMarkdown(name)
          return `- ${isAlarming ? `**${shown}**` : shown}: ${escapeMarkdown(value)}`
        })
        .join('\n')
    case 'table':
      return tableLines(part)
        .map((line) => `- ${escapeMarkdown(line)}`)
        .join('\n')
    case 'code':
      return code(part.text)
    case 'commands':
      return [
        'Type a question and I answer from the indexed documents, or say that I don’t know. Also:',
        ...part.commands.map(({ usage, says }) => `- \`/${usage}\` ${says}`),
        '- drop a file anywhere on this page, or paste a long text, to add it',
      ].join('\n')
    case 'progress':
      return part.steps.map(({ text }) => `- ${escapeMarkdown(text)}`).join('\n')
    case 'sources':
      return renderSources(part)
    case 'link':
      // The page opens no address but its own, so it is shown as text.
      return escapeMarkdown(part.url)
    case 'empty':
      return [`**${escapeMarkdown(part.text)}**`, ...(part.hint === undefined ? [] : [lines(part.hint)])].join('\n\n')
    case 'actions':
    case 'select':
      return ''
  }
}

function renderItem(item: Item): string {
  const title = item.title === undefined ? '' : `**${escapeMarkdown(item.title)}** `
  // Marks lead nowhere here.
  const text = escapeMarkdown('text' in item ? item.text : item.markdown.replaceAll('**', ''))
  const note = item.note ? ` _${escapeMarkdown(item.note)}_` : ''
  // The page opens no address but its own, so it is shown as text.
  const url = item.url === undefined ? '' : ` ${escapeMarkdown(item.url)}`
  return `- ${title}${text}${note}${url}`
}

/** What an answer cites, the page shows as cards. */
function renderSources({ role, title, sources }: Extract<Part, { kind: 'sources' }>): string {
  if (role === 'cited') return ''
  const heading = role === 'nearest' ? `${escapeMarkdown(title)}:` : `**${escapeMarkdown(title)}**`
  return [heading, ...sources.map((source) => renderSource(source, role === 'nearest'))].join('\n')
}

function renderSource({ document, locator, url, quote }: Source, isNearest: boolean): string {
  if (quote === undefined) return `- ${linkTo(document, locator, url)}`
  const text = escapeMarkdown(shorten(quote, 200))
  // Below an "I don't know" it must not read as if it were said.
  return `- ${linkTo(document, locator, url)}: ${isNearest ? `“${text}”` : text}`
}

/** The path of headings begins with the title where the document has one: it is not said twice. */
function linkTo(document: DocumentRef, locator: Locator, url: string | undefined): string {
  const title = escapeMarkdown(document.title)
  const place = placeParts(document, locator).map((part) => ` · ${escapeMarkdown(part)}`)
  return `${url === undefined ? `**${title}**` : `[${title}](${url})`}${place.join('')}`
}

function shorten(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length
    ? line
    : `${line
        .slice(0, line.lastIndexOf(' ', length) + 1 || length)
        .toWellFormed()
        .trimEnd()} …`
}

const small = (text: string) => `_${escapeMarkdown(text)}_`
const lines = (text: string) => text.split('\n').map(escapeMarkdown).join('\n\n')

/** As it is written: on its line, or between fences that nothing in it ends. */
function code(text: string): string {
  if (!/[\n`]/.test(text)) return `\`${text}\``
  const longest = (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}

/** Titles, queries and reasons are text: what would be markup in them stays visible, on one line. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]()]/g, '\\$&')
}
