import { describe, expect, it } from 'vitest'
import { cellsOf, isHeader, splitColumns, withColumns } from '../../../src/rag/text/table.ts'

describe('the header of a table', () => {
  it('stands above a rule, or names three columns above numbers', () => {
    expect(isHeader('| Name | Age |', '\n|---|---|\n', '| Ann | old |')).toBe(true)
    expect(isHeader('Name | City | Age', '\n', 'Ann | Oslo | 41')).toBe(true)
    expect(isHeader('Name | Age', '\n', 'Ann | 41')).toBe(false)
    expect(isHeader('Bo | Rome | 33', '\n', 'Ann | Oslo | 41')).toBe(false)
  })

  it.each(['Fleet › Cars', ''])('comes back from the path it was joined to: %j', (path) => {
    const joined = withColumns(path, '| Plate | Next  inspection |')
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
    for (const header of ['| one |', '| 1 | 2 |', `| a | ${'b'.repeat(400)} |`])
      expect(withColumns('Fleet', header)).toBe('Fleet')
  })

  it('stands above a rule of dashes, colons and pipes', () => {
    for (const rule of ['---', ' | --- |:---:| ', '|-|---|', '::---'])
      expect(isHeader('Name | Age', `\r\n${rule}\n`, 'Ann | 41')).toBe(true)
    for (const text of ['--', '|--|--|', '--- a', '-- -', '--\n-', `${'-'.repeat(1_000_000)}!`])
      expect(isHeader('Name | Age', text, 'Ann | 41')).toBe(false)
  })

  it('keeps the place of empty cells', () => {
    expect(cellsOf('| a |  | c |')).toEqual(['a', '', 'c'])
  })
})
