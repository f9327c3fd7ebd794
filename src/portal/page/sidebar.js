// @ts-check
// The list of past conversations, newest first: looked for by words, renamed and deleted in place; a drawer on a phone.
import { api } from './api.js'
import { armed, counted, el, need } from './dom.js'

const list = need('conversations', HTMLElement)
const older = need('older', HTMLButtonElement)
const find = need('find', HTMLInputElement)
const drawer = need('sidebar', HTMLElement)
const menu = need('menu', HTMLButtonElement)
const narrow = matchMedia('(max-width: 760px)')
/** @type {Readonly<Record<string, string>>} */
const platformNames = { slack: 'Slack', teams: 'Teams', discord: 'Discord' }

/** @type {Map<string, import('./api.js').Conversation>} */
let known = new Map()
/** @type {string | null} */
let current = null
/** @type {string | null} */
let next = null

/** Whose buttons are shown; the list stays as it is while a title is written. @type {string | null} */
let opened = null
let isRenaming = false
/** Counts searches: what comes back late is dropped. */
let search = 0
let onRemoved = (/** @type {string} */ _id) => {}

/** @param {(id: string) => void} removed told of each conversation that was deleted */
export function watchRemoved(removed) {
  onRemoved = removed
}

const wordsToFind = () => find.value.trim()

export async function refreshConversations() {
  const mine = search
  const page = await api.conversations(null, wordsToFind())
  if (mine !== search) return
  // What was loaded further down stays, behind the renewed first page.
  const fresh = new Map(page.conversations.map((conversation) => [conversation.id, conversation]))
  for (const [id, conversation] of known) if (!fresh.has(id)) fresh.set(id, conversation)
  if (known.size <= page.conversations.length) next = page.next ?? null
  known = fresh
  render()
}

/** @param {string | null} id */
export function markCurrent(id) {
  current = id
  render()
}

/** @param {string} id @returns {string | null} the platform's name when the conversation lives in another place than this page */
export function foreignPlatform(id) {
  const platform = known.get(id)?.platform
  return platform === undefined || platform === 'local' ? null : (platformNames[platform] ?? platform)
}

/** @param {string} id */
export function titleOf(id) {
  return known.get(id)?.title ?? null
}

function render() {
  if (isRenaming) return
  const nothing =
    wordsToFind() === '' ? 'Your conversations will be listed here.' : 'No conversation holds these words.'
  const active = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined
  if (known.size === 0) list.replaceChildren(el('li', { class: 'fine' }, nothing))
  else list.replaceChildren(...[...known.values()].map(renderItem))
  older.hidden = next === null
  if (active !== undefined) focusOn(active)
}

/** @param {string} key */
function focusOn(key) {
  const found = list.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (found instanceof HTMLElement) found.focus()
}

/** @param {import('./api.js').Conversation} conversation */
function renderItem(conversation) {
  const { id, title, platform, updated_at: updatedAt, message_count: count } = conversation
  const about = [platformNames[platform] ?? '', sayWhen(new Date(updatedAt)), counted(count, 'message')]
  const name = title === '' ? 'Untitled' : title
  const link = el(
    'a',
    { href: `#${id}`, title: name, 'data-key': `open ${id}`, ...(id === current ? { 'aria-current': 'page' } : {}) },
    el('span', { class: 'title' }, name),
    el('span', { class: 'fine' }, about.filter((part) => part !== '').join(' · ')),
  )
  const isOpen = opened === id
  const more = el(
    'button',
    {
      type: 'button',
      class: 'quiet menu',
      'data-key': `menu ${id}`,
      'aria-label': `Rename or delete ${name}`,
      'aria-expanded': String(isOpen),
      click: () => {
        opened = isOpen ? null : id
        render()
      },
    },
    '⋯',
  )
  const item = el('li', {}, el('div', { class: 'entry' }, link, more))
  if (isOpen) item.append(renderChanges(conversation, item))
  return item
}

/** @param {import('./api.js').Conversation} conversation @param {HTMLElement} item */
function renderChanges(conversation, item) {
  const { id, title, platform } = conversation
  const rename = el(
    'button',
    { type: 'button', class: 'quiet', click: () => item.replaceChildren(renderTitle(conversation)) },
    'Rename',
  )
  const remove = armed('Delete', `Delete ${title}`, async () => {
    await api.deleteConversation(id)
    known.delete(id)
    opened = null
    render()
    find.focus()
    onRemoved(id)
  })
  // What was said on a platform stays there.
  return el('div', { class: 'changes' }, rename, ...(platform === 'local' ? [remove] : []))
}

/** @param {import('./api.js').Conversation} conversation */
function renderTitle(conversation) {
  isRenaming = true
  const input = el('input', { 'aria-label': 'Title of the conversation', maxlength: '200', required: true })
  const state = el('p', { class: 'fine', role: 'status' })
  const end = () => {
    isRenaming = false
    opened = null
    render()
    focusOn(`menu ${conversation.id}`)
  }
  const save = async () => {
    try {
      const { title } = await api.rename(conversation.id, input.value)
      known.set(conversation.id, { ...conversation, title })
      end()
      if (conversation.id === current) onRenamed(title)
    } catch (error) {
      state.textContent = error instanceof Error ? error.message : String(error)
    }
  }
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    void save()
  }
  const cancel = el('button', { type: 'button', class: 'quiet', click: end }, 'Cancel')
  const form = el('form', { class: 'rename', submit }, input, el('button', { type: 'submit' }, 'Save'), cancel, state)
  input.value = conversation.title
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    end()
  })
  requestAnimationFrame(() => input.select())
  return form
}

/** @param {string} title */
function onRenamed(title) {
  document.title = `${title} – ragbot`
  need('place', HTMLElement).textContent = title
}

/** @param {Date} moment */
function sayWhen(moment) {
  const isToday = moment.toDateString() === new Date().toDateString()
  return isToday
    ? moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : moment.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
}

older.addEventListener('click', async () => {
  const mine = search
  const page = await api.conversations(next, wordsToFind()).catch(() => null)
  if (!page || mine !== search) return
  for (const conversation of page.conversations) known.set(conversation.id, conversation)
  next = page.next ?? null
  render()
})

let typed = 0
find.addEventListener('input', () => {
  clearTimeout(typed)
  typed = window.setTimeout(() => {
    search += 1
    known = new Map()
    next = null
    void refreshConversations().catch(() => {})
  }, 200)
})

/** @param {boolean} open */
export function toggleDrawer(open) {
  document.body.classList.toggle('has-drawer', open && narrow.matches)
  menu.setAttribute('aria-expanded', String(open && narrow.matches))
  drawer.inert = narrow.matches && !open
  if (open) drawer.querySelector('button')?.focus()
}

menu.addEventListener('click', () => toggleDrawer(true))
need('backdrop', HTMLElement).addEventListener('click', () => toggleDrawer(false))
list.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('a')) toggleDrawer(false)
})
narrow.addEventListener('change', () => toggleDrawer(false))
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !document.body.classList.contains('has-drawer')) return
  toggleDrawer(false)
  menu.focus()
})
toggleDrawer(false)
