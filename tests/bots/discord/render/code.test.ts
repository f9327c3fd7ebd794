// Blocks of code, and tables in them: aligned where a phone shows them so, in lines elsewhere.
import { describe, expect, it } from 'vitest'
import { ours } from '../../../../src/bots/discord/limits.ts'
import { code, table } from '../../../../src/bots/discord/render/code.ts'

const tableOf = (header: string[], ...rows: string[][]) => table({ kind: 'table', header, rows }).join('')
const fence = '```\n\n```\n'.length

describe('a long text', () => {
  it('is cut into blocks that a page takes, each at the end of a line where it can be', () => {
    const pieces = code(Array.from({ length: 200 }, (_, index) => `line ${index}`.padEnd(40, '.')).join('\n'))
    expect(pieces.length).toBeGreaterThan(4)
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(ours.code + fence)
      expect(piece).toMatch(/^```\nline [\s\S]*\.\n```\n$/)
    }
  })

  it('on one line is never cut within a character', () => {
    for (const piece of code(`x${'😀'.repeat(ours.code)}`)) expect(piece.isWellFormed()).toBe(true)
  })
})

describe('a table', () => {
  it('is aligned by what is seen, not by how a character is stored', () => {
    expect(tableOf(['Who', 'Days'], ['😀😀😀', '3'])).toContain('\nWho  Days\n───  ────\n😀😀😀  3\n')
  })

  it('is aligned up to the width of a phone, with the gaps between its columns', () => {
    const wide = (width: number) => tableOf(['a'.repeat(width), 'b'.repeat(29)], ['1', '2'])
    expect(wide(29)).toMatch(/^```/)
    expect(wide(30)).toMatch(/^• /)
  })

  it('without a header has no line below it', () => {
    expect(tableOf([], ['Ada', '3'])).toBe('```\nAda  3\n```\n')
  })

  it('that is too wide is a line for each row that has something in it, and its header where it has none', () => {
    const long = 'x'.repeat(70)
    expect(tableOf(['n'], [long], [long])).toBe(`• n: ${long}\n`.repeat(2).replaceAll('x'.repeat(70), long))
    expect(tableOf([], [long], [''], ['1'])).toBe(`• ${long}\n• 1\n`)
    expect(tableOf([long, 'Days'])).toBe(`• ${long} · Days\n`)
  })
})
