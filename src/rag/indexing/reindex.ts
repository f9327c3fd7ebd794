// Chunks and term weights anew from the artifacts alone: beside those in use, then switched on at once. For another
// average length, another way of chunking, another program version; nobody's search waits for it.

import { randomUUID } from 'node:crypto'
import { createSlices } from '../../give-way.ts'
import type { WorkspaceId } from '../../model.ts'
import type { IndexStore } from '../../store/indexing/indexing.ts'
import type { Rebuild, RebuildStore, StoredArtifact } from '../../store/indexing/rebuild.ts'
import type { RemovalStore } from '../../store/indexing/removal.ts'
import { analyzer } from '../text/analyze.ts'
import { chunker } from './chunk.ts'
import type { Reading } from './reading/reading.ts'
import { weighChunks } from './weigh.ts'

/**
 * Yields the number of documents that are done; a rebuild that was cut off is gone on with.
 * @throws AppError `rebuild-running` while another process rebuilds the same workspace, `disk-full`; what is done is kept
 */
export function createReindex(
  store: IndexStore & RebuildStore & RemovalStore,
  chunk: Reading['chunk'],
  embedMissing: (workspaceId: WorkspaceId) => Promise<void>,
  requireRoom: () => void,
) {
  return async function* reindex(workspaceId: WorkspaceId): AsyncGenerator<number> {
    requireRoom()
    const averageLength = await store.readAverageLength(workspaceId)
    if (averageLength !== null) {
      const version = await store.beginRebuild(workspaceId, { analyzer, chunker, averageLength })
      try {
        for await (const done of rebuildAll(store, chunk, workspaceId, version)) {
          requireRoom()
          yield done
        }
      } finally {
        await store.endRebuild(workspaceId, version)
      }
    }
    await embedMissing(workspaceId)
    await store.removeRetired(workspaceId)
    await store.compactCounts(workspaceId)
    await store.vacuum()
  }
}

async function* rebuildAll(
  store: IndexStore & RebuildStore & RemovalStore,
  chunk: Reading['chunk'],
  workspaceId: WorkspaceId,
  version: Rebuild,
): AsyncGenerator<number> {
  let done = 0
  // What was indexed while the others were made is made in another round: after the switch it can be the last one.
  for (let round = 1, before = 0; round <= 2 || done > before; round += 1) {
    before = done
    // While one batch is made the next is read.
    let reading = store.readUnbuilt(workspaceId, version, null, store.batch.documents)
    for (;;) {
      const artifacts = await reading
      const last = artifacts.at(-1)
      if (!last) break
      reading = store.readUnbuilt(workspaceId, version, last.documentId, store.batch.documents)
      reading.catch(() => {})
      await rebuild(store, chunk, workspaceId, version, artifacts)
      done += artifacts.length
      yield done
    }
    if (round === 1 || done > before) await store.switchVersion(workspaceId, version)
  }
}

async function rebuild(
  store: IndexStore & RebuildStore & RemovalStore,
  chunk: Reading['chunk'],
  workspaceId: WorkspaceId,
  version: Rebuild,
  artifacts: readonly StoredArtifact[],
): Promise<void> {
  const read = artifacts.map((artifact) => ({ ...artifact, revisionId: randomUUID(), replaces: artifact.revisionId }))
  const begun = await store.beginRebuilt(workspaceId, version, read)
  const revisions = []
  const slice = createSlices()
  for (const artifact of read.filter(({ revisionId }) => begun.has(revisionId))) {
    await slice()
    revisions.push({ ...artifact, chunks: await chunk(artifact.text, artifact.layout) })
  }
  const counts = await weighChunks(store, workspaceId, version, revisions)
  await store.addRebuilt(
    workspaceId,
    version,
    revisions.map(({ revisionId, chunks }) => ({ revisionId, chunkCount: chunks.length })),
    counts,
  )
}
