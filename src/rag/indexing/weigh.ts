// Chunks of one or more revisions to their weighted terms, written in small transactions.
import { createSlices } from '../../give-way.ts'
import type { Chunk } from '../../layout.ts'
import type { WorkspaceId } from '../../model.ts'
import type { IndexStore, IndexVersion, TermCounts } from '../../store/indexing/indexing.ts'
import { indexTerms, maxTermId } from '../text/bm25.ts'

export interface Weighable {
  readonly revisionId: string
  readonly title: string
  readonly language: string
  readonly chunks: readonly Chunk[]
}

/** Terms of the chunks of one batch, a mark for four, which ends early: a statement is put together in one piece. */
const batchTerms = 100_000

/** @returns in how many of the chunks each term occurs, by term id; 0 is the number of chunks */
export async function weighChunks(
  store: Pick<IndexStore, 'addChunks' | 'batch'>,
  workspaceId: WorkspaceId,
  version: IndexVersion,
  revisions: readonly Weighable[],
): Promise<TermCounts> {
  const counts = createCounts()
  const slice = createSlices()
  let batch: Parameters<IndexStore['addChunks']>[1][number][] = []
  let terms = 0
  // While the database takes one batch the next is weighed.
  let adding = Promise.resolve()
  const add = async () => {
    await adding
    adding = store.addChunks(workspaceId, batch)
    adding.catch(() => {})
    batch = []
    terms = 0
  }
  for (const { title, language, revisionId, chunks } of revisions) {
    for (const chunk of chunks) {
      // Weighing is work for the processor: let whoever waits for an ack go first. One chunk takes a millisecond at most.
      await slice()
      const index = indexTerms({ text: chunk.text, title, heading: chunk.heading, language }, version.averageLength)
      counts.add(0)
      for (const term of index.terms.keys()) counts.add(term)
      batch.push({ revisionId, chunk, index })
      terms += index.terms.size + 4 * (chunk.marks?.length ?? 0)
      if (batch.length >= store.batch.chunks || terms >= batchTerms) await add()
    }
  }
  if (batch.length > 0) await add()
  await adding
  return counts
}

const parts = 256

/** Counts by term id, in parts: a map of a million terms takes 100 ms when it grows, and as long to be sorted. */
function createCounts(): TermCounts & { add(term: number): void } {
  const maps: (Map<number, number> | undefined)[] = []
  const width = Math.ceil((maxTermId + 1) / parts)
  return {
    add(term) {
      const part = Math.floor(term / width)
      maps[part] ??= new Map()
      const map = maps[part]
      map.set(term, (map.get(term) ?? 0) + 1)
    },
    *[Symbol.iterator]() {
      for (let part = 0; part < parts; part++) yield* [...(maps[part] ?? [])].sort(([a], [b]) => a - b)
    },
  }
}
