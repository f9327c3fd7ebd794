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

// A sitemap of pages that were there before, and what came of it this time.
const key = (n: number) => `https://x/${n}`
const page = (n: number, verdict?: 'gone' | 'later', more: object = {}) => ({
  ...{ uri: key(n), sourceKey: key(n), error: { code: 'http-error', message: `No ${n}.` } as const },
  ...(verdict && { verdict }),
  ...more,
})
function site(pages: number, { names = pages, isWhole = true, isSitemap = true } = {}) {
  const all = Array.from({ length: pages }, (_, n) => key(n))
  const tally = createTally({ kind: isSitemap ? 'sitemap' : 'page', rootUri: 'https://x/sitemap.xml' }, known(...all))
  tally.found({ isSitemap, isWhole, sourceKeys: new Set(all.slice(0, names)) })
  return tally
}

test('a site that gives five pages in a row just not now is left alone; one that comes in between, or fails for good, counts anew', () => {
  const ends = (between: Parameters<ReturnType<typeof site>['saw']>[0] | null) => {
    const tally = site(20)
    for (let n = 0; n < 4; n += 1) tally.saw(page(n, 'later'))
    if (between) tally.saw(between)
    tally.saw(page(9, 'later'))
    return tally.isOver()
  }
  expect([ends(null), ends(came(key(8))), ends(page(8))]).toEqual([true, false, false])
  const tally = site(20)
  for (let n = 0; n < 5; n += 1) tally.saw(page(n, 'later'))
  expect(tally.conclude(false)).toMatchObject({
    ...{ gone: [], left: [], isPassing: true },
    error: { code: 'http-error', message: expect.stringContaining('ended early') },
  })
})

test('a site that asks to be left alone is, for as long as it asks, unless a page came since', () => {
  const tally = site(20)
  tally.saw(page(1, 'later', { retryAfterMs: 9_000 }))
  expect(tally.isOver()).toBe(true)
  expect(tally.conclude(false)).toMatchObject({ retryAfterMs: 9_000, isPassing: true })
  tally.saw(came(key(2)))
  expect([tally.isOver(), tally.conclude(false).retryAfterMs]).toEqual([false, undefined])
})

test('what its server says is gone is taken out, what a sitemap names no more is left to others, and nothing that was not there', () => {
  const tally = site(20, { names: 19 })
  tally.saw(page(0, 'gone'))
  tally.saw(page(77, 'gone'))
  for (let n = 1; n < 19; n += 1) tally.saw(came(key(n)))
  expect(tally.conclude(false)).toMatchObject({ kind: 'sitemap', gone: [key(0)], left: [key(19)], error: null })
  expect([tally.isLeaving(page(0, 'gone')), tally.isLeaving(page(77, 'gone')), tally.isLeaving(page(0))]).toEqual([
    ...[true, false, false],
  ])
})

test('a page that is gone and that its sitemap does not name is taken out once', () => {
  const tally = site(20, { names: 19 })
  tally.saw(page(19, 'gone'))
  for (let n = 0; n < 19; n += 1) tally.saw(came(key(n)))
  expect(tally.conclude(false)).toMatchObject({ gone: [key(19)], left: [] })
})

test('of a shrunken site nothing is taken out; pages that only fail are still there', () => {
  const shrunk = site(20)
  for (let n = 0; n < 18; n += 1) shrunk.saw(page(n, 'gone'))
  for (let n = 18; n < 20; n += 1) shrunk.saw(came(key(n)))
  expect(shrunk.conclude(false)).toMatchObject({ gone: [], left: [], error: { code: 'source-shrank' } })
  const half = site(20)
  for (let n = 0; n < 14; n += 1) half.saw(page(n, 'gone'))
  for (let n = 14; n < 20; n += 1) half.saw(page(n))
  expect(half.conclude(false)).toMatchObject({ error: null, gone: Array.from({ length: 14 }, (_, n) => key(n)) })
})

test('a single page that is gone is taken out', () => {
  const tally = site(1, { isSitemap: false })
  tally.saw(page(0, 'gone'))
  expect(tally.conclude(false)).toMatchObject({ kind: 'page', gone: [key(0)], error: null })
})

test('pages that were cut or are of other sites are no error of a site; a part that cannot be read is', () => {
  const part = (code: string, more: object = {}) => {
    const tally = site(2)
    for (const n of [0, 1]) tally.saw(came(key(n)))
    tally.saw({
      uri: 'https://x/2.xml',
      error: { code, message: 'No.' } as { code: 'broken'; message: string },
      ...more,
    })
    const { error: said, isPassing } = tally.conclude(false)
    return [said?.code, isPassing]
  }
  expect([part('too-large'), part('bad-url'), part('http-error', { verdict: 'later' })]).toEqual([
    ...[
      [undefined, false],
      [undefined, false],
      ['http-error', true],
    ],
  ])
})

test('the first failure is the note, cut where it is long, and the error where nothing was read', () => {
  const tally = site(2)
  const failed = (n: number) =>
    tally.done({
      uri: key(n),
      status: 'failed',
      chunks: 0,
      error: { code: 'broken', message: `${n}${'x'.repeat(900)}` },
    })
  failed(0)
  failed(1)
  const { note, error: said } = tally.conclude(false)
  expect([note?.length, note?.slice(0, 14), said?.message[0]]).toEqual([500, 'https://x/0: 0', '0'])
  tally.done({ uri: key(1), status: 'unchanged', chunks: 1, documentId: 'd' })
  expect(tally.conclude(false).error).toBeNull()
})

test('a hostile address of many parts takes no time', () => {
  const long = Array.from({ length: 500 }, (_, n) => `https://x/${n}${'/'.repeat(4_000)}`)
  const tally = createTally({ kind: 'sitemap', rootUri: 'https://x/sitemap.xml' }, known(...long))
  tally.found({ isSitemap: true, isWhole: true, sourceKeys: new Set(['https://x/a']) })
  const from = performance.now()
  tally.conclude(false)
  expect(performance.now() - from).toBeLessThan(100)
})
