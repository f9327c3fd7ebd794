// @ts-check
// Shows documents in the side panel: a citation's passage marked in its own, or one from its beginning. When the document
// has changed since an answer, says so and shows the quote.

import { placeInWords } from '../../place.js'
import { ApiError, api } from './api.js'
import { el } from './dom.js'
import { isMarkdownFile } from './markdown.js'
import { fillPanel, openPanel } from './panel.js'
import { renderDocument } from './prose.js'

/** @typedef {import('./api.js').Citation} Citation */

/** The newest request: an older one that comes back late is dropped. */
let latest = 0

/** @param {Citation} citation */
export async function showPassage(citation) {
  const request = ++latest
  const { document: source, locator, quote } = citation
  openPanel(
    source.title,
    placeInWords(citation.document, citation.locator),
    el('p', { class: 'fine' }, 'Opening the document…'),
  )
  try {
    const passage = await api.passage(source.id, locator.start, locator.end)
    if (request !== latest) return
    const start = findQuote(passage.text, quote, locator.start - passage.textStart)
    if (start < 0) fillPanel(renderGone(citation, 'The document has changed since this answer. It said:'))
    else {
      const shown = renderDocument(inWindow(passage), { start, end: start + quote.length })
      fillPanel(el('div', {}, passage.textStart > 0 ? '…' : '', shown))
      shown.querySelector('mark')?.scrollIntoView({ block: 'center' })
    }
  } catch (error) {
    if (request !== latest) return
    const gone = error instanceof ApiError && error.kind === 'refused'
    const reason = gone
      ? 'The document was deleted or has changed since this answer. It said:'
      : 'The document cannot be opened right now. The answer quoted:'
    fillPanel(renderGone(citation, reason))
  }
}

/**
 * From its beginning, page by page.
 * @param {{ id: string, title: string, path: string }} document
 * @param {() => void} goBack to where it was opened from
 */
export async function showDocument({ id, title, path }, goBack) {
  const request = ++latest
  const back = el('button', { type: 'button', class: 'link', click: goBack }, '‹ All documents')
  const pages = el('div', {}, el('p', { class: 'fine' }, 'Opening the document…'))
  openPanel(title, path === title ? '' : path, el('div', {}, back, pages))

  /** @param {number} start @param {Element | null} replaced */
  async function read(start, replaced) {
    try {
      const page = await api.text(id, start)
      if (request !== latest) return
      const { next } = page
      const more = el('button', { type: 'button', class: 'more' }, 'Show more')
      more.addEventListener('click', () => {
        more.disabled = true
        void read(next ?? 0, more)
      })
      replaced?.remove()
      pages.append(renderDocument(inWindow(page), null), ...(next === undefined ? [] : [more]))
    } catch (error) {
      if (request !== latest) return
      const isClosed = error instanceof ApiError && error.kind === 'refused'
      const reason = isClosed
        ? 'This document was shared where only others may read it, or it is gone.'
        : `It cannot be opened right now: ${error instanceof Error ? error.message : String(error)}`
      replaced?.remove()
      pages.append(el('p', {}, reason))
    }
  }
  await read(0, pages.firstElementChild)
}

/** Offsets of headings counted in what is shown. @param {import('./api.js').Passage | import('./api.js').TextPage} page */
const inWindow = ({ text, textStart, format, headings }) => ({
  text,
  format,
  headings: headings.map(({ offset, level }) => ({ offset: offset - textStart, level })),
})

/**
 * Where the quote stands: at its own place, else at its nearest other one, else -1.
 * @param {string} text
 * @param {string} quote
 * @param {number} expected
 */
export function findQuote(text, quote, expected) {
  if (quote !== '' && text.startsWith(quote, expected)) return expected
  const before = quote === '' ? -1 : text.lastIndexOf(quote, Math.max(0, expected))
  const after = quote === '' ? -1 : text.indexOf(quote, Math.max(0, expected))
  if (before < 0 || after < 0) return Math.max(before, after)
  return expected - before <= after - expected ? before : after
}

/** @param {Citation} citation @param {string} reason */
function renderGone(citation, reason) {
  const { quote, document } = citation
  const format = isMarkdownFile(document.uri) ? 'document' : 'lines'
  return el('div', {}, el('p', {}, reason), el('blockquote', {}, renderDocument({ text: quote, format }, null)))
}
