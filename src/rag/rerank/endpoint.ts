// Grades passages through a server's `/rerank`: Cohere, Jina, vLLM and llama.cpp speak one form, text-embeddings-
// inference another. Learns the address, the form and the limits on the first calls.
import { AppError } from '../../errors.ts'
import { failureOf, HttpFailure, isRefused, isTooLong, passingShare } from '../models/model-server.ts'
import { createDeadline, type DeadlineOptions } from './deadline.ts'
import type { Reranker } from './types.ts'

export interface RerankEndpointOptions extends DeadlineOptions {
  /** With or without its version: `https://api.cohere.com/v2`, `http://localhost:8080`. */
  readonly baseUrl: string
  readonly apiKey?: string | undefined
  readonly model: string
}

const setting = { code: 'rerank' as const, model: 'RERANK_MODEL', url: 'RERANK_BASE_URL', key: 'RERANK_API_KEY' }

/** Cohere takes 1,000 documents and bills by the hundred: https://docs.cohere.com/reference/rerank */
const mostPassages = 100
const shortestPassageChars = 200

export function createRerankEndpoint(options: RerankEndpointOptions): Reranker {
  const { model, apiKey } = options
  const withDeadline = createDeadline(options, setting)
  let addresses = candidates(options.baseUrl)
  let isTei = false
  let batchSize = mostPassages
  let longestChars = Number.POSITIVE_INFINITY

  const post = async (body: object, signal: AbortSignal): Promise<unknown> => {
    for (const [i, address] of addresses.entries()) {
      const response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify(body),
        signal,
        redirect: 'error',
      })
      const text = await response.text()
      if (response.ok) {
        addresses = [address]
        return parseJson(text)
      }
      const isElsewhere = response.status === 404 || response.status === 405
      if (isElsewhere && i < addresses.length - 1) continue
      throw new HttpFailure(response.status, response.headers, text.slice(0, 2_000))
    }
    throw new Error('there is always an address')
  }

  const grade = async (query: string, passages: readonly string[], signal: AbortSignal): Promise<readonly number[]> => {
    if (passages.length > batchSize) {
      // Held: grading the first part may teach a smaller size.
      const size = batchSize
      const first = await grade(query, passages.slice(0, size), signal)
      return [...first, ...(await grade(query, passages.slice(size), signal))]
    }
    const texts = passages.map((passage) => passage.slice(0, longestChars).toWellFormed())
    const asTei = isTei
    // https://huggingface.github.io/text-embeddings-inference/ and https://docs.cohere.com/reference/rerank
    const body = asTei
      ? { query, texts, truncate: true }
      : { model, query, documents: texts, top_n: texts.length, return_documents: false }
    try {
      return readScores(await post(body, signal), passages.length)
    } catch (error) {
      const failure = failureOf(error)
      if (error instanceof AppError || !isRefused(failure)) throw error
      if (!asTei && /\btexts\b/.test(failure.message)) {
        isTei = true
        return grade(query, passages, signal)
      }
      if (/batch size/i.test(failure.message) && passages.length > 1) {
        batchSize = Math.min(batchSize, Math.ceil(passages.length / 2))
        return grade(query, passages, signal)
      }
      const longest = Math.max(...texts.map(({ length }) => length))
      if (!isTooLong(failure) || longest <= shortestPassageChars) throw error
      longestChars = Math.max(shortestPassageChars, Math.floor(longest * passingShare(failure)))
      return grade(query, passages, signal)
    }
  }

  return {
    model,
    async rerank(query, passages) {
      if (passages.length === 0) return []
      return toShares(await withDeadline((signal) => grade(query.toWellFormed(), passages, signal)))
    },
  }
}

/** Where `/rerank` may be, most likely first: text-embeddings-inference has no version, Cohere only has versions. */
function candidates(baseUrl: string): readonly string[] {
  const base = baseUrl.replace(/(?<!\/)\/+$/, '').replace(/\/rerank$/, '')
  const root = base.replace(/\/v\d+$/, '')
  return [...new Set([`${base}/rerank`, `${root}/v1/rerank`, `${root}/rerank`, `${root}/v2/rerank`])]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** `results` (Cohere, Jina, vLLM), `data` (Voyage) or a bare list (text-embeddings-inference), in the passages' order. */
function readScores(answer: unknown, count: number): readonly number[] {
  const { results, data } = (answer ?? {}) as { results?: unknown; data?: unknown }
  const list = [answer, results, data].find(Array.isArray)
  const scores = new Array<number | undefined>(count).fill(undefined)
  for (const entry of list ?? []) {
    const { index, relevance_score, score } = (entry ?? {}) as Record<string, unknown>
    const value = relevance_score ?? score
    if (typeof index !== 'number' || !(index in scores) || scores[index] !== undefined) throw junk()
    if (typeof value !== 'number' || !Number.isFinite(value)) throw junk()
    scores[index] = value
  }
  if (scores.includes(undefined)) throw junk()
  return scores as number[]
}

/** Some servers give logits: they become probabilities, which keeps their order. */
function toShares(scores: readonly number[]): readonly number[] {
  return scores.every((score) => score >= 0 && score <= 1) ? scores : scores.map((score) => 1 / (1 + Math.exp(-score)))
}

function junk(): AppError {
  return new AppError(
    'rerank-junk',
    'The rerank server did not answer with one score for each passage: check that RERANK_MODEL is a reranker and RERANK_BASE_URL its server.',
  )
}
