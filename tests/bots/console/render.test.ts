// Cards in a terminal: every kind, any parts, and nothing that acts on the terminal itself.
import { expect, test } from 'vitest'
import { storedClickable } from '../../../src/bots/clickable.ts'
import { number } from '../../../src/bots/console/choices.ts'
import { render } from '../../../src/bots/console/render.ts'
import { cut, cutStart, paint, widthOf } from '../../../src/bots/console/text.ts'
import type { Card, Part } from '../../../src/card.ts'
import { createHostileReplies } from '../hostile-replies.ts'
import { often } from '../often.ts'
import { createRecordingHost } from '../recording-host.ts'

const text = (card: Card, columns = 80) => paint(String(render(card, columns).payload.text), false)
const shown = (part: Part, columns?: number) => text({ tone: 'info', parts: [part] }, columns)
const source = {
  document: { id: 'd', title: 'Travel policy', uri: 'travel.md' },
  locator: { page: 3, start: 0, end: 1 },
}

/** All that a terminal reads as a command, or that hides what stands there. */
const acting = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u2060\uFEFF]/u

test('cards of any parts hold nothing that acts, and are as wide as the terminal where words allow it', async () => {
  const { card } = createHostileReplies(7, 0.005)
  const host = createRecordingHost()
  for (let i = 0; i < often(5_000); i += 1) {
    const columns = [20, 40, 80, 133][i % 4]!
    const one = card()
    const { payload, displayMarkdown } = render(one, columns)
    const choices = number(await host.sign(storedClickable(payload)), columns).text
    const plain = [paint(String(payload.text), false), choices].join('\n')
    expect(acting.exec(plain)?.[0], `card ${i}`).toBeUndefined()
    expect(acting.exec(displayMarkdown)?.[0], `card ${i}`).toBeUndefined()
    expect(plain.isWellFormed()).toBe(true)
    // What is to be copied stays as it is.
    if (one.parts.some(({ kind }) => kind === 'code')) continue
    for (const line of paint(String(payload.text), false).split('\n')) {
      // Names and commands that stand before a text take half of the line at most.
      const last = line.slice(line.lastIndexOf(' ') + 1)
      if (widthOf(line) > columns && widthOf(last) < columns / 2 - 2) expect(line, `card ${i} at ${columns}`).toBe('')
    }
  }
})

test('an answer: bold runs, bullets and marks, and below it what they lead to', () => {
  const card: Card = {
    tone: 'good',
    title: 'Travel',
    parts: [
      { kind: 'prose', markdown: 'The **lead** approves. [1]\n- above 500 euro the **director\n* a*b' },
      {
        kind: 'sources',
        role: 'cited',
        title: 'Sources',
        sources: [
          { ...source, label: '[1]', url: 'https://docs.example/t', quote: 'The lead\napproves.' },
          { ...source, label: '[2]' },
        ],
      },
    ],
    footer: 'Trace 1',
  }
  expect(text(card)).toBe(`Travel

The lead approves. [1]
- above 500 euro the **director
- a*b

Sources
[1] Travel policy · page 3
    https://docs.example/t
    “The lead approves.”
[2] Travel policy · page 3
    travel.md

Trace 1`)
  expect(paint(String(render(card, 80).payload.text), true)).toContain('The \u001B[1mlead\u001B[0m approves. [1]')
})

test('a document moves no cursor, hides no text and turns no direction', () => {
  const trick = 'a\u001B[2J\u001B]0;x\u0007b\u009B8mc\rd\u202Ee\u0008\u200Bf\u0001g'
  expect(shown({ kind: 'notice', text: trick })).toBe('a[2J]0;xb8mc\ndefg')
  expect(shown({ kind: 'code', text: trick })).toBe('    a[2J]0;xb8mc\n    defg')
  expect(paint(String(render({ tone: 'info', parts: [{ kind: 'notice', text: trick }] }, 80).payload.text), true)).toBe(
    'a[2J]0;xb8mc\ndefg',
  )
})

test('a table is aligned and cut to the width; where its columns would say nothing, its rows are lines', () => {
  const table = {
    kind: 'table',
    header: ['Document', 'Passages'],
    rows: [
      ['Leave', '3'],
      ['A very long title of a document', '14'],
    ],
  } as const
  expect(shown(table)).toBe(`Document                         Passages
Leave                            3
A very long title of a document  14`)
  expect(shown(table, 30)).toBe(`Document              Passages
Leave                 3
A very long title o…  14`)
  const wide = { kind: 'table', header: ['a', 'b'], rows: [Array.from({ length: 12 }, () => 'some words')] } as const
  expect(shown(wide, 40)).toMatch(/^- a: some words · b: some words · some\n {2}words/)
})

