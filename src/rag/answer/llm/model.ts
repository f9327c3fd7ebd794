// One chat completion from any OpenAI-compatible server, streamed: time limits, one careful retry, and parameters that
// a server rejects left out. Offers no tools and follows none; the SDK is loaded at the first call.
import { setTimeout as wait } from 'node:timers/promises'
import type OpenAI from 'openai'
import { AppError } from '../../../errors.ts'
import { lazyOpenAi } from '../../models/openai-client.ts'

export interface ModelOptions {
  /** Up to and with `/v1`; OpenAI's own by default. */
  readonly baseUrl?: string
  /** Servers of one's own mostly want none: a placeholder is sent then. */
  readonly apiKey?: string
  readonly model: string
  /** Until the first token, a model being loaded included: 45,000 by default, in ms. */
  readonly firstTokenMs?: number
  /** Between two tokens: 15,000 by default, in ms. */
  readonly betweenTokensMs?: number
  /** In all, retries included: 120,000 by default, in ms. */
  readonly totalMs?: number
  /** Of an answer; 1,000 by default. Reasoning models that count their thoughts get four times as many. */
  readonly maxTokens?: number
  /**
   * Of the passages it reads, roughly counted. 6,000 by default, and 2,600 for a server of one's own, whose window is
   * often 4,096 (https://docs.ollama.com/context-length): what is longer would be cut silently.
   */
  readonly passageTokens?: number
}

export interface Messages {
  readonly system: string
  readonly user: string
}

export interface Completion {
  readonly text: string
  /** `cut`: it ended in the middle; `filtered`: the server or the model declined. */
  readonly end: 'whole' | 'cut' | 'filtered'
  /** Prompt and completion together, when the server counts. */
  readonly tokens?: number
}

export interface ChatModel {
  /**
   * @param onText gets the text so far after each piece
   * @throws AppError `model-down`, `model-slow`, `model-busy`, `model-misconfigured` or `model-junk`
   */
  complete(messages: Messages, onText: (soFar: string) => void): Promise<Completion>
}

/** A 429 that asks for at most this is waited for, once. */
const maxWaitMs = 2_000
/** What is read of an answer at most, beside its tokens: some servers ignore the limit. */
const charsPerToken = 8
const thinkingFactor = 4

const quirks = {
  usage: /stream_options|include_usage/,
  maxTokens: /max_completion_tokens|max_tokens/,
  temperature: /temperature/,
  system: /system(?: \w+)? role|role(?: \w+)? system|only user and assistant|roles must alternate/,
} as const
type Quirk = keyof typeof quirks

type Sdk = typeof import('openai')

export function createChatModel(options: ModelOptions): ChatModel {
  const { firstTokenMs = 45_000, betweenTokensMs = 15_000, totalMs = 120_000, maxTokens = 1_000 } = options
  /** What this server was seen to reject; kept for the life of the process. */
  const rejected = new Set<Quirk>()
  const connect = lazyOpenAi(options)

  const requestOf = ({ system, user }: Messages): OpenAI.Chat.ChatCompletionCreateParamsStreaming => ({
    model: options.model,
    stream: true,
    messages: rejected.has('system')
      ? [{ role: 'user', content: `${system}\n\n${user}` }]
      : [
          { role: 'system', content: system },
          { role: 'user', content: user },
        ],
    ...(rejected.has('maxTokens') ? { max_completion_tokens: maxTokens * thinkingFactor } : { max_tokens: maxTokens }),
    ...(rejected.has('temperature') ? {} : { temperature: 0 }),
    ...(rejected.has('usage') ? {} : { stream_options: { include_usage: true } }),
  })

  return {
    async complete(messages, onText) {
      const [sdk, client] = await Promise.all([import('openai'), connect()])
      const clock = createClock(totalMs)
      const tried = { connection: false, wait: false }
      try {
        for (;;) {
          let hasBegun = false
          try {
            clock.allow(firstTokenMs)
            const stream = await client.chat.completions.create(requestOf(messages), { signal: clock.signal })
            const read = createReader((text) => {
              hasBegun = true
              onText(text)
            })
            for await (const chunk of stream) {
              if (read.take(chunk)) clock.allow(betweenTokensMs)
              if (read.length() > maxTokens * charsPerToken * thinkingFactor) break
            }
            // The SDK ends an aborted stream like a finished one.
            if (clock.isOver()) throw slow()
            return read.completion()
          } catch (error) {
            if (clock.isOver()) throw slow(error)
            const failure = failureOf(sdk, error)
            const retryMs = failure.retryAfterMs
            if (!hasBegun && isLost(sdk, error) && !tried.connection) tried.connection = true
            else if (failure.code === 'model-busy' && retryMs !== undefined && retryMs <= maxWaitMs && !tried.wait) {
              tried.wait = true
              await wait(retryMs)
            } else if (!leaveOut(sdk, error, rejected)) throw failure
          }
        }
      } finally {
        clock.stop()
      }
    },
  }
}

