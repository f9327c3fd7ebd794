// What can be clicked, as numbers to be typed: `/1` does what stands behind it. Pure.
import type { Signed } from '../types.ts'
import { oneLine, wrap } from './text.ts'

export interface Choices {
  /** Empty where there are none. */
  readonly text: string
  /** By their numbers less one. */
  readonly tokens: readonly string[]
}

// Keeps a label on one line, and what stands behind it apart.
const joint = '\u00A0'

/** Buttons side by side, then the options of each menu below its label. */
export function number({ buttons, selects }: Signed, columns: number): Choices {
  const tokens: string[] = []
  const numbered = ({ label, token }: { readonly label: string; readonly token: string }) =>
    `/${tokens.push(token)} ${oneLine(label)}`
  const row = buttons.map((button) => `${numbered(button)} `.replaceAll(' ', joint)).join(' ')
  const menus = selects.flatMap(({ label, options }) => [
    wrap(`${oneLine(label)}:`, columns),
    ...options.map((option) => wrap(numbered(option), columns, '      ', '  ')),
  ])
  const lines = [wrap(row, columns).replaceAll(joint, ' '), ...menus]
  return { text: lines.filter((line) => line !== '').join('\n'), tokens }
}
