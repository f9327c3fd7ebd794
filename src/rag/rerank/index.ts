// Picks the reranker by what RERANK_MODEL names: "llm" is the chat model as a judge, all else a model of a server.
import { AppError } from '../../errors.ts'
import type { OpenAiEndpoint } from '../models/openai-client.ts'
import { createRerankEndpoint } from './endpoint.ts'
import { createLlmJudge } from './llm-judge.ts'
import type { Reranker } from './types.ts'

export interface RerankerConfig {
  /** A model's name, or "llm". */
  readonly model: string
  readonly baseUrl?: string | undefined
  readonly apiKey?: string | undefined
  /** The chat model, for "llm". */
  readonly chat: OpenAiEndpoint & { readonly model?: string | undefined }
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
}

/** @throws AppError `config`: the message names the variable */
export function createReranker({ model, baseUrl, apiKey, chat, now }: RerankerConfig): Reranker {
  if (model === 'llm') {
    if (chat.model === undefined)
      throw new AppError('config', 'RERANK_MODEL is "llm": set CHAT_MODEL to the model that judges.')
    return createLlmJudge({ baseUrl: chat.baseUrl, apiKey: chat.apiKey, model: chat.model, now })
  }
  if (baseUrl === undefined)
    throw new AppError('config', `RERANK_MODEL is "${model}": set RERANK_BASE_URL to the server that runs it.`)
  return createRerankEndpoint({ baseUrl, apiKey, model, now })
}
