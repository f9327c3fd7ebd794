// A form in a terminal: its fields are asked for one after the other, a line each.
import type { Form, FormField } from '../../card.ts'
import { storable } from '../storable.ts'
import type { Screen } from './screen.ts'
import { bold, dim, oneLine, wrap } from './text.ts'

/**
 * @param read the next line that is typed; null when there is none
 * @returns what was filled in, by the fields' ids; null where one that is required was left empty, or nothing is typed any more
 */
export async function fillIn(
  form: Form,
  screen: Screen,
  read: () => Promise<string | null>,
): Promise<Readonly<Record<string, string>> | null> {
  screen.show(bold(wrap(oneLine(form.title), screen.columns())))
  const input: Record<string, string> = {}
  for (const field of form.fields) {
    screen.show(asked(field, screen.columns()))
    const line = await read()
    if (line === null) return null
    const filled = chosen(field, cutAt(storable(line).trim(), field.maxLength)) || (field.value ?? '')
    if (filled === '' && field.isRequired) return null
    input[field.id] = filled
  }
  return input
}

/** By its number; '' where there is none such. */
function chosen({ choices }: FormField, typed: string): string {
  return choices === undefined ? typed : (choices[Number(typed) - 1]?.value ?? '')
}

function asked({ label, hint, value, choices, isRequired }: FormField, columns: number): string {
  const shown = choices?.find((one) => one.value === value)?.label ?? value
  const numbered = (choices ?? []).map((one, index) => `${index + 1} ${one.label}`)
  const empty = shown ? `Empty: ${oneLine(shown)}` : isRequired ? 'Empty: nothing is sent' : 'May be empty'
  return [oneLine(label), ...[hint ?? '', ...numbered, empty].map((text) => dim(oneLine(text)))]
    .filter((line) => line !== '')
    .map((line) => wrap(line, columns))
    .join('\n')
}

/** Never between the two halves of a character outside the BMP. */
const cutAt = (text: string, limit: number) => text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '')
