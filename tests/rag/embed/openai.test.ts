import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOpenAiEmbedder, type OpenAiEmbedderOptions } from '../../../src/rag/embed/openai.ts'
import { bagOfWords, type EmbeddingsStandIn, startEmbeddings } from '../../stand-ins/embeddings.ts'

let server: EmbeddingsStandIn
/** The waits that the embedder asked for: they move the clock and take no time. */
let waits: number[]
let clock: number

beforeEach(async () => {
  server = await startEmbeddings()
  waits = []
  clock = 0
})
afterEach(() => server.close())

function embedder(options: Partial<OpenAiEmbedderOptions> = {}) {
  return createOpenAiEmbedder({
    baseUrl: server.baseUrl,
    apiKey: 'key-for-tests',
    model: 'a-model',
    now: () => clock,
    pause: async (ms) => {
      waits.push(ms)
      clock += ms
    },
    ...options,
  })
}

const words = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `word${letters(from + i)}`)
const letters = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')
const unit = (text: string, dimensions = 16) => {
  const vector = bagOfWords(text, dimensions)
  const length = Math.hypot(...vector)
  return Float32Array.from(vector, (value) => value / length)
}
const closeTo = (vector: Float32Array) => Array.from(vector, (value) => expect.closeTo(value, 5))
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => error,
  )

test('gives unit vectors in the order of the texts, whatever the order of the answer', async () => {
  server.isReversed = true
  const one = embedder()
  const texts = ['apples and pears', 'a boat', 'rain, rain']
  const vectors = await one.embed(texts, 'document')
  expect(vectors.map((vector) => [...vector])).toEqual(texts.map((text) => closeTo(unit(text))))
  expect(one.dimensions).toBe(16)
  expect(server.calls).toHaveLength(1)
  expect(server.calls[0]?.body).toEqual({ model: 'a-model', input: texts, encoding_format: 'float' })
  expect(server.calls[0]?.authorization).toBe('Bearer key-for-tests')
})

test('asks for a few hundred texts in batches, two at a time, and keeps their order', async () => {
  const texts = words(300)
  server.next({ slowMs: 20 }, { slowMs: 20 })
  const vectors = await embedder().embed(texts, 'document')
  expect(vectors.map((vector) => [...vector])).toEqual(texts.map((text) => closeTo(unit(text))))
  expect(server.calls.map(({ input }) => input.length)).toEqual([128, 128, 44])
  expect(server.mostAtOnce()).toBe(2)
  expect(await embedder().embed([], 'document')).toEqual([])
})

test('batches by tokens too', async () => {
  server.maxWords = 20_000
  const long = 'many words '.repeat(8_000)
  await embedder().embed([long, long, long, long], 'document')
  expect(server.calls.map(({ input }) => input.length)).toEqual([2, 2])
})

test('halves a batch that the server refuses, and remembers what it takes', async () => {
  server.maxInputs = 32
  const one = embedder()
  const texts = words(128)
  const vectors = await one.embed(texts, 'document')
  expect(vectors.map((vector) => [...vector])).toEqual(texts.map((text) => closeTo(unit(text))))
  server.calls.length = 0
  await one.embed(words(100, 500), 'document')
  expect(server.calls.map(({ input }) => input.length)).toEqual([32, 32, 32, 4])
})

test.each([
  ['OpenAI', 400, { error: { message: "This model's maximum context length is 20 tokens, however you requested 50" } }],
  ['text-embeddings-inference', 413, { message: '`inputs` must have less than 20 tokens. Given: 50', code: 413 }],
  [
    'older vLLM',
    400,
    { object: 'error', message: 'maximum context length is 400 tokens, you requested 1000', code: 400 },
  ],
  ['llama.cpp', 500, { error: { message: 'input is too large to process' } }],
])('cuts a text that is too long for %s, and leaves the others whole', async (_, status, body) => {
  server.maxWords = 20
  server.tooLong = { status, body }
  const one = embedder()
  const short = words(20).join(' ')
  const long = words(50, 100)
  const vectors = await one.embed([short, long.join(' '), 'tail'], 'document')
  expect([...vectors[0]!]).toEqual(closeTo(unit(short)))
  expect([...vectors[2]!]).toEqual(closeTo(unit('tail')))
  const taken = server.calls.flatMap(({ input }) => input).filter((text) => text.startsWith(`${long[0]} `))
  expect(taken.at(-1)!.split(' ').length).toBeLessThanOrEqual(20)
  expect(taken.at(-1)!.split(' ').length).toBeGreaterThan(10)
  // Learnt: the next long text goes out short enough at once.
  server.calls.length = 0
  await one.embed([words(60, 300).join(' '), 'tail'], 'document')
  expect(server.calls).toHaveLength(1)
  // One long text said nothing of how many the server takes.
  server.calls.length = 0
  await one.embed(words(20, 400), 'document')
  expect(server.calls).toHaveLength(1)
})

test('waits as long as a 429 asks, then goes on more slowly', async () => {
  server.next({ status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'rate limit' } } })
  const one = embedder()
  await one.embed(['a'], 'document')
  expect(waits).toEqual([7_000])
  waits = []
  await one.embed(words(300), 'document')
  expect(waits.length).toBeGreaterThanOrEqual(2)
})

test('does not wait for an account without credit', async () => {
  server.next({
    status: 429,
    body: { error: { message: 'Please add credit', code: 'insufficient_quota' } },
  })
  const error = await failure(embedder().embed(['a'], 'document'))
  expect(error).toMatchObject({ name: 'AppError', code: 'embedding-out-of-credit' })
  expect(server.calls).toHaveLength(1)
})

