// A small embedding server on loopback, OpenAI's `/v1/embeddings`: bags of words hashed into a few dimensions. It can
// be told its limits, and how the next calls go wrong. It refuses every other address.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface EmbeddingCall {
  readonly input: readonly string[]
  readonly body: Readonly<Record<string, unknown>>
  readonly authorization: string | undefined
}

/** What the next call gets instead of vectors. `body` as JSON unless it is a string. */
type Mishap =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly slowMs: number }
  | 'drop'
  /** The headers and no more. */
  | 'stall'

export interface EmbeddingsStandIn {
  readonly baseUrl: string
  readonly calls: EmbeddingCall[]
  /** Requests at the same time, at the most. */
  readonly mostAtOnce: () => number
  dimensions: number
  /** text-embeddings-inference: more inputs are refused with 413. */
  maxInputs: number
  /** Words of one input; more are refused with `tooLong`. */
  maxWords: number
  tooLong: { readonly status: number; readonly body: unknown }
  /** Answers with the entries the other way round; `index` tells. */
  isReversed: boolean
  next(...mishaps: Mishap[]): void
  close(): Promise<void>
}

/** The vector that the stand-in gives a text, before any normalization. */
export function bagOfWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? ['.']) {
    let hash = 7
    for (const character of word) hash = (hash * 31 + character.codePointAt(0)!) % 1_000_003
    vector[hash % dimensions]! += 1
  }
  return vector
}

export async function startEmbeddings(): Promise<EmbeddingsStandIn> {
  const mishaps: Mishap[] = []
  let open = 0
  let most = 0
  const server = createServer(async (request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    let text = ''
    for await (const part of request) text += part
    if (request.method !== 'POST' || request.url !== '/v1/embeddings') return send(response, 404, 'no such address')
    const body = JSON.parse(text) as Record<string, unknown>
    const input = [body.input].flat() as string[]
    standIn.calls.push({ input, body, authorization: request.headers.authorization })
    const mishap = mishaps.shift()
    if (mishap === 'drop') return request.socket.destroy()
    if (mishap === 'stall') return response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    if (mishap && 'status' in mishap) return send(response, mishap.status, mishap.body ?? {}, mishap.headers)
    if (mishap) await new Promise((next) => setTimeout(next, mishap.slowMs))
    if (input.length > standIn.maxInputs) {
      const message = `batch size ${input.length} > maximum allowed batch size ${standIn.maxInputs}`
      return send(response, 413, { message, code: 413, type: 'Validation' })
    }
    if (input.some((one) => one.trim().split(/\s+/).length > standIn.maxWords))
      return send(response, standIn.tooLong.status, standIn.tooLong.body)
    const data = input.map((one, index) => ({
      object: 'embedding',
      index,
      embedding: bagOfWords(one, standIn.dimensions),
    }))
    send(response, 200, { object: 'list', data: standIn.isReversed ? data.reverse() : data, model: body.model })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const standIn: EmbeddingsStandIn = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: [],
    mostAtOnce: () => most,
    dimensions: 16,
    maxInputs: 2_048,
    maxWords: 8_192,
    tooLong: { status: 400, body: { error: { message: "This model's maximum context length is exceeded" } } },
    isReversed: false,
    next: (...more) => void mishaps.push(...more),
    close() {
      server.closeAllConnections()
      return new Promise((closed) => void server.close(() => closed()))
    },
  }
  return standIn
}

function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const isText = typeof body === 'string'
  response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
  response.end(isText ? body : JSON.stringify(body))
}
