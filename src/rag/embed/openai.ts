// Vectors from any server that speaks OpenAI's `/embeddings` (OpenAI, Ollama, vLLM, LM Studio, text-embeddings-
// inference). Learns what the server takes: batches that it refuses are halved, texts that are too long are cut.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { createCircuitBreaker } from '../models/circuit-breaker.ts'
import {
  failureOf,
  isRefused,
  isTooLong,
  isTransient,
  passingShare,
  type Setting,
  toAppError,
} from '../models/model-server.ts'
import { lazyOpenAi, type OpenAiEndpoint } from '../models/openai-client.ts'
import { estimateTokens, splitIntoBatches, startingLimits } from './batches.ts'
import { createPace, type Pause } from './pace.ts'
import { prefixesOf } from './prefixes.ts'
import { createQueryCache } from './query-cache.ts'
import type { Embedder } from './types.ts'
import { checkDimensions, readVectors } from './vectors.ts'

export interface OpenAiEmbedderOptions extends OpenAiEndpoint {
  readonly model: string
  /** Asked of the server, which may not know how: then only checked. */
  readonly dimensions?: number | undefined
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  readonly pause?: Pause
  readonly log?: Log | undefined
  /** After which a query is given up: 2,000 by default. */
  readonly queryTimeoutMs?: number
}

const setting: Setting = {
  code: 'embedding',
  model: 'EMBEDDING_MODEL',
  url: 'OPENAI_BASE_URL',
  key: 'OPENAI_API_KEY',
}

/** A batch on a slow processor may take its time: what takes longer is halved. */
const documents = { tries: 6, requestMs: 60_000, backoffMs: 500, longestWaitMs: 300_000 }
const query = { tries: 2, backoffMs: 50 }
const longestBackoffMs = 30_000
/** Below this a text is not cut further: the server refuses it for something else. */
const fewestTokens = 32

interface Budget {
  readonly tries: number
  readonly requestMs: number
  readonly backoffMs: number
  /** A wait that the server asks for, or that is left, beyond which it is not tried again. */
  readonly waitLeftMs: () => number
  readonly signal?: AbortSignal
  readonly isPaced: boolean
}

interface Sent {
  readonly vectors: readonly Float32Array[]
  readonly isCut: boolean
}

