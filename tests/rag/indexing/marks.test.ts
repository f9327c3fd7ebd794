// Slides, cells, moments and lines from a text's layout through its chunks to a locator: the place that a chunk's slice
// gets is the one that the whole text gives it.
import { randomUUID } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import type { Layout, Mark } from '../../../src/layout.ts'
import { artifactHash } from '../../../src/rag/indexing/artifact.ts'
import { chunk } from '../../../src/rag/indexing/chunk.ts'
import { locatorOf, placeIn } from '../../../src/rag/search/locator.ts'
import type { ChunkHit } from '../../../src/store/search/search.ts'
import { pictureOfText } from '../../fixtures/picture-of-text.ts'
import { collect, useEngine } from '../engine.ts'

const words = 'The committee met again and wrote down what it had heard about the harbour. '
const document = { id: 'd', title: 'D', uri: 'd', mediaType: 'text/plain', revision: 'r', modifiedAt: '2026-01-01' }

/** Units joined by blank lines, with a mark at the beginning of each. */
function marked(
  units: readonly string[],
  markOf: (n: number, offset: number) => Mark,
): { text: string; layout: Layout } {
  const marks: Mark[] = []
  let text = ''
  for (const [n, unit] of units.entries()) {
    marks.push(markOf(n, text.length))
    text += `${unit}\n\n`
  }
  return { text, layout: { pages: [], headings: [], marks } }
}

const long = Array.from({ length: 40 }, (_, n) => `Part ${n}. ${words.repeat(1 + (n % 4))}`)
const lines = Array.from({ length: 400 }, (_, n) => `  line ${n} = ${words.slice(0, n % 70)}`).join('\n')

describe.each<[string, { readonly text: string; readonly layout: Layout }]>([
  ['slides', marked(long, (n, offset) => ({ offset, slide: n + 1 }))],
  ['moments', marked(long, (n, offset) => ({ offset, time: `0:${String(n).padStart(2, '0')}:30` }))],
  [
    'rows of two sheets',
    marked(long, (n, offset) => ({
      offset,
      sheet: n < 25 ? 'Costs' : 'Income',
      row: (n % 25) + 2,
      from: n % 3 ? 'B' : 'A',
      to: n % 5 ? 'Z' : 'AB',
    })),
  ],
  ['recognised pages', marked(long, (n, offset) => ({ offset, sure: n % 3 === 0 ? null : 60 + n }))],
  ['lines', { text: `\n\n${lines}\n`, layout: { pages: [], headings: [], isByLine: true } }],
  [
    'no marks before the first',
    { text: `Before. ${words.repeat(40)}`, layout: { pages: [], headings: [], marks: [{ offset: 1_500, slide: 9 }] } },
  ],
])('%s', (_, extracted) => {
  it('stand where the whole text has them, wherever a chunk was cut', () => {
    const chunks = chunk(extracted)
    expect(chunks.length).toBeGreaterThan(1)
    for (const one of chunks) {
      const hit: ChunkHit = { ...one, document, product: 1 }
      const middle = Math.floor(one.text.length / 2)
      for (const [start, end] of [
        [0, one.text.length],
        [0, 5],
        [middle, middle + 9],
        [middle, one.text.length],
        [one.text.length - 4, one.text.length],
      ] as const)
        expect(locatorOf(hit, start, end)).toEqual({
          ...placeIn(extracted.layout, extracted.text, one.start + start, one.start + end),
          start: one.start + start,
          end: one.start + end,
        })
    }
  })
})

const base = { text: 'Costs 4', layout: { pages: [], headings: [] } }
const row = { offset: 0, sheet: 'S', row: 1, from: 'A', to: 'B' }
test.each<[string, Layout]>([
  ['a slide', { ...base.layout, marks: [{ offset: 0, slide: 1 }] }],
  ['another slide', { ...base.layout, marks: [{ offset: 0, slide: 2 }] }],
  ['a time', { ...base.layout, marks: [{ offset: 0, time: '0:00:01' }] }],
  ['what was recognised', { ...base.layout, marks: [{ offset: 0, sure: 90 }] }],
  ['another column', { ...base.layout, marks: [{ ...row, to: 'C' }] }],
  ['lines', { ...base.layout, isByLine: true }],
])('%s changes an artifact’s hash', (_, layout) => {
  const others = [base.layout, { ...base.layout, marks: [row] }]
  for (const other of others)
    expect(artifactHash({ text: base.text, layout })).not.toBe(artifactHash({ text: base.text, layout: other }))
})

describe('stored', () => {
  const engine = useEngine()

  it('documents with marks are found at their places, and verify', async () => {
    const home = await engine().store.openWorkspace(`marks-${randomUUID()}`)
    const cue = (minute: number, said: string) => `00:${minute}:00.000 --> 00:${minute}:20.000\n${said}\n`
    const source = (name: string, text: string) => ({
      sourceKey: name,
      uri: name,
      name,
      bytes: Buffer.from(text),
      externalId: name,
    })
    const sources = [
      source(
        'talk.vtt',
        `WEBVTT\n\n${cue(10, 'Welcome to the meeting.')}\n${cue(25, 'The lighthouse opens in June.')}`,
      ),
      source('lamp.py', 'import lamp\n\n\ndef lighthouse_colour():\n    return "red"\n'),
    ]
    await collect(engine().rag.index(sources, { workspaceId: home, audience: 'workspace' }))
    const { hits } = await engine().rag.search('lighthouse', { workspaceId: home, audiences: ['workspace'] }, 10)
    const places = Object.fromEntries(hits.map((hit) => [hit.document.externalId, hit.locator]))
    expect(places['talk.vtt']).toMatchObject({ time: '0:25:00' })
    expect(places['lamp.py']?.line).toBeGreaterThan(0)
    for await (const stored of engine().store.readVerifiable(home)) {
      expect(artifactHash(stored)).toBe(stored.hash)
      expect(chunk(stored).map(({ text }) => text)).toEqual(stored.chunks.map(({ text }) => text))
    }
  })

  it('a picture is read beside what comes after it, and says how sure that was', async () => {
    const home = await engine().store.openWorkspace(`marks-${randomUUID()}`)
    const source = (name: string, bytes: Uint8Array) => ({ sourceKey: name, uri: name, name, bytes })
    const sources = [source('porter.png', pictureOfText), source('gate.md', Buffer.from('The gate is green.'))]
    const outcomes = await collect(engine().rag.index(sources, { workspaceId: home, audience: 'workspace' }))
    expect(outcomes.map(({ uri, status }) => [uri, status])).toEqual([
      ['gate.md', 'indexed'],
      ['porter.png', 'indexed'],
    ])
    const { hits } = await engine().rag.search('boiler house key', { workspaceId: home, audiences: ['workspace'] }, 1)
    expect(hits[0]?.locator.sure).toBeGreaterThan(85)
    const again = await collect(engine().rag.index(sources, { workspaceId: home, audience: 'workspace' }))
    expect(again.map(({ status }) => status)).toEqual(['unchanged', 'unchanged'])
  })
})
