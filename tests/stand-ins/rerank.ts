// A small rerank server and a chat model that judges, on loopback. Both score a passage by the words it shares with
// the query. It can speak any of the forms that servers speak, and be told how the next calls go wrong.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface RerankCall {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly authorization: string | undefined
}

type Mishap =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly slowMs: number }
  /** What the chat model says instead of its grades. */
  | { readonly says: string }

export interface RerankStandIn {
  readonly url: string
  readonly calls: RerankCall[]
  /** Where `/rerank` is served. */
  paths: readonly string[]
  /** `tei`: text-embeddings-inference, a bare list and at most 32 texts. */
  form: 'cohere' | 'voyage' | 'tei' | 'logits'
  /** Characters of one passage; more are refused. */
  maxChars: number
  next(...mishaps: Mishap[]): void
  close(): Promise<void>
}

const shared = (query: string, passage: string) => {
  const words = new Set(passage.toLowerCase().match(/\p{L}+/gu))
  const asked = query.toLowerCase().match(/\p{L}+/gu) ?? []
  return asked.filter((word) => words.has(word)).length / Math.max(asked.length, 1)
}

export async function startRerank(): Promise<RerankStandIn> {
  const mishaps: Mishap[] = []

  const rerank = (body: Record<string, unknown>): { status: number; body: unknown } => {
    const texts = (standIn.form === 'tei' ? body.texts : body.documents) as string[] | undefined
    if (!texts)
      return { status: 422, body: 'Failed to deserialize the JSON body into the target type: missing field `texts`' }
    if (standIn.form === 'tei' && texts.length > 32)
      return { status: 422, body: { error: `batch size ${texts.length} > maximum allowed batch size 32` } }
    if (texts.some(({ length }) => length > standIn.maxChars))
      return { status: 400, body: { error: { message: 'the maximum context length is exceeded' } } }
    const scores = texts.map((text, index) => ({ index, score: shared(String(body.query), text) }))
    scores.sort((one, other) => other.score - one.score)
    if (standIn.form === 'tei') return { status: 200, body: scores }
    const score = (value: number) => (standIn.form === 'logits' ? value * 20 - 10 : value)
    const results = scores.map((entry) => ({ index: entry.index, relevance_score: score(entry.score) }))
    return { status: 200, body: standIn.form === 'voyage' ? { data: results } : { results } }
  }

  const judge = (body: Record<string, unknown>): string => {
    const messages = body.messages as { role: string; content: string }[]
    const { question, passages } = JSON.parse(messages.at(-1)!.content) as {
      question: string
      passages: { number: number; text: string }[]
    }
    return JSON.stringify({ grades: passages.map(({ text }) => Math.round(shared(question, text) * 3)) })
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    let text = ''
    for await (const part of request) text += part
    const path = request.url ?? ''
    const body = JSON.parse(text) as Record<string, unknown>
    standIn.calls.push({ path, body, authorization: request.headers.authorization })
    const isChat = path === '/v1/chat/completions'
    if (!isChat && !standIn.paths.includes(path)) return answer(404, { detail: 'Not Found' })
    const mishap = mishaps.shift()
    if (mishap && 'status' in mishap) return answer(mishap.status, mishap.body ?? {}, mishap.headers)
    if (mishap && 'slowMs' in mishap) await new Promise((next) => setTimeout(next, mishap.slowMs))
    if (isChat) {
      const content = mishap && 'says' in mishap ? mishap.says : judge(body)
      return answer(200, { choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }] })
    }
    const { status, body: result } = rerank(body)
    answer(status, result)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const standIn: RerankStandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    paths: ['/rerank', '/v1/rerank', '/v2/rerank'],
    form: 'cohere',
    maxChars: 100_000,
    next: (...more) => void mishaps.push(...more),
    close() {
      server.closeAllConnections()
      return new Promise((closed) => void server.close(() => closed()))
    },
  }
  return standIn
}
