import { describe, expect, it } from 'vitest'
import type { Layout } from '../../../src/layout.ts'
import { chunk } from '../../../src/rag/indexing/chunk.ts'
import { lengths } from '../../../src/rag/text/lengths.ts'

const extracted = (text: string, pages: Layout['pages'] = []) => ({
  text,
  mediaType: 'text/markdown',
  layout: {
    pages,
    headings: [...text.matchAll(/^(#+) (.*)$/gm)].map((match) => ({
      offset: match.index,
      level: match[1]?.length ?? 1,
      text: match[2] ?? '',
    })),
  },
})
const sentence = 'Every employee writes a short report about the week. '

describe('chunk', () => {
  it('cuts exact slices at sections, with their heading path', () => {
    const text = '# Leave\n\nThirty days.\n\n## Parental\n\nSixteen weeks.\n\n# Hours\n\nNine to six.\n'
    const chunks = chunk(extracted(text))
    expect(chunks.map(({ heading }) => heading)).toEqual(['Leave', 'Leave › Parental', 'Hours'])
    expect(chunks.map((one) => one.text)).toEqual(chunks.map(({ start, end }) => text.slice(start, end)))
    expect(chunks[1]?.text).toBe('## Parental\n\nSixteen weeks.')
  })

  it('takes a heading without text into the section below it', () => {
    const chunks = chunk(extracted('# Leave\n\n## Parental\n\nSixteen weeks.'))
    expect(chunks).toHaveLength(1)
    expect(chunks[0]).toMatchObject({ start: 0, heading: 'Leave › Parental' })
  })

  it('keeps an abstract of 250 words whole', () => {
    expect(chunk(extracted(sentence.repeat(28)))).toHaveLength(1)
  })

  it('splits a long section evenly at paragraphs, and a long paragraph at sentences', () => {
    const paragraphs = chunk(extracted(Array.from({ length: 9 }, () => sentence.repeat(7).trim()).join('\n\n')))
    expect(paragraphs.length).toBeGreaterThan(1)
    for (const { text } of paragraphs) expect(text.endsWith('week.')).toBe(true)
    const lengths = chunk(extracted(sentence.repeat(100))).map(({ text }) => text.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2000)
    expect(Math.min(...lengths)).toBeGreaterThan(1000)
  })

  it('never crosses a page and says which one it is', () => {
    const text = 'End of one page\nand the next begins'
    const chunks = chunk(
      extracted(text, [
        { offset: 0, page: 1 },
        { offset: 16, page: 2 },
      ]),
    )
    expect(chunks.map(({ page, text: slice }) => [page, slice])).toEqual([
      [1, 'End of one page'],
      [2, 'and the next begins'],
    ])
  })

  it('leaves a heading at the end of a page there', () => {
    const text = '# Leave\n\nThirty days.'
    const pages = [0, 9].map((offset, i) => ({ offset, page: i + 1 }))
    expect(chunk(extracted(text, pages)).map(({ page, text: slice }) => [page, slice])).toEqual([
      [1, '# Leave'],
      [2, 'Thirty days.'],
    ])
  })

  it('names the nearest headings, as many as fit', () => {
    const long = (letter: string) => letter.repeat(lengths.headings / 2 - 10)
    const text = `# ${long('a')}\n\nOne.\n\n## ${long('b')}\n\nTwo.\n\n### ${long('c')}\n\nThree.`
    expect(chunk(extracted(text)).map(({ heading }) => heading)).toEqual([
      long('a'),
      `${long('a')} › ${long('b')}`,
      `${long('b')} › ${long('c')}`,
    ])
  })

  it('shares a section out evenly, and makes no chunk longer than it may be', () => {
    const of = (...sizes: readonly number[]) =>
      chunk(extracted(sizes.map((size) => 'word '.repeat(size / 5).trim()).join('\n\n'))).map((one) => one.text.length)
    const even = of(...Array.from({ length: 24 }, () => 100))
    expect(Math.max(...even) - Math.min(...even)).toBeLessThan(200)
    expect(Math.max(...of(1_000, 1_880, 1_000))).toBeLessThanOrEqual(2_000)
  })

  it('keeps a code block whole beside long text', () => {
    const code = `\`\`\`sh\n${'npm run build\n\n'.repeat(20)}\`\`\``
    const chunks = chunk(extracted(`${sentence.repeat(36)}\n\n${code}\n\n${sentence.repeat(36)}`))
    expect(chunks.some(({ text }) => text.includes(code))).toBe(true)
  })

  it('cuts what has no boundary at all without losing or halving a character', () => {
    const text = '😀a'.repeat(3000)
    const chunks = chunk(extracted(text))
    expect(chunks.map((one) => one.text).join('')).toBe(text)
    for (const one of chunks) expect(one.text.isWellFormed()).toBe(true)
  })

  it('has no chunk for text without a letter or digit', () => {
    expect(chunk(extracted(' \n---\n***\n'))).toEqual([])
  })

  // Each of these once took quadratic time or worse: a hang here is the failure.
  it.each(['-', '.', '|', '# a\n', 'a|', '[', '<', '{%', '``` ', '1.', 'Word\n'])(
    'stays linear on a megabyte of %j',
    (piece) => {
      const text = `${piece.repeat(1_000_000 / piece.length)}x`
      expect(chunk(extracted(text)).length).toBeGreaterThan(0)
    },
  )

  it('tells chunks that begin inside a table its columns', () => {
    const rows = Array.from({ length: 120 }, (_, i) => `| Store ${i} | Aisle ${i % 9} | ${3 * i} pallets |`).join('\n')
    const text = `# Stock\n\n| Store | Place | Capacity |\n|---|---|---|\n${rows}\n\nCounted in May.\n\n# Staff\n\nNine.\n`
    const chunks = chunk(extracted(text))
    expect(chunks.length).toBeGreaterThan(3)
    expect(chunks.map(({ heading }) => heading)).toEqual([
      'Stock',
      ...chunks.slice(2).map(() => 'Stock › Store | Place | Capacity'),
      'Staff',
    ])
    for (const { start, end, text: slice } of chunks) expect(text.slice(start, end)).toBe(slice)
  })
})
