// @ts-check
// Shows a citation's passage highlighted in its document. When the document has changed since, says so and shows the quote.

import { placeInWords } from '../../place.js'
import { ApiError, api } from './api.js'
import { el } from './dom.js'
import { fillPanel, openPanel } from './panel.js'

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
    if (start < 0) fillPanel(renderQuote(citation, 'The document has changed since this answer. It said:'))
    else {
      const mark = el('mark', { tabindex: '-1' }, passage.text.slice(start, start + quote.length))
      fillPanel(renderText(passage, start, mark))
      mark.scrollIntoView({ block: 'center' })
    }
  } catch (error) {
    if (request !== latest) return
    const gone = error instanceof ApiError && error.kind === 'refused'
    const reason = gone
      ? 'The document was deleted or has changed since this answer. It said:'
      : 'The document cannot be opened right now. The answer quoted:'
    fillPanel(renderQuote(citation, reason))
  }
}

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

/**
 * @param {import('./api.js').Passage} passage
 * @param {number} start where the quote stands in the passage's text
 * @param {HTMLElement} mark
 */
function renderText({ text, textStart }, start, mark) {
  const end = start + (mark.textContent?.length ?? 0)
  return el('div', { class: 'document' }, textStart > 0 ? '… ' : '', text.slice(0, start), mark, text.slice(end))
}

/** @param {Citation} citation @param {string} reason */
function renderQuote(citation, reason) {
  return el('div', {}, el('p', {}, reason), el('blockquote', {}, citation.quote))
}
