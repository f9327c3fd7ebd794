import { expect, test } from 'vitest'
import {
  type Kind,
  parseInlines as readInlines,
  parseMarkdown as readMarkdown,
  stretchesOf,
} from '../../src/portal/page/markdown.js'

const text = (value: string) => ({ type: 'text', text: value })

/** Without where it stands; neighbouring texts as one. */
function plain(node: unknown): unknown {
  if (!Array.isArray(node)) {
    if (typeof node !== 'object' || node === null) return node
    const { at: _, ...rest } = node as Record<string, unknown>
    if (rest.type === 'mark') delete rest.text
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]))
  }
  const nodes: unknown[] = []
  for (const one of node.map(plain) as { type?: string; text?: string }[]) {
    const last = nodes.at(-1) as typeof one | undefined
    if (one?.type === 'text' && last?.type === 'text') last.text = `${last.text}${one.text}`
    else nodes.push(one)
  }
  return nodes
}
const parseInlines = (words: string, kind?: Kind) => plain(readInlines(words, kind))
const parseMarkdown = (words: string, kind?: Kind) => plain(readMarkdown(words, kind))

/** What is shown, leaf by leaf, with where it stands. */
function leavesOf(node: unknown): { text: string; at: number }[] {
  if (Array.isArray(node)) return node.flatMap(leavesOf)
  if (typeof node !== 'object' || node === null) return []
  const leaf = node as { text?: string; at?: number }
  if (typeof leaf.text === 'string' && typeof leaf.at === 'number') return [leaf as { text: string; at: number }]
  return Object.values(node).flatMap(leavesOf)
}

test('reads marks, emphasis, code and escapes', () => {
  expect(parseInlines('Leave is **26 weeks [1]** in `hr_policy` _here_ [12], not \\[3\\] or a_b_c')).toEqual([
    text('Leave is '),
    { type: 'strong', inlines: [text('26 weeks '), { type: 'mark', marker: 1 }] },
    text(' in '),
    { type: 'code', text: 'hr_policy' },
    text(' '),
    { type: 'em', inlines: [text('here')] },
    text(' '),
    { type: 'mark', marker: 12 },
    text(', not [3] or a_b_c'),
  ])
})

test('keeps links to our own sources and drops the address of every other', () => {
  const own = 'https://bot.example.com/source/abc-_1.def#passage'
  expect(parseInlines(`[Handbook](${own})`)).toEqual([
    { type: 'link', inlines: [text('Handbook')], href: '/source/abc-_1.def#passage' },
  ])
  for (const href of [
    'https://evil.example/',
    'javascript:alert(1)',
    '//evil.example/source/a.b',
    'https://e.example/source/a.b/../..',
    'data:text/html,x',
  ]) {
    expect(parseInlines(`[Handbook](${href})`)).toEqual([text('Handbook')])
  }
})

test('reads paragraphs, lists, quotes and fenced code', () => {
  expect(
    parseMarkdown(
      'Two ways:\n- by **train**\n- by bus\n  or tram\n\n3. third\n4. fourth\n\n> said\n\n```js\na < b\n\nc\n```\nend',
    ),
  ).toEqual([
    { type: 'paragraph', inlines: [text('Two ways:')] },
    {
      type: 'list',
      ordered: false,
      start: 1,
      items: [
        { inlines: [text('by '), { type: 'strong', inlines: [text('train')] }], lists: [] },
        { inlines: [text('by bus\nor tram')], lists: [] },
      ],
    },
    {
      type: 'list',
      ordered: true,
      start: 3,
      items: ['third', 'fourth'].map((one) => ({ inlines: [text(one)], lists: [] })),
    },
    { type: 'quote', inlines: [text('said')] },
    { type: 'code', text: 'a < b\n\nc' },
    { type: 'paragraph', inlines: [text('end')] },
  ])
})

const guide = `Intro *here* with __weight__ and ~~old~~.

Title
=====

## Costs **2026** ##

| Item | Price \\| net |
|:-----|------:|
| \`a|b\` | 1 |
| [Lamp](https://shop.example/l (x)) |

* one
  * inner ![logo](a.png)
    1. deepest
* two <https://a.example/>

~~~py
# no heading
~~~

> said **so**
> twice

---
<b>raw</b> [1] [^2] [x](javascript:alert(1))
`

