// The jobs over a real store and a real engine, with a platform that does as a test says: what it renders is the card
// itself, what it sends is kept, and wake-ups are counted instead of queued.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { audienceOf } from '../../src/askers.ts'
import type { Outbound, Platform } from '../../src/bots/types.ts'
import type { Card } from '../../src/card.ts'
import { createDesk as createGestures } from '../../src/desk/desk.ts'
import { createLog } from '../../src/log.ts'
import type { AccessScope, Audience, Incoming, Request, ThreadKey, WorkspaceId } from '../../src/model.ts'
import { createDeliverJob } from '../../src/queue/delivery/deliver-job.ts'
import { createRefusals } from '../../src/queue/delivery/refusals.ts'
import { createInbox, type Sealer } from '../../src/queue/inbox.ts'
import { createAnswerJob } from '../../src/queue/jobs/answer-job.ts'
import { askAwaited } from '../../src/queue/jobs/awaited.ts'
import { createIndexJob } from '../../src/queue/jobs/index-job.ts'
import { createScopeOf, createSecondLook, createStandingOf } from '../../src/queue/scope.ts'
import { createRag } from '../../src/rag/index.ts'
import type { Rag } from '../../src/rag/types.ts'
import { createSecrets } from '../../src/secrets.ts'
import type { Store } from '../../src/store/index.ts'
import { at } from '../askers.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'

export const sealer: Sealer = createSecrets(Buffer.alloc(32, 7))

/** For what another turn of the loop brings, on a machine that is busy. */
export const soon = { interval: 2, timeout: 60_000 }

/** Wake-ups: what for, and in how many milliseconds. */
type Wakes = [string, number | undefined][]

