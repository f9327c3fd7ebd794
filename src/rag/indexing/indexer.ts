// Indexing: extract, chunk, weigh, write. What did not change costs one look-up; what changed is written beside the
// old and becomes visible all at once. A source that cannot be read is reported by name and the rest goes on.

import { randomUUID } from 'node:crypto'
import { AppError, describeError } from '../../errors.ts'
import { createSlices } from '../../give-way.ts'
import type { IndexOutcome, IndexTarget, SourceDocument } from '../../model.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'
import type { FinishedRevision, IndexStore, IndexVersion, KnownDocument } from '../../store/indexing/indexing.ts'
import type { RemovalStore } from '../../store/indexing/removal.ts'
import { analyze, analyzer } from '../text/analyze.ts'
import { defaultAverageLength } from '../text/bm25.ts'
import { cutTo, lengths } from '../text/lengths.ts'
import type { Source, SourceUnchanged } from '../types.ts'
import { createAsides } from './asides.ts'
import { chunker } from './chunk.ts'
import type { ReadDocument } from './reading/read-document.ts'
import { hashSource } from './source-hash.ts'
import { titleOf } from './sources.ts'
import { weighChunks } from './weigh.ts'

export interface IndexerOptions {
  readonly store: IndexStore & RemovalStore & Pick<DocumentStore, 'shareSameSource'>
  readonly read: (name: string, bytes: Uint8Array, onAside?: () => void) => Promise<ReadDocument>
  readonly newId: () => string
  /** Throws when there is no room for new documents. */
  readonly requireRoom?: () => void
}

// A group is bounded so that memory is too.
const groupBytes = 4_000_000
// The first documents of a workspace tell how long its chunks are: so many are looked at before any is weighed, and
// the default counts like so many chunks beside them, so that a single note decides nothing.
const sampledDocuments = 1_000
const sampledChunks = 400
const priorChunks = 20
// Chunks. Measured over 10,000: a search takes 15 ms with fresh statistics and 43 ms without.
const muchWritten = 500
// Times as much as when the planner was told last. 10,000 documents at once: 27 s, and 43 s where it is never told.
const growth = 8

export function createIndexer(options: IndexerOptions) {
  const { store } = options
  return async function* index(
    sources: AsyncIterable<Source> | Iterable<Source>,
    target: IndexTarget,
    onAside?: () => void,
  ): AsyncGenerator<IndexOutcome> {
    let version = await store.findVersion(target.workspaceId, { analyzer, chunker })
    let written = 0
    let countAt = muchWritten
    // While one group is written the next is read.
    let writing: Promise<readonly IndexOutcome[]> = Promise.resolve([])
    const finish = async () => {
      // Those that were set aside have left gaps.
      const outcomes = (await writing).filter((outcome) => outcome !== undefined)
      writing = Promise.resolve([])
      for (const { status, chunks } of outcomes) if (status === 'indexed') written += chunks
      if (written >= countAt) {
        await store.countForPlanner()
        countAt = written * growth
      }
      return outcomes
    }
    const begin = async (read: ReadGroup) => {
      // What holds no text tells nothing about how long chunks are.
      if (read.prepared.length > 0) version ??= await openVersion(store, target, read.prepared)
      writing = version ? writeGroup(options, target, version, read) : Promise.resolve(read.outcomes)
      // Reported when it is waited for; an abandoned index must not end the process.
      writing.catch(() => {})
    }
    const asides = createAsides<Read>()
    async function* finishAll(longestWait: number) {
      yield* await finish()
      for await (const read of asides.take(longestWait)) {
        await begin(asGroup(read))
        yield* await finish()
      }
    }
    const groups = inGroups(sources, version === null ? sampledDocuments : store.batch.documents, store.batch.documents)
    try {
      for await (const { group, isRepeating } of groups) {
        // The same document again: whether it changed is known once the first is written.
        if (isRepeating) yield* finishAll(0)
        // A rebuild may have switched to another one.
        version = version && ((await store.findVersion(target.workspaceId, { analyzer, chunker })) ?? version)
        const read = await readGroup(options, target, version, group, (one) => {
          asides.add(one)
          onAside?.()
        })
        yield* await finish()
        await begin(read)
        if (asides.isAnyDone() || asides.count() > maxAsides) yield* finishAll(maxAsides)
      }
    } finally {
      // Also when the sources end in an error: what was read before it is kept.
      yield* finishAll(0)
    }
    await store.removeRetired(target.workspaceId)
    if (written >= muchWritten) {
      await store.compactCounts(target.workspaceId)
      await store.vacuum()
    }
  }
}

