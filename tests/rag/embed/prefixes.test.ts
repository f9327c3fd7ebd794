import { expect, test } from 'vitest'
import { prefixesOf } from '../../../src/rag/embed/prefixes.ts'

test.each([
  ['intfloat/e5-large-v2', 'passage: ', 'query: '],
  ['intfloat/multilingual-e5-small', 'passage: ', 'query: '],
  ['nomic-ai/nomic-embed-text-v1.5', 'search_document: ', 'search_query: '],
  ['nomic-embed-text:latest', 'search_document: ', 'search_query: '],
  ['Snowflake/snowflake-arctic-embed-m-v2.0', '', 'query: '],
  ['snowflake-arctic-embed2', '', 'query: '],
])('%s', (model, document, query) => {
  expect(prefixesOf(model)).toEqual({ document, query })
})

test.each([
  ['BAAI/bge-small-en-v1.5', /^Represent this sentence/],
  ['mxbai-embed-large', /^Represent this sentence/],
  ['Snowflake/snowflake-arctic-embed-m-v1.5', /^Represent this sentence/],
  ['intfloat/multilingual-e5-large-instruct', /^Instruct: .*\nQuery: $/],
  ['Qwen/Qwen3-Embedding-0.6B', /^Instruct: .*\nQuery:$/],
])('%s has an instruction before queries only', (model, query) => {
  expect(prefixesOf(model).query).toMatch(query)
  expect(prefixesOf(model).document).toBe('')
})

test.each(['text-embedding-3-small', 'BAAI/bge-m3', 'all-MiniLM-L6-v2', 'e5-something-else', 'base5-large', ''])(
  '"%s" gets nothing',
  (model) => {
    expect(prefixesOf(model)).toEqual({ document: '', query: '' })
  },
)
