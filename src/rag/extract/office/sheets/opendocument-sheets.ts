// The sheets of an OpenDocument spreadsheet to rows, by events. Cells hold the text that a person sees.
import type { Extracted } from '../../../types.ts'
import { readXml } from '../../xml.ts'
import { type SheetCell, SheetText } from './sheet-text.ts'

const skipped =
  /^(?:office:annotation|table:tracked-changes|office:(?:forms|styles|automatic-styles|master-styles|meta|settings))$/
const maxRepeats = 64
// So many rows the largest sheet has. A damaged number may be endless, and so would be the name of a column.
const maxRows = 1_048_576

export function readSheets(part: Uint8Array): Pick<Extracted, 'text' | 'layout'> {
  const sheets = new SheetText()
  let skipDepth = 0
  let tableDepth = 0
  let rowNumber = 1
  let rowRepeats = 1
  let row: SheetCell[] = []
  let column = 1
  let headerDepth = 0
  let cell: { text: string; value: string; repeats: number; columns: number; rows: number } | null = null
  let paragraphDepth = 0
  readXml(part, {
    open(name, attributes) {
      if (skipDepth > 0 || skipped.test(name)) {
        skipDepth++
        return
      }
      const count = (what: string) => {
        const stated = Math.floor(Number(attributes[`table:number-${what}`] ?? 1))
        return Math.min(maxRows, Math.max(1, stated || 1))
      }
      if (name === 'table:table' && tableDepth++ === 0) {
        sheets.openSheet(attributes['table:name'] ?? '')
        rowNumber = 1
      } else if (name === 'table:table-row') {
        row = []
        column = 1
        rowRepeats = count('rows-repeated')
      } else if (name === 'table:table-header-rows') headerDepth++
      else if (name === 'table:table-cell' || name === 'table:covered-table-cell')
        cell = {
          text: '',
          value: attributes['office:value'] ?? '',
          repeats: count('columns-repeated'),
          columns: count('columns-spanned'),
          rows: count('rows-spanned'),
        }
      else if (name === 'text:p') {
        paragraphDepth++
        if (cell && cell.text !== '') cell.text += ' '
      } else if (cell && /^text:(?:s|tab|line-break)$/.test(name)) cell.text += ' '
    },
    close(name) {
      if (skipDepth > 0) {
        skipDepth--
        return
      }
      if (name === 'table:table') tableDepth--
      else if (name === 'text:p') paragraphDepth--
      else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
        if (cell === null) return
        const { repeats, columns, rows } = cell
        const text = cell.text || cell.value
        // To the sheet's edge a value never repeats: that is formatting. What another cell covers is not seen.
        if (text !== '' && name === 'table:table-cell')
          for (let index = 0; index < Math.min(maxRepeats, repeats); index++)
            row.push({ text, column: column + index, columns, rows })
        column += repeats
        cell = null
      } else if (name === 'table:table-row') {
        // A row that repeats says the same: once is enough.
        sheets.addRow(rowNumber, row, headerDepth > 0)
        rowNumber += rowRepeats
      } else if (name === 'table:table-header-rows') headerDepth--
    },
    text(value) {
      if (cell && paragraphDepth > 0 && skipDepth === 0) cell.text += value
    },
  })
  return sheets.finish()
}
