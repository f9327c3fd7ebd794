// A table as Slack draws it, up to where Slack takes no more.
import { describe, expect, it } from 'vitest'
import { limits } from '../../../../src/bots/slack/limits.ts'
import { table } from '../../../../src/bots/slack/render/table.ts'

const drawn = (header: string[], rows: string[][]) => {
  const parts = table({ kind: 'table', header, rows }, { bytes: 100_000, hasTable: false, isFirst: true })
  const [block] = parts.flatMap(({ blocks }) => blocks)
  return { type: block?.type, rows: (block?.rows as { text: string }[][] | undefined)?.map((row) => row.length) }
}

describe('a table', () => {
  it('of as many columns as Slack takes is drawn, and one that is wider is not', () => {
    const columns = Array.from({ length: limits.tableColumns }, (_, index) => `c${index}`)
    expect(drawn(columns, [['1']])).toEqual({ type: 'table', rows: [20, 20] })
    expect(drawn([...columns, 'one more'], [['1']]).type).toBe('section')
  })

  it('of as many rows as Slack takes is drawn whole', () => {
    const rows = Array.from({ length: limits.tableRows - 1 }, (_, index) => [String(index)])
    expect(drawn(['n'], rows).rows).toHaveLength(100)
  })

  it('without a row is drawn as its header, and one with longer rows as wide as those', () => {
    expect(drawn(['Name', 'Days'], [])).toEqual({ type: 'table', rows: [2] })
    expect(drawn(['Name'], [['Ada', '3']])).toEqual({ type: 'table', rows: [2, 2] })
  })
})
