// The engine over a database of its own, for tests that index and ask: a workspace a corpus.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { AccessScope, Answer, SourceDocument } from '../../src/model.ts'
import { createRag } from '../../src/rag/index.ts'
import type { LinkTo } from '../../src/rag/search/locator.ts'
import type { Rag } from '../../src/rag/types.ts'
import type { Database } from '../../src/store/database/db.ts'
import { createStore, type Store } from '../../src/store/index.ts'
import { quickDatabase } from '../databases.ts'

export interface Note {
  /** Becomes the external id. */
  readonly id: string
  /** Markdown. */
  readonly text: string
  readonly title?: string
}

export interface Corpus {
  readonly scope: AccessScope
  /** @param earlier what the asker asked before in the thread */
  ask(question: string, earlier?: readonly string[]): Promise<Answer>
}

export interface Engine {
  readonly db: Database
  readonly store: Store
  readonly rag: Rag
  /** Indexes notes into a workspace of their own. */
  open(notes: readonly Note[]): Promise<Corpus>
}

const linkTo: LinkTo = (document) => `https://bot.test/d/${document.externalId}`

/** One database for the file that calls it, dropped at its end. The returned function gives it to the tests. */
export function useEngine(): () => Engine {
  let engine: Engine | undefined
  let drop: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const made = await quickDatabase.create()
    drop = made.drop
    const store = createStore(made.db)
    const rag = createRag({ store, linkTo, newId: randomUUID, now: () => 0 })
    engine = { db: made.db, store, rag, open: (notes) => openCorpus(store, rag, notes) }
  })
  afterAll(() => drop?.())
  return () => {
    if (!engine) throw new Error('the engine is ready inside tests and hooks only')
    return engine
  }
}

async function openCorpus(store: Store, rag: Rag, notes: readonly Note[]): Promise<Corpus> {
  const workspaceId = await store.openWorkspace(`corpus-${randomUUID()}`)
  await collect(rag.index(notes.map(sourceOf), { workspaceId, audience: 'workspace' }))
  const scope: AccessScope = { workspaceId, audiences: ['workspace'] }
  return {
    scope,
    ask: (question, earlier = []) =>
      rag.ask({ question, history: earlier.map((text) => ({ role: 'user', text })), scope }),
  }
}

export function sourceOf({ id, text, title }: Note): SourceDocument {
  const name = `${id}.md`
  const uri = `file:///${name}`
  return { sourceKey: uri, uri, name, bytes: Buffer.from(text), externalId: id, ...(title !== undefined && { title }) }
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** The documents that an answer cites, each once, by their external ids. */
export function cited({ citations }: Answer) {
  return [...new Set(citations.map(({ document }) => document.externalId))].toSorted()
}
