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
  ['nothing after it', '---\nlayout: x\n---\n'],
])('what only looks like front matter stays: %s', async (_name, source) => {
  expect((await read(source)).text).toBe(source)
})

test('a line too long for a heading is none', async () => {
  expect(await outline(`# ${'<a'.repeat(1000)}\n# Short`)).toEqual(['1 Short'])
})

test.each([
  ['costs ~~120~~ 95, <del>80</del> <s>70</s> now; `~~kept~~` ~~gone `x`~~ `y`', 'costs 95, now; `~~kept~~` `y`'],
  [
    '10<sup>6</sup> m^3^ H~2~O 20<sup>th</sup> 95<sup>[1](#n)</sup>, x^2 ~5 to ~10',
    '10⁶ m³ H₂O 20th 95, x^2 ~5 to ~10',
  ],
  ['a <!-- c --> `<!-- k -->`\n<!-- m\nn -->\nend <!-- open', 'a  `<!-- k -->`\nend <!-- open'],
  ['Term\n: one\n: two\n\nOther\n\n:   three\n\n:smile: x', 'Term: one\n\nTerm: two\n\nOther: three\n\n:smile: x'],
  ['Run:\n\n    a -x\n      b\n\nEnd\n\n- c\n\n    d', 'Run:\n\n```\na -x\n  b\n```\n\nEnd\n\n- c\n\n    d'],
  ['A\nB\n: one\n  more\n: two', 'A, B: one\n  more\n\nA, B: two'],
  ['Text.\nA\n: one', 'Text.\nA: one'],
  ['[[P|l]] | [[Q]] ![[i.png]]', 'l | Q '],
  ['{% if a %}Sent at six.{% endif %}\n{% x %}\n{{ y }} `{% z %}`', 'Sent at six.\n{{ y }} `{% z %}`'],
  ['{% comment %}Bob\nor Eve{% endcomment %}{# no #}<%# no %>Tuva <%= n %> # T {#id}', 'Tuva <%= n %> # T {#id}'],
  ['{%- comment -%} `a` {% endcomment %} `b` {% comment %} never', '`a` `b` never'],
  ['Write to <ada@example.com> or <b>', 'Write to ada@example.com or <b>'],
  ['```\n~~a~~ <!-- b --> H~2~O\n```', '```\n~~a~~ <!-- b --> H~2~O\n```'],
])('what its reader sees: %j', async (source, text) => expect((await read(source)).text).toBe(text))

test.each([
  ['TOML', '+++\ntitle = "Gate"\ndate = 2026-03-01\ndescription = "When it opens."\ntags = ["a"]\n+++\nAt six.'],
  [
    'TOML over lines',
    '+++\ntitle = """Gate"""\ndate = 2026-03-01\ndescription = """\nWhen it\nopens."""\n[extra]\na = "b"\n+++\nAt six.',
  ],
  ['JSON', '{\n  "title": "Gate", "date": "2026-03-01",\n  "description": "When it opens."\n}\nAt six.'],
  ['YAML', '---\ntitle: Gate\ndate: 2026-03-01\ndescription: >\n  When it\n  opens.\n---\nAt six.'],
])('front matter in %s', async (_, source) => {
  const { text, title, modifiedAt } = await read(source)
  expect({ text, title, modifiedAt }).toEqual({
    text: 'When it opens.\n\nAt six.',
    title: 'Gate',
    modifiedAt: '2026-03-01T00:00:00.000Z',
  })
})

test('a page that is only about itself is what it says', async () => {
  expect((await read('---\ntitle: The gate opens at six\n---\n')).text).toBe('The gate opens at six')
})