/** Aborts when the time that was last allowed, or all of it, has passed. */
function createClock(totalMs: number) {
  const abort = new AbortController()
  let step: NodeJS.Timeout | undefined
  const total = setTimeout(() => abort.abort(), totalMs)
  return {
    signal: abort.signal,
    isOver: () => abort.signal.aborted,
    allow(ms: number) {
      clearTimeout(step)
      step = setTimeout(() => abort.abort(), ms)
    },
    stop() {
      clearTimeout(step)
      clearTimeout(total)
    },
  }
}

function createReader(onText: (soFar: string) => void) {
  let text = ''
  let refusal = ''
  let finish: string | null = null
  let tokens: number | undefined
  let thoughts = 0
  return {
    length: () => text.length + thoughts,
    /** Whether the model said something, a thought included. */
    take(chunk: OpenAI.Chat.ChatCompletionChunk): boolean {
      if (typeof chunk?.usage?.total_tokens === 'number') tokens = chunk.usage.total_tokens
      const choice = chunk?.choices?.[0]
      if (!choice) return false
      finish = choice.finish_reason ?? finish
      const delta: Readonly<Record<string, unknown>> = { ...choice.delta }
      if (typeof delta.refusal === 'string') refusal += delta.refusal
      // Servers of one's own stream what a model thinks in a field of its own.
      const thought = [delta.reasoning_content, delta.reasoning].find((one) => typeof one === 'string')
      thoughts += thought?.length ?? 0
      if (typeof delta.content === 'string' && delta.content !== '') {
        text += delta.content
        onText(text)
        return true
      }
      return thought !== undefined
    },
    completion(): Completion {
      const isFiltered = finish === 'content_filter' || refusal !== ''
      const end = isFiltered ? 'filtered' : finish === 'stop' ? 'whole' : 'cut'
      return { text, end, ...(tokens === undefined ? {} : { tokens }) }
    },
  }
}

function slow(cause?: unknown): AppError {
  return new AppError('model-slow', 'The chat model took too long to answer.', { retry: 'later', cause })
}

/** The connection failed, not the request. */
function isLost(sdk: Sdk, error: unknown): boolean {
  return error instanceof sdk.APIConnectionError || !(error instanceof sdk.APIError || error instanceof SyntaxError)
}

function failureOf(sdk: Sdk, error: unknown): AppError {
  if (error instanceof SyntaxError)
    return new AppError('model-junk', 'The chat model sent what is no stream of a completion.', { cause: error })
  if (isLost(sdk, error) || !(error instanceof sdk.APIError))
    return new AppError('model-down', 'The chat model cannot be reached; check OPENAI_BASE_URL.', {
      retry: 'later',
      cause: error,
    })
  const { status } = error
  if (status === 429) {
    const retryAfterMs = retryAfter(error.headers)
    return new AppError('model-busy', 'The chat model is rate-limited.', { retry: 'later', retryAfterMs, cause: error })
  }
  if (status !== undefined && status < 500)
    return new AppError(
      'model-misconfigured',
      `The chat model refused the request with ${status}; check OPENAI_BASE_URL (up to and with /v1), OPENAI_API_KEY and CHAT_MODEL.`,
      { cause: error },
    )
  return new AppError('model-down', 'The chat model failed.', { retry: 'later', cause: error })
}

/** Milliseconds; undefined when it does not say, or says a date. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (Number.isFinite(ms)) return ms
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}

/** Marks what a server rejects by name; the first time it names nothing, the usage count. False when there is no more. */
function leaveOut(sdk: Sdk, error: unknown, rejected: Set<Quirk>): boolean {
  if (!(error instanceof sdk.APIError) || (error.status !== 400 && error.status !== 422)) return false
  const said = error.message.toLowerCase()
  const named = (Object.keys(quirks) as Quirk[]).find((quirk) => quirks[quirk].test(said) && !rejected.has(quirk))
  const next = named ?? (rejected.has('usage') ? undefined : 'usage')
  if (next === undefined) return false
  rejected.add(next)
  return true
}
