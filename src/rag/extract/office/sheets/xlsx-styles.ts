// A workbook's cell styles: which number format each one has, and whether it is bold.

import { readXml } from '../../xml.ts'
import { formatNumber } from './number-format.ts'
import type { CellStyles } from './xlsx-cells.ts'

// ECMA-376 part 1, 18.8.30: formats that every workbook has without listing them. Dates in a reader's own order (14, 22)
// come as ISO 8601, which no reader takes for another day.
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
}

export function readStyles(part: Uint8Array | undefined, is1904: boolean): CellStyles {
  const codes = new Map<number, string>()
  const formats: { readonly number: number; readonly font: number }[] = []
  const bold: boolean[] = []
  let inCells = false
  let inFonts = false
  if (part !== undefined)
    readXml(part, {
      open(name, attributes) {
        if (name === 'x:numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
        else if (name === 'x:cellXfs') inCells = true
        else if (name === 'x:fonts') inFonts = true
        else if (name === 'x:font' && inFonts) bold.push(false)
        else if (name === 'x:b' && inFonts) bold[bold.length - 1] = !/^(?:0|false)$/.test(attributes.val ?? '')
        else if (name === 'x:xf' && inCells)
          formats.push({ number: Number(attributes.numFmtId ?? 0), font: Number(attributes.fontId ?? 0) })
      },
      close(name) {
        if (name === 'x:cellXfs') inCells = false
        else if (name === 'x:fonts') inFonts = false
      },
    })
  return {
    show(value, style) {
      const id = formats[style]?.number ?? 0
      return formatNumber(value, codes.get(id) ?? builtIn[id] ?? 'General', is1904)
    },
    isBold: (style) => bold[formats[style]?.font ?? 0] ?? false,
  }
}
