import { describe, expect, it } from 'vitest'
import {
  arePairs,
  cellsOf,
  groupsOf,
  headerOf,
  isTableRule,
  namesOf,
  rowOf,
  splitColumns,
  withColumns,
} from '../../../src/rag/text/table.ts'

describe('the header of a table', () => {
  it('stands above a rule, or names three columns above numbers', () => {
    expect(headerOf(['| Name | Age |', '| Ann | old |'], '\n|---|---|\n')).toBe(1)
    expect(headerOf(['Name | City | Age', 'Ann | Oslo | 41'], '\n')).toBe(1)
    expect(headerOf(['Name | Age', 'Ann | 41'], '\n')).toBe(0)
    expect(headerOf(['Bo | Rome | 33', 'Ann | Oslo | 41'], '\n')).toBe(0)
  })

  it('may be years, each another, beside a name', () => {
    expect(headerOf(['Crop | 2025 | 2026', 'Rye | 400 | 380'], '\n')).toBe(1)
    expect(headerOf(['Crop | 2025 | 2025', 'Rye | 400 | 380'], '\n')).toBe(0)
  })

  it('is two rows or three where each names what the other leaves open', () => {
    const rows = [
      '| Berth | Summer | | Winter | |',
      '| | Member | Guest | Member | Guest |',
      '| North | 310 | 420 | 150 | 190 |',
    ]
    expect(headerOf(rows, '\n')).toBe(2)
    expect(headerOf(rows.slice(0, 2), '\n|---|---|---|---|---|\n')).toBe(1)
    const told = ['Berth | Fee | Fee | Fee | Fee', 'Berth | Summer | Summer | Winter | Winter', rows[1]!, rows[2]!]
    expect(headerOf(told, '\n')).toBe(3)
    // The second row is one of the values.
    expect(headerOf(['| Name | Ann Berg | |', '| Street | Main | 4 |', '| Town | Oslo | 120 |'], '\n')).not.toBe(2)
  })

  it('of two columns stands above values of things, not above facts of one', () => {
    expect(headerOf(['| Tool | Deposit |', '| Jack | 40 |', '| Winch | 90 |'], '\n')).toBe(1)
    expect(headerOf(['| Manager | Dana |', '| Phone | 4410 |', '| Floor | 3 |'], '\n')).toBe(0)
    expect(headerOf(['| Tool | Deposit |', '| Jack | forty |', '| Winch | 90 |'], '\n')).toBe(0)
    expect(arePairs(['Tool | Deposit', 'Jack | 40', 'Winch | 90'])).toBe(true)
    expect(arePairs(['cat a | grep b', 'ps | sort', 'ls | head -3'])).toBe(false)
  })

  it.each(['Fleet › Cars', ''])('comes back from the path it was joined to: %j', (path) => {
    const joined = withColumns(path, ['Plate', 'Next  inspection'])
    expect(joined).toBe(path === '' ? 'Plate | Next inspection' : 'Fleet › Cars › Plate | Next inspection')
    expect(splitColumns(joined, '| HH-K 1 | May |')).toEqual({ path, columns: ['Plate', 'Next inspection'] })
  })

  it('is no part of a path that has none', () => {
    for (const [path, text] of [
      ['Fleet', '| HH-K 1 | May |'],
      ['Fleet | Cars', 'All cars are blue.'],
      ['Fleet | Cars', '| HH-K 1 | May | Ann |'],
    ] as const)
      expect(splitColumns(path, text)).toEqual({ path, columns: [] })
    for (const header of [['one'], ['1', '2'], ['a', 'b'.repeat(400)]])
      expect(withColumns('Fleet', header)).toBe('Fleet')
  })

  it('stands above a rule of dashes, colons and pipes', () => {
    for (const rule of ['---', ' | --- |:---:| ', '|-|---|', '::---'])
      expect(headerOf(['Name | Age', 'Ann | 41'], `\r\n${rule}\n`)).toBe(1)
    for (const text of ['--', '|--|--|', '--- a', '-- -', '--\n-', `${'-'.repeat(1_000_000)}!`]) {
      expect(headerOf(['Name | Age', 'Ann | 41'], text)).toBe(0)
      expect(isTableRule(text)).toBe(false)
    }
  })

  it('joins the names over a column', () => {
    expect(
      namesOf([
        ['Berth', 'Summer', '', 'Pets'],
        ['', 'Member', 'Guest', ''],
      ]),
    ).toEqual(['Berth', 'Summer, Member', 'Summer, Guest', 'Pets'])
  })
})

describe('rows', () => {
  it('keep the place of empty cells', () => {
    expect(cellsOf('| a |  | c |')).toEqual(['a', '', 'c'])
    expect(cellsOf('| | b |')).toEqual(['', 'b'])
  })

  it('come back from their line, whatever their cells hold', () => {
    for (const cells of [
      ['a', 'b'],
      ['', 'b'],
      ['a|b', '|', ''],
    ])
      expect(cellsOf(rowOf(cells))).toEqual(cells)
  })

  it('belong to the name above that stands in the first row of each group', () => {
    const blank = [
      ['Oslo', 'Day'],
      ['', 'Night'],
      ['Bergen', 'Day'],
      ['', 'Night'],
      ['', 'Total'],
    ]
    expect(groupsOf(blank)).toEqual([undefined, 0, undefined, 2, undefined])
    // Two cells without a value among others are two.
    const parts = ['K1', '', 'K3', '', 'K5', 'K6', 'K7', 'K8'].map((code, i) => [code, `Part ${i}`])
    expect(groupsOf(parts)).toEqual([])
    // One cell without a value among others is one.
    expect(
      groupsOf([
        ['K1', 'Hinge'],
        ['', 'Knob'],
        ['K3', 'Rail'],
        ['K4', 'Strap'],
      ]),
    ).toEqual([])
  })
})
