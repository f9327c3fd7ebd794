// What a model wants in front of a text, where its model card says so. Known by name only; an unknown name gets nothing.
import type { TextKind } from './types.ts'

export type Prefixes = Readonly<Record<TextKind, string>>

const bge = 'Represent this sentence for searching relevant passages: '
const task = 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:'

const known: readonly { readonly name: RegExp; readonly prefixes: Prefixes }[] = [
  // https://huggingface.co/intfloat/multilingual-e5-large-instruct
  { name: /\be5-.{0,20}instruct/, prefixes: { document: '', query: `${task} ` } },
  // https://huggingface.co/intfloat/e5-large-v2
  { name: /\be5-(small|base|large)\b/, prefixes: { document: 'passage: ', query: 'query: ' } },
  // https://huggingface.co/nomic-ai/nomic-embed-text-v1.5
  { name: /\bnomic-embed-text\b/, prefixes: { document: 'search_document: ', query: 'search_query: ' } },
  // https://huggingface.co/BAAI/bge-large-en-v1.5 (bge-m3 wants none)
  { name: /\bbge-(small|base|large)-en\b/, prefixes: { document: '', query: bge } },
  // https://huggingface.co/mixedbread-ai/mxbai-embed-large-v1
  { name: /\bmxbai-embed-large\b/, prefixes: { document: '', query: bge } },
  // https://huggingface.co/Snowflake/snowflake-arctic-embed-l-v2.0 ("arctic-embed2" at Ollama)
  { name: /\barctic-embed(2\b|.{0,20}-v2\b)/, prefixes: { document: '', query: 'query: ' } },
  // https://huggingface.co/Snowflake/snowflake-arctic-embed-l
  { name: /\barctic-embed\b/, prefixes: { document: '', query: bge } },
  // https://huggingface.co/Qwen/Qwen3-Embedding-0.6B
  { name: /\bqwen3-embedding\b/, prefixes: { document: '', query: task } },
  // https://huggingface.co/google/embeddinggemma-300m
  {
    name: /\bembeddinggemma\b/,
    prefixes: { document: 'title: none | text: ', query: 'task: search result | query: ' },
  },
]

/** @param model as configured: an organisation before it and a tag after it do not matter */
export function prefixesOf(model: string): Prefixes {
  const name = model.toLowerCase().split('/').at(-1) ?? ''
  return known.find((entry) => entry.name.test(name))?.prefixes ?? { document: '', query: '' }
}
