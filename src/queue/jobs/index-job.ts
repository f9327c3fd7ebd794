// Indexes one file that was handed to the bot or shared in a message. What is to be done waits in the database, so a
// job that is lost or killed is simply done again. Files are fetched side by side and read one at a time: extraction
// and chunking take a core, and answers go first.

import type { Desk } from '../../desk/types.ts'
import { AppError, countsAsAttempt, describeError, isDatabaseAway } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { FileProgress, IndexOutcome, IndexTarget, SharedSource, SourceDocument } from '../../model.ts'
import type { Rag } from '../../rag/types.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import type { PendingUpload, UploadOutcome, UploadStore } from '../../store/messages/uploads.ts'
import { replySeal, type Sealer, threadOf } from '../inbox.ts'
import { onceDatabaseIsBack } from '../once-back.ts'
import { type Platforms, platformOf } from '../scope.ts'
import type { UploadJob, Wake } from '../types.ts'
import { backoffMs } from '../waiting.ts'
import { showPlaceholder } from './placeholder.ts'

const maxAttempts = 5
const renewEveryMs = 20_000
// A platform may ask for hours; whoever shared the file would hear nothing for as long.
const backoff = { longestMs: 30_000, leastAskedMs: 1_000, longestAskedMs: 5 * 60_000 }
const pagesEveryMs = 1_000
const namedFailures = 3

export interface IndexJobOptions {
  readonly store: UploadStore & OutboxStore
  readonly rag: Rag
  readonly desk: Pick<Desk, 'progress'>
  readonly platforms: Platforms
  readonly sealer: Sealer
  readonly wake: Wake
  readonly log: Log
  /** Larger files are refused before they are fetched in full. */
  readonly maxBytes: number
}

type Message = Extract<PendingUpload['content'], { message: unknown }>['message']

/** Nobody wants it any more. */
class Closed extends Error {}

export function createIndexJob(options: IndexJobOptions): (job: UploadJob) => Promise<void> {
  const { store, wake, log } = options
  const oneAtATime = createQueueOfOne()

  async function stage(job: UploadJob, name: 'fetching' | 'reading', message: Message | null): Promise<void> {
    if (!(await store.setUploadStage(job.workspaceId, job.uploadId, name))) throw new Closed('it was stopped')
    if (message) await showProgress(options, message)
  }

  /** Of an address that stands for many pages, how many came: at most once a second, and never waited for. */
  function countPages(message: Message, source: SharedSource) {
    let total = 0
    let done = 0
    let shownAt = Date.now()
    return {
      onFound: (pages: number) => {
        total = pages
      },
      onItem: () => {
        done += 1
        if (total < 2 || Date.now() - shownAt < pagesEveryMs) return
        shownAt = Date.now()
        showProgress(options, message, { source, pages: { done: Math.min(done, total), total } }).catch((error) =>
          log.warn('no progress of pages', { error: describeError(error) }),
        )
      },
    }
  }

  async function outcomeOf(
    job: UploadJob,
    { name, audience, content }: PendingUpload,
    onNamed: (name: string) => void,
  ): Promise<UploadOutcome> {
    const message = 'message' in content ? content.message : null
    const target: IndexTarget = {
      workspaceId: job.workspaceId,
      audience,
      ...(message && { shared: sharedBy(message) }),
    }
    if (message) await stage(job, 'fetching', message)
    const read = async (outcomes: AsyncIterable<IndexOutcome>) => {
      await stage(job, 'reading', message)
      return summed(await Array.fromAsync(outcomes))
    }
    if ('bytes' in content) {
      const file = { sourceKey: `upload:${name}`, uri: `upload:${name}`, name, bytes: content.bytes }
      return oneAtATime((letOthers) => read(options.rag.index([file], target, letOthers)))
    }
    const { source } = content
    if (source.kind === 'page')
      // Pages come as slowly as their site sends them: files do not wait behind them.
      return read(options.rag.indexSource(source.url, target, countPages(content.message, source)))
    const { document, message: carriedBy } = await fetchSource(options, content.message, source, onNamed)
    const shared = { ...sharedBy(content.message), ...(carriedBy !== undefined && { message: carriedBy }) }
    const outcome = await oneAtATime((letOthers) =>
      read(options.rag.index([document], { ...target, shared }, letOthers)),
    )
    return { ...outcome, name: document.name }
  }

  async function work(job: UploadJob, upload: PendingUpload): Promise<void> {
    const uri = `upload:${upload.name}`
    let outcome: UploadOutcome
    let name: string | undefined
    const onNamed = (told: string) => {
      name = told
    }
    try {
      if (upload.attempts > maxAttempts)
        throw new AppError('gave-up', 'The process ended each time this file was read, so it is left out.')
      outcome = await outcomeOf(job, upload, onNamed)
    } catch (error) {
      if (error instanceof Closed) return
      if (!countsAsAttempt(error)) throw error
      if (upload.attempts < maxAttempts && !(error instanceof AppError && error.retry === 'never')) {
        const waitMs = backoffMs(upload.attempts, error, backoff)
        log.warn('a file is tried again', { attempt: upload.attempts, waitMs, error: describeError(error) })
        await store.setUploadStage(job.workspaceId, job.uploadId, 'waiting', waitMs)
        return wake.upload(job, waitMs)
      }
      const code = error instanceof AppError ? error.code : 'failed'
      const message =
        error instanceof AppError ? error.message : 'Something went wrong on my side; share it again later.'
      log.warn('a file was not indexed', { error: describeError(error) })
      outcome = { status: 'failed', uri, chunks: 0, error: { code, message }, ...(name !== undefined && { name }) }
    }
    await onceDatabaseIsBack(() => store.finishUpload(job.workspaceId, job.uploadId, outcome))
    // It is found by its words already.
    void options.rag.embedMissing(job.workspaceId)
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
    } catch (error) {
      if (isDatabaseAway(error))
        onceDatabaseIsBack(() =>
          store.giveBackUpload(job.workspaceId, job.uploadId, upload, countsAsAttempt(error)),
        ).then(
          // This job's own tries may be used up, and its id is taken as long as it has some.
          () => wake.upload(job, 500),
          // The lease runs out by itself.
          () => {},
        )
      throw error
    } finally {
      clearInterval(renewal)
    }
  }
}

