// Excel workbooks (.xlsx, .xlsm, .xltx): every sheet's rows, with values as a person sees them; formulas' last results.
// Refuses what its package refuses, and binary workbooks (.xlsb) by name elsewhere.

import { readXml } from '../../xml.ts'
import { type OfficePackage, type OfficeText, openPackage } from '../package.ts'
import { SheetText } from './sheet-text.ts'
import { readCells } from './xlsx-cells.ts'
import { readFrame } from './xlsx-frame.ts'
import { readStyles } from './xlsx-styles.ts'

/** @throws AppError `too-large`, `encrypted`, `broken` */
export function readXlsx(bytes: Uint8Array): OfficeText {
  const office = openPackage(bytes, 'xl/workbook.xml')
  const { sheets, is1904 } = readWorkbook(office)
  const strings = readSharedStrings(office.part(office.related(office.main, 'sharedStrings') ?? 'xl/sharedStrings.xml'))
  const styles = readStyles(office.part(office.related(office.main, 'styles') ?? 'xl/styles.xml'), is1904)
  const text = new SheetText()
  for (const { name, part, tables } of sheets) {
    text.openSheet(name)
    readCells(part, strings, styles, readFrame(part, tables), (number, cells, isHeader) =>
      text.addRow(number, cells, isHeader),
    )
  }
  return { ...text.finish(), ...office.properties }
}

/** In the order of the tabs. A sheet that only a program can show again is left out; hidden ones anyone can. */
function readWorkbook(office: OfficePackage): {
  readonly sheets: readonly {
    readonly name: string
    readonly part: Uint8Array
    readonly tables: readonly Uint8Array[]
  }[]
  readonly is1904: boolean
} {
  const related = new Map(office.relationships(office.main).map((relationship) => [relationship.id, relationship]))
  const sheets: { name: string; part: Uint8Array; tables: Uint8Array[] }[] = []
  let is1904 = false
  readXml(office.part(office.main)!, {
    open(name, attributes) {
      if (name === 'x:workbookPr') is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? '')
      if (name !== 'x:sheet' || attributes.state === 'veryHidden') return
      const target = related.get(attributes['r:id'] ?? '')
      // Sheets of charts and macros hold no cells.
      const part = target?.type === 'worksheet' ? office.part(target.part) : undefined
      if (target === undefined || part === undefined) return
      const tables = office.relationships(target.part).filter(({ type }) => type === 'table')
      sheets.push({
        name: attributes.name ?? '',
        part,
        tables: tables.flatMap((table) => office.part(table.part) ?? []),
      })
    },
  })
  return { sheets, is1904 }
}

function readSharedStrings(part: Uint8Array | undefined): readonly string[] {
  const strings: string[] = []
  let isText = false
  let inReading = false
  if (part !== undefined)
    readXml(part, {
      open(name) {
        if (name === 'x:si') strings.push('')
        else if (name === 'x:t') isText = true
        // How East Asian words are said, beside the words.
        else if (name === 'x:rPh') inReading = true
      },
      close(name) {
        if (name === 'x:t') isText = false
        else if (name === 'x:rPh') inReading = false
      },
      text(value) {
        if (isText && !inReading && strings.length > 0) strings[strings.length - 1] += value
      },
    })
  return strings
}
