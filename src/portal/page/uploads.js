// @ts-check
// Adds files and pasted texts to the documents: one line each, from "uploading" to "indexed, n passages" or the named failure.
import { ApiError, api } from './api.js'
import { counted, el, need, wait } from './dom.js'

const list = need('uploads', HTMLElement)

/** What the server takes: `uploadLimitBytes` of api.ts. */
const largestMebibytes = 32

/** One after the other, so that many files do not crowd out a question. */
let queue = Promise.resolve()

/**
 * @param {readonly { name: string, blob: Blob, keepsOthers?: boolean }[]} files
 * @param {() => void} onIndexed
 */
export function addFiles(files, onIndexed) {
  for (const { name, blob, keepsOthers = false } of files) {
    const line = createLine(name)
    queue = queue.then(() => addFile({ name, blob, keepsOthers }, line, onIndexed))
  }
}

/** Takes away the lines of what is indexed; what failed stays until it is dismissed. */
export function clearDone() {
  for (const item of list.querySelectorAll('[data-state="done"]')) item.remove()
}

/** Something that was dropped and is no file. @param {string} name @param {string} reason */
export function refuseFile(name, reason) {
  createLine(name).say('failed', reason)
}

/** Its first line. A text that begins alike keeps its document: the server gives this one a number. @param {string} text */
export function namePastedText(text) {
  const firstLine = text.trim().split('\n', 1)[0] ?? ''
  const words = firstLine
    .slice(0, 200)
    .replace(/[^\p{L}\p{M}\p{N} '-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const short = words.length > 60 ? words.slice(0, words.lastIndexOf(' ', 60) + 1 || 60).trim() : words
  return `${short === '' ? 'Pasted text' : short}.md`
}

/**
 * @param {{ name: string, blob: Blob, keepsOthers: boolean }} file
 * @param {ReturnType<typeof createLine>} line
 * @param {() => void} onIndexed
 */
async function addFile({ name, blob, keepsOthers }, line, onIndexed) {
  try {
    if (blob.size === 0) return line.say('failed', 'the file is empty')
    if (blob.size > largestMebibytes * 1024 * 1024)
      return line.say('failed', `is over ${largestMebibytes} MB: run "ragbot index" on it`)
    line.say('busy', 'uploading…')
    const { upload } = await api.upload(name, blob, keepsOthers)
    line.rename(upload.name)
    line.say('busy', 'indexing…')
    for (let delayMs = 200; ; delayMs = Math.min(2_000, delayMs * 1.4)) {
      await wait(delayMs)
      const state = await readUpload(upload.id)
      if (state === null || state.status === 'pending') continue
      if (state.status === 'failed') return line.say('failed', state.error?.message ?? 'it could not be indexed')
      line.say(
        'done',
        state.status === 'unchanged'
          ? 'already indexed, unchanged'
          : `indexed, ${counted(state.chunks ?? 0, 'passage')}`,
      )
      return onIndexed()
    }
  } catch (error) {
    line.say('failed', error instanceof Error ? error.message : String(error))
  }
}

/** Null while ragbot cannot be reached: the indexing goes on without us. @param {string} id */
async function readUpload(id) {
  try {
    return await api.readUpload(id)
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'refused') throw error
    return null
  }
}

/** With several that failed, one click takes all of them away. */
function offerToClear() {
  const failed = list.querySelectorAll('[data-state="failed"]')
  list.querySelector('.clear')?.remove()
  if (failed.length < 2) return
  const clear = el('button', { type: 'button', class: 'link' }, `Dismiss all ${failed.length} that failed`)
  clear.addEventListener('click', () => {
    for (const item of list.querySelectorAll('[data-state="failed"]')) item.remove()
    offerToClear()
    need('question', HTMLTextAreaElement).focus()
  })
  list.append(el('li', { class: 'clear' }, clear))
}

/** @param {string} name */
function createLine(name) {
  const state = el('span', { class: 'upload-state' }, 'waiting…')
  const label = el('span', { class: 'upload-name' }, name)
  const item = el('li', { 'data-state': 'busy' }, label, state)
  list.append(item)
  return {
    /** @param {string} given */
    rename(given) {
      label.textContent = given
    },
    /** @param {'busy' | 'done' | 'failed'} kind @param {string} text */
    say(kind, text) {
      item.dataset.state = kind
      state.textContent = text
      if (kind === 'busy' || item.querySelector('button')) return
      const close = el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `Dismiss ${name}`,
          click: () => {
            item.remove()
            offerToClear()
          },
        },
        '✕',
      )
      item.append(close)
      offerToClear()
    },
  }
}
