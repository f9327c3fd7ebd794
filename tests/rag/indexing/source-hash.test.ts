// What a document was made of, in one value: whatever changes the stored document changes it.
import { expect, test } from 'vitest'
import type { SourceDocument } from '../../../src/model.ts'
import { hashSource } from '../../../src/rag/indexing/source-hash.ts'

const source: SourceDocument = {
  ...{ sourceKey: 'k', uri: 'file:///a.md', name: 'a.md', bytes: new TextEncoder().encode('Thirty days.') },
  ...{ title: 'Leave', url: 'https://a.test/leave', externalId: 'leave' },
}

test.each<[string, Partial<SourceDocument>]>([
  ['bytes', { bytes: new TextEncoder().encode('Forty days.') }],
  ['name', { name: 'a.txt' }],
  ['place', { uri: 'file:///b/a.md' }],
  ['title', { title: 'Holidays' }],
  ['address', { url: 'https://a.test/holidays' }],
  ['id', { externalId: 'holidays' }],
  ['picture', { thumbnail: 'https://a.test/p.png' }],
  ['author', { author: 'Ana' }],
])('another %s makes another document', async (_, change) => {
  expect(await hashSource({ ...source, ...change })).not.toBe(await hashSource(source))
  expect(await hashSource({ ...source, ...change })).toBe(await hashSource({ ...source, ...change }))
})

test('an author is no picture', async () => {
  const [author, thumbnail] = [{ author: 'https://a.test/p.png' }, { thumbnail: 'https://a.test/p.png' }]
  expect(await hashSource({ ...source, ...author })).not.toBe(await hashSource({ ...source, ...thumbnail }))
})

test('all of a long document counts', async () => {
  const bytes = new Uint8Array(2_500_000)
  const before = await hashSource({ ...source, bytes })
  for (const at of [999_999, 1_000_000, 2_499_999]) {
    const changed = bytes.slice()
    changed[at] = 1
    expect(await hashSource({ ...source, bytes: changed })).not.toBe(before)
  }
})
