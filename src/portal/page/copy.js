// @ts-check
// Copies an answer as text, with the sources that its marks lead to.
import { placeInWords } from '../../place.js'
import { el } from './dom.js'
import { parseMarkdown } from './markdown.js'

/** @param {import('./api.js').Message} message */
export function renderCopy(message) {
  const label = 'Copy'
  const button = el('button', { type: 'button', class: 'action' }, label)
  const said = el('span', { class: 'hidden', role: 'status' })
  button.addEventListener('click', async () => {
    const isCopied = await copy(textOf(message))
    button.textContent = isCopied ? 'Copied' : 'Could not copy'
    said.textContent = isCopied ? 'The answer and its sources are copied.' : 'The browser did not let it be copied.'
    setTimeout(() => {
      button.textContent = label
      said.textContent = ''
    }, 2_000)
  })
  return el('span', { class: 'own' }, button, said)
}

/** As it reads, without markup. @param {import('./api.js').Message} message */
export function textOf({ display_markdown: markdown, citations }) {
  const text = parseMarkdown(markdown).map(blockText).join('\n\n')
  const sources = citations.map(({ marker, document, locator, quote }) => {
    const place = placeInWords(document, locator)
    return `[${marker}] ${document.title}${place === '' ? '' : `, ${place}`}: “${quote.replace(/\s+/g, ' ').trim()}”`
  })
  return sources.length === 0 ? text : `${text}\n\nSources:\n${sources.join('\n')}`
}

/** @param {import('./markdown.js').Block} block @returns {string} */
function blockText(block) {
  if (block.type === 'list') return listText(block, '')
  if (block.type === 'code') return block.text
  return 'inlines' in block ? inlineText(block.inlines) : ''
}

/** @param {import('./markdown.js').List} list @param {string} indent @returns {string} */
function listText({ ordered, start, items }, indent) {
  const lines = items.flatMap(({ inlines, lists }, index) => [
    `${indent}${ordered ? `${start + index}.` : '-'} ${inlineText(inlines)}`,
    ...lists.map((list) => listText(list, `${indent}  `)),
  ])
  return lines.join('\n')
}

/** @param {import('./markdown.js').Inline[]} inlines @returns {string} */
const inlineText = (inlines) =>
  inlines
    .map((inline) => ('inlines' in inline ? inlineText(inline.inlines) : 'text' in inline ? inline.text : '\n'))
    .join('')

/** `navigator.clipboard` is missing on plain http addresses that are not loopback. @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = el('textarea', { class: 'hidden', readonly: '' })
    field.value = text
    document.body.append(field)
    field.select()
    const isCopied = document.execCommand('copy')
    field.remove()
    return isCopied
  }
}
