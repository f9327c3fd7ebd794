import { describe, expect, it } from 'vitest'
import { type SearchChunks, searchLexical } from '../../../src/rag/search/lexical.ts'
import { queryTerms } from '../../../src/rag/text/analyze.ts'
import { indexTerms, queryWeights, termId } from '../../../src/rag/text/bm25.ts'
import type { ChunkHit } from '../../../src/store/search/search.ts'

/** An exact search over texts, as the store does it; `looks` counts. */
function corpus(texts: readonly string[]) {
  const chunks = texts.map((text, i) => ({ text, id: `d${i}`, terms: indexTerms({ text }, 20).terms }))
  const counted = { looks: 0 }
  const look = (terms: ReadonlyMap<string, number>, limit: number) => {
    counted.looks += 1
    const ids = [...terms.keys()].map(termId)
    const frequencies = new Map(ids.map((id) => [id, chunks.filter((chunk) => chunk.terms.has(id)).length]))
    const stats = { chunks: chunks.length, documents: chunks.length, frequencies }
    const weights = queryWeights(terms, stats)
    const hits = chunks
      .map(({ text, id, terms: held }) =>
        hit(
          id,
          text,
          [...weights].reduce((sum, [t, w]) => sum + w * (held.get(t) ?? 0), 0),
        ),
      )
      .filter(({ product }) => product > 0)
      .sort((a, b) => b.product - a.product)
    return { stats, hits: hits.slice(0, limit) }
  }
  const search: SearchChunks = async (terms, limit, again) => {
    const found = look(terms, limit)
    const wider = again(found)
    return { ...found, again: wider && look(wider, limit).hits }
  }
  const find = async (query: string, limit = 40) =>
    (await searchLexical(search, queryTerms(query), limit)).hits.map(({ document, wordScore }) => ({
      id: document.id,
      wordScore,
    }))
  return Object.assign(counted, { find, search, look })
}

function hit(id: string, text: string, product: number): ChunkHit {
  const document = { id, title: '', uri: id, mediaType: 'text/plain', revision: id, modifiedAt: '2026-01-01T00:00:00Z' }
  return { document, ordinal: 0, text, start: 0, end: text.length, product }
}

const others = Array.from(
  { length: 60 },
  (_, i) => `Parking lot ${i} beside building ${i}, with elevators and bicycles.`,
)
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id)

describe('searchLexical', () => {
  it('puts the chunk first where the words stand together', async () => {
    const { find } = corpus([
      'The parental office handles insurance, pension and also leave forms.',
      'The pension office handles insurance forms and also parental leave.',
    ])
    expect(ids(await find('parental leave'))).toEqual(['d1', 'd0'])
  })

  it('learns from the first hits: what shares their words comes before what shares a word of the query by chance', async () => {
    const { find } = corpus([
      'Vacation sabbatical: vacation requests, sabbatical accrual and carryover.',
      'Vacation sabbatical accrual and carryover for vacation requests.',
      'The vacation painting hangs beside lamps, chairs, tables, sofas.',
      'Vacation carryover and accrual need requests beside lamps, sofas.',
      ...others,
    ])
    expect(
      ids(await find('vacation sabbatical'))
        .slice(0, 4)
        .indexOf('d3'),
    ).toBe(2)
  })

  it('brings in no chunk without a word of the query where those with one are few', async () => {
    const { find } = corpus([
      'Vacation accrual in January.',
      'Vacation accrual in May.',
      'Accrual accounting.',
      ...others,
    ])
    expect(ids(await find('vacation')).sort()).toEqual(['d0', 'd1'])
  })

  it('loses no chunk of the first search when there is room', async () => {
    const { find } = corpus([...others, 'Lot of joy.'])
    const found = await find('lot', 200)
    expect(found).toHaveLength(61)
    expect(new Set(ids(found)).size).toBe(61)
  })

  it('loses none where the second search is full of others', async () => {
    const flowers = Array.from({ length: 14 }, () => 'Orchid lantern meadow.')
    const long = `Vacation. ${'Nothing else matters today. '.repeat(80)}`
    const { find } = corpus(['Vacation orchid lantern meadow.', long, ...flowers, ...others])
    expect(ids(await find('vacation', 12))).toEqual(['d0', 'd1'])
  })

  it("gives the first search's scores, by rank", async () => {
    const { search, look } = corpus(others.map((text, i) => text + ' Parking.'.repeat(i % 7)))
    const terms = queryTerms('parking')
    const { hits } = await searchLexical(search, terms, 20)
    expect(hits.map(({ wordScore }) => wordScore)).toEqual(look(terms, 20).hits.map(({ product }) => product))
  })

  it('keeps scores above 0 and in order, and to the limit', async () => {
    const found = await corpus(others).find('parking building elevators', 7)
    expect(found).toHaveLength(7)
    const scores = found.map(({ wordScore }) => wordScore)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(Math.min(...scores)).toBeGreaterThan(0)
  })

  it('looks twice at most, and once where there is nothing to learn from', async () => {
    const many = corpus(others)
    await many.find('parking')
    expect(many.looks).toBe(2)
    const single = corpus(['Vacation.'])
    expect(ids(await single.find('vacation'))).toEqual(['d0'])
    expect(ids(await single.find('nothing known'))).toEqual([])
    expect(single.looks).toBe(2)
  })

  it("gives the counts of the query's own terms", async () => {
    const { search } = corpus(others)
    const { stats } = await searchLexical(search, queryTerms('parking'), 5)
    expect(stats.frequencies).toEqual(new Map([[termId('park'), 60]]))
  })

  describe('of two looks', () => {
    const asked: number[] = []
    /** What the first look finds, and the second. */
    const looking = (first: readonly ChunkHit[], second: readonly ChunkHit[]): SearchChunks => {
      asked.length = 0
      return async (terms, limit, again) => {
        asked.push(limit)
        const frequencies = new Map([...terms.keys()].map((term) => [termId(term), 2]))
        const found = { stats: { chunks: 9, documents: 9, frequencies }, hits: first }
        return { ...found, again: again(found) && second }
      }
    }
    const [a, b] = [hit('a', 'Vacation.', 9), hit('b', 'Vacation.', 8)]
    const found = async (search: SearchChunks, query = 'vacation', limit = 40) =>
      (await searchLexical(search, queryTerms(query), limit)).hits.map((one) => `${one.document.id}${one.ordinal}`)

    it('what the second finds comes before what only the first has', async () =>
      expect(await found(looking([a, b], [{ ...b, product: 1 }]))).toEqual(['b0', 'a0']))

    it('two passages of one document are two', async () => {
      const next = { ...a, ordinal: 1, product: 8 }
      expect(await found(looking([a, next], [a]))).toEqual(['a0', 'a1'])
    })

    it('the first has enough to learn from, however few are wanted', async () => {
      expect(await found(looking([a, b], [a, b]), 'vacation', 1)).toHaveLength(1)
      expect(asked).toEqual([12])
    })

    it('a search without words is none, and gives no more than is wanted', async () =>
      expect(await found(looking([a, b], [b]), '', 1)).toEqual(['a0']))
  })
})
