// The formats that are read: one line each. Order matters where two recognise the same bytes.
import type { Format } from './format.ts'
import { html } from './html.ts'
import { markdown } from './markdown.ts'
import { pdf } from './pdf.ts'
import { plainText } from './plain-text.ts'

export const formats: readonly Format[] = [
  pdf, //
  html,
  markdown,
  plainText,
]
