// @ts-check
// Shows Markdown as elements: answers with their marks, documents with their passage.
import { el } from './dom.js'
import { parseInlines, parseMarkdown, stretchesOf } from './markdown.js'

/** @typedef {import('./markdown.js').Inline} Inline */
/** @typedef {import('./markdown.js').Block} Block */
/** @typedef {import('./markdown.js').List} List */
/** @typedef {{ toMark: (marker: number) => Node | null, passage: { start: number, end: number } | null }} Look */

/**
 * @param {string} markdown
 * @param {(marker: number) => Node | null} toMark the button for a mark; null when it has no citation
 */
export function renderMarkdown(markdown, toMark) {
  return renderBlocks(parseMarkdown(markdown), { toMark, passage: null })
}

/**
 * A document, or a part of one, with the passage in `mark`s.
 * @param {{ text: string, format: 'document' | 'plain' | 'lines', headings?: { offset: number, level: number }[] }} shown
 *   `offset` counts in `text`
 * @param {{ start: number, end: number } | null} passage where it stands in `text`
 */
export function renderDocument({ text, format, headings = [] }, passage) {
  const raw = () => {
    const whole = document.createDocumentFragment()
    whole.append(...renderLeaf({ text, at: 0 }, passage))
    return el('div', { class: 'document raw' }, whole)
  }
  if (format === 'lines') return raw()
  const levels = new Map(headings.map(({ offset, level }) => /** @type {const} */ ([offset, level])))
  const shown = el('div', { class: `document prose ${format}` })
  shown.append(renderBlocks(parseMarkdown(text, format, levels), { toMark: () => null, passage }))
  // A passage of signs alone is shown nowhere else.
  return passage && shown.querySelector('mark') === null ? raw() : shown
}

/** A quote on one line. @param {string} quote @param {boolean} isMarkdown */
export function renderQuote(quote, isMarkdown) {
  const line = linesOf(quote, isMarkdown).join(' ').replace(/\s+/g, ' ').trim()
  return renderInlines(parseInlines(line, isMarkdown ? 'document' : 'plain'), { toMark: () => null, passage: null })
}

/** @param {string} quote @param {boolean} isMarkdown */
function linesOf(quote, isMarkdown) {
  if (!isMarkdown) return [quote]
  let isCode = false
  return quote.split('\n').flatMap((line) => {
    if (/^ {0,12}(?:```[^`]*$|~~~)/.test(line)) {
      isCode = !isCode
      return []
    }
    return isCode ? line : withoutSigns(line)
  })
}

/** What a line says without the sign of its list, heading or quotation, and without the bars of a table. @param {string} line */
function withoutSigns(line) {
  const text = line.trim()
  if (text.startsWith('|')) {
    const cells = text.split('|').map((cell) => cell.trim())
    return cells.filter((cell) => cell !== '' && !/^:?-+:?$/.test(cell)).join(' · ')
  }
  return text.replace(/^(?:[-*+•>]|#{1,6}|\d{1,4}[.)])[ \t]+/, '')
}

/** @param {Block[]} blocks @param {Look} look */
function renderBlocks(blocks, look) {
  const fragment = document.createDocumentFragment()
  for (const block of blocks) fragment.append(renderBlock(block, look))
  return fragment
}

/** @param {Block} block @param {Look} look @returns {HTMLElement} */
function renderBlock(block, look) {
  switch (block.type) {
    case 'code':
      return el('pre', {}, el('code', {}, ...renderLeaf(block, look.passage)))
    case 'list':
      return renderList(block, look)
    case 'table': {
      const row = (/** @type {Inline[][]} */ cells, /** @type {'th' | 'td'} */ tag) =>
        el('tr', {}, ...cells.map((cell) => el(tag, {}, ...renderInlines(cell, look))))
      const head = el('thead', {}, row(block.header, 'th'))
      const body = el('tbody', {}, ...block.rows.map((cells) => row(cells, 'td')))
      return el(
        'div',
        { class: 'table', tabindex: '0', role: 'group', 'aria-label': 'Table' },
        el('table', {}, head, body),
      )
    }
    case 'heading':
      // Below the page's own headings, which end at the second level.
      return el(block.level <= 1 ? 'h3' : block.level === 2 ? 'h4' : 'h5', {}, ...renderInlines(block.inlines, look))
    case 'rule':
      return el('hr')
    default:
      return el(block.type === 'quote' ? 'blockquote' : 'p', {}, ...renderInlines(block.inlines, look))
  }
}

/** @param {List} list @param {Look} look @returns {HTMLElement} */
function renderList({ ordered, start, items }, look) {
  const shown = items.map(({ inlines, lists }) =>
    el('li', {}, ...renderInlines(inlines, look), ...lists.map((list) => renderList(list, look))),
  )
  return ordered ? el('ol', { start: String(start) }, ...shown) : el('ul', {}, ...shown)
}

/** @param {Inline[]} inlines @param {Look} look @returns {Node[]} */
function renderInlines(inlines, look) {
  return inlines.flatMap((inline) => {
    switch (inline.type) {
      case 'text':
        return renderLeaf(inline, look.passage)
      case 'code':
        return [el('code', {}, ...renderLeaf(inline, look.passage))]
      case 'mark':
        return [look.toMark(inline.marker) ?? document.createTextNode(inline.text)]
      case 'link': {
        const link = { href: inline.href, target: '_blank', rel: 'noopener' }
        return [el('a', link, ...renderInlines(inline.inlines, look))]
      }
      case 'break':
        return [el('br')]
      case 'foreign':
        return [el('span', { class: 'foreign', title: inline.address }, ...renderInlines(inline.inlines, look))]
      default:
        return [el(inline.type, {}, ...renderInlines(inline.inlines, look))]
    }
  })
}

/** @param {{ text: string, at: number }} leaf @param {{ start: number, end: number } | null} passage @returns {Node[]} */
function renderLeaf(leaf, passage) {
  return stretchesOf(leaf, passage).map(({ text, isMarked }) =>
    isMarked ? el('mark', {}, text) : document.createTextNode(text),
  )
}
