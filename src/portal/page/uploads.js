// @ts-check
// Adds files and pasted texts to the documents: one line each, from "uploading" to "indexed, n chunks" or the named failure.
import { ApiError, api } from './api.js'
import { counted, el, need, wait } from './dom.js'

const list = need('uploads', HTMLElement)

/** What the server takes: `uploadLimitBytes` of api.ts. */
const largestMebibytes = 32

/** One after the other, so that many files do not crowd out a question. */
let queue = Promise.resolve()

/**
 * @param {readonly { name: string, blob: Blob }[]} files
 * @param {() => void} onIndexed
 */
export function addFiles(files, onIndexed) {
  for (const { name, blob } of files) {
    const line = createLine(name)
    queue = queue.then(() => addFile(name, blob, line, onIndexed))
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

/**
 * Its first line and a digest: a text with the same beginning must not replace this one, since an upload replaces the
 * document of its name.
 * @param {string} text
 */
export function namePastedText(text) {
  const firstLine = text.trim().split('\n', 1)[0] ?? ''
  const words = firstLine
    .replace(/[^\p{L}\p{N} '-]+/gu, ' ')
    .trim()
    .slice(0, 60)
    .trim()
  return `${words === '' ? 'Pasted text' : words} (${digestOf(text)}).md`
}

/** 32-bit FNV-1a in base 36; `crypto.subtle` is missing on plain http addresses that are not loopback. @param {string} text */
function digestOf(text) {
  let digest = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) digest = Math.imul(digest ^ text.charCodeAt(at), 0x01000193)
  return (digest >>> 0).toString(36)
}

/**
 * @param {string} name
 * @param {Blob} blob
 * @param {ReturnType<typeof createLine>} line
 * @param {() => void} onIndexed
 */
async function addFile(name, blob, line, onIndexed) {
  try {
    if (blob.size === 0) return line.say('failed', 'the file is empty')
    if (blob.size > largestMebibytes * 1024 * 1024)
      return line.say('failed', `is over ${largestMebibytes} MB: run "ragbot index" on it`)
    line.say('busy', 'uploading…')
    const { upload } = await api.upload(name, blob)
    line.say('busy', 'indexing…')
    for (let delayMs = 200; ; delayMs = Math.min(2_000, delayMs * 1.4)) {
      await wait(delayMs)
      const state = await readUpload(upload.id)
      if (state === null || state.status === 'pending') continue
      if (state.status === 'failed') return line.say('failed', state.error?.message ?? 'it could not be indexed')
      line.say(
        'done',
        state.status === 'unchanged' ? 'already indexed, unchanged' : `indexed, ${counted(state.chunks ?? 0, 'chunk')}`,
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

/** @param {string} name */
function createLine(name) {
  const state = el('span', { class: 'upload-state' }, 'waiting…')
  const item = el('li', { 'data-state': 'busy' }, el('span', { class: 'upload-name' }, name), state)
  list.append(item)
  return {
    /** @param {'busy' | 'done' | 'failed'} kind @param {string} text */
    say(kind, text) {
      item.dataset.state = kind
      state.textContent = text
      if (kind === 'busy' || item.querySelector('button')) return
      const close = el(
        'button',
        { type: 'button', class: 'quiet', 'aria-label': `Dismiss ${name}`, click: () => item.remove() },
        '✕',
      )
      item.append(close)
    },
  }
}
