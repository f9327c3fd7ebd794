// The `openai` package behind one address, loaded when it is first needed. Refuses to read the environment: what is
// not configured is not set. Retries are the caller's: it knows how long it may wait.
import type { OpenAI } from 'openai'

export interface OpenAiEndpoint {
  /** With its version, as in `http://localhost:11434/v1`; OpenAI itself by default. */
  readonly baseUrl?: string | undefined
  /** Servers of one's own want none. */
  readonly apiKey?: string | undefined
}

/** The client, made once. */
export function lazyOpenAi({ baseUrl, apiKey }: OpenAiEndpoint): () => Promise<OpenAI> {
  let client: Promise<OpenAI> | undefined
  const create = async () => {
    const { OpenAI } = await import('openai')
    return new OpenAI({
      baseURL: baseUrl ?? 'https://api.openai.com/v1',
      apiKey: apiKey ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      maxRetries: 0,
      logLevel: 'off',
    })
  }
  return () => {
    client ??= create()
    return client
  }
}
