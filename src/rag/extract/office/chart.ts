// A chart of an office file as its title and the table of values it draws, one row a category.

import { readXml } from '../xml.ts'
import type { Block, TableCell } from './blocks.ts'

interface Series {
  name: string
  readonly categories: string[]
  readonly values: string[]
}

// A chart draws so many points that people read; a table of more belongs to its workbook.
const maxPoints = 500

export function readChart(part: Uint8Array): Block[] {
  const series: Series[] = []
  let title = ''
  let place: 'title' | 'name' | 'categories' | 'values' | null = null
  let index = 0
  let isText = false
  readXml(part, {
    open(name, attributes) {
      if (name === 'c:ser') series.push({ name: '', categories: [], values: [] })
      else if (name === 'c:title' && series.length === 0) place = 'title'
      else if (name === 'c:tx' && place === null) place = 'name'
      else if (name === 'c:cat' || name === 'c:xVal') place = 'categories'
      else if (name === 'c:val' || name === 'c:yVal') place = 'values'
      else if (name === 'c:pt') index = Number(attributes.idx ?? 0)
      else if (name === 'c:v' || name === 'a:t') isText = true
    },
    close(name) {
      if (name === 'c:v' || name === 'a:t') isText = false
      else if (/^c:(?:title|cat|val|xVal|yVal)$/.test(name) || (name === 'c:tx' && place === 'name')) place = null
    },
    text(value) {
      if (!isText || place === null) return
      const last = series.at(-1)
      if (place === 'title') title += value
      else if (last === undefined || !(index < maxPoints)) return
      else if (place === 'name') last.name += value
      else last[place][index] = (last[place][index] ?? '') + value
    },
  })
  const blocks: Block[] = title === '' ? [] : [{ kind: 'paragraph', text: title }]
  const categories = series.find((one) => one.categories.length > 0)?.categories ?? []
  if (series.length === 0 || categories.length === 0) return blocks
  const rows = [['', ...series.map((one) => one.name)]]
  for (let point = 0; point < categories.length; point++)
    rows.push([categories[point] ?? '', ...series.map((one) => tidy(one.values[point] ?? ''))])
  const asCell = (text: string): TableCell => ({ blocks: [{ kind: 'paragraph', text }] })
  return [...blocks, { kind: 'table', rows: rows.map((row, i) => ({ cells: row.map(asCell), isHeader: i === 0 })) }]
}

/** Binary fractions as people write them: 4.3, not 4.2999999999999998. */
function tidy(value: string): string {
  const number = Number(value)
  return value.trim() === '' || !Number.isFinite(number) ? value : String(Number(number.toPrecision(15)))
}
