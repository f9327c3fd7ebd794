// The engine's front: index, search and ask over one store, with the models that are configured.

import type { Log } from '../log.ts'
import type { IndexTarget, Validators } from '../model.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { SourceStore } from '../store/documents/sources.ts'
import type { EmbeddingStore } from '../store/indexing/embeddings.ts'
import type { IndexStore } from '../store/indexing/indexing.ts'
import type { RebuildStore } from '../store/indexing/rebuild.ts'
import type { RemovalStore } from '../store/indexing/removal.ts'
import type { SearchStore } from '../store/search/search.ts'
import type { GapStore } from '../store/transcripts/gaps.ts'
import { createAsk } from './answer/ask.ts'
import { createChosenWriter, noModel } from './answer/chosen-writer.ts'
import { createCiteAgain } from './answer/cite-again.ts'
import { createLlmWriter } from './answer/llm/llm.ts'
import { createAnswerThreads } from './answer/threads.ts'
import { createEmbedder } from './embed/index.ts'
import { maxDocumentBytes } from './extract/index.ts'
import { createPageReader } from './fetch/pages.ts'
import { createReadText } from './fetch/read-text.ts'
import { chunker } from './indexing/chunk.ts'
import { createEmbedMissing } from './indexing/embedding.ts'
import { createIndexer } from './indexing/indexer.ts'
import { createReading } from './indexing/reading/reading.ts'
import { createReindex } from './indexing/reindex.ts'
import { isSmallTalk } from './question/follow-up.ts'
import { createSourceReader } from './refresh/read-source.ts'
import { createReranker } from './rerank/index.ts'
import type { LinkTo } from './search/locator.ts'
import { createSearch } from './search/retrieve.ts'
import { analyzer } from './text/analyze.ts'
import type { Rag } from './types.ts'

interface Model {
  readonly model: string
  readonly baseUrl?: string
  readonly apiKey?: string
}

export interface RagOptions {
  readonly store: IndexStore &
    DocumentStore &
    SourceStore &
    RemovalStore &
    RebuildStore &
    EmbeddingStore &
    SearchStore &
    GapStore
  readonly linkTo: LinkTo
  readonly newId: () => string
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  readonly log?: Log
  /** Throws when there is no room for new documents. By default there is. */
  readonly requireRoom?: () => void
  /** Inside hosts that web pages may be read from, "host:port" or "host". None by default. */
  readonly allowedHosts?: readonly string[]
  /** Absent: answers are quoted. */
  readonly chat?: Model & { readonly others?: readonly string[] }
  /** Absent: found by words alone. */
  readonly embedding?: Model & { readonly dimensions?: number }
  readonly rerank?: Model
}

/** Between two requests to a host whose pages are read again. */
const againGapMs = 1_000

/** @throws AppError `config` for a model that nobody could run, or an allowed host that is none */
export function createRag(options: RagOptions): Rag {
  const { store, linkTo, newId, now, log, allowedHosts = [], requireRoom = () => {}, chat, embedding, rerank } = options
  const embedder = embedding && createEmbedder({ ...embedding, now, log })
  const reranker = rerank && createReranker({ ...rerank, chat: chat ?? {}, now })
  const threads = createAnswerThreads()
  const { extractive, check } = threads
  const writerOf = (model: Model) => createLlmWriter({ model, fallback: extractive, check, now, ...(log && { log }) })
  const others = (chat?.others ?? []).map((model) => [model, () => writerOf({ ...chat, model })] as const)
  const usual = chat ? writerOf(chat) : extractive
  const writer = createChosenWriter({ usual, extractive, others: new Map(others), ...(log && { log }) })
  const retrieval = { store, ...(embedder && { embedder }), ...(reranker && { reranker }), ...(log && { log }) }
  const reading = createReading()
  const embedMissing = createEmbedMissing(store, embedder, log)
  const fetching = { allowedHosts, maxBytes: maxDocumentBytes, now: Date.now }
  const readPages = createPageReader(fetching)
  const index = createIndexer({ store, read: reading.read, newId, requireRoom })
  return {
    ...createSourceReader({
      store,
      index,
      validatorsOf: (target, key) => readValidators(store, target, key),
      readPages,
      readAgain: createPageReader({ ...fetching, gapMs: againGapMs }),
      now: Date.now,
    }),
    index,
    search: createSearch({ ...retrieval, linkTo, now }),
    ask: createAsk({ ...retrieval, linkTo, now, writer, isJudgedByWriter: rerank?.model === 'llm' }),
    citeAgain: createCiteAgain({ store, linkTo }),
    reindex: createReindex(store, reading.chunk, embedMissing, requireRoom),
    embedMissing,
    isSmallTalk,
    takesInstructions: chat !== undefined,
    models: chat === undefined ? [] : [noModel, chat.model, ...(chat.others ?? [])],
    readText: createReadText(readPages, reading.readText),
    summarize: reading.summarize,
    async close() {
      await Promise.all([reading.close(), threads.close()])
      await embedder?.close?.()
    },
  }
}

/** None for a page whose chunks are made in a former way: it is read again, and they are made anew. */
async function readValidators(store: IndexStore, target: IndexTarget, key: string): Promise<Validators | null> {
  const known = (await store.findBySource(target, [key])).get(key)
  const version = known && (await store.findVersion(target.workspaceId, { analyzer, chunker }))
  return known && known.indexVersionId === version?.id ? known.validators : null
}
