// A search as it is asked for, by words or by its form, and what its results are called.
import { expect, test } from 'vitest'
import { resultsCard, search } from '../../src/desk/search.ts'
import { questionLimit } from '../../src/desk/words.ts'

const sentIn = (input?: Readonly<Record<string, string>>) => search.act?.({} as never, {} as never, 'form', input)

test('words of exactly the limit are looked for, and longer ones are refused', () => {
  const typed = (length: number) => search.command?.read('a'.repeat(length), '/rag ', {})
  expect(typed(questionLimit)).toMatchObject({ kind: 'search' })
  expect(typed(questionLimit + 1)).toMatchObject({ kind: 'hint' })
})

test('a form without words is shown again, and one with too many looks for the first of them', async () => {
  expect(await sentIn()).toMatchObject({ kind: 'form' })
  expect(await sentIn({ query: '  ' })).toMatchObject({ kind: 'form' })
  expect(await sentIn({ query: ' leave ' })).toEqual({ kind: 'asked', request: { kind: 'search', query: 'leave' } })
  const long = await sentIn({ query: 'x'.repeat(3_000) })
  expect(long).toMatchObject({ request: { query: 'x'.repeat(questionLimit) } })
})

test('results are called by all that was looked for, up to 300 characters of it', () => {
  const shown = (query: string) => JSON.stringify(resultsCard({ query, hits: [], tookMs: 0 }))
  expect(shown('a'.repeat(300))).toContain(`“${'a'.repeat(300)}”`)
  expect(shown('a'.repeat(301))).toContain(`“${'a'.repeat(299)}…”`)
})
