import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRerankEndpoint, type RerankEndpointOptions } from '../../../src/rag/rerank/endpoint.ts'
import { type RerankStandIn, startRerank } from '../../stand-ins/rerank.ts'

let server: RerankStandIn
let clock: number
beforeEach(async () => {
  server = await startRerank()
  clock = 0
})
afterEach(() => server.close())

const reranker = (options: Partial<RerankEndpointOptions> = {}) =>
  createRerankEndpoint({
    baseUrl: server.url,
    apiKey: 'key-for-tests',
    model: 'a-reranker',
    now: () => clock,
    ...options,
  })
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error,
  )

const query = 'red boat sails fast'
const passages = ['a house', 'the boat', 'a red boat sails', 'a red boat sails very fast']

test.each(['cohere', 'voyage', 'tei'] as const)('scores in the order given, from a server like %s', async (form) => {
  server.form = form
  expect(await reranker().rerank(query, passages)).toEqual([0, 0.25, 0.75, 1])
})

test('sends what Cohere, Jina and vLLM read', async () => {
  await reranker().rerank(query, passages)
  expect(server.calls).toEqual([
    {
      path: '/rerank',
      authorization: 'Bearer key-for-tests',
      body: { model: 'a-reranker', query, documents: passages, top_n: 4, return_documents: false },
    },
  ])
})

test('makes shares of logits, in the same order', async () => {
  server.form = 'logits'
  const scores = await reranker().rerank(query, passages)
  expect(scores.every((score) => score > 0 && score < 1)).toBe(true)
  expect(scores).toEqual([...scores].sort((one, other) => one - other))
  expect(new Set(scores).size).toBe(4)
})

test.each([
  ['', ['/rerank']],
  ['', ['/v1/rerank']],
  ['/', ['/v2/rerank']],
  ['/v1', ['/v1/rerank']],
  ['/v1', ['/rerank']],
  ['/v2/', ['/v2/rerank']],
  ['/v1/rerank', ['/v1/rerank']],
])('finds the address below "%s" when it is %j, and remembers it', async (path, paths) => {
  server.paths = paths
  const one = reranker({ baseUrl: `${server.url}${path}` })
  expect(await one.rerank(query, passages)).toEqual([0, 0.25, 0.75, 1])
  server.calls.length = 0
  await one.rerank(query, passages)
  expect(server.calls.map((call) => call.path)).toEqual(paths)
})

test('text-embeddings-inference: learns its form and its batches', async () => {
  server.form = 'tei'
  const one = reranker()
  const many = Array.from({ length: 70 }, (_, i) => passages[i % 4]!)
  const scores = await one.rerank(query, many)
  expect(scores).toEqual(many.map((_, i) => [0, 0.25, 0.75, 1][i % 4]))
  server.calls.length = 0
  await one.rerank(query, passages)
  expect(server.calls.map(({ body }) => body)).toEqual([{ query, texts: passages, truncate: true }])
})

test('shortens passages for a server that does not', async () => {
  server.maxChars = 500
  const long = `red boat ${'and on it goes '.repeat(100)}`
  expect(await reranker().rerank(query, ['a house', long])).toEqual([0, 0.5])
})

test.each([
  ['text', 'hello'],
  ['no list', { answer: 42 }],
  ['a score missing', { results: [{ index: 0, relevance_score: 1 }] }],
  ['a score twice', { results: [0, 1, 1, 2].map((index) => ({ index, relevance_score: 1 })) }],
  ['an index out of range', { results: [0, 1, 2, 4].map((index) => ({ index, relevance_score: 1 })) }],
  ['no number', { results: [0, 1, 2, 3].map((index) => ({ index, relevance_score: 'high' })) }],
])('refuses junk: %s', async (_, body) => {
  server.next({ status: 200, body })
  expect(await failure(reranker().rerank(query, passages))).toMatchObject({ name: 'AppError', code: 'rerank-junk' })
})

test('gives up after its deadline', async () => {
  server.next({ slowMs: 5_000 })
  const error = await failure(reranker({ timeoutMs: 50 }).rerank(query, passages))
  expect(error).toMatchObject({ code: 'rerank-timeout', retry: 'later' })
})

test('is not tried again by itself, and left alone once it keeps failing', async () => {
  const one = reranker()
  server.next({ status: 429, headers: { 'retry-after': '2' } }, { status: 500 }, { status: 503 })
  expect(await failure(one.rerank(query, passages))).toMatchObject({ code: 'rerank-rate-limited', retryAfterMs: 2_000 })
  await failure(one.rerank(query, passages))
  await failure(one.rerank(query, passages))
  expect(server.calls).toHaveLength(3)
  expect(await failure(one.rerank(query, passages))).toMatchObject({ code: 'circuit-open' })
  expect(server.calls).toHaveLength(3)
  clock += 30_001
  expect(await one.rerank(query, passages)).toHaveLength(4)
})

test('names what to check', async () => {
  server.next({ status: 401, body: { message: 'invalid key key-for-tests' } })
  const error = await failure(reranker().rerank(query, passages))
  expect(error).toMatchObject({ code: 'rerank-credentials', retry: 'never' })
  expect(error.message).toContain('RERANK_API_KEY')
  expect(error.message).not.toContain('key-for-tests')
})

test('asks nobody about nothing', async () => {
  expect(await reranker().rerank(query, [])).toEqual([])
  expect(server.calls).toEqual([])
})
