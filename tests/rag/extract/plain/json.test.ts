// JSON as lines that can be quoted, and notebooks in the order of their cells.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const read = (value: unknown, name = 'a.json') =>
  extract(name, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)))

test('settings are paths, lists of records a line each, long texts paragraphs', async () => {
  const about = 'The search service answers. '.repeat(10).trim()
  const { text, title, author, modifiedAt } = await read({
    title: 'Catalogue',
    author: 'Ada',
    updated: '2024-05-01',
    owner: { team: 'Core', tags: ['a', 'b'], gone: null },
    services: [
      { name: 'billing', oncall: { primary: 'Bob' } },
      { name: 'search', about },
    ],
  })
  expect(text).toBe(
    `- title: Catalogue\n- author: Ada\n- updated: 2024-05-01\n- owner.team: Core\n- owner.tags: a, b\n- services: name: billing; oncall.primary: Bob\n\n- services.name: search\n\n\nservices.about:\n\n${about}`,
  )
  expect({ title, author, modifiedAt }).toEqual({
    title: 'Catalogue',
    author: 'Ada',
    modifiedAt: '2024-05-01T00:00:00.000Z',
  })
})

test('JSON Lines are records, one broken line among them stays', async () => {
  const lines = Array.from({ length: 12 }, (_, id) => `{"id":${id},"who":"n${id}"}`)
  const { text } = await read([...lines, '{"id":12,"who"'].join('\n'), 'a.jsonl')
  expect(text.split('\n').slice(0, 2)).toEqual(['- id: 0; who: n0', '- id: 1; who: n1'])
  expect(text).toContain('{"id":12,"who"')
})

test('a list of rows whose first one names the columns is records; what is no table stays', async () => {
  const { text } = await read([
    ['Bus', 'Stop', 'Minutes'],
    ['31', 'Torget', 12],
    ['32', 'Havna', 7],
  ])
  expect(text).toBe('- Bus: 31; Stop: Torget; Minutes: 12\n- Bus: 32; Stop: Havna; Minutes: 7')
  for (const rows of [
    [['a', 'b']],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    [
      ['a', 1],
      ['b', 2],
    ],
    [['a', 'b'], [1]],
  ])
    expect((await read(rows)).text).not.toContain('a:')
})

test('what does not parse is plain text', async () => {
  expect(await read('{"cut": tru')).toMatchObject({ text: '{"cut": tru', mediaType: 'text/plain' })
})

test('nesting without end is read as far as it holds words', async () => {
  expect((await read(`{"a":"top","b":${'['.repeat(90_000)}1${']'.repeat(90_000)}}`)).text).toBe('- a: top')
})

test('a notebook is its cells, with what they print', async () => {
  const { text, title, layout } = await read(
    {
      cells: [
        { cell_type: 'markdown', source: ['# Analysis\n', 'Why.'] },
        { cell_type: 'code', source: 'print(1)', outputs: [{ text: ['1\n'] }, { data: { 'image/png': 'iVBOR' } }] },
        { cell_type: 'code', source: [], outputs: [] },
      ],
    },
    'a.ipynb',
  )
  expect(text).toBe('# Analysis\nWhy.\n\n```\nprint(1)\n```\n\n```\n1\n```')
  expect(title).toBe('Analysis')
  expect(layout.headings).toEqual([{ offset: 0, level: 1, text: 'Analysis' }])
  await expect(read('{"cells": [', 'a.ipynb')).rejects.toMatchObject({ code: 'broken' })
})
