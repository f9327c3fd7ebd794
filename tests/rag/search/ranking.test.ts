// What a search makes of what its store finds: who judges it, in which order it comes, and what of it is quoted.
import { describe, expect, it } from 'vitest'
import type { AccessScope, WorkspaceId } from '../../../src/model.ts'
import type { Embedder } from '../../../src/rag/embed/types.ts'
import type { Reranker } from '../../../src/rag/rerank/types.ts'
import { bestWindow, createSearch, distinctDocuments, retrieve } from '../../../src/rag/search/retrieve.ts'
import { queryTerms } from '../../../src/rag/text/analyze.ts'
import type { ChunkHit, SearchStore } from '../../../src/store/search/search.ts'

const scope: AccessScope = { workspaceId: 'w' as WorkspaceId, audiences: ['workspace'] }
const hit = (id: string, text: string, product: number, more: Partial<ChunkHit> = {}): ChunkHit => ({
  document: { id, title: `Title ${id}`, uri: id, mediaType: 'text/plain', revision: id, modifiedAt: '2026-01-01' },
  ...{ ordinal: 0, text, start: 0, end: text.length, product },
  ...more,
})

/** A store that finds these by words and those by meaning, and keeps how it was asked. */
function finding(words: readonly ChunkHit[], meant: readonly ChunkHit[] | null = null) {
  const asked: { filter: unknown; limit: number; by: 'words' | 'meaning' }[] = []
  const store: SearchStore = {
    readCorpus: async () => ({ documents: 9, languages: ['en'] }),
    async searchChunks(_scope, _terms, _weigh, limit, { filter } = {}) {
      asked.push({ filter, limit, by: 'words' })
      return { stats: { documents: 9, chunks: 9, frequencies: new Map() }, hits: words.slice(0, limit), again: null }
    },
    async searchVectors(_scope, _model, _vector, limit, filter) {
      asked.push({ filter, limit, by: 'meaning' })
      return meant
    },
  }
  return { store, asked }
}

function embedding() {
  const embedded: string[] = []
  const embedder: Embedder = {
    ...{ model: 'm', dimensions: 2 },
    async embed(texts) {
      embedded.push(...texts)
      return texts.map(() => new Float32Array([1, 0]))
    },
  }
  return { embedder, embedded }
}

function judging(verdict: (passage: string) => number) {
  const judged: string[] = []
  const reranker: Reranker = {
    model: 'j',
    async rerank(_query, passages) {
      judged.push(...passages)
      return passages.map(verdict)
    },
  }
  return { reranker, judged }
}

const wanted = (text: string, more: object = {}) => ({ text, terms: queryTerms(text), ...more })
const ids = (hits: readonly { readonly document: { readonly id: string } }[]) => hits.map(({ document }) => document.id)

describe('a filter', () => {
  it('limits what is found by words, and by meaning', async () => {
    const { store, asked } = finding([hit('a', 'The boat.', 2)], [])
    const filter = { from: ['handbook'] }
    await retrieve({ store, embedder: embedding().embedder }, scope, wanted('boat', { filter }), 4)
    expect(asked.map((one) => [one.by, one.filter])).toEqual([
      ['words', filter],
      ['meaning', filter],
    ])
  })

  it('alone is a search, of which no model is asked', async () => {
    const { store, asked } = finding([hit('a', 'The boat.', 1)])
    const { embedder, embedded } = embedding()
    const search = createSearch({ store, embedder, linkTo: () => undefined, now: () => 0 })
    expect(ids((await search('from:handbook', scope, 3)).hits)).toEqual(['a'])
    expect([asked.map(({ by }) => by), embedded]).toEqual([['words'], []])
    expect((await search('', scope, 3)).hits).toEqual([])
    expect(asked).toHaveLength(1)
  })
})

describe('what words and meaning find together', () => {
  it('is no more than was asked for', async () => {
    const some = (from: string) => ['1', '2', '3', '4'].map((n) => hit(from + n, 'The boat.', 5 - Number(n)))
    const { store } = finding(some('a'), some('b'))
    const { hits } = await retrieve({ store, embedder: embedding().embedder }, scope, wanted('boat'), 4)
    expect(hits).toHaveLength(4)
  })
})

