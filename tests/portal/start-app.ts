// Starts what the page talks to. Everything the browser test knows about the server is in here.
import { randomBytes } from 'node:crypto'
import { createLocalPlatform } from '../../src/bots/local/index.ts'
import { createHttpServer } from '../../src/http.ts'
import { createLog } from '../../src/log.ts'
import type { Citation, Incoming, Reply } from '../../src/model.ts'
import { createAccess } from '../../src/portal/access.ts'
import { createApiRoutes } from '../../src/portal/api.ts'
import { createPageRoutes } from '../../src/portal/page-routes.ts'
import { createSourceLinks } from '../../src/portal/source-links.ts'
import { createSourceRoute } from '../../src/portal/source-page.ts'
import type { SourceLinks } from '../../src/portal/types.ts'
import { createMemoryStore, type MemoryDocument, type MemoryStore } from './memory-store.ts'

export interface StartOptions {
  readonly documents?: readonly MemoryDocument[]
  readonly adminToken?: string
  readonly publicUrl?: string
  readonly port?: number
  readonly store?: MemoryStore
  readonly key?: Uint8Array
  readonly answerDelayMs?: number
}

export interface StartedApp {
  /** The page's address with its one-time token; null while the page is off. */
  readonly url: string | null
  readonly origin: string
  readonly port: number
  readonly store: MemoryStore
  readonly links: SourceLinks
  /** How many messages were taken, re-deliveries not counted. */
  readonly taken: () => number
  close(): Promise<void>
}

export async function startApp(options: StartOptions = {}): Promise<StartedApp> {
  const store = options.store ?? createMemoryStore(options.documents)
  const key = options.key ?? randomBytes(32)
  let port = 0
  const access = createAccess({
    key,
    port: () => port,
    random: randomBytes,
    now: () => new Date(),
    ...(options.adminToken === undefined ? {} : { adminToken: options.adminToken }),
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
  })
  const links = createSourceLinks({ key, origin: () => options.publicUrl ?? `http://127.0.0.1:${port}` })
  const seen = new Map<string, { seq: number; conversationId: string; createdAt: string } | undefined>()

  const platform = createLocalPlatform({
    refuse: access.refuse,
    knowsThread: async () => false,
    log: { warn: () => {} },
    async accept(incoming) {
      const known = seen.get(incoming.naturalKey)
      if (seen.has(incoming.naturalKey)) return { duplicate: true, ...(known && { message: known }) }
      const conversationId = incoming.clientMessage?.conversationId ?? ''
      const stored =
        incoming.request.kind === 'ask'
          ? store.append(conversationId, {
              role: 'user',
              kind: 'user',
              contentMarkdown: incoming.request.question,
              displayMarkdown: incoming.request.question,
              citations: [],
              clientMessageId: incoming.clientMessage?.id ?? '',
            })
          : undefined
      const message = stored && { seq: stored.seq, conversationId, createdAt: stored.createdAt }
      seen.set(incoming.naturalKey, message)
      setTimeout(() => void reply(incoming, conversationId), options.answerDelayMs ?? 30)
      return { duplicate: false, ...(message && { message }) }
    },
  })

  async function reply(incoming: Incoming, conversationId: string) {
    const made = makeReply(incoming, store, links)
    const { displayMarkdown, payload } = platform.render(made)
    if (made.kind === 'answer') {
      store.append(conversationId, {
        role: 'assistant',
        kind: made.answer.kind === 'answered' ? 'assistant_grounded' : 'assistant',
        contentMarkdown: made.answer.markdown,
        displayMarkdown,
        citations: made.answer.citations,
      })
    }
    const id = `outbound-${incoming.naturalKey}`
    await platform.send({
      id,
      target: incoming.target,
      payload,
      private: made.kind !== 'answer',
      createdAt: new Date(),
    })
  }

  const server = createHttpServer({
    routes: [
      ...createPageRoutes(access, { canSignIn: options.adminToken !== undefined }),
      ...createApiRoutes(store, access),
      ...platform.routes,
      createSourceRoute(links, store),
    ],
    host: '127.0.0.1',
    port: options.port ?? 0,
    log: createLog('silent'),
    drainMs: 500,
  })
  const listening = await server.listen()
  port = listening.port
  return {
    url: access.address(),
    origin: listening.url,
    port,
    store,
    links,
    taken: () => seen.size,
    close: server.close,
  }
}

/** Answers with the sentences that share a long word with the question; "explode" ends in a private reason. */
function makeReply({ request }: Incoming, store: MemoryStore, links: SourceLinks): Reply {
  if (request.kind === 'help') return request
  if (request.kind !== 'ask') return { kind: 'notice', message: 'This stand-in only answers questions.' }
  if (request.question.includes('explode'))
    return { kind: 'notice', message: 'The answer could not be written', traceId: 'trace-1' }
  const words = request.question.toLowerCase().match(/\p{L}{6,}/gu) ?? []
  const citations: Citation[] = []
  for (const { id, title, text } of store.documents.values()) {
    for (const match of text.matchAll(/[^.\n]+\./g)) {
      const quote = match[0].trim()
      const start = text.indexOf(quote, match.index)
      if (citations.length >= 3 || !words.some((word) => quote.toLowerCase().includes(word))) continue
      const locator = { page: 3, heading: 'Leave › Parents', start, end: start + quote.length }
      const document = { id, title, uri: `${title}.md` }
      citations.push({
        marker: citations.length + 1,
        document,
        quote,
        locator,
        url: links.linkTo(id, start, locator.end),
      })
    }
  }
  const common = { backend: { name: 'extractive', model: null }, tookMs: 5 } as const
  const [first, ...rest] = citations
  const nearest = [...store.documents.values()].slice(0, 2).map(({ id, title }) => ({
    document: { id, title, uri: `${title}.md` },
    locator: { heading: 'Start', start: 0, end: 20 },
    url: links.linkTo(id, 0, 20),
  }))
  const searched = { documents: store.documents.size, nearest }
  const notes = request.cut ? ['Your question was cut to 2,000 characters.'] : []
  if (!first) {
    const markdown = `I don't know: none of the ${searched.documents} documents says so.`
    return {
      kind: 'answer',
      question: request.question,
      notes,
      answer: { ...common, kind: 'no_evidence', markdown, searched, citations: [] },
    }
  }
  const markdown = citations.map(({ quote, marker }) => `${quote} [${marker}]`).join(' ')
  const answer = { ...common, kind: 'answered', markdown, searched, citations: [first, ...rest] } as const
  return { kind: 'answer', question: request.question, notes, answer }
}
