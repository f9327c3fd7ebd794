import { expect, test } from 'vitest'
import { createReranker } from '../../../src/rag/rerank/index.ts'

const now = () => 0

test('"llm" is the chat model, all else a model of the rerank server', () => {
  const chat = { model: 'a-chat-model', baseUrl: 'http://127.0.0.1:1/v1' }
  expect(createReranker({ model: 'llm', chat, now }).model).toBe('a-chat-model')
  expect(createReranker({ model: 'bge-reranker', baseUrl: 'http://127.0.0.1:1', chat, now }).model).toBe('bge-reranker')
})

test.each([
  ['llm', 'CHAT_MODEL'],
  ['bge-reranker', 'RERANK_BASE_URL'],
])('%s without what it needs names the variable', (model, name) => {
  expect(() => createReranker({ model, chat: {}, now })).toThrow(expect.objectContaining({ code: 'config' }))
  expect(() => createReranker({ model, chat: {}, now })).toThrow(name)
})