export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, now, pause = sleep, log, queryTimeoutMs = 2_000 } = options
  const client = lazyOpenAi(options)
  const prefixes = prefixesOf(model)
  const pace = createPace({ now, pause, slots: 2 })
  const breaker = createCircuitBreaker({ now })
  const cache = createQueryCache()
  let dimensions = options.dimensions
  let asksDimensions = options.dimensions !== undefined
  let limits = startingLimits
  /** Of one text, as far as it is learnt. */
  let longestText = Number.POSITIVE_INFINITY

  const request = async (input: readonly string[], { requestMs, waitLeftMs, signal }: Budget) => {
    const openai = await client()
    const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(requestMs, waitLeftMs()))))
    const body = { model, input: [...input], encoding_format: 'float' as const }
    try {
      const answer = await openai.embeddings.create(
        asksDimensions ? { ...body, dimensions: options.dimensions! } : body,
        {
          signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
        },
      )
      const vectors = readVectors(answer, input.length)
      dimensions = checkDimensions(vectors, dimensions)
      return vectors
    } catch (error) {
      // The SDK's abort says nothing of whose it was.
      if (timeout.aborted) throw timeout.reason
      // What says that it is JSON, and is not.
      if (error instanceof SyntaxError) return readVectors(null, input.length)
      throw error
    }
  }

  /** Tries again what may pass as it is. Throws what the SDK threw. */
  const attempt = async (input: readonly string[], budget: Budget): Promise<readonly Float32Array[]> => {
    for (let tried = 1; ; tried++) {
      const hasAsked = asksDimensions
      try {
        const work = () => request(input, budget)
        return await (budget.isPaced ? pace.run(work) : work())
      } catch (error) {
        if (error instanceof AppError) throw error
        const failure = failureOf(error)
        if (hasAsked && isRefused(failure) && /dimension|matryoshka/i.test(failure.message)) {
          asksDimensions = false
          continue
        }
        const backoffMs = Math.min(budget.backoffMs * 2 ** (tried - 1), longestBackoffMs)
        const waitMs = failure.retryAfterMs ?? backoffMs
        if (failure.status === 429 && isTransient(failure)) pace.limited(waitMs)
        const isLast = tried >= budget.tries || waitMs >= budget.waitLeftMs()
        if (isLast || !isTransient(failure) || budget.signal?.aborted) throw error
        log?.info('the embedding server is tried again', { status: failure.status, tried, waitMs })
        await pause(waitMs)
      }
    }
  }

  const cut = (text: string, share: number): string => text.slice(0, Math.floor(text.length * share)).toWellFormed()

  /** In halves what is refused, until it passes or a single text is left, which is cut until it passes. */
  const send = async (input: readonly string[], budget: Budget): Promise<Sent> => {
    if (input.length > limits.inputs) return sendParts(splitIntoBatches(input, limits), budget)
    const [only, ...others] = input
    try {
      return { vectors: await attempt(input, budget), isCut: false }
    } catch (error) {
      const failure = failureOf(error)
      if (only === undefined || !(isRefused(failure) || (failure.isTimeout && others.length > 0))) throw error
      if (others.length > 0) {
        const middle = Math.ceil(input.length / 2)
        const sent = await sendParts([input.slice(0, middle), input.slice(middle)], budget)
        // One text too long says nothing of how many the server takes.
        if (!sent.isCut && middle < limits.inputs) {
          limits = { ...limits, inputs: middle }
          log?.info('the embedding server takes smaller batches', { inputs: middle })
        }
        return sent
      }
      if (!isTooLong(failure) || estimateTokens(only) <= fewestTokens) throw error
      const shorter = cut(only, passingShare(failure))
      const { vectors } = await send([shorter], budget)
      remember(estimateTokens(shorter))
      return { vectors, isCut: true }
    }
  }

  const sendParts = async (parts: readonly (readonly string[])[], budget: Budget): Promise<Sent> => {
    const sent: Sent[] = []
    for (const part of parts) sent.push(await send(part, budget))
    return { vectors: sent.flatMap(({ vectors }) => vectors), isCut: sent.some(({ isCut }) => isCut) }
  }

  const remember = (tokens: number) => {
    if (tokens >= longestText) return
    longestText = tokens
    log?.warn('EMBEDDING_MODEL reads only the beginning of long passages', { tokens })
  }

  /** Blank texts are refused by some servers, and lone surrogates are no UTF-8. */
  const prepare = (text: string, prefix: string): string => {
    const whole = `${prefix}${text.trim() === '' ? '.' : text}`.toWellFormed()
    const tokens = estimateTokens(whole)
    return tokens > longestText ? cut(whole, longestText / tokens) : whole
  }

  const embedDocuments = async (texts: readonly string[]): Promise<readonly Float32Array[]> => {
    const stop = new AbortController()
    const batches = splitIntoBatches(
      texts.map((text) => prepare(text, prefixes.document)),
      limits,
    )
    const sent = batches.map(async (batch) => {
      const budget = { ...documents, waitLeftMs: () => documents.longestWaitMs, signal: stop.signal, isPaced: true }
      return (await send(batch, budget)).vectors
    })
    try {
      return (await Promise.all(sent)).flat()
    } finally {
      // The first failure is everyone's: what is still under way would be thrown away.
      stop.abort()
    }
  }

  const embedQuery = async (text: string): Promise<Float32Array> => {
    const known = cache.get(text)
    if (known) return known
    const vector = await breaker.run(async () => {
      const deadline = now() + queryTimeoutMs
      const budget = { ...query, requestMs: queryTimeoutMs, waitLeftMs: () => deadline - now(), isPaced: false }
      try {
        const { vectors } = await send([prepare(text, prefixes.query)], budget)
        return vectors[0]!
      } catch (error) {
        // Mapped inside: the breaker reads how long the server asks to be left alone.
        throw toAppError(error, setting)
      }
    })
    cache.set(text, vector)
    return vector
  }

  return {
    model,
    get dimensions() {
      return dimensions
    },
    async embed(texts, kind) {
      if (kind === 'query') return Promise.all(texts.map(embedQuery))
      try {
        return await embedDocuments(texts)
      } catch (error) {
        throw toAppError(error, setting)
      }
    },
  }
}
