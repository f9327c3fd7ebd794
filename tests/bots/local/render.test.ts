import { expect, test } from 'vitest'
import { render as renderCard } from '../../../src/bots/local/render.ts'
import type { Card, Part } from '../../../src/card.ts'
import { cardFor, type Reply } from '../cards.ts'

const render = (reply: Reply) => renderCard(cardFor(reply))

const commands = [{ usage: 'ask <question>', says: 'answers' }]

const document = { id: 'd1', title: 'Leave [draft] *new*', uri: 'leave.md' }
const locator = { page: 2, heading: 'Parents', start: 0, end: 10 }
const common = { backend: { name: 'extractive', model: null }, tookMs: 3 } as const

test('an answer is shown as it was written, with its notes, and its payload is empty', () => {
  const citation = { marker: 1, document, quote: 'It is 26 weeks.', locator }
  const answer = {
    ...common,
    kind: 'answered',
    confidence: 0.9,
    markdown: 'It is 26 weeks. [1]',
    citations: [citation],
    searched: { documents: 1, nearest: [] },
  } as const
  expect(render({ kind: 'answer', question: 'q', answer, notes: ['The question was cut.'] })).toEqual({
    payload: {},
    displayMarkdown: 'It is 26 weeks. [1]\n\n_The question was cut._',
  })
})

test('a refusal names the nearest sources, whose titles cannot be markup', () => {
  const searched = { documents: 7, nearest: [{ document, locator, url: 'http://127.0.0.1:3000/source/a.b#passage' }] }
  const answer = { ...common, kind: 'no_evidence', markdown: "I don't know.", citations: [], searched } as const
  expect(render({ kind: 'answer', question: 'q', answer, notes: [] }).displayMarkdown).toBe(
    "I don't know.\n\nThe closest I found:\n- [Leave \\[draft\\] \\*new\\*](http://127.0.0.1:3000/source/a.b#passage) · page 2 · Parents",
  )
})

test('the closest: a path of headings does not repeat its title, and a quote stands in its marks', () => {
  const nearest = [
    { document, locator: { ...locator, heading: 'Leave [draft] *new* › Parents' } },
    { document, locator: { start: 0, end: 10, heading: 'Leave [draft] *new*' }, quote: 'Leave is *not*\npaid.' },
  ]
  const answer = {
    ...common,
    kind: 'no_evidence',
    markdown: "I don't know.",
    citations: [],
    searched: { documents: 7, nearest },
  } as const
  expect(render({ kind: 'answer', question: 'q', answer, notes: [] }).displayMarkdown.split('\n').slice(3)).toEqual([
    '- **Leave \\[draft\\] \\*new\\*** · page 2 · Parents',
    '- **Leave \\[draft\\] \\*new\\***: “Leave is \\*not\\* paid.”',
  ])
})

test('what is private travels in the payload', () => {
  expect(render({ kind: 'notice', message: 'Out of memory', traceId: 't-1' }).payload).toEqual({
    markdown: 'Out of memory\n\n_Trace t-1_',
  })
  expect(render({ kind: 'help', problem: 'Unknown', commands }).payload.markdown).toMatch(/^Unknown\n\n/)
  expect(render({ kind: 'placeholder', question: 'q' })).toEqual({ payload: {}, displayMarkdown: '' })
  const hit = { rank: 1, score: 2, document, quote: 'a  b\nc', locator }
  expect(render({ kind: 'results', result: { query: 'x', hits: [hit], tookMs: 1 } }).payload.markdown).toContain(
    '**Leave \\[draft\\] \\*new\\*** · page 2 · Parents: a b c',
  )
  const status = {
    documents: 1,
    chunks: 2_000,
    lastIndexedAt: null,
    retrieval: 'words',
    writer: 'extractive',
    pending: 0,
    warnings: ['disk: 12 MB are free'],
  }
  const { markdown } = render({ kind: 'status', status }).payload
  expect(markdown).toContain('- Documents: 1 \\(2,000 passages\\)')
  expect(markdown).toContain('- **Attention**: disk: 12 MB are free')
})

const show = (...parts: Part[]): Card => ({ tone: 'info', parts })
const shown = (part: Part) => renderCard(show(part)).payload.markdown

test('code is on its line, or between fences that nothing in it ends', () => {
  expect(shown({ kind: 'code', text: 'npm ci' })).toBe('`npm ci`')
  expect(shown({ kind: 'code', text: 'a`b' })).toBe('```\na`b\n```')
  expect(shown({ kind: 'code', text: 'a\n```\nb' })).toBe('````\na\n```\nb\n````')
})

test('what is in a list is words alone, and where it leads to is text', () => {
  const items = [{ markdown: 'The **lead** [1].', note: 'Handbook', url: 'https://docs.example/a_b' }]
  expect(shown({ kind: 'list', items })).toBe('- The lead \\[1\\]. _Handbook_ https://docs.example/a\\_b')
  expect(shown({ kind: 'link', text: 'Open', url: 'https://docs.example/a_b' })).toBe('https://docs.example/a\\_b')
})

test('what is empty says what would put something there', () => {
  expect(shown({ kind: 'empty', text: 'Nothing yet', hint: 'Save *one*.' })).toBe('**Nothing yet**\n\nSave \\*one\\*.')
})

test('a long quote is shown by its beginning, to the end of a word and of a character', () => {
  const quoted = (quote: string) =>
    shown({ kind: 'sources', role: 'found', title: 'T', sources: [{ label: '1.', document, locator, quote }] })
  expect(quoted('word '.repeat(100))).toMatch(/: (word ){40}…$/)
  expect(String(quoted('x'.repeat(199) + '😀'.repeat(50))).isWellFormed()).toBe(true)
})

test('what can be clicked goes with an answer, and with what is private, but with no draft', () => {
  const parts: Part[] = [{ kind: 'actions', buttons: [{ label: 'Go', action: { gesture: 'g', value: 'v' } }] }]
  const clickable = { buttons: [{ label: 'Go' }] }
  expect(renderCard({ ...show(...parts), question: 'q' }).payload).toMatchObject({ clickable })
  expect(renderCard(show(...parts)).payload).toMatchObject({ clickable })
  const draft: Card = { ...show(...parts, { kind: 'notice', text: 'n' }), footer: 'Still writing…', isDraft: true }
  expect(renderCard(draft).payload).toEqual({ markdown: 'n' })
})
