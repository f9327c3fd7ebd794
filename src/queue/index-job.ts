// Indexes one file that was handed to the bot or shared in a message. What is to be done waits in the database, so a
// job that is lost or killed is simply done again. Files are fetched side by side and read one at a time: extraction
// and chunking take a core, and answers go first.
import type { Platform } from '../bots/types.ts'
import { AppError, describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { IndexOutcome, PlatformId, SharedSource, SourceDocument } from '../model.ts'
import type { Rag, SourceFailure } from '../rag/types.ts'
import type { PendingUpload, Store } from '../store/types.ts'
import type { Sealer } from './inbox.ts'
import { platformOf } from './scope.ts'
import type { UploadJob, Wake } from './types.ts'

const maxAttempts = 5
const renewEveryMs = 20_000
const longestWaitMs = 30_000
// A platform may ask for hours; whoever shared the file would hear nothing for as long.
const longestAskedMs = 5 * 60_000

export interface IndexJobOptions {
  readonly store: Store
  readonly rag: Rag
  readonly platforms: ReadonlyMap<PlatformId, Platform>
  readonly sealer: Sealer
  readonly wake: Wake
  readonly log: Log
  /** A web page as documents, or the reason why not. */
  readonly readPage: (url: string) => AsyncIterable<SourceDocument | SourceFailure>
  /** Larger files are refused before they are fetched in full. */
  readonly maxBytes: number
}

type Message = Extract<PendingUpload['content'], { message: unknown }>['message']

export function createIndexJob(options: IndexJobOptions): (job: UploadJob) => Promise<void> {
  const { store, wake, log } = options
  const oneAtATime = createQueueOfOne()

  async function stage(job: UploadJob, name: 'fetching' | 'reading', message: Message | null): Promise<void> {
    await store.setUploadStage(job.workspaceId, job.uploadId, name)
    if (message) await showProgress(options, message)
  }

  async function outcomeOf(job: UploadJob, { name, audience, content }: PendingUpload): Promise<IndexOutcome> {
    const message = 'message' in content ? content.message : null
    if (message) await stage(job, 'fetching', message)
    const sources =
      'bytes' in content
        ? [{ sourceKey: `upload:${name}`, uri: `upload:${name}`, name, bytes: content.bytes }]
        : await fetchSource(options, content.message, content.source)
    return oneAtATime(async () => {
      await stage(job, 'reading', message)
      let last: IndexOutcome | undefined
      for await (last of options.rag.index(sources, { workspaceId: job.workspaceId, audience }));
      if (!last) throw new Error('the source yielded no document')
      return last
    })
  }

  async function work(job: UploadJob, upload: PendingUpload): Promise<void> {
    const uri = `upload:${upload.name}`
    let outcome: IndexOutcome
    try {
      if (upload.attempts > maxAttempts)
        throw new AppError('gave-up', 'The process ended each time this file was read, so it is left out.')
      outcome = await outcomeOf(job, upload)
    } catch (error) {
      if (upload.attempts < maxAttempts && !(error instanceof AppError && error.retry === 'never')) {
        const waitMs = waitFor(upload.attempts, error)
        log.warn('a file is tried again', { attempt: upload.attempts, waitMs, error: describeError(error) })
        await store.setUploadStage(job.workspaceId, job.uploadId, 'waiting', waitMs)
        return wake.upload(job, waitMs)
      }
      const code = error instanceof AppError ? error.code : 'failed'
      const message =
        error instanceof AppError ? error.message : 'Something went wrong on my side; share it again later.'
      log.warn('a file was not indexed', { error: describeError(error) })
      outcome = { status: 'failed', uri, chunks: 0, error: { code, message } }
    }
    await store.finishUpload(job.workspaceId, job.uploadId, outcome)
    if ('message' in upload.content) await showProgress(options, upload.content.message)
  }

  return async (job) => {
    const upload = await store.claimUpload(job.workspaceId, job.uploadId, [...options.platforms.keys()])
    if (!upload) return
    const renewal = setInterval(() => {
      // One that fails leaves the lease to run out, and the file to another worker.
      store.renewUpload(job.workspaceId, job.uploadId).catch(() => {})
    }, renewEveryMs)
    try {
      await work(job, upload)
    } finally {
      clearInterval(renewal)
    }
  }
}

/** What is shared, as the engine takes it. */
async function fetchSource(
  { platforms, sealer, readPage, maxBytes }: IndexJobOptions,
  { incoming, secret }: Message,
  source: SharedSource,
): Promise<AsyncIterable<SourceDocument | SourceFailure> | Iterable<SourceDocument>> {
  if (source.kind === 'page') return readPage(source.url)
  const { name, sourceKey, url } = source
  const base = { name, sourceKey, uri: sourceKey, ...(url !== undefined && { url }) }
  if (source.kind === 'text') return [{ ...base, title: source.title, bytes: new TextEncoder().encode(source.text) }]
  const platform = platformOf(platforms, incoming.platform)
  if (!platform.fetchFile) throw new AppError('unsupported', 'Files cannot be fetched from this platform.')
  const from = { reader: incoming, maxBytes, ...(secret && { secret: sealer.open(secret) }) }
  return [{ ...base, bytes: await platform.fetchFile(source, from) }]
}

/** Shows how far the message's files are; when all are done its thread goes on. */
async function showProgress({ store, platforms, wake }: IndexJobOptions, message: Message): Promise<void> {
  const { platform, threadKey, request } = message.incoming
  const files = await store.readSharedProgress(message.workspaceId, message.id)
  if (files.every(({ state }) => state === 'indexed' || state === 'unchanged' || state === 'failed')) {
    return wake.incoming({ platform, threadKey })
  }
  if (request.kind !== 'index' || request.isPrivate) return
  const { payload } = platformOf(platforms, platform).render(
    { kind: 'indexing', files, isDone: false },
    message.incoming,
  )
  const id = await store.putPlaceholder(message, payload, true)
  if (id !== null) wake.outgoing({ platform, threadKey })
}

function waitFor(attempt: number, error: unknown): number {
  const asked = error instanceof AppError ? error.retryAfterMs : undefined
  if (asked !== undefined) return Math.min(Math.max(asked, 1_000), longestAskedMs)
  return Math.min(1_000 * 2 ** (attempt - 1), longestWaitMs)
}

/** Runs what it is given one after the other. */
function createQueueOfOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = last.then(work, work)
    last = run
    return run
  }
}