/** @param first the first group's size in documents */
async function* inGroups(sources: AsyncIterable<Source> | Iterable<Source>, first: number, others: number) {
  let group: Source[] = []
  let keys = new Set<string>()
  let bytes = 0
  let size = first
  let isRepeating = false
  try {
    for await (const source of sources) {
      const isRepeated = 'sourceKey' in source && keys.has(source.sourceKey)
      if (group.length >= size || bytes >= groupBytes || isRepeated) {
        yield { group, isRepeating }
        group = []
        keys = new Set()
        bytes = 0
        size = others
        isRepeating = isRepeated
      }
      group.push(source)
      if ('sourceKey' in source) keys.add(source.sourceKey)
      if ('bytes' in source) bytes += source.bytes.byteLength
    }
  } finally {
    yield { group, isRepeating }
  }
}

/** A version for a workspace that has none of this kind: its average is that of what is indexed already, or of a sample. */
async function openVersion(
  store: IndexStore,
  { workspaceId }: IndexTarget,
  prepared: readonly Prepared[],
): Promise<IndexVersion> {
  const known = await store.readAverageLength(workspaceId)
  return store.currentVersion(workspaceId, {
    analyzer,
    chunker,
    averageLength: known ?? (await sampleLength(prepared)),
  })
}

async function sampleLength(prepared: readonly Prepared[]): Promise<number> {
  const all = prepared.flatMap(({ document: { chunks }, revision }) =>
    chunks.map(({ text }) => ({ text, language: revision.language })),
  )
  const every = Math.max(1, Math.floor(all.length / sampledChunks))
  const sampled = all.filter((_, i) => i % every === 0)
  const slice = createSlices()
  let sum = defaultAverageLength * priorChunks
  for (const { text, language } of sampled) {
    await slice()
    sum += analyze(text, language).length
  }
  return sum / (sampled.length + priorChunks)
}

interface Prepared {
  readonly place: number
  readonly source: SourceDocument
  readonly revision: FinishedRevision
  readonly document: ReadDocument
  /** What was left out. */
  readonly note?: string
}

/** What was read is to be written, or there is nothing to write. */
type Read = { readonly prepared: Prepared } | { readonly outcome: IndexOutcome }

function asGroup(read: Read): ReadGroup {
  return 'outcome' in read
    ? { outcomes: [read.outcome], prepared: [] }
    : { outcomes: [], prepared: [{ ...read.prepared, place: 0 }] }
}

interface ReadGroup {
  readonly outcomes: IndexOutcome[]
  readonly prepared: readonly Prepared[]
}

async function readGroup(
  options: IndexerOptions,
  target: IndexTarget,
  version: IndexVersion | null,
  group: readonly Source[],
  setAside: (read: Promise<Read>) => void,
): Promise<ReadGroup> {
  const keys = group.flatMap((source) => ('sourceKey' in source ? [source.sourceKey] : []))
  const known = await options.store.findBySource(target, keys)
  const outcomes: IndexOutcome[] = []
  const prepared: Prepared[] = []
  const work = group.entries()
  const slice = createSlices()
  const readOne = async (place: number, source: Source, onAside: () => void): Promise<Read> => {
    // Reading is work for the processor: let whoever waits for an ack go first.
    await slice()
    if ('error' in source) return { outcome: failure(source, source.error) }
    const earlier = known.get(source.sourceKey)
    if ('isUnchanged' in source) return { outcome: earlier ? unchanged(source, earlier) : failure(source, gone) }
    const sourceHash = await hashSource(source)
    if (earlier && version && earlier.sourceHash === sourceHash && earlier.indexVersionId === version.id)
      return { outcome: unchanged(source, earlier) }
    const same =
      source.isPlatformFile && !earlier && (await options.store.shareSameSource(target, { ...source, sourceHash }))
    if (same) return { outcome: unchanged(source, same) }
    try {
      options.requireRoom?.()
      return { prepared: { place, source, ...(await prepare(options, source, sourceHash, onAside)) } }
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'broken'
      return { outcome: failure(source, { code, message: describeError(error) }) }
    }
  }
  // Files that are read in a process of their own are read side by side.
  const readers = Array.from({ length: readersAtOnce }, async () => {
    for (const [place, source] of work) {
      const aside = Promise.withResolvers<null>()
      const reading = readOne(place, source, () => aside.resolve(null))
      const read = await Promise.race([reading, aside.promise])
      if (read === null) setAside(reading)
      else if ('outcome' in read) outcomes[place] = read.outcome
      else prepared[place] = read.prepared
    }
  })
  await Promise.all(readers)
  return { outcomes, prepared: prepared.filter((one) => one !== undefined) }
}

