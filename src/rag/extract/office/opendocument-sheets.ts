// The sheets of an OpenDocument spreadsheet to rows, by events. Cells hold the text that a person sees.
import type { Extracted } from '../../types.ts'
import { readXml } from '../xml.ts'
import { SheetText } from './sheet-text.ts'

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
  let row = new Map<number, string>()
  let column = 1
  let cell: { text: string; readonly value: string; readonly repeats: number } | null = null
  let paragraphDepth = 0
  readXml(part, {
    open(name, attributes) {
      if (skipDepth > 0 || skipped.test(name)) {
        skipDepth++
        return
      }
      const repeats = (axis: string) => {
        const stated = Math.floor(Number(attributes[`table:number-${axis}-repeated`] ?? 1))
        return Math.min(maxRows, Math.max(1, stated || 1))
      }
      if (name === 'table:table' && tableDepth++ === 0) {
        sheets.openSheet(attributes['table:name'] ?? '')
        rowNumber = 1
      } else if (name === 'table:table-row') {
        row = new Map()
        column = 1
        rowRepeats = repeats('rows')
      } else if (name === 'table:table-cell' || name === 'table:covered-table-cell')
        cell = { text: '', value: attributes['office:value'] ?? '', repeats: repeats('columns') }
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
        const shown = cell.text || cell.value
        // To the sheet's edge a value never repeats: that is formatting.
        if (shown !== '')
          for (let index = 0; index < Math.min(maxRepeats, cell.repeats); index++) row.set(column + index, shown)
        column += cell.repeats
        cell = null
      } else if (name === 'table:table-row') {
        // A row that repeats says the same: once is enough.
        sheets.addRow(rowNumber, row)
        rowNumber += rowRepeats
      }
    },
    text(value) {
      if (cell && paragraphDepth > 0 && skipDepth === 0) cell.text += value
    },
  })
  return sheets.finish()
}
