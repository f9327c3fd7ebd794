// @ts-check
// What can be clicked below an answer or a list of sources: buttons, menus, and the form that some of them ask for first.
// What a click did is said below it; what it asks for comes as a message of its own.
import { el } from './dom.js'

/** @typedef {import('./api.js').Actions} Actions */
/** @typedef {import('./api.js').Form} Form */
/** @typedef {(token: string, input?: Record<string, string>) => Promise<{ said?: string, form?: Form, action?: string }>} Act */

/**
 * @param {Actions | undefined} actions
 * @param {Act} act
 * @param {Node[]} [own] what the page itself does, first in the row
 */
export function renderActions(actions = { buttons: [], selects: [] }, act, own = []) {
  const said = el('p', { class: 'fine', role: 'status' })
  const form = el('div', {})

  /** @param {string} token @param {Record<string, string>} [input] */
  async function run(token, input) {
    said.textContent = ''
    try {
      const done = await act(token, input)
      form.replaceChildren(...(done.form && done.action ? [renderForm(done.form, done.action)] : []))
      said.textContent = done.said ?? ''
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error)
    }
  }

  /** @param {Form} asked @param {string} token */
  function renderForm(asked, token) {
    const fields = asked.fields.map((field) => {
      const attributes = { id: field.id, maxlength: String(field.maxLength), ...(field.isRequired && { required: '' }) }
      const choices = (field.choices ?? []).map(({ value, label }) =>
        el('option', { value, ...(value === field.value && { selected: '' }) }, label),
      )
      const input =
        choices.length > 0
          ? el('select', { id: field.id }, ...choices)
          : el(field.isLong ? 'textarea' : 'input', attributes)
      if (input instanceof HTMLTextAreaElement || input instanceof HTMLInputElement) input.value = field.value ?? ''
      return { id: field.id, input, label: el('label', {}, field.label, input) }
    })
    const cancel = el('button', { type: 'button', class: 'link', click: () => form.replaceChildren() }, 'Cancel')
    return el(
      'form',
      {
        'aria-label': asked.title,
        submit: (/** @type {Event} */ event) => {
          event.preventDefault()
          const values = fields.map(
            ({ id, input }) => /** @type {const} */ ([id, 'value' in input ? String(input.value) : '']),
          )
          void run(token, Object.fromEntries(values))
        },
      },
      ...fields.map(({ label }) => label),
      el('button', { type: 'submit' }, asked.submit),
      cancel,
    )
  }

  const buttons = actions.buttons.map(({ label, icon, token, form: asked }) =>
    el(
      'button',
      {
        type: 'button',
        class: 'action',
        click: () => (asked ? form.replaceChildren(renderForm(asked, token)) : void run(token)),
      },
      ...(icon === undefined ? [] : [el('span', { 'aria-hidden': 'true' }, `${icon} `)]),
      label,
    ),
  )
  const selects = actions.selects.map(({ label, options }) => {
    const choices = options.map((option) => el('option', { value: option.token }, option.label))
    const select = el(
      'select',
      {
        class: 'action',
        'aria-label': label,
        change: () => {
          if (!(select instanceof HTMLSelectElement) || select.value === '') return
          void run(select.value)
          select.value = ''
        },
      },
      el('option', { value: '' }, label),
      ...choices,
    )
    return select
  })
  return el('div', { class: 'actions' }, ...own, ...buttons, ...selects, form, said)
}
