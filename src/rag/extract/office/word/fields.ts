// Fields of a Word document: what they were computed to is text, their codes are none. Where nothing was computed, the few
// that say it themselves are read: quoted text, symbols, form boxes. ECMA-376 part 1, 17.16.
import { symbolOf } from './symbols.ts'

interface Field {
  code: string
  isCode: boolean
  hasResult: boolean
  /** What its form holds: a box's state, the chosen entry. */
  form: string
  readonly entries: string[]
  /** The paragraph that it began in, by depth and count. */
  readonly paragraph: number
}

// A longer code says nothing that is shown.
const maxCode = 2_000
const maxDepth = 100

export class Fields {
  readonly #open: Field[] = []

  /** Whether what stands here is a code. */
  get isCode(): boolean {
    return this.#open.some(({ isCode }) => isCode)
  }

  begin(paragraph: number, code?: string): void {
    if (this.#open.length >= maxDepth) this.#open.shift()
    const isCode = code === undefined
    this.#open.push({ code: code ?? '', isCode, hasResult: false, form: '', entries: [], paragraph })
  }

  separate(): void {
    const field = this.#open.at(-1)
    if (field) field.isCode = false
  }

  /** @returns what is shown of one without a result */
  end(): string {
    const field = this.#open.pop()
    if (field === undefined || field.hasResult || this.isCode) return ''
    const shown = shownOf(field)
    if (shown !== '') this.markResult()
    return shown
  }

  readCode(text: string): void {
    const field = this.#open.at(-1)
    if (field && field.code.length < maxCode) field.code += text
  }

  markResult(): void {
    for (const field of this.#open) field.hasResult = true
  }

  readForm(name: string, value: string | undefined): void {
    const field = this.#open.at(-1)
    if (!field) return
    if (name === 'w:listEntry') field.entries.push(value ?? '')
    // What is chosen comes after what is chosen by default.
    else field.form = value ?? '1'
  }

  /** A code ends with its paragraph at the latest: one that is never closed would take the rest along. */
  endParagraph(paragraph: number): void {
    while (this.#open.at(-1)?.isCode && this.#open.at(-1)?.paragraph === paragraph) this.#open.pop()
  }
}

function shownOf({ code, form, entries }: Field): string {
  const [, name = '', rest = ''] = /^\s*(\S+)([\s\S]*)$/.exec(code) ?? []
  switch (name.toUpperCase()) {
    case 'QUOTE':
      return /"([^"]*)"/.exec(rest)?.[1] ?? ''
    case 'SYMBOL': {
      const number = /^\s*(0x[\da-f]{1,4}|\d{1,5})\b/i.exec(rest)?.[1] ?? ''
      return number === '' ? '' : symbolOf(/\\f\s*"([^"]{1,100})"/.exec(rest)?.[1] ?? '', Number(number))
    }
    case 'MERGEFIELD': {
      const merged = /^\s*(?:"([^"]{1,200})"|([^\s\\]{1,200}))/.exec(rest)
      return merged ? `«${merged[1] ?? merged[2]}»` : ''
    }
    case 'FORMCHECKBOX':
      return /^(?:1|true|on)$/.test(form) ? '☒' : '☐'
    case 'FORMDROPDOWN':
      return entries[Number(form) || 0] ?? ''
    default:
      return ''
  }
}
