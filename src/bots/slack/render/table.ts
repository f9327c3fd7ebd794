// A table as Slack draws it: whole where it is short, in pages that can be sorted where it is long, and in lines where the
// message has one already or it is too wide.
// https://docs.slack.dev/reference/block-kit/blocks/table-block/ and …/data-table-block/
import { type Part as CardPart, tableLines } from '../../../card.ts'
import { limits, ours } from '../limits.ts'
import { type Block, note, type Part, type Room } from './blocks.ts'
import { lines } from './lines.ts'
import { clip, escapeMarkdown, escapeText, oneLine } from './mrkdwn.ts'

type Table = Extract<CardPart, { kind: 'table' }>
type Cell = { readonly type: 'raw_text'; readonly text: string }

export const isTable = ({ type }: Block): boolean => type === 'table' || type === 'data_table'

export function table(part: Table, room: Room): Part[] {
  const width = part.rows.reduce((most, row) => Math.max(most, row.length), part.header.length)
  const rows = room.hasTable || width === 0 || width > limits.tableColumns ? [] : rowsThatFit(part, width, room.bytes)
  const [header, ...body] = rows
  if (header === undefined || (body.length === 0 && part.rows.length > 0))
    return lines(
      tableLines(part).map((line) => `• ${escapeText(clip(oneLine(line), ours.line))}`),
      room,
      'rows',
    )
  const more = part.rows.length - body.length
  const markdown = rows.map((row) => `- ${escapeMarkdown(row.map(({ text }) => text).join(' · '))}`).join('\n')
  const caption = clip(header.map(({ text }) => text).join(', '), ours.heading)
  const block =
    body.length > ours.tableRows
      ? { type: 'data_table', caption, page_size: ours.tableRows, rows }
      : { type: 'table', rows }
  return [{ blocks: [block], markdown }, ...(more > 0 ? [note(`and ${more} more rows`)] : [])]
}

/** The header first; every row as wide, and no cell empty, as Slack refuses both. */
function rowsThatFit({ header, rows }: Table, width: number, room: number): Cell[][] {
  const cells = (row: readonly string[]): Cell[] =>
    Array.from({ length: width }, (_, column) => ({
      type: 'raw_text',
      text: clip(oneLine(row[column] ?? ''), ours.cell) || '–',
    }))
  const fit: Cell[][] = []
  let bytes = Math.min(ours.answerBytes, room) - 300
  let characters = 0
  for (const row of [header, ...rows].slice(0, limits.tableRows)) {
    const next = cells(row)
    bytes -= Buffer.byteLength(JSON.stringify(next))
    characters += next.reduce((sum, { text }) => sum + text.length, 0)
    if (bytes < 0 || characters > limits.tableCharacters) break
    fit.push(next)
  }
  return fit
}