test('documents: headings, tables, nested lists, emphasis, pictures, and no address that can be clicked', () => {
  const blocks = parseMarkdown(guide, 'document') as { type: string; level?: number }[]
  expect(blocks.map(({ type, level }) => (level ? `${type}${level}` : type))).toEqual(
    'paragraph heading1 heading2 table list code quote rule paragraph'.split(' '),
  )
  expect(blocks[0]).toMatchObject({
    inlines: [text('Intro '), { type: 'em' }, {}, { type: 'strong' }, {}, { type: 'del' }, {}],
  })
  expect(blocks[2]).toMatchObject({ inlines: [text('Costs '), { type: 'strong', inlines: [text('2026')] }] })
  const lamp = { type: 'foreign', inlines: [text('Lamp')], address: 'https://shop.example/l (x)' }
  expect(blocks[3]).toEqual({
    type: 'table',
    header: [[text('Item')], [text('Price | net')]],
    rows: [[[text('`a')], [text('b`')], [text('1')]], [[lamp]]],
  })
  const deepest = { type: 'list', ordered: true, start: 1, items: [{ inlines: [text('deepest')], lists: [] }] }
  const logo = { type: 'foreign', inlines: [text('logo')], address: 'a.png' }
  const inner = { ordered: false, items: [{ inlines: [text('inner '), logo], lists: [deepest] }] }
  expect(blocks[4]).toMatchObject({
    items: [
      { inlines: [text('one')], lists: [inner] },
      { inlines: [text('two https://a.example/')], lists: [] },
    ],
  })
  expect(blocks[5]).toMatchObject({ text: '# no heading' })
  expect(blocks[6]).toMatchObject({ inlines: [text('said '), { type: 'strong' }, text('\ntwice')] })
  expect(blocks[8]).toMatchObject({
    inlines: [text('<b>raw</b> [1] [^2] '), { type: 'foreign', address: 'javascript:alert(1)' }],
  })
})

test('what is shown stands in the text where it says, and a passage over any markup is marked in it', () => {
  for (const kind of ['answer', 'document', 'plain'] as const) {
    const leaves = leavesOf(readMarkdown(guide, kind))
    for (const { text: shown, at } of leaves) expect(guide.slice(at, at + shown.length)).toBe(shown)
    for (let start = 0; start < guide.length; start += 7) {
      const passage = { start, end: start + 23 }
      const marked = leaves.flatMap((leaf) => stretchesOf(leaf, passage).filter(({ isMarked }) => isMarked))
      const covered = leaves.flatMap(({ text: shown, at }) =>
        shown.slice(Math.max(0, start - at), Math.max(0, start + 23 - at)),
      )
      expect(marked.map((one) => one.text).join('')).toBe(covered.join(''))
    }
  }
  expect(stretchesOf({ text: 'abc', at: 5 }, null)).toEqual([{ text: 'abc', isMarked: false }])
})

test('other formats: lists, tables and the headings that their reader found; the rest as it is', () => {
  const words = 'Prices *net*\nLamp | \nItem | Price\n--- | ---\nLamp | 12\n | 13\n\n- one\n  - two\n# no heading'
  expect(plain(readMarkdown(words, 'plain', new Map([[0, 2]])))).toEqual([
    { type: 'heading', level: 2, inlines: [text('Prices *net*')] },
    { type: 'paragraph', inlines: [text('Lamp | ')] },
    {
      type: 'table',
      header: [[text('Item')], [text('Price')]],
      rows: [
        [[text('Lamp')], [text('12')]],
        [[], [text('13')]],
      ],
    },
    {
      type: 'list',
      ordered: false,
      start: 1,
      items: [
        {
          inlines: [text('one')],
          lists: [
            { type: 'list', ordered: false, start: 1, items: [{ inlines: [text('two\n# no heading')], lists: [] }] },
          ],
        },
      ],
    },
  ])
})

test('long runs of unclosed markup are read in one go', () => {
  for (const kind of ['answer', 'document', 'plain'] as const)
    for (const run of [
      '**a',
      '[',
      '_a',
      '`',
      '\\',
      '```\n',
      '*a',
      '~~a',
      '[a](',
      '![',
      '<https://a',
      '[[',
      '|',
      '|-\n',
      '> ',
      '- a\n  ',
    ])
      expect(readMarkdown(run.repeat(10_000), kind).length).toBeGreaterThan(0)
})
