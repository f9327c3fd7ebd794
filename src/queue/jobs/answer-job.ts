// Turns a thread's pending messages into replies, oldest first. Each message ends in an answer, an "I don't know", or
// a private reason with a trace id; one that fails three times ends in its reason and the thread moves on.

import { randomUUID } from 'node:crypto'
import { audienceOf } from '../../askers.ts'
import type { Desk } from '../../desk/types.ts'
import { countsAsAttempt, describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { FileProgress, Reply, Request, WorkspaceId } from '../../model.ts'
import type { Rag } from '../../rag/types.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'
import type { InboxRow, InboxStore, Outcome } from '../../store/messages/inbox.ts'
import type { LeaseStore } from '../../store/messages/leases.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import type { UploadStore } from '../../store/messages/uploads.ts'
import type { TranscriptStore } from '../../store/transcripts/conversations.ts'
import { threadOf, userMessage } from '../inbox.ts'
import { onceDatabaseIsBack } from '../once-back.ts'
import { type Platforms, platformOf, type ScopeOf } from '../scope.ts'
import { workThread } from '../thread-work.ts'
import type { ThreadJob, Wake } from '../types.ts'
import { showPlaceholder } from './placeholder.ts'

const maxAttempts = 3
const growEveryMs = 1_000
const builtInNote = {
  answered: "Nothing is indexed yet, so this comes from ragbot's own documentation.",
  no_evidence: "Nothing is indexed yet: only ragbot's own documentation was searched.",
}

export interface AnswerJobOptions {
  readonly store: InboxStore & OutboxStore & LeaseStore & UploadStore & DocumentStore & TranscriptStore
  readonly rag: Pick<Rag, 'ask' | 'isSmallTalk'>
  readonly scopeOf: ScopeOf
  readonly desk: Pick<Desk, 'reply'>
  readonly platforms: Platforms
  readonly wake: Wake
  readonly log: Log
  /** Where ragbot's own documentation is indexed. */
  readonly builtInWorkspaceId: WorkspaceId
  /** How long an answer may take before "looking…" is posted, in milliseconds; the edit that follows notifies nobody. */
  readonly placeholderAfterMs: number
  readonly leaseMs: number
}

export function createAnswerJob(options: AnswerJobOptions): (job: ThreadJob) => Promise<void> {
  const { store, wake, log } = options
  return (thread) =>
    workThread<InboxRow>({
      holder: randomUUID(),
      leaseMs: options.leaseMs,
      claim: (holder) => store.claimIncoming(thread, holder),
      renew: (holder) => store.renewLease(store.leaseName('in', thread), holder),
      giveBack: async (holder, error, row) => {
        if (row && !countsAsAttempt(error)) await store.uncountAttempt(row)
        await store.dropLease(store.leaseName('in', thread), holder)
      },
      wakeLater: (waitMs) => wake.incoming(thread, waitMs),
      work: async (row) => {
        try {
          if (row.attempts > maxAttempts) throw new Error('the process ended each time it was tried')
          await answerRow(options, row)
        } catch (error) {
          // Not the message's fault: it waits until the database is back, however often that happens.
          if (!countsAsAttempt(error)) throw error
          const reason = describeError(error)
          log.warn('a message could not be answered', { traceId: row.traceId, attempt: row.attempts, error: reason })
          if (row.attempts < maxAttempts) {
            await store.postponeIncoming(row.id, 1_000 * 4 ** (row.attempts - 1), reason)
          } else {
            await finish(options, row, giveUp(options, row, reason))
          }
        }
      },
    })
}

async function answerRow(options: AnswerJobOptions, row: InboxRow): Promise<void> {
  const { request } = row.incoming
  if (request.kind === 'index') return answerShared(options, row, request)
  if (request.kind === 'ask' && !options.rag.isSmallTalk(request.question)) return answerQuestion(options, row, request)
  // A page may take its time.
  if (request.kind === 'summarize-page') showWorking(options, row)
  const { reply, private: isPrivate } = await options.desk.reply(row)
  await finish(options, row, { ...rendered(options, row, reply), private: isPrivate, transcript: null })
}

async function answerQuestion(
  options: AnswerJobOptions,
  row: InboxRow,
  request: Question,
  notes: readonly string[] = [],
): Promise<void> {
  showWorking(options, row)
  const growing = growPlaceholder(options, row, request.question)
  try {
    await finish(options, row, await askOutcome(options, row, request, notes, growing.onText))
  } finally {
    growing.stop()
  }
}

function showWorking({ platforms }: AnswerJobOptions, { install, incoming }: InboxRow): void {
  platformOf(platforms, install)
    .showWorking?.(incoming)
    .catch(() => {})
}

/** Shows that an answer is slow, and then what is written of it: the latest once a second, however fast it grows. */
function growPlaceholder(options: AnswerJobOptions, row: InboxRow, question: string) {
  let soFar = ''
  let shown = ''
  let isShown = false
  let timer = setTimeout(show, options.placeholderAfterMs)

  function show(): void {
    timer = setTimeout(show, growEveryMs)
    if (isShown && soFar === shown) return
    const isFirst = !isShown
    isShown = true
    shown = soFar
    const reply: Reply = { kind: 'placeholder', question, ...(soFar !== '' && { soFar }) }
    // Without text it takes the place of nothing: not of the progress of files that were indexed first.
    showPlaceholder(options, row, reply, soFar !== '').catch((error) => {
      if (isFirst) options.log.warn('no placeholder', { traceId: row.traceId, error: describeError(error) })
    })
  }
  return {
    onText: (text: string) => {
      soFar = text
    },
    stop: () => clearTimeout(timer),
  }
}

/** Shared files are indexed by their own job, one after the other; the message waits, and its thread behind it. */
async function answerShared(
  options: AnswerJobOptions,
  row: InboxRow,
  request: Extract<Request, { kind: 'index' }>,
): Promise<void> {
  const { store, wake } = options
  const { install, incoming } = row
  const { workspaceId, id: installId } = install
  const sources = request.sources.map((source) => ({ name: source.kind === 'page' ? source.url : source.name }))
  const audience = audienceOf(install.platform, incoming)
  const pending = await store.addSharedSources(row, sources, audience)
  const files = await store.readSharedProgress(workspaceId, row.id)
  if (pending.length > 0) {
    if (!request.isPrivate) await showPlaceholder(options, row, { kind: 'indexing', files, isDone: false }, true)
    for (const uploadId of pending) wake.upload({ workspaceId, uploadId, installId })
    return
  }
  const { question, cut = false } = request
  if (question !== undefined) return answerQuestion(options, row, { question, cut }, [indexedNote(files)])
  const reply: Reply = { kind: 'indexing', files, isDone: true }
  await finish(options, row, { ...rendered(options, row, reply), private: request.isPrivate, transcript: null })
}

function indexedNote(files: readonly FileProgress[]): string {
  const names = (failed: boolean) => files.filter(({ state }) => (state === 'failed') === failed)
  const failures = names(true).map(
    ({ name, message }) => `${name} could not be indexed: ${message ?? 'unknown reason'}`,
  )
  const indexed = names(false).map(({ name, message }) => (message === undefined ? name : `${name} (${message})`))
  return [...(indexed.length > 0 ? [`Indexed first: ${indexed.join(', ')}.`] : []), ...failures].join(' ')
}

async function finish(options: AnswerJobOptions, row: InboxRow, outcome: Outcome): Promise<void> {
  await onceDatabaseIsBack(() => options.store.finishIncoming(row, outcome))
  options.wake.outgoing(threadOf(row))
}

interface Question {
  readonly question: string
  readonly cut: boolean
  readonly about?: string
}

async function askOutcome(
  options: AnswerJobOptions,
  row: InboxRow,
  { question, cut, about }: Question,
  before: readonly string[],
  onText: (soFar: string) => void,
): Promise<Outcome> {
  const { store, rag, log } = options
  const { install, incoming, traceId } = row
  const { scope, builtIn } = await scopeFor(options, row)
  const history = await store.readHistory(install.workspaceId, incoming, builtIn ? null : scope.audiences)
  const answer = await rag.ask({ question, history, scope, ...(about !== undefined && { about }) }, onText)
  const notes = [
    ...before,
    ...(cut ? [`Your question was long: I read its first ${question.length.toLocaleString('en')} characters.`] : []),
    ...(builtIn ? [builtInNote[answer.kind]] : []),
    ...(answer.notes ?? []),
  ]
  log.info('answered', {
    traceId,
    platform: incoming.platform,
    kind: answer.kind,
    citations: answer.citations.length,
    tookMs: answer.tookMs,
  })
  const { displayMarkdown, ...shown } = renderReply(options, row, { kind: 'answer', question, answer, notes })
  return {
    private: false,
    ...shown,
    transcript: {
      user: userMessage(incoming)!,
      assistant: {
        role: 'assistant',
        kind: answer.kind === 'answered' ? 'assistant_grounded' : 'assistant',
        contentMarkdown: answer.markdown,
        displayMarkdown,
        citations: answer.citations,
        backend: answer.backend,
      },
    },
  }
}

/** What every reader of the reply may see; ragbot's own docs where only the owner reads and nothing is indexed yet. */
async function scopeFor(options: AnswerJobOptions, { install, incoming }: InboxRow) {
  const { answersFromBuiltInDocs } = platformOf(options.platforms, install)
  const builtIn = answersFromBuiltInDocs && (await options.store.countDocuments(install.workspaceId)).documents === 0
  const scope = builtIn
    ? ({ workspaceId: options.builtInWorkspaceId, audiences: ['workspace'] } as const)
    : await options.scopeOf({ ...incoming, install })
  return { scope, builtIn }
}

function giveUp(options: AnswerJobOptions, row: InboxRow, reason: string): Outcome {
  const message = 'Something went wrong on my side and I could not answer. Please ask again in a while.'
  const reply: Reply = { kind: 'notice', message, traceId: row.traceId }
  return { ...rendered(options, row, reply), private: true, transcript: null, error: reason }
}

function renderReply(options: AnswerJobOptions, { install, incoming }: InboxRow, reply: Reply) {
  return platformOf(options.platforms, install).render(reply, incoming)
}

function rendered(options: AnswerJobOptions, row: InboxRow, reply: Reply): Pick<Outcome, 'payload' | 'preview'> {
  const { displayMarkdown: _, ...shown } = renderReply(options, row, reply)
  return shown
}