/** What is shared, as the engine takes it, and the message that carries it where the platform knows better. */
async function fetchSource(
  { platforms, sealer, maxBytes }: IndexJobOptions,
  { install, incoming, secret }: Message,
  source: Exclude<SharedSource, { kind: 'page' }>,
  onNamed: (name: string) => void,
): Promise<{ readonly document: SourceDocument; readonly message?: string }> {
  const { name, sourceKey, url } = source
  const base = { name, sourceKey, uri: sourceKey, ...(url !== undefined && { url }) }
  if (source.kind === 'text')
    return { document: { ...base, title: source.title, bytes: new TextEncoder().encode(source.text) } }
  const platform = platformOf(platforms, install)
  if (!platform.fetchFile) throw new AppError('unsupported', 'Files cannot be fetched from this platform.')
  const from = {
    asker: incoming,
    maxBytes,
    onNamed,
    ...(secret && { secret: sealer.open(secret, replySeal(install, incoming.naturalKey)) }),
  }
  // By now whoever shares it has shown that it is theirs to share.
  const fetched = await platform.fetchFile(source, from)
  const { message, ...file } = fetched instanceof Uint8Array ? { bytes: fetched } : fetched
  return { document: { ...base, ...file, isPlatformFile: true }, ...(message !== undefined && { message }) }
}

const sharedBy = ({ install, incoming }: Message) => ({
  person: `${install.platform}:${incoming.person.id}`,
  message: incoming.naturalKey,
})

/** Of a sitemap's many pages one outcome: what was indexed counts, and what was not is said with it. */
function summed(outcomes: readonly IndexOutcome[]): UploadOutcome {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed')
  const good = outcomes.filter((outcome) => outcome.status !== 'failed')
  const best = good.find(({ status }) => status === 'indexed') ?? good[0] ?? failed[0]
  if (!best) throw new Error('the source yielded no document')
  if (outcomes.length === 1 || best.status === 'failed') return best
  const pages = `${good.length} of ${outcomes.length} pages`
  const reasons = failed.slice(0, namedFailures).map(({ uri, error: { message } }) => {
    const reason = message.replace(/\.$/, '')
    return reason.includes(uri) ? reason : `${uri}: ${reason}`
  })
  const rest = failed.length > namedFailures ? [`and ${failed.length - namedFailures} more`] : []
  const note = failed.length === 0 ? pages : `${pages}. Left out: ${[...reasons, ...rest].join('; ')}`
  return { ...best, chunks: good.reduce((sum: number, { chunks }) => sum + chunks, 0), note }
}

/**
 * Shows how far the message's files are; when all are done its thread goes on.
 * @param at how far one of them is, which is known only here
 */
async function showProgress(
  { store, desk, platforms, wake }: IndexJobOptions,
  message: Message,
  at?: { readonly source: SharedSource; readonly pages: FileProgress['pages'] & object },
): Promise<void> {
  const { request } = message.incoming
  const stored = await store.readSharedProgress(message.install.workspaceId, message.id)
  const sources: readonly SharedSource[] = request.sources ?? []
  const counted = at ? sources.indexOf(at.source) : -1
  const files = stored.map((file, index) => (index === counted && at ? { ...file, pages: at.pages } : file))
  if (files.every(({ state }) => state === 'indexed' || state === 'unchanged' || state === 'failed')) {
    return wake.incoming(threadOf(message))
  }
  const card = message.incoming.unasked ? null : desk.progress(request, files)
  if (card) await showPlaceholder({ store, platforms, wake }, message, card, true)
}

/** Runs what it is given one after the other: the next begins when one is done, or lets it begin. */
function createQueueOfOne(): <T>(work: (letOthers: () => void) => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const run = last.then(() => work(resolve))
    last = Promise.race([run, promise]).catch(() => {})
    return run
  }
}
