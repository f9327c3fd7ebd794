// A document, or a part of one, as HTML with its passage marked, for pages without a script. Everything in it is escaped, and
// nothing of it can be clicked.
import type { Block, Inline, List } from './page/markdown.js'
import { parseMarkdown, stretchesOf } from './page/markdown.js'
import { escapeHtml } from './responses.ts'
import type { PassageWindow } from './types.ts'

type Leaf = { readonly text: string; readonly at: number }
type Passage = { readonly start: number; readonly end: number }
type Shown = Pick<PassageWindow, 'text' | 'textStart' | 'start' | 'end' | 'format' | 'headings'>

export function documentHtml({ text, textStart, start, end, format, headings }: Shown): string {
  const passage = { start: start - textStart, end: end - textStart }
  const raw = () => `<div class="text raw">${leafHtml({ text, at: 0 }, passage)}</div>`
  if (format === 'lines') return withId(raw())
  const levels = new Map(headings.map(({ offset, level }) => [offset - textStart, level]))
  const blocks = parseMarkdown(text, format, levels)
  const html = `<div class="text ${format}">${blocks.map((block) => blockHtml(block, passage)).join('\n')}</div>`
  // A passage of signs alone is shown nowhere else.
  return withId(html.includes('<mark>') ? html : raw())
}

/** The fragment of the link leads to the first mark. */
const withId = (html: string) => html.replace('<mark>', '<mark id="passage">')

function blockHtml(block: Block, passage: Passage): string {
  switch (block.type) {
    case 'code':
      return `<pre><code>${leafHtml(block, passage)}</code></pre>`
    case 'list':
      return listHtml(block, passage)
    case 'table': {
      const row = (cells: readonly Inline[][], tag: string) =>
        `<tr>${cells.map((cell) => `<${tag}>${inlinesHtml(cell, passage)}</${tag}>`).join('')}</tr>`
      const rows = block.rows.map((cells) => row(cells, 'td')).join('\n')
      return `<div class="table"><table><thead>${row(block.header, 'th')}</thead><tbody>${rows}</tbody></table></div>`
    }
    case 'heading': {
      const tag = `h${Math.min(6, block.level + 1)}`
      return `<${tag}>${inlinesHtml(block.inlines, passage)}</${tag}>`
    }
    case 'rule':
      return '<hr>'
    default: {
      const tag = block.type === 'quote' ? 'blockquote' : 'p'
      return `<${tag}>${inlinesHtml(block.inlines, passage)}</${tag}>`
    }
  }
}

function listHtml({ ordered, start, items }: List, passage: Passage): string {
  const shown = items.map(
    ({ inlines, lists }) =>
      `<li>${inlinesHtml(inlines, passage)}${lists.map((list) => listHtml(list, passage)).join('')}</li>`,
  )
  return ordered ? `<ol start="${start}">${shown.join('')}</ol>` : `<ul>${shown.join('')}</ul>`
}

function inlinesHtml(inlines: readonly Inline[], passage: Passage): string {
  return inlines.map((inline) => inlineHtml(inline, passage)).join('')
}

function inlineHtml(inline: Inline, passage: Passage): string {
  switch (inline.type) {
    case 'text':
    case 'mark':
      return leafHtml(inline, passage)
    case 'break':
      return '<br>'
    case 'code':
      return `<code>${leafHtml(inline, passage)}</code>`
    case 'foreign':
      return `<span title="${escapeHtml(inline.address)}">${inlinesHtml(inline.inlines, passage)}</span>`
    case 'link':
      return inlinesHtml(inline.inlines, passage)
    default:
      return `<${inline.type}>${inlinesHtml(inline.inlines, passage)}</${inline.type}>`
  }
}

function leafHtml(leaf: Leaf, passage: Passage): string {
  return stretchesOf(leaf, passage)
    .map(({ text, isMarked }) => (isMarked ? `<mark>${escapeHtml(text)}</mark>` : escapeHtml(text)))
    .join('')
}
