// Rows and columns: as a table where that is readable, in lines where it is not.
import { describe, expect, it } from 'vitest'
import { ours } from '../../../../src/bots/teams/limits.ts'
import { tableBlocks } from '../../../../src/bots/teams/render/table.ts'
import { objects, shown } from './shown.ts'

function drawn(header: string[], rows: string[][], bytes = 60_000) {
  const blocks = tableBlocks({ kind: 'table', header, rows }, bytes)
  const elements = blocks.flatMap((block) => block.elements)
  const [table] = objects(elements).filter(({ type }) => type === 'Table')
  const markdown = blocks.map((block) => block.markdown).join('\n')
  return { table, words: shown(elements), markdown }
}

describe('a table', () => {
  it('is drawn up to eight columns, as wide as its longest row', () => {
    const columns = Array.from({ length: 8 }, (_, index) => `c${index}`)
    expect(drawn(columns, [['1']]).table?.columns).toHaveLength(8)
    expect(drawn(['Name'], [['Ada', '3']]).table?.columns).toHaveLength(2)
  })

  it('is written as lines where there is little room', () => {
    const little = drawn(['City', 'Days'], [['Oslo', '3']], ours.tableBytes)
    expect(little.table).toBeUndefined()
    expect(little.words).toBe('City: Oslo · Days: 3')
  })

  it('without a header has no first row that is one', () => {
    const { table, words } = drawn([], [['Oslo', '3']])
    expect(table).toMatchObject({ firstRowAsHeader: false, rows: { length: 1 } })
    expect(words).toBe('Oslo\n3')
    expect(drawn(['City'], [['Oslo']]).table).not.toHaveProperty('firstRowAsHeader')
  })

  it('without a row is its header, in the transcript too', () => {
    expect(drawn(['City', '*Days*'], [])).toMatchObject({ words: 'City\n*Days*', markdown: 'City · \\*Days\\*' })
  })

  it('has no cell that is too long', () => {
    const [line] = drawn(['City'], [['word '.repeat(100)]])
      .words.split('\n')
      .slice(1)
    expect(line?.length).toBeLessThanOrEqual(ours.cell)
  })
})
