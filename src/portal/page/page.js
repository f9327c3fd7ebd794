// @ts-check
// Puts the chat page together: the place in the address, the composer, the welcome, and what a failed connection looks like.
import { watchAdding } from './adding.js'
import { ApiError, api, watchConnection } from './api.js'
import { createConversation } from './conversation.js'
import { showDocuments } from './document-list.js'
import { counted, el, need, newId } from './dom.js'
import { closePanel, isPanelOpen } from './panel.js'
import { foreignPlatform, markCurrent, refreshConversations, titleOf, toggleDrawer, watchRemoved } from './sidebar.js'
import { addFiles, clearDone } from './uploads.js'

const welcome = need('welcome', HTMLElement)
const composer = need('composer', HTMLFormElement)
const question = need('question', HTMLTextAreaElement)
const send = need('send', HTMLButtonElement)
const banner = need('banner', HTMLElement)
const elsewhere = need('elsewhere', HTMLElement)

const conversation = createConversation({ deviceId: readDeviceId(), onChange: () => void refresh() })

/** Private windows may refuse storage: the id then lives as long as the page. */
function readDeviceId() {
  try {
    const id = localStorage.getItem('ragbot-device') ?? newId()
    localStorage.setItem('ragbot-device', id)
    return id
  } catch {
    return newId()
  }
}

async function refresh() {
  await refreshConversations().catch(() => {})
  showPlace()
}

function showPlace() {
  const { id } = conversation
  const title = id === null ? null : titleOf(id)
  document.title = title === null ? 'ragbot' : `${title} – ragbot`
  need('place', HTMLElement).textContent = title ?? 'ragbot'
  markCurrent(id)
  const platform = id === null ? null : foreignPlatform(id)
  composer.hidden = platform !== null
  need('keys', HTMLElement).hidden = platform !== null
  elsewhere.hidden = platform === null
  elsewhere.textContent = `This conversation lives in ${platform}: continue it there.`
}

async function showStatus() {
  const status = await api.status()
  const indexed = need('indexed', HTMLElement)
  indexed.textContent = status.builtIn
    ? 'Answering from ragbot’s own documentation until you add yours.'
    : `Answering from ${counted(status.documents, 'document')}.`
  need('documents', HTMLButtonElement).textContent = status.builtIn
    ? 'Documents'
    : `Documents (${status.documents.toLocaleString('en')})`
  const buttons = status.examples
    .slice(0, 3)
    .map((example) => el('button', { type: 'button', click: () => ask(example) }, example))
  need('examples', HTMLElement).replaceChildren(...buttons)
}

/** @param {string} text */
function ask(text) {
  welcome.hidden = true
  clearDone()
  const isNew = conversation.id === null
  const id = conversation.ask(text)
  if (isNew) history.pushState(null, '', `#${id}`)
  showPlace()
  question.focus()
}

/** Shows what the address names: a conversation, or the welcome. */
async function showAddress() {
  const id = /^#([\da-f-]{36})$/.exec(location.hash)?.[1] ?? null
  closePanel()
  welcome.hidden = id !== null
  if (id === null) conversation.start()
  else if (id !== conversation.id) {
    try {
      await conversation.open(id)
    } catch (error) {
      const isGone = error instanceof ApiError && error.kind === 'refused'
      if (isGone) {
        history.replaceState(null, '', location.pathname)
        conversation.start()
        welcome.hidden = false
        showBanner('That conversation is not there any more.', false)
      }
    }
  }
  showPlace()
}

function startNew() {
  toggleDrawer(false)
  if (location.hash !== '') history.pushState(null, '', location.pathname)
  void showAddress()
  void showStatus().catch(() => {})
  question.focus()
}

/** @param {string} text @param {boolean} canRetry */
function showBanner(text, canRetry) {
  banner.hidden = false
  const label = need('banner-text', HTMLElement)
  if (label.textContent !== text) label.textContent = text
  need('banner-retry', HTMLButtonElement).hidden = !canRetry
}

async function load() {
  // At once, whatever the look-ups below take.
  if (conversation.id === null) welcome.hidden = /^#[\da-f-]{36}$/.test(location.hash)
  await showStatus().catch(() => {})
  await refreshConversations().catch(() => {})
  const isShown = conversation.id !== null && location.hash === `#${conversation.id}`
  // A conversation on the page has its own retries; opening it again would drop a question not sent yet.
  if (isShown && need('messages', HTMLElement).childElementCount > 0) showPlace()
  else {
    conversation.start()
    await showAddress()
  }
}

function resize() {
  question.style.height = 'auto'
  question.style.height = `${question.scrollHeight}px`
  send.disabled = question.value.trim() === ''
}

watchConnection((state) => {
  if (state === 'online') banner.hidden = true
  else if (state === 'offline') showBanner('ragbot cannot be reached. Is it running? Trying again by itself.', true)
  else
    showBanner('You are signed out: reload this page to sign in, or get a fresh address with “ragbot sign-in”.', true)
})
watchRemoved((id) => {
  if (conversation.id === id) startNew()
})
watchAdding((files) =>
  addFiles(files, () => {
    void showStatus().catch(() => {})
  }),
)
composer.addEventListener('submit', (event) => {
  event.preventDefault()
  const text = question.value.trim()
  if (text === '') return
  question.value = ''
  resize()
  ask(text)
})
question.addEventListener('input', resize)
question.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  composer.requestSubmit()
})
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && isPanelOpen() && !event.defaultPrevented) closePanel()
})
addEventListener('hashchange', () => void showAddress())
addEventListener('popstate', () => void showAddress())
addEventListener('online', () => void load())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refresh()
})
need('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  // The fragment of the address names the conversation and stays.
  event.preventDefault()
  question.focus()
})
need('new', HTMLButtonElement).addEventListener('click', startNew)
need('new-top', HTMLButtonElement).addEventListener('click', startNew)
need('documents', HTMLButtonElement).addEventListener('click', () => {
  toggleDrawer(false)
  void showDocuments(() => void showStatus().catch(() => {}))
})
need('banner-retry', HTMLButtonElement).addEventListener('click', () => void load())

// While there is no connection nothing else calls, so ask now and then whether it is back.
setInterval(() => {
  if (!banner.hidden && !need('banner-retry', HTMLButtonElement).hidden) void load()
}, 5_000)

await load()
if (matchMedia('(pointer: fine)').matches) question.focus()
