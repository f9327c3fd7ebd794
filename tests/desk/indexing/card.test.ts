// How far files are that were shared, and what became of them.
import { expect, test } from 'vitest'
import { indexedNote, indexingCard } from '../../../src/desk/indexing/card.ts'
import type { FileProgress } from '../../../src/model.ts'

const file = (name: string, state: FileProgress['state'], more: Partial<FileProgress> = {}): FileProgress => ({
  ...{ name, state },
  ...more,
})
const good = file('a.md', 'indexed', { chunks: 1 })
const bad = file('b.pdf', 'failed', { message: 'It has a password.' })
const told = (files: readonly FileProgress[], isDone = true) => {
  const { tone, title, parts } = indexingCard(files, isDone)
  const [progress] = parts
  return [tone, title, progress?.kind === 'progress' ? Number(progress.share.toFixed(2)) : null]
}

test('what became of all files is said at the top, and seen by its colour', () => {
  expect(told([good])).toEqual(['good', 'Indexed: ask me about it', 1])
  expect(told([good, file('c.md', 'unchanged')])).toEqual(['good', 'Indexed all 2 files: ask me about them', 1])
  expect(told([good, bad])).toEqual(['weak', 'Indexed 1 of 2 files', 1])
  expect(told([bad, bad])).toEqual(['bad', 'None of the 2 files could be indexed', 1])
  expect(told([bad])).toEqual(['bad', 'This could not be indexed', 1])
})

test('meanwhile it counts those that are done, and grows with each step', () => {
  expect(told([good, bad, file('c.md', 'waiting')], false)).toEqual(['weak', 'Indexing: 2 of 3 files done', 0.67])
  const share = (state: FileProgress['state'], more = {}) => told([file('c.md', state, more)], false)[2]
  expect([share('waiting'), share('fetching'), share('reading')]).toEqual([0, 0.33, 0.67])
  expect(share('reading', { pages: { done: 3, total: 4 } })).toBe(0.75)
  expect(share('reading', { pages: { done: 0, total: 0 } })).toBe(0)
})

test('before a question a line says what can be asked about, and what cannot', () => {
  expect(indexedNote([good, bad])).toBe('Indexed first: a.md. b.pdf could not be indexed: It has a password.')
  expect(indexedNote([bad])).toBe('b.pdf could not be indexed: It has a password.')
})
