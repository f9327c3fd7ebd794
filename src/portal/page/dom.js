// @ts-check
// Builds elements from text only: nothing here parses HTML.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} [attributes] functions become listeners; `true` sets, `false` leaves out
 * @param {...(Node | string)} children strings become text nodes
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false) element.setAttribute(name, value)
  }
  element.append(...children)
  return element
}

/**
 * An element that index.html is known to hold.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function need(id, kind) {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`)
  return element
}

/** @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** A random UUID; `crypto.randomUUID` is missing on plain http addresses that are not loopback. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** @param {number} ms */
export function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/**
 * A button that asks before it acts: the first click arms it, the second one acts. What fails is said in its place.
 * @param {string} text @param {string} label for who does not see what it stands beside @param {() => Promise<void>} act
 */
export function armed(text, label, act) {
  const button = el('button', { type: 'button', class: 'quiet', 'aria-label': label }, text)
  let isArmed = false
  /** @param {boolean} now */
  const arm = (now) => {
    isArmed = now
    // As short as what it stands for, so that nothing moves.
    button.textContent = now ? 'Sure?' : text
    button.setAttribute('aria-label', now ? `Really ${label.charAt(0).toLowerCase()}${label.slice(1)}?` : label)
    button.classList.toggle('danger', now)
  }
  button.addEventListener('click', async () => {
    if (!isArmed) return arm(true)
    button.disabled = true
    try {
      await act()
    } catch (error) {
      arm(false)
      button.textContent = error instanceof Error ? error.message : String(error)
    }
    button.disabled = false
  })
  button.addEventListener('blur', () => {
    if (!button.disabled) arm(false)
  })
  return button
}
