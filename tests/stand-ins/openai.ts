// A small OpenAI-compatible server on loopback for the tests: streams what it is told to, keeps every request, and goes
// wrong in the ways that servers do. It knows chat completions; other paths are added to `routes`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../postgres.ts'

export type ChatReply =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly finish?: string
      readonly tokens?: number
      readonly pieceChars?: number
      readonly pauseMs?: number
    }
  /** What the model thinks, in a field of its own, before it says something. */
  | { readonly kind: 'thought'; readonly thought: string; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'tool-call'; readonly name: string; readonly text?: string }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly error?: Readonly<Record<string, unknown>>
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Says so much, and then the connection dies; nothing at all without a text. */
  | { readonly kind: 'drop'; readonly text?: string }
  /** Says so much, and then nothing more. */
  | { readonly kind: 'stall'; readonly text?: string }
  /** The same piece again and again, until the client goes away. */
  | { readonly kind: 'endless'; readonly piece: string }
  /** Sent as it is, as an event stream. */
  | { readonly kind: 'raw'; readonly body: string; readonly contentType?: string }

export interface ChatRequest {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly [parameter: string]: unknown
}

export interface OpenAiStandIn {
  /** With `/v1`. */
  readonly baseUrl: string
  readonly chats: { readonly request: ChatRequest; readonly headers: IncomingMessage['headers'] }[]
  /** How often a client went away in the middle. */
  aborted(): number
  /** The next chat is answered this way; afterwards as before. */
  next(reply: ChatReply): void
  /** Stops listening, as if it were down, until `resume`. */
  pause(): Promise<{ resume(): Promise<void> }>
  close(): Promise<void>
}

/** @param answer what a chat is answered with that no `next` waits for */
export async function createOpenAiStandIn(answer: (request: ChatRequest) => ChatReply): Promise<OpenAiStandIn> {
  const chats: OpenAiStandIn['chats'] = []
  const waiting: ChatReply[] = []
  let aborted = 0

  const routes: Readonly<
    Record<string, (request: IncomingMessage, body: unknown, response: ServerResponse) => Promise<void>>
  > = {
    async 'POST /v1/chat/completions'(request, body, response) {
      const chat = body as ChatRequest
      chats.push({ request: chat, headers: request.headers })
      response.on('close', () => {
        if (!response.writableFinished) aborted += 1
      })
      await send(response, waiting.shift() ?? answer(chat), chat)
    },
  }

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const route = routes[`${request.method} ${request.url}`]
    if (route) await route(request, JSON.parse(Buffer.concat(parts).toString() || '{}'), response)
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such path"}}')
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const shut = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(await freePort())
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    chats,
    aborted: () => aborted,
    next: (reply) => void waiting.push(reply),
    async pause() {
      await shut()
      return { resume: () => listen(port) }
    },
    close: shut,
  }
}

async function send(response: ServerResponse, reply: ChatReply, { model }: ChatRequest): Promise<void> {
  if (reply.kind === 'status') {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    response.end(JSON.stringify({ error: reply.error ?? { message: 'out of order' } }))
    return
  }
  if (reply.kind === 'drop' && reply.text === undefined) return void response.destroy()
  if (reply.kind === 'stall' && reply.text === undefined) return
  const contentType = reply.kind === 'raw' ? (reply.contentType ?? 'text/event-stream') : 'text/event-stream'
  response.writeHead(200, { 'content-type': contentType })
  if (reply.kind === 'raw') return void response.end(reply.body)

  const event = (choice: Record<string, unknown> | null, more: Record<string, unknown> = {}) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model, choices: choice ? [{ index: 0, finish_reason: null, ...choice }] : [], ...more })}\n\n`,
    )
  const finish = (reason: string) => {
    event({ delta: {}, finish_reason: reason })
    response.end('data: [DONE]\n\n')
  }
  event({ delta: { role: 'assistant', content: '' } })
  switch (reply.kind) {
    case 'text': {
      const size = reply.pieceChars ?? 12
      for (let i = 0; i < reply.text.length; i += size) {
        event({ delta: { content: reply.text.slice(i, i + size) } })
        if (reply.pauseMs !== undefined) await wait(reply.pauseMs)
      }
      event({ delta: {}, finish_reason: reply.finish ?? 'stop' })
      if (reply.tokens !== undefined)
        event(null, { usage: { prompt_tokens: reply.tokens - 1, completion_tokens: 1, total_tokens: reply.tokens } })
      response.end('data: [DONE]\n\n')
      return
    }
    case 'thought':
      event({ delta: { reasoning_content: reply.thought } })
      event({ delta: { content: reply.text } })
      return finish('stop')
    case 'refusal':
      event({ delta: { refusal: reply.text } })
      return finish('stop')
    case 'tool-call':
      if (reply.text !== undefined) event({ delta: { content: reply.text } })
      event({
        delta: {
          tool_calls: [{ index: 0, id: 't1', type: 'function', function: { name: reply.name, arguments: '{}' } }],
        },
      })
      return finish('tool_calls')
    case 'endless':
      while (!response.destroyed) {
        event({ delta: { content: reply.piece } })
        await wait(1)
      }
      return
    case 'drop':
      event({ delta: { content: reply.text } })
      await wait(20)
      response.destroy()
      return
    case 'stall':
      event({ delta: { content: reply.text } })
  }
}
