// The words of cards, embeds and blocks: what people see of a message besides its text. Pure; within limits, since whoever
// writes a message makes its JSON.
import { storable } from './storable.ts'

const limits = { parts: 2_000, depth: 20, chars: 4_000 }

/**
 * The texts in nested JSON, a line each, in the order of the fields.
 * @param fields whose texts are shown, and those that hold more; all others are left alone
 */
export function textsIn(value: unknown, fields: readonly string[]): string {
  const found: string[] = []
  let left = limits.parts
  let chars = 0
  const visit = (one: unknown, depth: number): void => {
    if (left <= 0 || chars >= limits.chars || depth > limits.depth) return
    left -= 1
    if (typeof one === 'string') {
      const text = storable(one.slice(0, limits.chars - chars)).trim()
      if (text !== '') found.push(text)
      chars += text.length
    } else if (Array.isArray(one)) {
      for (const part of one.slice(0, left)) visit(part, depth + 1)
    } else if (typeof one === 'object' && one !== null) {
      for (const field of fields) if (Object.hasOwn(one, field)) visit(one[field as never], depth + 1)
    }
  }
  visit(value, 0)
  return found.join('\n')
}
