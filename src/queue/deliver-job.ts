// Sends a thread's replies in order. An attempt whose outcome is unknown is settled by looking on the platform before
// anything is posted again.
import { randomUUID } from 'node:crypto'
import type { Outbound, Platform } from '../bots/types.ts'
import { AppError, describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { PlatformId } from '../model.ts'
import type { OutboxRow, SendOutcome, Store } from '../store/types.ts'
import type { Sealer } from './inbox.ts'
import { onceDatabaseIsBack } from './once-back.ts'
import { workThread } from './thread-work.ts'
import type { ThreadJob, Wake } from './types.ts'

/** A platform that is away for longer than a day gets no old answers any more. */
const giveUpAfterMs = 24 * 60 * 60 * 1_000
const longestWaitMs = 60_000

export interface DeliverJobOptions {
  readonly store: Store
  readonly platforms: ReadonlyMap<PlatformId, Platform>
  readonly wake: Wake
  readonly sealer: Sealer
  readonly log: Log
  readonly now: () => number
  readonly leaseMs: number
}

export function createDeliverJob(options: DeliverJobOptions): (job: ThreadJob) => Promise<void> {
  const { store, wake, log, platforms } = options
  return async (thread) => {
    const platform = platforms.get(thread.platform)
    // Off in this process: its replies wait until it is on again.
    if (!platform) return
    await workThread<OutboxRow>({
      holder: randomUUID(),
      renewEveryMs: options.leaseMs / 3,
      claim: (holder) => store.claimOutgoing(thread, holder),
      renew: (holder) => store.renewLease(store.leaseName('out', thread), holder),
      giveBack: (holder) => store.dropLease(store.leaseName('out', thread), holder),
      wakeLater: (waitMs) => wake.outgoing(thread, waitMs),
      work: async (row) => {
        const outbound = toOutbound(options, row)
        const outcome = await deliver(options, platform, row, outbound)
        // Before the row is closed: a process that ends in between does both again.
        const begun = outcome.state === 'sent' && platform.threadStartedBy?.(outbound, outcome.messageId)
        // What became of it is known here alone, and some platforms could not be asked.
        await onceDatabaseIsBack(async () => {
          if (begun) await store.continueThread(row.workspaceId, thread.platform, thread.threadKey, begun)
          await store.recordSend(row, outcome)
        })
        if (outcome.state === 'dead') log.error('a reply was given up', { outboxId: row.id, error: outcome.error })
      },
    })
  }
}

function toOutbound({ sealer, log }: DeliverJobOptions, row: OutboxRow): Outbound {
  let secret: string | undefined
  try {
    secret = row.secret ? sealer.open(row.secret) : undefined
  } catch (error) {
    // Sealed with another key. The platform may have a way to answer without it.
    log.warn('a reply goes out without its secret', { outboxId: row.id, error: describeError(error) })
  }
  return {
    id: String(row.id),
    kind: row.kind,
    attempt: row.attempts,
    target: row.target,
    payload: row.payload,
    private: row.private,
    createdAt: row.createdAt,
    ...(secret !== undefined && { secret }),
    ...(row.replaces !== null && { replaces: row.replaces }),
    ...(row.conversationId !== null &&
      row.messageSeq !== null && { answer: { conversationId: row.conversationId, seq: row.messageSeq } }),
  }
}

async function deliver(
  options: DeliverJobOptions,
  platform: Platform,
  row: OutboxRow,
  outbound: Outbound,
): Promise<SendOutcome> {
  // One attempt is always made: an operator may have revived a dead letter.
  if (row.attempts > 1 && options.now() - row.createdAt.getTime() > giveUpAfterMs)
    return { state: 'dead', error: 'older than a day' }
  // Also where a placeholder is to be updated: if that was gone, the lost attempt was a post.
  if (row.unsettled) {
    const settled = await settle(platform, row, outbound)
    if (settled) return settled
  }
  try {
    return { state: 'sent', messageId: await platform.send(outbound) }
  } catch (error) {
    const outcome = failed(options, row, error)
    if (outcome.state === 'dead' && row.kind === 'final')
      await tellInstead(options, platform, row, outbound, outcome.error)
    return outcome
  }
}

/** A reply that the platform will never take: whoever asked gets the reason, as well as that can be. */
async function tellInstead(
  { log }: DeliverJobOptions,
  platform: Platform,
  { incoming, traceId, id }: OutboxRow,
  { answer: _, ...outbound }: Outbound,
  error: string,
): Promise<void> {
  const message = `I have a reply, but it could not be shown here. ${error}.`
  const { payload } = platform.render({ kind: 'notice', message, traceId }, incoming)
  try {
    await platform.send({ ...outbound, payload, private: true })
  } catch (cause) {
    log.warn('not even the reason could be sent', { outboxId: id, error: describeError(cause) })
  }
}

/** Null when nothing was posted, or when that cannot be known on this platform: then a second post beats silence. */
async function settle(platform: Platform, row: OutboxRow, outbound: Outbound): Promise<SendOutcome | null> {
  if (!platform.find) return null
  try {
    const messageId = await platform.find(outbound)
    return messageId === null ? null : { state: 'sent', messageId }
  } catch (error) {
    if (error instanceof AppError && error.retry === 'never') return null
    return { state: 'ambiguous', waitMs: waitFor(row, error), error: describeError(error) }
  }
}

function failed({ log }: DeliverJobOptions, row: OutboxRow, cause: unknown): SendOutcome {
  const error = describeError(cause)
  const retry = cause instanceof AppError ? cause.retry : 'unknown'
  // Waiting for a turn is the ordinary course under load.
  log[retry === 'later' ? 'info' : 'warn']('a reply was not sent', {
    outboxId: row.id,
    attempt: row.attempts,
    retry,
    error,
  })
  if (retry === 'never') return { state: 'dead', error }
  return { state: retry === 'later' ? 'pending' : 'ambiguous', waitMs: waitFor(row, cause), error }
}

function waitFor(row: OutboxRow, error: unknown): number {
  const asked = error instanceof AppError ? error.retryAfterMs : undefined
  return asked ?? Math.min(1_000 * 2 ** Math.min(row.attempts - 1, 10), longestWaitMs)
}
