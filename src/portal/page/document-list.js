// @ts-check
// What is indexed, in the side panel, with a way to delete each document.
import { api } from './api.js'
import { counted, el } from './dom.js'
import { fillPanel, openPanel } from './panel.js'

/** @param {() => void} onDeleted */
export async function showDocuments(onDeleted) {
  openPanel('Documents', '', el('p', { class: 'fine' }, 'Reading the list…'))
  try {
    const [{ documents }, status] = await Promise.all([api.documents(), api.status()])
    const intro = status.builtIn
      ? 'Nothing of yours is indexed yet: ragbot answers from its own documentation until you add a file.'
      : `${counted(status.documents, 'document')} in ${counted(status.chunks, 'chunk')}. Retrieval: ${status.retrieval}. Writer: ${status.writer}.`
    const items = documents.map((document) => renderDocument(document, onDeleted))
    const warnings = status.warnings.map((line) => el('p', { class: 'warning' }, line))
    fillPanel(
      el('div', {}, ...warnings, el('p', { class: 'fine' }, intro), el('ul', { class: 'document-list' }, ...items)),
    )
  } catch (error) {
    fillPanel(el('p', {}, error instanceof Error ? error.message : String(error)))
  }
}

/** @param {import('./api.js').DocumentSummary} document @param {() => void} onDeleted */
function renderDocument({ id, title, uri, chunks, updated_at: updatedAt }, onDeleted) {
  const when = new Date(updatedAt).toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
  const state = el(
    'span',
    { class: 'fine' },
    `${counted(chunks, 'chunk')} · ${when}${uri === title ? '' : ` · ${uri.replace(/^upload:/, '')}`}`,
  )
  const remove = el('button', { type: 'button', class: 'quiet', 'aria-label': `Delete ${title}` }, 'Delete')
  const item = el('li', {}, el('span', { class: 'about' }, el('strong', {}, title), state), remove)
  let isArmed = false
  remove.addEventListener('click', async () => {
    if (!isArmed) {
      isArmed = true
      remove.textContent = 'Really delete?'
      remove.classList.add('danger')
      return
    }
    remove.disabled = true
    try {
      await api.deleteDocument(id)
      item.remove()
      onDeleted()
    } catch (error) {
      remove.disabled = false
      state.textContent = error instanceof Error ? error.message : String(error)
    }
  })
  remove.addEventListener('blur', () => {
    isArmed = false
    remove.textContent = 'Delete'
    remove.classList.remove('danger')
  })
  return item
}
