// Markdown stays verbatim; what is found are its title and headings.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'

async function read(text: string) {
  const extracted = await readInside('a.md', Buffer.from(text))
  for (const { offset } of extracted.layout.headings) expect(offset).toBeLessThan(extracted.text.length)
  return extracted
}
const outline = async (text: string) => (await read(text)).layout.headings.map(({ level, text }) => `${level} ${text}`)

test('text is the file, offsets point at the heading lines', async () => {
  const source = '# Vacation\n\nTake it.\n\n## How many days ##\n\nThirty.\n'
  const { text, title, layout } = await read(source)
  expect(text).toBe(source)
  expect(title).toBe('Vacation')
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Vacation' },
    { offset: source.indexOf('## How'), level: 2, text: 'How many days' },
  ])
})

test('setext headings, but no rules, tables or lists', async () => {
  expect(
    await outline('Title\n=====\n\nPart\n---\n\nText.\n\n---\n\n- item\n---\n\ntwo lines\nof text\n---\n'),
  ).toEqual(['1 Title', '2 Part'])
})

test('nothing inside code fences, comments or indented code is a heading', async () => {
  expect(
    await outline(
      '# Real\n```sh\n# no\n~~~\n# no\n```\n~~~~\n# no\n```\n~~~\n# no\n~~~~\n<!--\n# no\n-->\n    # no\n#no\n## Yes',
    ),
  ).toEqual(['1 Real', '2 Yes'])
})

test('headings are shown without their markup', async () => {
  expect(await outline('# The **bold** [link](http://x.example/a_b) `code_x` _it_ snake_case \\# {#anchor}')).toEqual([
    '1 The bold link code_x it snake_case #',
  ])
})

test('front matter gives the title and leaves the text', async () => {
  const { text, title } = await read('---\ntitle: "On call: nights"\ntags:\n  - a\n---\n# Other\nText\n')
  expect(title).toBe('On call: nights')
  expect(text).toBe('# Other\nText\n')
})

test('front matter says who wrote it, when and in which language', async () => {
  const front = 'author: [Ada, "Bob, Jr."]\ndate: 2023-01-01\nlastmod: 2024-05-06 10:00\nlang: de-AT'
  expect(await read(`---\n${front}\n---\nText\n`)).toMatchObject({
    author: 'Ada, Bob, Jr.',
    modifiedAt: '2024-05-06T10:00:00.000Z',
    language: 'de',
  })
  expect((await read('---\nauthors:\n  - Ada\n  - Bob\n---\nText\n')).author).toBe('Ada, Bob')
})

test.each([
  ['a rule', '---\nJust a line.\n---\nText\n'],
  ['not closed', '---\ntitle: x\n\nText\n'],
  ['nothing after it', '---\ntitle: x\n---\n'],
])('what only looks like front matter stays: %s', async (_name, source) => {
  expect((await read(source)).text).toBe(source)
})

test('a line too long for a heading is none', async () => {
  expect(await outline(`# ${'<a'.repeat(1000)}\n# Short`)).toEqual(['1 Short'])
})
