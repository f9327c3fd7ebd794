// Jupyter notebooks: the cells' sources in order, prose as the Markdown it is, code and printed results in fences.
// Pictures and other results are left out. https://nbformat.readthedocs.io/en/latest/format_description.html
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'
import { parseMarkdown } from './markdown.ts'

/** @throws AppError `binary`, `broken` */
export function readNotebook(bytes: Uint8Array): Extracted {
  return { ...parseMarkdown(toMarkdown(decodeText(bytes))), mediaType: 'application/x-ipynb+json' }
}

// A longer result is data.
const maxResultChars = 2000

function toMarkdown(source: string): string {
  const cells = cellsOf(parse(source))
  return cells
    .map((cell) => {
      const text = joined(cell.source ?? cell.input).trim()
      if (cell.cell_type !== 'code') return text
      const results = Array.isArray(cell.outputs) ? cell.outputs.map(resultOf).filter(Boolean) : []
      return [text, ...results].filter(Boolean).map(fenced).join('\n\n')
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

type Fields = Readonly<Record<string, unknown>>

function parse(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch (cause) {
    throw new AppError('broken', 'This notebook is damaged: save or export it again.', { cause })
  }
}

/** Before version 4 the cells stood in worksheets. */
function cellsOf(value: unknown): Fields[] {
  if (!isFields(value)) return []
  if (Array.isArray(value.cells)) return value.cells.filter(isFields)
  return Array.isArray(value.worksheets) ? value.worksheets.flatMap(cellsOf) : []
}

function resultOf(output: unknown): string {
  if (!isFields(output)) return ''
  const data = isFields(output.data) ? output.data['text/plain'] : output.text
  const text = joined(data).trim()
  return text.length > maxResultChars ? '' : text
}

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``
}

function joined(source: unknown): string {
  if (Array.isArray(source)) return source.filter((line) => typeof line === 'string').join('')
  return typeof source === 'string' ? source : ''
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
