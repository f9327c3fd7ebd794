// The models are asked for real, on loopback, and the jail is tried.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAt } from '../../src/health/findings.ts'
import { checkChat, checkEmbedding, checkJail, checkRerank } from '../../src/rag/check.ts'
import { type EmbeddingsStandIn, startEmbeddings } from '../stand-ins/embeddings.ts'
import { createOpenAiStandIn, type OpenAiStandIn } from '../stand-ins/openai.ts'
import { type RerankStandIn, startRerank } from '../stand-ins/rerank.ts'

const now = () => performance.now()
let chat: OpenAiStandIn
let embeddings: EmbeddingsStandIn
let rerank: RerankStandIn
beforeAll(async () => {
  chat = await createOpenAiStandIn(() => ({ kind: 'text', text: 'Yes' }))
  embeddings = await startEmbeddings()
  rerank = await startRerank()
})
afterAll(async () => {
  await Promise.all([chat.close(), embeddings.close(), rerank.close()])
})

describe('a chat model', () => {
  const model = () => ({ model: 'm', baseUrl: chat.baseUrl })

  it('that answers is well', async () => {
    expect(await checkChat(model(), 5_000)).toEqual([{ about: 'chat model', level: 'ok', message: 'm answers' }])
  })

  it('that says nothing, refuses the key or is down is not', async () => {
    chat.next({ kind: 'text', text: '' })
    expect(await lookAt([{ about: 'x', look: () => checkChat(model(), 5_000) }])).toMatchObject([{ level: 'error' }])
    chat.next({ kind: 'status', status: 401 })
    expect(await lookAt([{ about: 'x', look: () => checkChat(model(), 5_000) }])).toMatchObject([
      { level: 'error', message: expect.stringContaining('OPENAI_API_KEY') },
    ])
    const gone = { model: 'm', baseUrl: 'http://127.0.0.1:1/v1' }
    expect(await lookAt([{ about: 'x', look: () => checkChat(gone, 5_000) }])).toMatchObject([{ level: 'error' }])
  })
})

describe('an embedding model', () => {
  const check = (stored: number | null) => checkEmbedding({ model: 'e', baseUrl: embeddings.baseUrl }, stored, now)

  it('is well when its vectors are as long as those that are indexed', async () => {
    expect(await check(null)).toMatchObject([{ level: 'ok' }])
    expect(await check(embeddings.dimensions)).toMatchObject([{ level: 'ok' }])
  })

  it('is not when they are of another length', async () => {
    expect(await check(embeddings.dimensions + 1)).toMatchObject([
      { level: 'error', message: expect.stringContaining(`those indexed have ${embeddings.dimensions + 1}`) },
    ])
  })
})

it('a rerank model is asked once; none is no finding', async () => {
  expect(await checkRerank({}, now)).toEqual([])
  const check = () => checkRerank({ rerank: { model: 'r', baseUrl: rerank.url } }, now)
  expect(await check()).toEqual([{ about: 'rerank model', level: 'ok', message: 'r answers' }])
  rerank.next({ status: 500 })
  expect(await lookAt([{ about: 'r', look: check }])).toMatchObject([{ level: 'error' }])
})

it('the file reader reads, and its limits hold', async () => {
  expect(await checkJail()).toMatchObject([{ about: 'file reader', level: 'ok' }])
})