export interface DeskOptions {
  readonly platform?: Partial<Platform>
  readonly store?: Partial<Store>
  readonly rag?: Partial<Rag>
  readonly sealer?: Sealer
  readonly placeholderAfterMs?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** One store and one engine for the file that calls it; the returned function makes what works on them. */
export function useDesk() {
  const opened = openStore(testDatabases[0]!)
  let rag: Rag
  beforeAll(() => {
    rag = createRag({ store: opened().store, linkTo: () => undefined, newId: randomUUID, now: () => 0 })
  })
  afterAll(() => rag.close())
  let count = 0
  return (options: DeskOptions = {}) => {
    count += 1
    return createDesk(opened(), rag, `thread-${count}` as ThreadKey, options)
  }
}

export type Desk = ReturnType<typeof createDesk>

function createDesk(
  { store: stored, db, home, other, installOf, workIn }: OpenStore,
  engine: Rag,
  threadKey: ThreadKey,
  options: DeskOptions,
) {
  const store: Store = { ...stored, ...options.store }
  const rag: Rag = { ...engine, ...options.rag }
  const seals = options.sealer ?? sealer
  const sent: Outbound[] = []
  const wakes: Wakes = []
  const logged: string[] = []
  const platform: Platform = {
    id: 'discord',
    routes: [],
    answersFromBuiltInDocs: false,
    readableBy: async (asker) => [audienceOf('discord', asker), 'workspace'],
    reach: (_, last) => last && { target: last, threadKey },
    render: (card) => ({
      payload: { ...card },
      displayMarkdown: card.parts.flatMap((part) => (part.kind === 'prose' ? part.markdown : [])).join(),
    }),
    send: async (message) => {
      sent.push(message)
      return `m${sent.length}`
    },
    ...options.platform,
  }
  const install = installOf('discord')
  const platforms = new Map([install, installOf('discord', other)].map(({ id }) => [id, platform]))
  const wake = {
    incoming: (_: unknown, ms?: number) => void wakes.push(['incoming', ms]),
    outgoing: (_: unknown, ms?: number) => void wakes.push(['outgoing', ms]),
    upload: (_: unknown, ms?: number) => void wakes.push(['upload', ms]),
  }
  const log = createLog('info', (line) => void logged.push(line))
  const thread = workIn({ platform: 'discord', threadKey })
  const leaseMs = 15_000
  const inbox = createInbox({ store, installs: store, wake, sealer: seals })
  const scopeOf = createScopeOf(store, platforms)
  const status = async () => ({
    documents: 7,
    chunks: 9,
    lastIndexedAt: null,
    retrieval: 'words',
    writer: 'extractive',
    pending: 1,
    warnings: ['disk: is nearly full', 'discord: guests cannot be told from members'],
  })
  const gestures = createGestures({
    ...{ store, rag, scopeOf, status, builtInWorkspaceId: other, log },
    standingOf: createStandingOf(platforms),
    linkToDocument: ({ id }) => `https://ragbot.example/source/${id}`,
    documentBehind: (url) => /^https:\/\/ragbot\.example\/source\/(.+)$/.exec(url)?.[1] ?? null,
  })
  const secondLook = createSecondLook(store, platforms, scopeOf)
  const answer = createAnswerJob({
    ...{ store, desk: gestures, platforms, wake, log, leaseMs },
    sealer: seals,
    now: options.now ?? Date.now,
    secondLook,
    placeholderAfterMs: options.placeholderAfterMs ?? 60_000,
  })
  const deliver = createDeliverJob({
    ...{ store, platforms, wake, log, leaseMs },
    sealer: seals,
    refusals: createRefusals({ log, now: () => 0 }),
    now: options.now ?? Date.now,
  })
  const index = createIndexJob({ store, rag, desk: gestures, platforms, sealer: seals, wake, log, maxBytes: 1_000 })
  let messages = 0

  return {
    gestures,
    store,
    engine,
    db,
    home,
    other,
    installOf,
    sent,
    wakes,
    wake,
    log,
    platforms,
    logged,
    thread,
    inbox,
    index,
    askAwaited: () => askAwaited({ store, desk: gestures, platforms, wake, secondLook, log }, install),
    /** A message in this desk's thread. */
    incoming(request: Request, fields: Partial<Incoming> = {}): Incoming {
      messages += 1
      return {
        platform: 'discord',
        naturalKey: `${threadKey}:${messages}`,
        threadKey,
        ...at('C1', 'U1'),
        request,
        target: { channel: 'C1' },
        ...fields,
      }
    },
    async accept(request: Request, fields: Partial<Incoming> = {}) {
      await inbox.accept(install, this.incoming(request, fields))
      wakes.splice(0)
    },
    /** A message, and all that is to be done in its thread. */
    async say(request: Request, fields: Partial<Incoming> = {}) {
      await this.accept(request, fields)
      await answer(workIn({ platform: 'discord', threadKey: fields.threadKey ?? threadKey }))
      return this.last()
    },
    install,
    answer: (work = thread) => answer(work),
    deliver: () => deliver(thread),
    /** The newest row of the outbox. */
    async last() {
      const rows = await this.replies()
      return rows.at(-1)!
    },
    replies: () =>
      db.asSystem((sql) =>
        sql<{ kind: string; private: boolean; state: string; payload: Card & Record<string, unknown> }>(
          `select o.kind, o.private, o.state, o.payload from outbox o where o.thread_key like $1 order by o.id`,
          [`${threadKey}%`],
        ),
      ),
    messages: () =>
      db.asSystem((sql) =>
        sql<{ state: string; attempts: number; error: string | null; secret: Buffer | null; waitMs: number }>(
          `select state, attempts, error, secret, (extract(epoch from not_before - waits_from) * 1000)::int as "waitMs"
             from inbox where thread_key = $1 order by id`,
          [threadKey],
        ),
      ),
    /** What waits is due. */
    pass: () =>
      db.asSystem(async (sql) => {
        await sql(`update inbox set not_before = now() where thread_key = $1`, [threadKey])
        await sql(`update outbox set not_before = now() where thread_key = $1`, [threadKey])
      }),
    async add(name: string, text: string, audience: Audience, workspaceId: WorkspaceId = home) {
      const source = { sourceKey: name, uri: `file:///${name}`, name, bytes: Buffer.from(text) }
      for await (const outcome of engine.index([source], { workspaceId, audience }))
        if (outcome.status === 'failed') throw new Error(outcome.error.message)
    },
    search: async (words: string, scope: Omit<AccessScope, 'workspaceId'>) =>
      (await engine.search(words, { workspaceId: home, ...scope }, 5)).hits.map(({ document }) => document.title),
  }
}
