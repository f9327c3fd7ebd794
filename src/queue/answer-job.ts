// Turns a thread's pending messages into replies, oldest first. Each message ends in an answer, an "I don't know", or
// a private reason with a trace id; one that fails three times ends in its reason and the thread moves on.
import { randomUUID } from 'node:crypto'
import type { Platform } from '../bots/types.ts'
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AccessScope, Incoming, PlatformId, Reply, WorkspaceId, WorkspaceStatus } from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { InboxRow, Outcome, Store } from '../store/types.ts'
import { userMessage } from './inbox.ts'
import { workThread } from './thread-work.ts'
import type { ThreadJob, Wake } from './types.ts'

const maxAttempts = 3
const builtInNote = {
  answered: "Nothing is indexed yet, so this comes from ragbot's own documentation.",
  no_evidence: "Nothing is indexed yet: only ragbot's own documentation was searched.",
}
const searchHits = 5

export interface AnswerJobOptions {
  readonly store: Store
  readonly rag: Rag
  readonly platforms: ReadonlyMap<PlatformId, Platform>
  readonly wake: Wake
  readonly log: Log
  /** Where ragbot's own documentation is indexed. */
  readonly builtInWorkspaceId: WorkspaceId
  readonly status: (workspaceId: WorkspaceId) => Promise<WorkspaceStatus>
  /** How long an answer may take before "looking…" is posted, in milliseconds; the edit that follows notifies nobody. */
  readonly placeholderAfterMs: number
  readonly leaseMs: number
}

export function createAnswerJob(options: AnswerJobOptions): (job: ThreadJob) => Promise<void> {
  const { store, wake, log } = options
  return (thread) =>
    workThread<InboxRow>({
      holder: randomUUID(),
      renewEveryMs: options.leaseMs / 3,
      claim: (holder) => store.claimIncoming(thread, holder),
      renew: (holder) => store.renewLease(store.leaseName('in', thread), holder),
      wakeLater: (waitMs) => wake.incoming(thread, waitMs),
      work: async (row) => {
        try {
          if (row.attempts > maxAttempts) throw new Error('the process ended each time it was tried')
          await answerRow(options, row)
        } catch (error) {
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
  if (request.kind !== 'ask' || options.rag.isSmallTalk(request.question)) {
    return finish(options, row, await commandOutcome(options, row))
  }
  const slow = setTimeout(() => {
    postPlaceholder(options, row, request.question).catch((error) =>
      options.log.warn('no placeholder', { traceId: row.traceId, error: describeError(error) }),
    )
  }, options.placeholderAfterMs)
  try {
    await finish(options, row, await askOutcome(options, row, request))
  } finally {
    clearTimeout(slow)
  }
}

async function postPlaceholder(options: AnswerJobOptions, row: InboxRow, question: string): Promise<void> {
  const { payload } = platformOf(options, row.incoming).render({ kind: 'placeholder', question })
  const id = await options.store.addPlaceholder(row, payload)
  if (id !== null) options.wake.outgoing({ platform: row.incoming.platform, threadKey: row.incoming.threadKey })
}

async function finish(options: AnswerJobOptions, row: InboxRow, outcome: Outcome): Promise<void> {
  await options.store.finishIncoming(row, outcome)
  options.wake.outgoing({ platform: row.incoming.platform, threadKey: row.incoming.threadKey })
}

async function askOutcome(
  options: AnswerJobOptions,
  row: InboxRow,
  { question, cut }: { readonly question: string; readonly cut: boolean },
): Promise<Outcome> {
  const { store, rag, log } = options
  const { workspaceId, incoming, traceId } = row
  const history = await store.readHistory(workspaceId, incoming)
  const { scope, builtIn } = await scopeOf(options, row)
  const answer = await rag.ask({ question, history, scope })
  const notes = [
    ...(cut ? [`Your question was long: I read its first ${question.length.toLocaleString('en')} characters.`] : []),
    ...(builtIn ? [builtInNote[answer.kind]] : []),
  ]
  log.info('answered', {
    traceId,
    platform: incoming.platform,
    kind: answer.kind,
    citations: answer.citations.length,
    tookMs: answer.tookMs,
  })
  const { payload, displayMarkdown } = platformOf(options, incoming).render({ kind: 'answer', question, answer, notes })
  return {
    private: false,
    payload,
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
async function scopeOf(options: AnswerJobOptions, row: InboxRow): Promise<{ scope: AccessScope; builtIn: boolean }> {
  const platform = platformOf(options, row.incoming)
  const builtIn =
    platform.answersFromBuiltInDocs && (await options.store.countDocuments(row.workspaceId)).documents === 0
  if (builtIn) return { scope: { workspaceId: options.builtInWorkspaceId, audiences: ['workspace'] }, builtIn }
  return { scope: { workspaceId: row.workspaceId, audiences: platform.readableBy(row.incoming) }, builtIn }
}

async function commandOutcome(options: AnswerJobOptions, row: InboxRow): Promise<Outcome> {
  const { payload } = platformOf(options, row.incoming).render(await commandReply(options, row))
  return { private: true, payload, transcript: null }
}

async function commandReply(options: AnswerJobOptions, row: InboxRow): Promise<Reply> {
  const { request } = row.incoming
  switch (request.kind) {
    case 'search': {
      const { scope } = await scopeOf(options, row)
      return { kind: 'results', result: await options.rag.search(request.query, scope, searchHits) }
    }
    case 'status': {
      const status = await options.status(row.workspaceId)
      // The question after the status is pending itself.
      return { kind: 'status', status: { ...status, pending: Math.max(0, status.pending - 1) } }
    }
    case 'help':
      return request
    case 'hint':
      return { kind: 'notice', message: request.reason }
    case 'index':
      return {
        kind: 'notice',
        message: `I cannot fetch web pages yet, so ${request.url} was not indexed. Save the page as a file and add that: drop it on the chat page, or run ragbot index on it.`,
      }
    case 'ask':
      // Small talk: who greets gets to know what the bot is for.
      return { kind: 'help' }
  }
}

function giveUp(options: AnswerJobOptions, row: InboxRow, reason: string): Outcome {
  const message = 'Something went wrong on my side and I could not answer. Please ask again in a while.'
  const { payload } = platformOf(options, row.incoming).render({ kind: 'notice', message, traceId: row.traceId })
  return { private: true, payload, transcript: null, error: reason }
}

function platformOf(options: AnswerJobOptions, incoming: Incoming): Platform {
  const platform = options.platforms.get(incoming.platform)
  if (!platform) throw new Error(`the platform ${incoming.platform} is off`)
  return platform
}
