// @ts-check
// The side panel, a full sheet on a phone. Escape closes it and the focus goes back to where it was opened from.
import { need } from './dom.js'

const dialog = need('panel', HTMLDialogElement)
const title = need('panel-title', HTMLElement)
const place = need('panel-place', HTMLElement)
const body = need('panel-body', HTMLElement)
const narrow = matchMedia('(max-width: 1000px)')

/** @type {HTMLElement | null} */
let opener = null

/**
 * @param {string} heading
 * @param {string} subtitle
 * @param {Node} content
 */
export function openPanel(heading, subtitle, content) {
  const active = document.activeElement
  if (active instanceof HTMLElement && !dialog.contains(active)) opener = active
  title.textContent = heading
  place.textContent = subtitle
  body.replaceChildren(content)
  body.scrollTop = 0
  if (!dialog.open) {
    // On a wide screen the answer stays usable beside its source.
    if (narrow.matches) dialog.showModal()
    else dialog.show()
    document.body.classList.add('has-panel')
  }
  title.focus({ preventScroll: true })
}

/** @param {Node} content shown instead of what the panel holds */
export function fillPanel(content) {
  body.replaceChildren(content)
}

export function isPanelOpen() {
  return dialog.open
}

export function closePanel() {
  if (!dialog.open) return
  dialog.close()
  leave()
}

function leave() {
  document.body.classList.remove('has-panel')
  if (opener?.isConnected) opener.focus()
  opener = null
}

// The browser itself closes the sheet on Escape.
dialog.addEventListener('close', () => {
  if (!dialog.open) leave()
})
dialog.addEventListener('click', (event) => {
  // A click on the backdrop of the sheet has the dialog itself as its target.
  if (event.target === dialog) closePanel()
})
need('panel-close', HTMLButtonElement).addEventListener('click', closePanel)
