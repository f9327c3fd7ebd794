// The engine's front: index, search and ask over one store.

import type { IndexStore, SearchStore } from '../store/types.ts'
import { createExtractiveWriter } from './answer/extractive.ts'
import { isSmallTalk } from './answer/follow-up.ts'
import { summarize } from './answer/summary.ts'
import { createAsk } from './ask.ts'
import type { LinkTo } from './citations.ts'
import { extract } from './extract/index.ts'
import { createIndexer } from './indexer.ts'
import { createSearch } from './retrieve.ts'
import type { Rag } from './types.ts'

export interface RagOptions {
  readonly store: IndexStore & SearchStore
  readonly linkTo: LinkTo
  readonly newId: () => string
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
}

export function createRag({ store, linkTo, newId, now }: RagOptions): Rag {
  return {
    index: createIndexer({ store, extract, newId }),
    search: createSearch({ store, linkTo, now }),
    ask: createAsk({ store, linkTo, now, writer: createExtractiveWriter() }),
    isSmallTalk,
    summarize,
  }
}
