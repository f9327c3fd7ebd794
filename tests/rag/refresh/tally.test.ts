// What a reading says, without a site or a folder.
import { expect, test } from 'vitest'
import { createTally } from '../../../src/rag/refresh/tally.ts'

const error = { code: 'unreadable', message: 'No.' } as const
const known = (...keys: readonly string[]) => new Map(keys.map((key) => [key, true]))
const came = (key: string) => ({ sourceKey: key, uri: key, name: 'a.md', bytes: new Uint8Array() })

test('what is below a folder that cannot be read, or in a file that cannot, is not gone', () => {
  const before = ['a.md', 'deep/b.md', 'deep/er/c.md', 'deeper/d.md', 'x.jsonl#1', 'x.jsonl#a/b', 'x.jsonl2'].map(
    (name) => `file:///docs/${name}`,
  )
  const tally = createTally({ kind: 'folder', rootUri: 'file:///docs' }, known(...before))
  tally.saw(came('file:///docs/new.md'))
  for (const name of ['deep', 'x.jsonl']) tally.saw({ uri: `file:///docs/${name}`, error })
  expect(tally.conclude(false)).toMatchObject({
    gone: ['file:///docs/a.md', 'file:///docs/deeper/d.md', 'file:///docs/x.jsonl2'],
    error: null,
  })
})

test('a reading that took too long says nothing of what it did not reach', () => {
  const tally = createTally({ kind: 'folder', rootUri: 'file:///docs' }, known('file:///docs/a.md'))
  expect(tally.conclude(true)).toMatchObject({ gone: [], error: { code: 'too-slow' }, isPassing: true })
})

test('nor does one that had reached nearly all of it', () => {
  const keys = Array.from({ length: 20 }, (_, n) => `file:///docs/${n}`)
  const tally = createTally({ kind: 'folder', rootUri: 'file:///docs' }, known(...keys))
  for (const key of keys.slice(1)) tally.saw(came(key))
  expect(tally.conclude(true)).toMatchObject({ gone: [] })
  expect(tally.conclude(false)).toMatchObject({ gone: keys.slice(0, 1) })
})

test('what someone deleted is not counted as what a source had', () => {
  const keys = Array.from({ length: 20 }, (_, n) => `file:///docs/${n}`)
  const before = new Map(keys.map((key, n) => [key, n < 3]))
  const tally = createTally({ kind: 'folder', rootUri: 'file:///docs' }, before)
  tally.saw(came(keys[0]!))
  expect(tally.conclude(false)).toMatchObject({ gone: keys.slice(1), error: null })
})

test('a hostile address of many parts takes no time', () => {
  const long = Array.from({ length: 500 }, (_, n) => `https://x/${n}${'/'.repeat(4_000)}`)
  const tally = createTally({ kind: 'sitemap', rootUri: 'https://x/sitemap.xml' }, known(...long))
  tally.found({ isSitemap: true, isWhole: true, sourceKeys: new Set(['https://x/a']) })
  const from = performance.now()
  tally.conclude(false)
  expect(performance.now() - from).toBeLessThan(100)
})
