// Blocks of code: text that is copied as it is, and tables, whose columns are aligned there. Pure. Refuses in a block
// what could end it: such a text is shown as other texts are.
import { type Part, tableLines } from '../../../card.ts'
import { ours } from '../limits.ts'
import { cleanCode, escapeMarkdown, oneLine, plain, words } from './markdown.ts'

function cutLine(line: string): string[] {
  const parts: string[] = []
  let start = 0
  while (line.length - start > ours.code) {
    const isHalved = /[\uD800-\uDBFF]/.test(line[start + ours.code - 1] ?? '')
    const end = start + ours.code - (isHalved ? 1 : 0)
    parts.push(line.slice(start, end))
    start = end
  }
  return [...parts, line.slice(start)]
}

/** Lines as pieces, each a whole block: a page never ends inside of one. */
function blocks(lines: readonly string[]): string[] {
  const pieces: string[] = []
  let block: string[] = []
  let size = 0
  for (const line of lines.flatMap(cutLine)) {
    if (block.length > 0 && size + line.length + 1 > ours.code) {
      pieces.push(fenced(block))
      block = []
      size = 0
    }
    block.push(line)
    size += line.length + 1
  }
  if (block.some((line) => line.trim() !== '')) pieces.push(fenced(block))
  return pieces
}

const fenced = (lines: readonly string[]) => `\`\`\`\n${lines.join('\n')}\n\`\`\`\n`

export function code(text: string): string[] {
  const typed = cleanCode(text)
  return typed.includes('```') ? words(escapeMarkdown(typed)) : blocks(typed.split('\n'))
}

type Table = Extract<Part, { kind: 'table' }>

const lengthOf = (cell: string) => [...cell].length

/** The rows with their columns aligned; null where they are wider than a phone, or hold a backtick. */
function alignedLines({ header, rows }: Table): string[] | null {
  const lines = [header, ...rows].map((row) => row.map(oneLine))
  const widths: number[] = []
  for (const row of lines)
    for (const [column, cell] of row.entries()) {
      if (cell.includes('`') || cell.length > 2 * ours.tableWidth) return null
      widths[column] = Math.max(widths[column] ?? 0, lengthOf(cell))
    }
  if (widths.reduce((sum, width) => sum + width + 2, -2) > ours.tableWidth) return null
  const align = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd()
  const [first = '', ...more] = lines.map(align)
  return first === '' ? more : [first, widths.map((width) => '─'.repeat(width)).join('  '), ...more]
}

/** Discord draws no tables. */
export function table(part: Table): string[] {
  const aligned = alignedLines(part)
  if (aligned !== null) return blocks(aligned)
  const lines = part.rows.length === 0 ? [part.header.join(' · ')] : tableLines(part)
  return lines
    .map(plain)
    .filter((line) => line.length > 0)
    .flatMap((line) => ['• ', ...line, '\n'])
}
