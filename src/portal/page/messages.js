// @ts-check
// One message as a list item. What is shown is the transcript's display text and citations, and nothing else.

import { placeInWords } from '../../place.js'
import { renderActions } from './actions.js'
import { renderCopy } from './copy.js'
import { el } from './dom.js'
import { isMarkdownFile } from './markdown.js'
import { showPassage } from './passage.js'
import { renderMarkdown, renderQuote } from './prose.js'

/** @typedef {import('./api.js').Message} Message */
/** @typedef {import('./api.js').Citation} Citation */
/** @typedef {import('./api.js').Notice} Notice */
/** @typedef {import('./actions.js').Act} Act */

/** Of more characters or lines a question is folded. */
const foldedLength = 600
const foldedLines = 8

/** @param {string} text */
export function renderQuestion(text) {
  const state = el('p', { class: 'state', role: 'status' })
  const bubble = el('div', { class: 'bubble' })
  const item = el('li', { class: 'message user' }, el('span', { class: 'hidden' }, 'You asked:'), bubble, state)
  /** @param {string} shown */
  const setText = (shown) => {
    const isLong = shown.length > foldedLength || shown.split('\n', foldedLines + 1).length > foldedLines
    const words = el('div', { class: isLong ? 'words folded' : 'words' }, shown)
    const toggle = el('button', { type: 'button', class: 'link', 'aria-expanded': 'false' }, 'Show all')
    toggle.addEventListener('click', () => {
      const isFolded = words.classList.toggle('folded')
      toggle.textContent = isFolded ? 'Show all' : 'Show less'
      toggle.setAttribute('aria-expanded', String(!isFolded))
    })
    bubble.replaceChildren(words, ...(isLong ? [toggle] : []))
  }
  setText(text)
  return {
    item,
    setText,
    /** @param {string} label @param {...Node} actions */
    setState(label, ...actions) {
      state.replaceChildren(label, ...actions)
    },
  }
}

/** @param {Message} message @param {Act} act */
export function renderAnswer(message, act) {
  const cited = new Map(message.citations.map((citation) => [citation.marker, citation]))
  const prose = el('div', { class: 'prose' })
  prose.append(
    renderMarkdown(message.display_markdown, (marker) => {
      const citation = cited.get(marker)
      return citation ? renderMark(citation) : null
    }),
  )
  const grounded = message.citations.length > 0
  const item = el('li', { class: grounded ? 'message assistant' : 'message assistant ungrounded' }, prose)
  if (grounded) {
    const cards = message.citations.map((citation) => el('li', {}, renderCard(citation)))
    item.append(el('ol', { class: 'sources', 'aria-label': 'Sources' }, ...cards))
  }
  item.append(renderActions(message.actions, act, [renderCopy(message)]))
  return item
}

/** @param {Notice} notice @param {Act} act */
export function renderNotice({ markdown, actions }, act) {
  const prose = el('div', { class: 'prose' })
  prose.append(renderMarkdown(markdown, () => null))
  const clickable = actions && renderActions(actions, act)
  const kept = el('p', { class: 'fine' }, 'Not kept in the conversation')
  return el('li', { class: 'message notice' }, prose, ...(clickable ? [clickable] : []), kept)
}

/** A private reason is kept in no transcript, so after a restart nobody can tell why there is no answer. */
export function renderUnanswered() {
  const text = 'No answer came to this question. Ask it again, or look back in a while.'
  return el('li', { class: 'message notice' }, el('p', { class: 'prose' }, text))
}

export function renderThinking() {
  const label = el('span', {}, 'Looking through the documents…')
  const dots = el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i'))
  const soFar = el('div', { class: 'prose', 'aria-hidden': 'true' })
  let shown = ''
  return {
    item: el('li', { class: 'message thinking' }, soFar, el('p', { class: 'busy' }, dots, label)),
    label,
    /** What is written of the answer; its marks come with it when it is whole. @param {string} markdown */
    showText(markdown) {
      if (markdown === shown) return
      shown = markdown
      soFar.replaceChildren(...(markdown === '' ? [] : [renderMarkdown(markdown, () => null)]))
    },
  }
}

/** @param {Citation} citation */
function renderMark(citation) {
  const label = `Source ${citation.marker}: ${citation.document.title}`
  return el(
    'button',
    {
      type: 'button',
      class: 'mark',
      'aria-label': label,
      title: citation.document.title,
      click: () => showPassage(citation),
    },
    `[${citation.marker}]`,
  )
}

/** @param {Citation} citation */
function renderCard(citation) {
  const place = placeInWords(citation.document, citation.locator)
  return el(
    'button',
    { type: 'button', class: 'card', click: () => showPassage(citation) },
    el('span', { class: 'number', 'aria-hidden': 'true' }, String(citation.marker)),
    el(
      'span',
      { class: 'about' },
      el('strong', {}, citation.document.title),
      ...(place === '' ? [] : [el('span', { class: 'fine' }, place)]),
      el('q', {}, ...renderQuote(citation.quote, isMarkdownFile(citation.document.uri))),
    ),
  )
}
