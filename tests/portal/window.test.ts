// The part of a text around a passage: it begins where a reader of Markdown can begin, and looking for that place gives way.
import { afterEach, expect, test, vi } from 'vitest'
import { longText } from '../../src/layout.ts'
import { pageOf, windowOf } from '../../src/portal/window.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const layout = { pages: [], headings: [] }
const around = 2_000
const filler = 'Words and words.\n'
const textAt = async (text: string, passage: string) => {
  const start = text.indexOf(passage)
  const parts = Array.from({ length: Math.ceil(text.length / 7_000) }, (_, i) => text.slice(i * 7_000, (i + 1) * 7_000))
  const [whole, parted] = await Promise.all(
    [text, longText(parts)].map((one) =>
      windowOf({ text: one, layout, mediaType: 'text/markdown' }, start, start + passage.length, around),
    ),
  )
  expect(parted).toEqual(whole)
  return whole?.text ?? ''
}
const lines = (count: number) => filler.repeat(count)

test.each([
  ['after closed blocks', `\`\`\`\ncode\n\`\`\`\n${lines(9_000)}`, filler],
  ['inside a block, with it', `${lines(9_000)}\`\`\`ts\n${lines(300)}`, '```ts\n'],
  ['below a block that is cut, after it', `${lines(300)}~~~\n${lines(150)}~~~\nBELOW\n${lines(20)}`, 'BELOW'],
  ['far down in a block without an end, near the passage', `\`\`\`\n${lines(9_000)}`, filler],
  // Were it no whole line that is looked at, it would be a fence.
  ['after a long line with a fence in it', `${'x'.repeat(100_000)}\`\`\`${'x'.repeat(9_000)}\n${lines(300)}`, filler],
])('a window begins %s', async (_, before, begin) => {
  expect(await textAt(`${before}PASSAGE\n${lines(9)}`, 'PASSAGE')).toMatch(new RegExp(`^${begin}`))
})

test('fences without number above a passage are counted in many turns', async () => {
  let ms = 0
  vi.spyOn(performance, 'now').mockImplementation(() => {
    ms += 11
    return ms
  })
  let turns = 0
  let isDone = false
  const count = () => {
    turns += 1
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  const text = await textAt(`${'```\n'.repeat(200_001)}PASSAGE\n`, 'PASSAGE')
  isDone = true
  expect(text.startsWith('PASSAGE')).toBe(false)
  expect(turns).toBeGreaterThanOrEqual(8)
})

/** All pages of a text, one after the other. */
function pagesOf(text: string, limit: number) {
  const pages: string[] = []
  for (let at: number | undefined = 0; at !== undefined; ) {
    const page = pageOf({ text, layout, mediaType: 'text/markdown' }, at, limit)
    expect(page.textStart).toBe(at)
    pages.push(page.text)
    expect(pages.length).toBeLessThan(50)
    at = page.next
  }
  return pages
}

test('a text is read page by page, in whole lines, and the last page says that it is one', () => {
  const text = `${'A paragraph of words.\n\n'.repeat(20)}The end.`
  const pages = pagesOf(text, 200)
  expect(pages.join('')).toBe(text)
  expect(pages.slice(0, -1).every((page) => page.endsWith('.\n'))).toBe(true)
  expect(pagesOf(text, text.length)).toEqual([text])
  expect(pagesOf(text, text.length - 1)).toHaveLength(2)
})

test('a block of code is not parted, and one that is closed ends no page', () => {
  const block = `\`\`\`\n${'code()\n'.repeat(20)}\`\`\`\n`
  const [above = ''] = pagesOf(`${'Words.\n\n'.repeat(20)}${block}`, 200)
  expect(above).toBe('Words.\n\n'.repeat(20))
  const [whole = ''] = pagesOf(`${block}${'\nWords.\n'.repeat(40)}`, 200)
  expect(whole.startsWith(`${block}\nWords.`)).toBe(true)
})
