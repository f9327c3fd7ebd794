// Chunks of one or more revisions to their weighted terms, written in small transactions.
import type { Chunk, IndexTerms } from '../../layout.ts'
import type { WorkspaceId } from '../../model.ts'
import type { IndexStore, IndexVersion, TermCounts } from '../../store/indexing/indexing.ts'
import { indexTerms, maxTermId } from '../text/bm25.ts'

export interface Weighable {
  readonly revisionId: string
  readonly title: string
  readonly language: string
  readonly chunks: readonly Chunk[]
}

/** Chunks with all that weighs in them, as a thread is given them. */
export interface Weighing {
  readonly chunks: readonly Parameters<typeof indexTerms>[0][]
  /** Of the index version, in terms. */
  readonly averageLength: number
}

export type Weigh = (weighing: Weighing) => Promise<readonly IndexTerms[]>

export function indexAll({ chunks, averageLength }: Weighing): IndexTerms[] {
  return chunks.map((chunk) => indexTerms(chunk, averageLength))
}

/** Chunks that are weighed in one piece: some 10 ms of work. */
const weighedAtOnce = 32
/** Terms of the chunks of one batch, a mark for four, which ends early: a statement is put together in one piece. */
const batchTerms = 100_000

/** @returns in how many of the chunks each term occurs, by term id; 0 is the number of chunks */
export async function weighChunks(
  store: Pick<IndexStore, 'addChunks' | 'batch'>,
  weigh: Weigh,
  workspaceId: WorkspaceId,
  version: IndexVersion,
  revisions: readonly Weighable[],
): Promise<TermCounts> {
  const counts = createCounts()
  const all = revisions.flatMap(({ title, language, revisionId, chunks }) =>
    chunks.map((chunk) => ({
      revisionId,
      chunk,
      weighed: { text: chunk.text, title, heading: chunk.heading, language },
    })),
  )
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
  for (let first = 0; first < all.length; first += weighedAtOnce) {
    const some = all.slice(first, first + weighedAtOnce)
    const weighed = await weigh({ chunks: some.map((one) => one.weighed), averageLength: version.averageLength })
    for (const [i, { revisionId, chunk }] of some.entries()) {
      const index = weighed[i]!
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