test('tries again after a server error and a lost connection, waiting longer each time', async () => {
  server.next({ status: 503 }, 'drop', { status: 500, body: 'oops' })
  const [vector] = await embedder().embed(['a boat'], 'document')
  expect([...vector!]).toEqual(closeTo(unit('a boat')))
  expect(waits).toEqual([500, 1_000, 2_000])
})

test('gives up in the end, with what to do', async () => {
  server.next(...Array.from({ length: 6 }, () => ({ status: 503 })))
  const error = await failure(embedder().embed(['a'], 'document'))
  expect(error).toMatchObject({ name: 'AppError', code: 'embedding-failed', retry: 'later' })
  expect(server.calls).toHaveLength(6)
})

test.each([
  [401, { error: { message: 'Incorrect API key provided: key-for-tests' } }, 'embedding-credentials', 'OPENAI_API_KEY'],
  [404, { error: { message: 'model "a-model" not found' } }, 'embedding-not-found', 'EMBEDDING_MODEL'],
  [400, { error: { message: 'this model does not support embeddings' } }, 'embedding-refused', 'EMBEDDING_MODEL'],
])('an answer of %i is not tried again; the message names the fix and no secret', async (status, body, code, name) => {
  server.next({ status, body })
  const error = await failure(embedder().embed(['a secret text'], 'document'))
  expect(error).toMatchObject({ name: 'AppError', code, retry: 'never' })
  expect(error.message).toContain(name)
  expect(error.message).not.toMatch(/key-for-tests|secret text/)
  expect(server.calls).toHaveLength(1)
})

test.each([
  ['too few vectors', { data: [] }],
  ['no list', { hello: 1 }],
  ['text', '<html>welcome</html>'],
  ['text that is called JSON', '{"data":[{"emb'],
  ['no numbers', { data: [{ index: 0, embedding: ['1', '2'] }] }],
  ['not finite', '{"data":[{"index":0,"embedding":[1e999,2]}]}'],
  ['zeros', { data: [{ index: 0, embedding: [0, 0] }] }],
  ['an index out of range', { data: [{ index: 5, embedding: [1, 2] }] }],
])('refuses junk: %s', async (_, body) => {
  const headers = { 'content-type': 'application/json' }
  server.next({ status: 200, body, headers: typeof body === 'string' && body.startsWith('<') ? {} : headers })
  expect(await failure(embedder().embed(['a'], 'document'))).toMatchObject({ code: 'embedding-junk', retry: 'never' })
})

test('refuses vectors of another length than before, and of another than configured', async () => {
  const one = embedder()
  await one.embed(['a'], 'document')
  server.dimensions = 8
  const error = await failure(one.embed(['b'], 'document'))
  expect(error).toMatchObject({ code: 'embedding-dimensions', retry: 'never' })
  expect(error.message).toContain('reindex')
  expect(await failure(embedder({ dimensions: 16 }).embed(['b'], 'document'))).toMatchObject({
    code: 'embedding-dimensions',
  })
})

test('asks for the configured dimensions, unless the server cannot be asked', async () => {
  const one = embedder({ dimensions: 16 })
  expect(one.dimensions).toBe(16)
  server.next({ status: 400, body: { message: 'Model "a-model" does not support matryoshka representation' } })
  await one.embed(['a'], 'document')
  await one.embed(['b'], 'document')
  expect(server.calls.map(({ body }) => body.dimensions)).toEqual([16, undefined, undefined])
})

test('a query is remembered', async () => {
  const one = embedder()
  const [first] = await one.embed(['where is it'], 'query')
  const [second] = await one.embed(['where is it'], 'query')
  expect(second).toBe(first)
  await one.embed(['where is it'], 'document')
  expect(server.calls).toHaveLength(2)
})

test.each(['stall', { slowMs: 5_000 }] as const)('a query is given up after its deadline: %o', async (mishap) => {
  server.next(mishap)
  const one = embedder({ queryTimeoutMs: 400 })
  expect(await failure(one.embed(['a'], 'query'))).toMatchObject({ code: 'embedding-timeout', retry: 'later' })
  expect(server.calls).toHaveLength(1)
})

test('a query does not wait for a rate limit, nor for documents', async () => {
  server.next({ status: 429, headers: { 'retry-after': '30' } })
  const one = embedder()
  const error = await failure(one.embed(['a'], 'query'))
  expect(error).toMatchObject({ code: 'embedding-rate-limited', retry: 'later', retryAfterMs: 30_000 })
  expect(waits).toEqual([])
})

test('leaves a server alone that keeps failing on queries, and comes back to it', async () => {
  const one = embedder()
  server.next(...Array.from({ length: 6 }, () => ({ status: 500, body: {} })))
  for (const query of ['a', 'b', 'c']) await failure(one.embed([query], 'query'))
  const calls = server.calls.length
  expect(await failure(one.embed(['d'], 'query'))).toMatchObject({ code: 'circuit-open' })
  expect(server.calls).toHaveLength(calls)
  clock += 30_001
  expect(await one.embed(['d'], 'query')).toHaveLength(1)
})

test('says it when nothing listens there', async () => {
  await server.close()
  const error = await failure(embedder().embed(['a'], 'query'))
  expect(error).toMatchObject({ code: 'embedding-unreachable', retry: 'later' })
  expect(error.message).toContain('OPENAI_BASE_URL')
  server = await startEmbeddings()
})

test('sends what a model wants in front of a text', async () => {
  const one = embedder({ model: 'intfloat/multilingual-e5-large' })
  await one.embed(['a boat'], 'document')
  await one.embed(['a boat'], 'query')
  expect(server.calls.map(({ input }) => input[0])).toEqual(['passage: a boat', 'query: a boat'])
})

test('sends no blank text and no broken characters', async () => {
  await embedder().embed(['  ', 'x\ud800'], 'document')
  expect(server.calls[0]?.input).toEqual(['.', 'x\ufffd'])
})
