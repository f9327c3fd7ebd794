// Indexing: extract, chunk, weigh, write. What did not change costs one look-up; what changed is written beside the
// old and becomes visible all at once. A source that cannot be read is reported by name and the rest goes on.
import { createHash, randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError, describeError } from '../errors.ts'
import type { IndexOutcome, IndexTarget, SourceDocument } from '../model.ts'
import type { FinishedRevision, IndexStore, IndexVersion, KnownDocument } from '../store/types.ts'
import { analyzer } from './analyze.ts'
import { artifactHash } from './artifact.ts'
import { defaultAverageLength, indexTerms } from './bm25.ts'
import { chunk, chunker } from './chunk.ts'
import { titleOf } from './sources.ts'
import type { Chunk, Extracted, SourceFailure } from './types.ts'

export interface IndexerOptions {
  readonly store: IndexStore
  readonly extract: (name: string, bytes: Uint8Array) => Promise<Extracted>
  readonly newId: () => string
}

type Sources = AsyncIterable<SourceDocument | SourceFailure> | Iterable<SourceDocument | SourceFailure>

// Many small documents share their transactions; a group is bounded so that memory is too.
const groupDocuments = 64
const groupBytes = 4_000_000
// Measured on the embedded engine: 32 chunks of 800 characters are written in about 5 ms, and everyone else waits
// behind such a transaction.
const chunksPerTransaction = 32
// Chunks. Measured over 10,000: a search takes 15 ms with fresh statistics and 43 ms without.
const muchWritten = 500

export function createIndexer(options: IndexerOptions) {
  return async function* index(sources: Sources, target: IndexTarget): AsyncGenerator<IndexOutcome> {
    const version = await options.store.currentVersion(target.workspaceId, {
      analyzer,
      chunker,
      averageLength: defaultAverageLength,
    })
    let group: (SourceDocument | SourceFailure)[] = []
    let keys = new Set<string>()
    let bytes = 0
    let written = 0
    const collect = (outcomes: readonly IndexOutcome[]) => {
      for (const { status, chunks } of outcomes) if (status === 'indexed') written += chunks
      return outcomes
    }
    for await (const source of sources) {
      const isRepeated = 'bytes' in source && keys.has(source.sourceKey)
      if (group.length >= groupDocuments || bytes >= groupBytes || isRepeated) {
        yield* collect(await indexGroup(options, target, version, group))
        group = []
        keys = new Set()
        bytes = 0
      }
      group.push(source)
      if ('bytes' in source) {
        keys.add(source.sourceKey)
        bytes += source.bytes.byteLength
      }
    }
    yield* collect(await indexGroup(options, target, version, group))
    await options.store.removeRetired(target.workspaceId)
    if (written >= muchWritten) await options.store.vacuum()
  }
}

interface Prepared {
  readonly place: number
  readonly source: SourceDocument
  readonly revision: FinishedRevision
  readonly hash: string
  readonly extracted: Extracted
  readonly chunks: readonly Chunk[]
}

async function indexGroup(
  options: IndexerOptions,
  target: IndexTarget,
  version: IndexVersion,
  group: readonly (SourceDocument | SourceFailure)[],
): Promise<readonly IndexOutcome[]> {
  const { store } = options
  const documents = group.filter((source) => 'bytes' in source)
  const known = await store.findBySource(
    target,
    documents.map(({ sourceKey }) => sourceKey),
  )
  const outcomes: IndexOutcome[] = []
  const prepared: Prepared[] = []
  for (const [place, source] of group.entries()) {
    // Extraction and chunking are work for the processor: let whoever waits for an ack go first.
    await nextTurn()
    if (!('bytes' in source)) {
      outcomes[place] = failure(source, source.error)
      continue
    }
    const sourceHash = hashSource(source)
    const earlier = known.get(source.sourceKey)
    if (earlier && isUnchanged(earlier, sourceHash, version)) {
      outcomes[place] = {
        ...names(source),
        status: 'unchanged',
        documentId: earlier.documentId,
        chunks: earlier.chunkCount,
      }
      continue
    }
    try {
      prepared.push({ place, source, ...(await prepare(options, source, sourceHash)) })
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'broken'
      outcomes[place] = failure(source, { code, message: describeError(error) })
    }
  }
  if (prepared.length > 0)
    for (const [place, outcome] of await writeAll(store, target, version, prepared)) outcomes[place] = outcome
  return outcomes
}

