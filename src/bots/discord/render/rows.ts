// What can be clicked below a message, as rows of Discord's components. Pure. What is over Discord's limits is counted.
// Source: https://docs.discord.com/developers/components/reference
import type { Signed } from '../../types.ts'
import { limits } from '../limits.ts'
import { clip, oneLine, words } from './markdown.ts'

export type Component = Readonly<Record<string, unknown>>

/** Plain text; Discord refuses an empty one. */
const label = (text: string, limit: number) => clip(words(oneLine(text)), limit) || '…'

export const row = (components: readonly Component[]): Component => ({ type: 1, components })

export const button = (customId: string, text: string, more: Component = {}): Component => ({
  type: 2,
  style: 2,
  custom_id: customId,
  label: label(text, limits.buttonLabel),
  ...more,
})

/** One with nothing to choose is not possible. */
export function select(customId: string, text: string, options: readonly Component[]): Component {
  const left = options.length - limits.options
  const count = left > 0 ? ` (${limits.options} of ${options.length})` : ''
  return {
    type: 3,
    custom_id: customId,
    placeholder: `${label(text, limits.selectPlaceholder - count.length)}${count}`,
    options: options.slice(0, limits.options),
  }
}

export function option(value: string, text: string, description = ''): Component {
  const more = clip(words(oneLine(description)), limits.optionDescription)
  return { label: label(text, limits.optionLabel), value, ...(more !== '' && { description: more }) }
}

/** Discord refuses a message in which two have the same id; what does the same is there once. */
function distinct<Has extends { readonly token: string }>(all: readonly Has[]): Has[] {
  return [...new Map(all.toReversed().map((one) => [one.token, one])).values()].reverse()
}

/** Menus take a row each, buttons what is left, but one row at least. @param turns first of the buttons */
export function rowsOf(menus: readonly Component[], turns: readonly Component[], signed: Signed): Component[] {
  const selects = signed.selects.map(({ label, options }, index) =>
    select(
      `select:${index}`,
      label,
      distinct(options).map(({ token, label, description }) => option(token, label, description)),
    ),
  )
  const buttons = [...turns, ...distinct(signed.buttons).map(({ token, label }) => button(token, label))]
  const all = [...menus, ...selects]
  const shownMenus = all.slice(0, limits.rows - (buttons.length > 0 || all.length > limits.rows ? 1 : 0))
  const room = (limits.rows - shownMenus.length) * limits.buttonsPerRow
  const left = all.length - shownMenus.length
  const isOver = left > 0 || buttons.length > room
  const shown = buttons.slice(0, isOver ? room - 1 : room)
  const hidden = left + buttons.length - shown.length
  if (isOver) shown.push(button('more', `and ${hidden} more`, { disabled: true }))
  const rows = Array.from({ length: Math.ceil(shown.length / limits.buttonsPerRow) }, (_, index) =>
    row(shown.slice(index * limits.buttonsPerRow, (index + 1) * limits.buttonsPerRow)),
  )
  return [...shownMenus.map((menu) => row([menu])), ...rows]
}
