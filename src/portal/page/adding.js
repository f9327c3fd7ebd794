// @ts-check
// The ways to hand something over: the attach button, a drop anywhere on the page, and the clipboard.
import { need } from './dom.js'
import { namePastedText, refuseFile } from './uploads.js'

/** Pasted texts of more characters may be meant as a document: the page asks. */
const longText = 500

const input = need('files', HTMLInputElement)
const veil = need('drop', HTMLElement)
const offer = need('offer', HTMLElement)
const question = need('question', HTMLTextAreaElement)

/** @param {(files: { name: string, blob: Blob, keepsOthers?: boolean }[]) => void} add */
export function watchAdding(add) {
  need('attach', HTMLButtonElement).addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    add(toFiles(input.files))
    input.value = ''
  })
  watchDrops(add)
  watchPastes(add)
}

/** @param {FileList | null | undefined} files */
function toFiles(files) {
  return [...(files ?? [])].map((file) => ({ name: file.name, blob: file }))
}

/** @param {(files: { name: string, blob: Blob, keepsOthers?: boolean }[]) => void} add */
function watchDrops(add) {
  // Entering a child fires before leaving its parent: only the balance tells when the drag has left the page.
  let depth = 0
  const show = () => {
    veil.hidden = depth <= 0
  }
  const isOurs = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false
  addEventListener('dragenter', (event) => {
    if (!isOurs(event)) return
    depth += 1
    show()
  })
  addEventListener('dragleave', (event) => {
    if (!isOurs(event)) return
    depth -= 1
    show()
  })
  addEventListener('dragover', (event) => {
    if (isOurs(event)) event.preventDefault()
  })
  addEventListener('drop', (event) => {
    if (!isOurs(event)) return
    event.preventDefault()
    depth = 0
    show()
    const folders = [...(event.dataTransfer?.items ?? [])].flatMap((item) => {
      const entry = item.webkitGetAsEntry()
      return entry?.isDirectory ? [entry.name] : []
    })
    for (const name of folders) refuseFile(name, 'is a folder: drop its files, or run "ragbot index" on it')
    add(toFiles(event.dataTransfer?.files).filter(({ name }) => !folders.includes(name)))
  })
}

/** @param {(files: { name: string, blob: Blob, keepsOthers?: boolean }[]) => void} add */
function watchPastes(add) {
  let held = ''
  const close = () => {
    offer.hidden = true
    held = ''
    question.focus()
  }
  const keepAsQuestion = () => {
    question.setRangeText(held, question.selectionStart, question.selectionEnd, 'end')
    question.dispatchEvent(new Event('input'))
    close()
  }
  addEventListener('paste', (event) => {
    const target = event.target
    if (target instanceof HTMLInputElement || question.disabled) return
    const files = toFiles(event.clipboardData?.files)
    const text = event.clipboardData?.getData('text/plain') ?? ''
    // Spreadsheets and word processors put a picture of the text beside the text.
    if (files.length > 0 && text === '') {
      event.preventDefault()
      return add(files)
    }
    if (text.length <= longText) return
    event.preventDefault()
    held = text
    need('offer-text', HTMLElement).textContent = `You pasted ${text.length.toLocaleString('en')} characters.`
    offer.hidden = false
    // The choice that a stray key cannot spoil.
    need('offer-ask', HTMLButtonElement).focus()
  })
  need('offer-ask', HTMLButtonElement).addEventListener('click', keepAsQuestion)
  need('offer-add', HTMLButtonElement).addEventListener('click', () => {
    add([{ name: namePastedText(held), blob: new Blob([held], { type: 'text/markdown' }), keepsOthers: true }])
    close()
  })
  offer.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') keepAsQuestion()
  })
}