/** Together; when the database refuses a value, one by one, so that a single document fails. */
async function writeAll(
  store: IndexStore,
  target: IndexTarget,
  version: IndexVersion,
  prepared: readonly Prepared[],
): Promise<readonly (readonly [number, IndexOutcome])[]> {
  try {
    const ids = await write(store, target, version, prepared)
    return prepared.map(({ place, source, chunks }, row) => [
      place,
      { ...names(source), status: 'indexed', documentId: ids[row]!, chunks: chunks.length },
    ])
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unstorable') throw error
    const [first, ...others] = prepared
    if (others.length === 0 && first) return [[first.place, failure(first.source, error)]]
    const outcomes = []
    for (const one of prepared) {
      // A new revision id: what the group began under the old one is removed with other abandoned work.
      const revision = { ...one.revision, revisionId: randomUUID() }
      outcomes.push(...(await writeAll(store, target, version, [{ ...one, revision }])))
    }
    return outcomes
  }
}

async function prepare(
  { extract, newId }: IndexerOptions,
  source: SourceDocument,
  sourceHash: string,
): Promise<Omit<Prepared, 'place' | 'source'>> {
  const extracted = await extract(source.name, source.bytes)
  const chunks = chunk(extracted)
  if (chunks.length === 0) throw new AppError('empty', 'There is no text in it')
  const revision = {
    revisionId: newId(),
    sourceKey: source.sourceKey,
    sourceHash,
    uri: source.uri,
    title: titleOf(source, extracted),
    mediaType: extracted.mediaType,
    chunkCount: chunks.length,
    ...(source.externalId !== undefined && { externalId: source.externalId }),
    ...(source.url !== undefined && { url: source.url }),
    ...(source.thumbnail !== undefined && { thumbnail: source.thumbnail }),
  }
  return { revision, hash: artifactHash(extracted), extracted, chunks }
}

async function write(
  store: IndexStore,
  target: IndexTarget,
  version: IndexVersion,
  prepared: readonly Prepared[],
): Promise<readonly string[]> {
  await store.beginRevisions(
    target.workspaceId,
    version,
    prepared.map(({ revision, hash, extracted: { text, layout, mediaType } }) => ({
      revisionId: revision.revisionId,
      artifact: { hash, text, layout, mediaType },
    })),
  )
  const counts = new Map<number, number>()
  const count = (term: number) => counts.set(term, (counts.get(term) ?? 0) + 1)
  const all = prepared.flatMap(({ revision, chunks }) => chunks.map((one) => ({ revision, chunk: one })))
  for (let first = 0; first < all.length; first += chunksPerTransaction) {
    await nextTurn()
    const batch = all.slice(first, first + chunksPerTransaction).map(({ revision, chunk: one }) => ({
      revisionId: revision.revisionId,
      chunk: one,
      index: indexTerms(
        { text: one.text, title: revision.title, ...(one.heading !== undefined && { heading: one.heading }) },
        version.averageLength,
      ),
    }))
    for (const { index } of batch) for (const term of [0, ...index.terms.keys()]) count(term)
    await store.addChunks(target.workspaceId, batch)
  }
  const revisions = prepared.map(({ revision }) => revision)
  return store.publish(target, version, revisions, counts)
}

function isUnchanged(earlier: KnownDocument, sourceHash: string, version: IndexVersion): boolean {
  return earlier.sourceHash === sourceHash && earlier.indexVersionId === version.id
}

// Everything that the stored document depends on: the bytes and what the caller says of them.
function hashSource({ bytes, name, uri, title, url, externalId, thumbnail }: SourceDocument): string {
  // Only where there is one, so that what was indexed before there were any keeps its hash.
  const picture = thumbnail === undefined ? [] : [thumbnail]
  return createHash('sha256')
    .update(JSON.stringify([name, uri, title ?? null, url ?? null, externalId ?? null, ...picture]))
    .update(bytes)
    .digest('hex')
}

function names({ uri, externalId }: SourceDocument | SourceFailure): { uri: string; externalId?: string } {
  return { uri, ...(externalId !== undefined && { externalId }) }
}

function failure(
  source: SourceDocument | SourceFailure,
  error: { readonly code: string; readonly message: string },
): IndexOutcome {
  return { ...names(source), status: 'failed', chunks: 0, error }
}