/** Documents in memory whose pictures are recognised. */
const maxAsides = 4
const readersAtOnce = 2

async function writeGroup(
  { store }: IndexerOptions,
  target: IndexTarget,
  version: IndexVersion,
  { outcomes, prepared }: ReadGroup,
): Promise<readonly IndexOutcome[]> {
  const { documents } = store.batch
  for (let first = 0; first < prepared.length; first += documents)
    for (const [place, outcome] of await writeAll(store, target, version, prepared.slice(first, first + documents)))
      outcomes[place] = outcome
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
    return prepared.map(({ place, source, document: { chunks }, note }, row) => [
      place,
      {
        ...names(source),
        status: 'indexed',
        documentId: ids[row]!,
        chunks: chunks.length,
        ...(note !== undefined && { note }),
      },
    ])
  } catch (error) {
    if (error instanceof AppError && error.code === 'version-retired') {
      const current = await store.currentVersion(target.workspaceId, {
        analyzer,
        chunker,
        averageLength: version.averageLength,
      })
      return writeAll(store, target, current, prepared.map(renewed))
    }
    if (!(error instanceof AppError) || error.code !== 'unstorable') throw error
    const [first, ...others] = prepared
    if (others.length === 0 && first) return [[first.place, failure(first.source, error)]]
    const outcomes = []
    for (const one of prepared) outcomes.push(...(await writeAll(store, target, version, [renewed(one)])))
    return outcomes
  }
}

/** Under a new revision id: what was begun under the old one is removed with other abandoned work. */
function renewed(one: Prepared): Prepared {
  return { ...one, revision: { ...one.revision, revisionId: randomUUID() } }
}

async function prepare(
  { read, newId }: IndexerOptions,
  source: SourceDocument,
  sourceHash: string,
  onAside: () => void,
): Promise<Omit<Prepared, 'place' | 'source'>> {
  const document = await read(source.name, source.bytes, onAside)
  const title = titleOf(source, document)
  const author = source.author ?? document.author
  const modifiedAt = validDate(document.modifiedAt) ?? validDate(source.modifiedAt)
  const revision = {
    revisionId: newId(),
    sourceKey: source.sourceKey,
    sourceHash,
    uri: source.uri,
    title: cutTo(title, lengths.title),
    mediaType: document.mediaType,
    chunkCount: document.chunks.length,
    language: document.language,
    ...(author !== undefined && { author: cutTo(author, lengths.author) }),
    ...(modifiedAt !== undefined && { modifiedAt }),
    ...(source.validators !== undefined && { validators: source.validators }),
    ...(source.isPlatformFile && { isPlatformFile: true as const }),
    ...(source.externalId !== undefined && { externalId: source.externalId }),
    ...(source.url !== undefined && { url: source.url }),
    ...(source.thumbnail !== undefined && { thumbnail: source.thumbnail }),
  }
  const cut = title.length > lengths.title ? `Its title was cut after ${lengths.title} characters.` : ''
  const note = [cut, document.note ?? ''].filter((one) => one !== '').join(' ')
  return { revision, document, ...(note !== '' && { note }) }
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
    prepared.map(({ revision, document: { hash, text, layout, mediaType } }) => ({
      revisionId: revision.revisionId,
      artifact: { hash, text, layout, mediaType },
    })),
  )
  const counts = await weighChunks(
    store,
    target.workspaceId,
    version,
    prepared.map(({ revision, document: { chunks } }) => ({ ...revision, chunks })),
  )
  const revisions = prepared.map(({ revision }) => revision)
  return store.publish(target, version, revisions, counts)
}

const gone = {
  code: 'not-indexed',
  message: 'Its server says that it did not change, but it is not indexed here: index it again.',
}

function unchanged(
  source: SourceDocument | SourceUnchanged,
  { documentId, chunkCount }: Pick<KnownDocument, 'documentId' | 'chunkCount'>,
): IndexOutcome {
  return { ...names(source), status: 'unchanged', documentId, chunks: chunkCount }
}

const latestDate = Date.parse('9999-12-31')

/** What a document says of its date may be anything. */
function validDate(text: string | undefined): string | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) || time < 0 || time > latestDate ? undefined : new Date(time).toISOString()
}

function names({ uri, externalId }: { readonly uri: string; readonly externalId?: string }): {
  uri: string
  externalId?: string
} {
  return { uri, ...(externalId !== undefined && { externalId }) }
}

function failure(
  source: { readonly uri: string; readonly externalId?: string },
  error: { readonly code: string; readonly message: string },
): IndexOutcome {
  return { ...names(source), status: 'failed', chunks: 0, error }
}
