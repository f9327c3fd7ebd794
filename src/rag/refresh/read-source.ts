// Reads an address or a folder: indexes what is new or changed there, takes out what is gone, and writes down how it went.
// What cannot be read leaves its documents as they are.
import { stat } from 'node:fs/promises'
import { AppError } from '../../errors.ts'
import type { IndexOutcome, IndexTarget, Validators } from '../../model.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'
import type { ReadItem, SourceStore, StoredSource } from '../../store/documents/sources.ts'
import type { RemovalStore } from '../../store/indexing/removal.ts'
import { failureOf } from '../fetch/page-list.ts'
import type { ReadPages } from '../fetch/pages.ts'
import { parseWebUrl } from '../fetch/web-url.ts'
import { fileUri, isWebAddress, readSources } from '../indexing/sources.ts'
import type { Rag, ReadingOptions, Source } from '../types.ts'
import { createTally, type Tally } from './tally.ts'

export interface SourceReaderOptions {
  readonly store: SourceStore & RemovalStore & Pick<DocumentStore, 'retireDocument'>
  readonly index: Rag['index']
  readonly validatorsOf: (target: IndexTarget, sourceKey: string) => Promise<Validators | null>
  /** As they come, for who waits for them. */
  readonly readPages: ReadPages
  /** At most one request a second to a host. */
  readonly readAgain: ReadPages
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const longestMs = 6 * 60 * 60_000
// A transaction's worth; what a long reading has seen is kept when it is cut off.
const recordedAtOnce = 500

export function createSourceReader(options: SourceReaderOptions): Pick<Rag, 'indexSource' | 'readSource'> {
  const { store, index, now } = options

  const readSource: Rag['readSource'] = async function* (source, reading = {}) {
    const { workspaceId, audience } = source
    const target: IndexTarget = { workspaceId, audience, ...(reading.shared && { shared: reading.shared }) }
    const known = await store.readSourceItems(source)
    const rootUri = source.kind === 'folder' ? fileUri(source.uri) : source.uri
    const tally = createTally({ kind: source.kind, rootUri }, known)
    const until = now() + longestMs
    let isLate = false
    // What went in and has no outcome yet.
    const inHand: Source[] = []
    async function* watched(): AsyncGenerator<Source> {
      for await (const one of readAll(options, { source, target, known, tally, reading })) {
        reading.signal?.throwIfAborted()
        const it = standsForNothing(one, source, known, tally) ?? one
        tally.saw(it)
        reading.onItem?.()
        // It is taken out, which is no failure.
        if ('error' in it && tally.isLeaving(it)) continue
        // Someone deleted it, and did not ask for it again.
        if (reading.isAgain && 'sourceKey' in it && known.get(it.sourceKey!) === false) continue
        inHand.push(it)
        yield it
        isLate = now() > until
        if (tally.isOver() || isLate) return
      }
    }
    let items: ReadItem[] = []
    const record = async () => {
      await store.recordSourceItems(source, items, new Date(now()))
      items = []
    }
    for await (const outcome of index(watched(), target)) {
      tally.done(outcome)
      // In the same order, but for what has pictures of text.
      const at = inHand.findIndex((one) => isOf(one, outcome))
      const [source] = at < 0 ? [] : inHand.splice(at, 1)
      const item = itemOf(source, outcome)
      if (item) items.push(item)
      if (items.length >= recordedAtOnce) await record()
      yield outcome
    }
    reading.signal?.throwIfAborted()
    await record()
    reading.onEnd?.(await end(options, { source, known, tally, reading }, isLate))
  }

  return {
    readSource,
    async *indexSource(at, target, { every, ...reading } = {}) {
      const { uri, kind } = isWebAddress(at) ? pageAt(at) : { uri: at, kind: 'folder' as const }
      if (kind === undefined) return yield* index([uri], target)
      const source = await store.openSource(
        target,
        { uri, kind, ...(every !== undefined && { every }) },
        new Date(now()),
      )
      yield* readSource(source, { ...reading, ...(target.shared && { shared: target.shared }) })
    },
  }
}

/** As it is asked for; a failure where it is no address. */
function pageAt(address: string) {
  try {
    return { uri: parseWebUrl(address).href, kind: 'page' as const }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { uri: failureOf(address, error), kind: undefined }
  }
}

interface Work {
  readonly source: StoredSource
  readonly target: IndexTarget
  readonly known: ReadonlyMap<string, boolean>
  readonly tally: Tally
  readonly reading: ReadingOptions
}

async function* readAll(options: SourceReaderOptions, work: Work): AsyncGenerator<Source> {
  const { source, target, known, tally, reading } = work
  const { uri, kind } = source
  if (kind === 'folder') {
    // A file of its name would take the place of all that was in it.
    if (
      await stat(uri).then(
        (found) => found.isDirectory(),
        () => false,
      )
    )
      return yield* readSources([uri], nothing(), reading.onLeftOut)
    const message = 'There is no such folder on this machine now: put it back or mount it, or remove this source.'
    return yield { uri: fileUri(uri), error: { code: 'missing', message } }
  }
  const read = reading.isAgain ? options.readAgain : options.readPages
  yield* read(uri, {
    validatorsOf: (sourceKey) => options.validatorsOf(target, sourceKey),
    onFound: (found) => {
      tally.found(found)
      reading.onFound?.(found.sourceKeys.size)
    },
    isWanted: (sourceKey) => !reading.isAgain || known.get(sourceKey) !== false,
    signal: reading.signal,
  })
}

/** A page where a sitemap was is what a site shows that has lost it. */
function standsForNothing(
  one: Source,
  { kind, uri }: StoredSource,
  known: ReadonlyMap<string, boolean>,
  tally: Tally,
): Source | null {
  if (kind !== 'sitemap' || known.size === 0 || 'error' in one || tally.isSitemap()) return null
  const message = 'There was a sitemap at this address and now there is a page: nothing was taken out.'
  return { uri, error: { code: 'http-error', message } }
}

function isOf(source: Source, { uri, externalId }: IndexOutcome): boolean {
  return source.uri === uri && ('externalId' in source ? source.externalId : undefined) === externalId
}

function itemOf(source: Source | undefined, outcome: IndexOutcome): ReadItem | null {
  if (!source || 'error' in source || outcome.status === 'failed') return null
  const { sourceKey } = source
  // What was indexed has them already.
  const validators = outcome.status === 'unchanged' && 'validators' in source ? source.validators : undefined
  return { sourceKey, ...(validators && { validators }) }
}

/** What is gone is taken out, and how it went is written down. */
async function end(
  { store, now }: SourceReaderOptions,
  { source, known, tally, reading }: Omit<Work, 'target'>,
  isLate: boolean,
) {
  const { kind, gone, left, error, isPassing, retryAfterMs, note } = tally.conclude(isLate)
  const { counts } = tally
  const documents = [
    ...(await store.dropSourceItems(source, gone, true)),
    ...(await store.dropSourceItems(source, left)),
  ]
  for (const id of documents)
    await store.retireDocument(source.workspaceId, id).catch((problem) => {
      // Someone else was faster.
      if (!(problem instanceof AppError && problem.code === 'no-such-document')) throw problem
    })
  if (documents.length > 0) await store.removeRetired(source.workspaceId)
  // A slip of the pen makes no source; what is only out of reach, and shall be read again, is one.
  const isNew = source.readAt === null && known.size === 0 && counts.indexed + counts.unchanged === 0
  const isForgotten = error !== null && isNew && !reading.isAgain && !(isPassing && source.every !== null)
  if (isForgotten) await store.removeSource(source)
  else {
    const finished = { kind, leftOut: counts.failed, note, error, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    await store.finishReading(source, finished, new Date(now()))
  }
  return { ...counts, retired: documents.length, error, isForgotten }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
