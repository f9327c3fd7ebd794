// @ts-check
// The Markdown of answers: paragraphs, lists, **bold**, _emphasis_, `code`, [n] marks and links to our own /source pages.
// Refuses every other link: its text is shown and its address is dropped.

/**
 * @typedef {{ type: 'list', ordered: boolean, start: number, items: Inline[][] }} List
 * @typedef {{ type: 'text' | 'code', text: string } | { type: 'strong' | 'em', inlines: Inline[] }
 *   | { type: 'mark', marker: number } | { type: 'link', inlines: Inline[], href: string }} Inline
 * @typedef {{ type: 'paragraph' | 'quote', inlines: Inline[] } | { type: 'heading', inlines: Inline[] }
 *   | List | { type: 'code', text: string }} Block
 */

const inlinePattern =
  /\\([\\`*_[\]()])|`([^`\n]+)`|\*\*((?:\\.|[^\\*]|\*(?!\*))+)\*\*|(?<!\w)_((?:\\.|[^\\_])+)_(?!\w)|\[(\d{1,3})\](?!\()|\[((?:\\.|[^[\]\\])+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)/g

/** @param {string} text @returns {Inline[]} */
export function parseInlines(text) {
  /** @type {Inline[]} */
  const inlines = []
  let at = 0
  /** @param {string} plain */
  const push = (plain) => {
    const last = inlines.at(-1)
    if (last?.type === 'text') last.text += plain
    else if (plain !== '') inlines.push({ type: 'text', text: plain })
  }
  for (const match of text.matchAll(inlinePattern)) {
    const [whole, escaped, code, strong, em, marker, label, href] = match
    push(text.slice(at, match.index))
    at = match.index + whole.length
    if (escaped !== undefined) push(escaped)
    else if (code !== undefined) inlines.push({ type: 'code', text: code })
    else if (strong !== undefined) inlines.push({ type: 'strong', inlines: parseInlines(strong) })
    else if (em !== undefined) inlines.push({ type: 'em', inlines: parseInlines(em) })
    else if (marker !== undefined) inlines.push({ type: 'mark', marker: Number(marker) })
    else if (label !== undefined && href !== undefined) {
      const own = toOwnHref(href)
      if (own === null) inlines.push(...parseInlines(label))
      else inlines.push({ type: 'link', inlines: parseInlines(label), href: own })
    }
  }
  push(text.slice(at))
  return inlines
}

/**
 * Our signed links keep their path whatever name this process has outside.
 * @param {string} href
 */
function toOwnHref(href) {
  return /^https?:\/\/[^/?#]+(?:\/[^?#]*)?(\/source\/[\w-]+\.[\w-]+(?:#passage)?)$/.exec(href)?.[1] ?? null
}

/** @param {string} markdown @returns {Block[]} */
export function parseMarkdown(markdown) {
  /** @type {Block[]} */
  const blocks = []
  const parts = markdown.replace(/\r\n?/g, '\n').split(/(^```.*\n[\s\S]*?(?:^```[ \t]*$|$(?![\s\S])))/m)
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) blocks.push({ type: 'code', text: part.replace(/^```[^\n]*\n/, '').replace(/\n?```\s*$/, '') })
    else for (const group of part.split(/\n[ \t]*\n/)) parseGroup(group, blocks)
  }
  return blocks
}

const bullet = /^\s{0,3}[-*•]\s+/
const number = /^\s{0,3}(\d{1,4})[.)]\s+/

/** @param {string} group lines without a blank one between @param {Block[]} blocks */
function parseGroup(group, blocks) {
  /** @type {string[]} */
  let lines = []
  const flush = () => {
    if (lines.length > 0) blocks.push({ type: 'paragraph', inlines: parseInlines(lines.join('\n')) })
    lines = []
  }
  /** @type {List | null} */
  let list = null
  for (const line of group.split('\n')) {
    const numbered = number.exec(line)
    const pattern = bullet.test(line) ? bullet : numbered ? number : null
    const heading = /^#{1,6}\s+/.exec(line)
    if (pattern) {
      flush()
      const ordered = pattern === number
      if (list === null || list.ordered !== ordered) {
        list = { type: 'list', ordered, start: ordered ? Number(numbered?.[1]) : 1, items: [] }
        blocks.push(list)
      }
      list.items.push(parseInlines(line.replace(pattern, '')))
    } else if (heading) {
      flush()
      list = null
      blocks.push({ type: 'heading', inlines: parseInlines(line.slice(heading[0].length)) })
    } else if (/^>\s?/.test(line)) {
      flush()
      list = null
      blocks.push({ type: 'quote', inlines: parseInlines(line.replace(/^>\s?/, '')) })
    } else if (line.trim() !== '') {
      if (list) list.items.at(-1)?.push({ type: 'text', text: '\n' }, ...parseInlines(line.trim()))
      else lines.push(line)
    }
  }
  flush()
}

/**
 * @param {string} markdown
 * @param {(marker: number) => Node | null} toMark the button for a mark; null when it has no citation
 */
export function renderMarkdown(markdown, toMark) {
  const fragment = document.createDocumentFragment()
  for (const block of parseMarkdown(markdown)) fragment.append(renderBlock(block, toMark))
  return fragment
}

/** @param {Block} block @param {(marker: number) => Node | null} toMark @returns {HTMLElement} */
function renderBlock(block, toMark) {
  if (block.type === 'code') return wrap('pre', [wrap('code', [document.createTextNode(block.text)])])
  if (block.type === 'list') {
    const list = wrap(
      block.ordered ? 'ol' : 'ul',
      block.items.map((item) => wrap('li', renderInlines(item, toMark))),
    )
    if (list instanceof HTMLOListElement) list.start = block.start
    return list
  }
  const tag = block.type === 'quote' ? 'blockquote' : block.type === 'heading' ? 'h3' : 'p'
  return wrap(tag, renderInlines(block.inlines, toMark))
}

/** @param {Inline[]} inlines @param {(marker: number) => Node | null} toMark @returns {Node[]} */
function renderInlines(inlines, toMark) {
  return inlines.map((inline) => {
    switch (inline.type) {
      case 'text':
        return document.createTextNode(inline.text)
      case 'code':
        return wrap('code', [document.createTextNode(inline.text)])
      case 'mark':
        return toMark(inline.marker) ?? document.createTextNode(`[${inline.marker}]`)
      case 'link': {
        const link = document.createElement('a')
        link.href = inline.href
        link.target = '_blank'
        link.rel = 'noopener'
        link.append(...renderInlines(inline.inlines, toMark))
        return link
      }
      default:
        return wrap(inline.type, renderInlines(inline.inlines, toMark))
    }
  })
}

/** @param {string} tag @param {Node[]} children */
function wrap(tag, children) {
  const element = document.createElement(tag)
  element.append(...children)
  return element
}
