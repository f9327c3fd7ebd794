// What the API's parameters may be: anything else is refused by name, before a database sees it.
import { expect, test } from 'vitest'
import {
  isUuid,
  readConversationCursor,
  readCount,
  readDate,
  readDocumentCursor,
  readFileName,
  readWords,
  writeConversationCursor,
  writeDocumentCursor,
} from '../../src/portal/parameters.ts'

const query = (name: string, value: string) => new URLSearchParams({ [name]: value })
const none = new URLSearchParams()
const refused = (read: () => unknown, name: string) =>
  expect(read).toThrow(expect.objectContaining({ code: 'bad-request', message: expect.stringContaining(name) }))

test('counts are whole numbers within their bounds', () => {
  const read = (text: string) => readCount(query('limit', text), 'limit', { fallback: 50, min: 1, max: 200 })
  expect([read('1'), read('200'), read('007')]).toEqual([1, 200, 7])
  for (const text of ['0', '201', '-1', '1.5', '1e2', ' 1', '', 'x', '٣', '99999999999999999'])
    refused(() => read(text), 'limit')
  expect(readCount(none, 'limit', { fallback: 50, min: 1, max: 200 })).toBe(50)
  refused(() => readCount(none, 'start', { min: 0, max: 10 }), 'start')
})

test('times are ISO 8601, and days that there are', () => {
  const read = (text: string) => readDate(query('since', text), 'since')?.toISOString()
  expect(read('2026-11-21T08:00:00Z')).toBe('2026-11-21T08:00:00.000Z')
  expect(read('2024-02-29')).toBe('2024-02-29T00:00:00.000Z')
  // A "+" that was not percent-encoded.
  expect(read('2026-11-21T08:00:00 02:00')).toBe('2026-11-21T06:00:00.000Z')
  for (const text of ['2026-02-29', '2026-13-01', '0000-01-01', '1', 'May 5', '2026-11-21T25:00:00Z', 'infinity', ''])
    refused(() => read(text), 'since')
  expect(readDate(none, 'since')).toBeNull()
})

test('a file keeps its own name, and none of its folders', () => {
  const read = (text: string) => readFileName(query('name', text), 'name')
  expect(['a.md', '/etc/a.md', 'C:\\docs\\a.md', '../../a.md', ' a.md\n\0'].map(read)).toEqual(Array(5).fill('a.md'))
  expect(read('x'.repeat(255))).toHaveLength(255)
  for (const text of ['', ' ', 'docs/', '\0', 'x'.repeat(256)]) refused(() => read(text), 'name')
  refused(() => readFileName(none, 'name'), 'name')
})

test('of words to look for ten are taken, and 200 characters of them', () => {
  const read = (text: string) => readWords(query('q', text), 'q')
  expect(read(' a  b\0c ')).toEqual(['a', 'b', 'c'])
  expect(read('a b c d e f g h i j k')).toHaveLength(10)
  expect(read('x'.repeat(200))).toHaveLength(1)
  refused(() => read('x'.repeat(201)), 'q')
  expect(readWords(none, 'q')).toEqual([])
})

test('a cursor is one that was given out', () => {
  const read = (text: string) => readConversationCursor(query('cursor', text), 'cursor')
  const place = { updatedAt: '2026-11-21T08:00:00.123456Z', id: '5f3f9f5e-2f5b-4c9e-8b1e-6f1a1c1d1e1f' }
  expect(read(writeConversationCursor(place))).toEqual(place)
  const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const value of [{}, [], [place.updatedAt], [place.updatedAt, 'x'], ['x', place.id], [1, place.id]])
    refused(() => read(made(value)), 'cursor')
  refused(() => read('x'), 'cursor')
  expect(readConversationCursor(none, 'cursor')).toBeNull()
})

test('a cursor of documents is one that was given out, and holds nothing that a database refuses', () => {
  const read = (text: string) => readDocumentCursor(query('cursor', text), 'cursor')
  const place = { title: 'Yaks', uri: 'upload:yak.md', id: '5f3f9f5e-2f5b-4c9e-8b1e-6f1a1c1d1e1f' }
  expect(read(writeDocumentCursor(place))).toEqual(place)
  for (const wrong of [{ title: 'Y\0' }, { uri: '\0' }, { title: '\ud800' }, { id: 'x' }, { uri: undefined as never }])
    refused(() => read(writeDocumentCursor({ ...place, ...wrong })), 'cursor')
  expect(readDocumentCursor(none, 'cursor')).toBeUndefined()
})

test('an id is a UUID and nothing around it', () => {
  const id = '5f3f9f5e-2f5b-4c9e-8b1e-6f1a1c1d1e1f'
  expect([id, id.toUpperCase()].map(isUuid)).toEqual([true, true])
  for (const text of ['', 'x', `${id}0`, `x${id}`, `${id}\n`, id.replaceAll('-', ''), null, 7])
    expect([text, isUuid(text)]).toEqual([text, false])
})
