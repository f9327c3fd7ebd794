// Chunks of one or more revisions to their weighted terms, written in small transactions.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WorkspaceId } from '../model.ts'
import type { IndexStore, IndexVersion } from '../store/types.ts'
import { indexTerms } from './bm25.ts'
import type { Chunk } from './types.ts'

export interface Weighable {
  readonly revisionId: string
  readonly title: string
  readonly language: string
  readonly chunks: readonly Chunk[]
}

/** @returns in how many of the chunks each term occurs, by term id; 0 is the number of chunks */
export async function weighChunks(
  store: Pick<IndexStore, 'addChunks' | 'batch'>,
  workspaceId: WorkspaceId,
  version: IndexVersion,
  revisions: readonly Weighable[],
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  const all = revisions.flatMap((revision) => revision.chunks.map((chunk) => ({ revision, chunk })))
  // While the database takes one batch the next is weighed.
  let adding = Promise.resolve()
  for (let first = 0; first < all.length; first += store.batch.chunks) {
    const batch = []
    for (const { revision, chunk } of all.slice(first, first + store.batch.chunks)) {
      if (batch.length % chunksPerTurn === 0) await nextTurn()
      const { title, language, revisionId } = revision
      const index = indexTerms({ text: chunk.text, title, heading: chunk.heading, language }, version.averageLength)
      for (const term of [0, ...index.terms.keys()]) counts.set(term, (counts.get(term) ?? 0) + 1)
      batch.push({ revisionId, chunk, index })
    }
    await adding
    adding = store.addChunks(workspaceId, batch)
    adding.catch(() => {})
  }
  await adding
  return counts
}

// Weighing is work for the processor: let whoever waits for an ack go first.
const chunksPerTurn = 16
