// @ts-check
// What is indexed, in the side panel: looked for by words, source, kind and state, opened, and deleted in place.
import { api } from './api.js'
import { armed, counted, el } from './dom.js'
import { openPanel } from './panel.js'
import { showDocument } from './passage.js'

/** @typedef {import('./api.js').DocumentSummary} DocumentSummary */

const sourceNames = { folder: 'Files on disk', upload: 'Added here', web: 'Web pages', chat: 'Shared in a chat' }
const stateNames = { ready: 'Ready', unread: 'Waiting or not read' }
/** Parts of media types, and what people call them. @type {readonly (readonly [string, string])[]} */
const kindNames = [
  ['markdown', 'Markdown'],
  ['pdf', 'PDF'],
  ['wordprocessing', 'Word'],
  ['spreadsheet', 'Spreadsheet'],
  ['presentation', 'Slides'],
  ['html', 'Web page'],
  ['rfc822', 'E-mail'],
  ['epub', 'E-book'],
  ['csv', 'Table (CSV)'],
  ['json', 'JSON'],
  ['text/plain', 'Text'],
]
/** @param {string} kind */
const nameOfKind = (kind) => kindNames.find(([part]) => kind.includes(part))?.[1] ?? kind.replace(/^.*\//, '')

/** Kept while the page is open, so that whoever comes back finds the list as it was left. */
const chosen = { words: '', source: '', kind: '', state: 'ready' }
const typingMs = 200
/** The newest request: an older one that comes back late is dropped. */
let latest = 0

/** @param {() => void} onDeleted */
export async function showDocuments(onDeleted) {
  const intro = el('div', {}, el('p', { class: 'fine' }, 'Reading the list…'))
  const found = el('p', { class: 'fine', role: 'status' })
  const list = el('ul', { class: 'document-list' })
  const more = el('button', { type: 'button', class: 'more', hidden: true }, 'Show more')
  const search = el('input', { type: 'search', 'aria-label': 'Find documents', placeholder: 'Find by title or path' })
  const source = renderChoice('Source', 'source')
  const kind = renderChoice('Kind', 'kind')
  const state = renderChoice('State', 'state')
  fillChoice(state, Object.entries(stateNames), chosen.state)
  const filters = el('div', { class: 'filters', role: 'search' }, search, source, kind, state)
  openPanel('Documents', '', el('div', {}, intro, filters, found, list, more))
  if (search instanceof HTMLInputElement) search.value = chosen.words
  /** @type {string | undefined} */
  let next

  /** @param {boolean} isMore the list goes on; else it begins anew */
  async function read(isMore) {
    const request = ++latest
    try {
      if (chosen.state === 'unread') return await readUnread(request)
      const { words, source: from, kind: of } = chosen
      const page = await api.documents({ words, source: from, kind: of, cursor: isMore ? next : undefined })
      if (request !== latest) return
      next = page.next
      if (!isMore) list.replaceChildren()
      const items = page.documents.map((document) =>
        renderItem(document, {
          open: () => void showDocument(document, () => void showDocuments(onDeleted)),
          onDeleted: deleted,
        }),
      )
      list.append(...items)
      more.hidden = next === undefined
      const sources = page.sources.map(
        (one) => /** @type {const} */ ([one.source, `${sourceNames[one.source]} (${one.count})`]),
      )
      fillChoice(source, [['', 'Any source'], ...sources], from)
      const kinds = page.kinds.map((one) => /** @type {const} */ ([one.kind, `${nameOfKind(one.kind)} (${one.count})`]))
      fillChoice(kind, [['', 'Any kind'], ...kinds], of)
      const isAll = words === '' && from === '' && of === ''
      found.textContent =
        list.childElementCount > 0
          ? isAll
            ? ''
            : `${counted(list.childElementCount, 'document')}${next ? ' and more' : ''} found`
          : isAll
            ? ''
            : 'No document fits. Try fewer words.'
    } catch (error) {
      if (request === latest) found.textContent = error instanceof Error ? error.message : String(error)
    }
  }

  /** @param {number} request */
  async function readUnread(request) {
    const { uploads } = await api.uploads()
    if (request !== latest) return
    const words = chosen.words.toLowerCase()
    const fitting = uploads.filter(({ name }) => name.toLowerCase().includes(words))
    list.replaceChildren(...fitting.map(renderUnread))
    more.hidden = true
    found.textContent = fitting.length > 0 ? '' : 'No file of the last days waits, and none could not be read.'
  }

  function deleted() {
    onDeleted()
    void sayHowMany()
  }

  async function sayHowMany() {
    try {
      const status = await api.status()
      const text = status.builtIn
        ? 'Nothing of yours is indexed yet: ragbot answers from its own documentation until you add a file.'
        : `${counted(status.documents, 'document')} in ${counted(status.chunks, 'passage')}. ${sayHow(status)}`
      const warnings = status.warnings.map((line) => el('p', { class: 'warning' }, line))
      intro.replaceChildren(...warnings, el('p', { class: 'fine' }, text))
      filters.hidden = status.builtIn && chosen.state === 'ready' && status.pending === 0
    } catch (error) {
      intro.replaceChildren(el('p', {}, error instanceof Error ? error.message : String(error)))
    }
  }

  let typed = 0
  search.addEventListener('input', () => {
    chosen.words = search instanceof HTMLInputElement ? search.value.trim() : ''
    clearTimeout(typed)
    typed = window.setTimeout(() => void read(false), typingMs)
  })
  for (const select of [source, kind, state])
    select.addEventListener('change', () => {
      if (!(select instanceof HTMLSelectElement)) return
      const name = /** @type {'source' | 'kind' | 'state'} */ (select.name)
      chosen[name] = select.value
      source.hidden = kind.hidden = chosen.state === 'unread'
      void read(false)
    })
  source.hidden = kind.hidden = chosen.state === 'unread'
  more.addEventListener('click', () => void read(true))
  await Promise.all([sayHowMany(), read(false)])
}

/** @param {import('./api.js').Status} status */
function sayHow({ retrieval, writer }) {
  const words = retrieval.startsWith('lexical') ? 'by their words' : `by words and meaning (${retrieval})`
  return `Found ${words}; answers are ${writer === 'extractive' ? 'quoted' : `written by ${writer}`}.`
}

/** @param {string} label @param {string} name */
const renderChoice = (label, name) => el('select', { name, 'aria-label': label })

/** @param {HTMLSelectElement} select @param {readonly (readonly [string, string])[]} options @param {string} value */
function fillChoice(select, options, value) {
  select.replaceChildren(...options.map(([key, label]) => el('option', { value: key }, label)))
  select.value = value
}

/** @param {DocumentSummary} document @param {{ open: () => void, onDeleted: () => void }} on */
function renderItem({ id, title, path, kind, chunks, audience, updated_at: updatedAt }, { open, onDeleted }) {
  const when = new Date(updatedAt).toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
  const about = [
    nameOfKind(kind),
    counted(chunks, 'passage'),
    when,
    ...(audience === 'workspace' ? [] : [`for ${audience}`]),
  ]
  const state = el('span', { class: 'fine' }, about.join(' · '))
  const place = path === title ? [] : [el('span', { class: 'fine path' }, path)]
  const remove = armed('Delete', `Delete ${title}`, async () => {
    await api.deleteDocument(id)
    const following = item.nextElementSibling ?? item.previousElementSibling
    item.remove()
    // Whoever works by keyboard goes on where they were.
    following?.querySelector('button')?.focus()
    onDeleted()
  })
  const name = el('button', { type: 'button', class: 'link title', click: open }, title)
  const item = el('li', {}, el('span', { class: 'about' }, name, ...place, state), remove)
  return item
}

/** @param {import('./api.js').Unread} upload */
function renderUnread({ name, status, error }) {
  const state = status === 'pending' ? 'Waiting to be read' : `Not read: ${error?.message ?? 'it could not be indexed'}`
  return el('li', {}, el('span', { class: 'about' }, el('strong', {}, name), el('span', { class: 'fine' }, state)))
}