test('fields, steps, commands, lists and what is empty', () => {
  expect(
    shown({
      kind: 'fields',
      fields: [
        { name: 'Documents', value: '3' },
        { name: 'Disk', value: 'full', isAlarming: true },
      ],
    }),
  ).toBe('Documents  3\nDisk       full')
  const steps = [
    { state: 'done', text: 'a.md' },
    { state: 'failed', text: 'b.md' },
  ] as const
  expect(shown({ kind: 'progress', share: 0.5, isDone: false, steps })).toBe(
    '██████████░░░░░░░░░░ 50 %\n✓ a.md\n✗ b.md',
  )
  expect(shown({ kind: 'commands', commands: [{ usage: 'ask <question>', says: 'answers' }] })).toContain(
    '/ask <question>  answers',
  )
  expect(shown({ kind: 'list', items: [{ title: 'A', text: 'b', note: 'c' }] })).toBe('- A b c')
  expect(shown({ kind: 'empty', text: 'Nothing', hint: 'Save one' })).toBe('Nothing\nSave one')
  expect(shown({ kind: 'link', text: 'Open', url: 'https://docs.example/s' })).toBe('Open\nhttps://docs.example/s')
  expect(shown({ kind: 'link', text: 'Open', url: 'javascript:alert(1)' })).toBe('Open')
})

test('what can be clicked is numbered through, a label on one line', () => {
  const token = (label: string) => ({ label, token: label, action: { gesture: 'g', value: 'v' } })
  const signed = {
    buttons: ['Helpful', 'Not helpful', 'Report'].map(token),
    selects: [{ label: 'More like', options: ['A', 'B'].map(token) }],
  }
  const { text, tokens } = number(signed, 30)
  expect(text).toBe('/1 Helpful  /2 Not helpful\n/3 Report\nMore like:\n  /4 A\n  /5 B')
  expect(tokens).toEqual(['Helpful', 'Not helpful', 'Report', 'A', 'B'])
})

test('of what grows the end is shown', () => {
  expect(cutStart('short', 10)).toBe('short')
  expect(cutStart('one two three', 8)).toBe('…o three')
  expect(widthOf(cutStart('日本語のとても長い文章', 9))).toBeLessThanOrEqual(9)
})

test('while something is written its footer and buttons are not shown, but it is said where nothing is written yet', () => {
  const draft: Card = { tone: 'info', parts: [], footer: 'Looking…', isDraft: true }
  expect(text(draft)).toBe('Looking…')
  expect(text({ ...draft, parts: [{ kind: 'prose', markdown: 'So' }] })).toBe('So')
  const button = { label: 'Go', action: { gesture: 'g', value: 'v' } }
  const parts = [{ kind: 'actions', buttons: [button] }] as const
  expect(render({ ...draft, parts }, 80).payload).not.toHaveProperty('clickable')
})

test('what is in code is not bold, and what is alarming is', () => {
  expect(shown({ kind: 'prose', markdown: 'run `2 ** 3 ** 4` and **go**' })).toBe('run `2 ** 3 ** 4` and go')
  const fields = [{ name: 'Disk', value: 'full', isAlarming: true }] as const
  const { payload } = render({ tone: 'info', parts: [{ kind: 'fields', fields }] }, 80)
  expect(paint(String(payload.text), true)).toBe('\u001B[1mDisk\u001B[0m  full')
})

test('a bar is full only when all is done, and never longer than itself', () => {
  const bar = (share: number) => shown({ kind: 'progress', share, isDone: false, steps: [] })
  expect(bar(0.999)).toMatch(/^█{19}░ 99 %$/)
  expect(bar(1.5)).toMatch(/^█{20} 100 %$/)
  expect(bar(-1)).toMatch(/^░{20} 0 %$/)
})

test('a command that is wide stands above what it does', () => {
  const usage = 'summarize <the name of a document>'
  expect(shown({ kind: 'commands', commands: [{ usage, says: 'sums it up' }] }, 40)).toMatch(
    /\n\/summarize <the name of a document>\n {22}sums it up$/,
  )
})

test('a line that is cut is no wider than it may be, a quote and a title too', () => {
  expect(cut('abcdef', 6)).toBe('abcdef')
  expect(cut('abcdef', 5)).toBe('abcd…')
  expect([widthOf('日本'), cut('日本語', 4)]).toEqual([4, '日…'])
  const long = 'word '.repeat(200)
  const document = { ...source.document, title: long }
  const lines = shown({
    kind: 'sources',
    role: 'found',
    title: 'T',
    sources: [{ ...source, label: '1.', document, quote: long }],
  })
  expect(lines.length).toBeLessThan(1_000)
  expect(lines.match(/…/g)).toHaveLength(2)
})
