// @ts-check
// The list of past conversations, newest first; a drawer on a phone.
import { api } from './api.js'
import { counted, el, need } from './dom.js'

const list = need('conversations', HTMLElement)
const older = need('older', HTMLButtonElement)
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

export async function refreshConversations() {
  const page = await api.conversations(null)
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
  if (known.size === 0) list.replaceChildren(el('li', { class: 'fine' }, 'Your conversations will be listed here.'))
  else list.replaceChildren(...[...known.values()].map(renderItem))
  older.hidden = next === null
}

/** @param {import('./api.js').Conversation} conversation */
function renderItem({ id, title, platform, updated_at: updatedAt, message_count: count }) {
  const about = [platformNames[platform] ?? '', sayWhen(new Date(updatedAt)), counted(count, 'message')]
  const link = el(
    'a',
    { href: `#${id}`, ...(id === current ? { 'aria-current': 'page' } : {}) },
    el('span', { class: 'title' }, title === '' ? 'Untitled' : title),
    el('span', { class: 'fine' }, about.filter((part) => part !== '').join(' · ')),
  )
  return el('li', {}, link)
}

/** @param {Date} moment */
function sayWhen(moment) {
  const isToday = moment.toDateString() === new Date().toDateString()
  return isToday
    ? moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : moment.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })
}

older.addEventListener('click', async () => {
  const page = await api.conversations(next).catch(() => null)
  if (!page) return
  for (const conversation of page.conversations) known.set(conversation.id, conversation)
  next = page.next ?? null
  render()
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
list.addEventListener('click', () => toggleDrawer(false))
narrow.addEventListener('change', () => toggleDrawer(false))
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !document.body.classList.contains('has-drawer')) return
  toggleDrawer(false)
  menu.focus()
})
toggleDrawer(false)
