import { expect, test } from 'vitest'
import { parseInlines, parseMarkdown } from '../../src/portal/page/markdown.js'

const text = (value: string) => ({ type: 'text', text: value })

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
        [text('by '), { type: 'strong', inlines: [text('train')] }],
        [text('by bus'), text('\n'), text('or tram')],
      ],
    },
    { type: 'list', ordered: true, start: 3, items: [[text('third')], [text('fourth')]] },
    { type: 'quote', inlines: [text('said')] },
    { type: 'code', text: 'a < b\n\nc' },
    { type: 'paragraph', inlines: [text('end')] },
  ])
})

test('long runs of unclosed markup are read in one go', () => {
  for (const run of ['**a', '[', '_a', '`', '\\', '```\n'])
    expect(parseMarkdown(run.repeat(20_000)).length).toBeGreaterThan(0)
})