describe('a judge', () => {
  it('reads each passage below its title and headings, and puts the best first', async () => {
    const { store } = finding([hit('a', 'The boat.', 3, { heading: 'Fleet' }), hit('b', 'A boat.', 2)])
    const { reranker, judged } = judging((passage) => (passage.includes('A boat') ? 0.9 : 0.1))
    const { hits } = await retrieve({ store, reranker }, scope, wanted('boat'), 4)
    expect(judged).toEqual(['Title a\nFleet\nThe boat.', 'Title b\nA boat.'])
    expect(hits.map(({ document, relevance }) => [document.id, relevance])).toEqual([
      ['b', 1.9],
      ['a', 1.1],
    ])
  })

  it('reads the first two dozen; the others stay behind them, however good they were', async () => {
    const many = Array.from({ length: 30 }, (_, n) => hit(`d${n}`, `Boat number ${n}.`, 90 - n))
    const { reranker, judged } = judging(() => 0)
    const { hits } = await retrieve({ store: finding(many).store, reranker }, scope, wanted('boat'), 30)
    expect([judged.length, hits.length]).toEqual([24, 30])
    expect(hits.map(({ relevance }) => relevance >= 1)).toEqual(many.map((_, n) => n < 24))
    expect(ids(hits).slice(24)).toEqual(ids(many).slice(24))
  })

  it('is not asked about a single passage', async () => {
    const { reranker, judged } = judging(() => 0)
    await retrieve({ store: finding([hit('a', 'The boat.', 3)]).store, reranker }, scope, wanted('boat'), 4)
    expect(judged).toEqual([])
  })
})

describe('a search', () => {
  const searching = (hits: readonly ChunkHit[]) => {
    const { store, asked } = finding(hits)
    return { asked, search: createSearch({ store, linkTo: () => undefined, now: () => 0 }) }
  }

  it('looks at several passages for each document that is wanted, and shows no more documents than that', async () => {
    const many = Array.from({ length: 9 }, (_, n) => hit(`d${n}`, 'The boat.', 9 - n))
    const { search, asked } = searching(many)
    expect((await search('boat', scope, 5)).hits).toHaveLength(5)
    expect(asked[0]?.limit).toBe(20)
    expect(
      distinctDocuments(
        many.map((one) => ({ ...one, relevance: 1 })),
        2,
      ),
    ).toHaveLength(2)
  })

  it('has the newest first where the latest is asked for', async () => {
    const old = hit('old', 'The boat.', 3)
    const recent = hit('new', 'The boat.', 2.9)
    const dated = { ...recent, document: { ...recent.document, modifiedAt: '2026-06-01' } }
    const { search } = searching([old, dated])
    expect(ids((await search('boat', scope, 5)).hits)).toEqual(['old', 'new'])
    expect(ids((await search('latest boat', scope, 5)).hits)).toEqual(['new', 'old'])
  })

  it('quotes the sentences that match, and names their place', async () => {
    const text = 'Nobody is there. The boat sails. It is red.'
    const { search } = searching([hit('a', text, 3, { start: 100, end: 100 + text.length })])
    const [found] = (await search('boat', scope, 5)).hits
    expect(found).toMatchObject({ quote: 'The boat sails. It is red.', locator: { start: 117, end: 143 } })
  })
})

describe('the sentences that are quoted', () => {
  const window = (text: string, query: string) => {
    const { start, end } = bestWindow(text, queryTerms(query), () => 1)
    return text.slice(start, end)
  }

  it('are as many as fit, and one in any case', () => {
    const short = 'The boat sails. '
    expect(window(short.repeat(40), 'boat').length).toBeLessThanOrEqual(320)
    expect(window(short.repeat(40), 'boat').length).toBeGreaterThan(280)
    const long = `The boat sails ${'far and wide '.repeat(40)}at last.`
    expect(window(`${long} It is red.`, 'boat')).toBe(long)
  })

  it('are no heading where the text below says half as much', () =>
    expect(
      window('# Boat and harbour\n\nWe have tea.\n\nThe harbour of the boat is in the west.', 'boat harbour'),
    ).toBe('The harbour of the boat is in the west.'))
})
