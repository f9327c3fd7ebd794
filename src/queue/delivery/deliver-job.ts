// Sends a thread's replies in order. An attempt whose outcome is unknown is settled by looking on the platform before
// anything is posted again.

import { randomUUID } from 'node:crypto'
import type { Outbound, Platform } from '../../bots/types.ts'
import { noticeCard } from '../../card.ts'
import { AppError, describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { InboxStore } from '../../store/messages/inbox.ts'
import type { LeaseStore } from '../../store/messages/leases.ts'
import type { OutboxRow, OutboxStore, SendOutcome } from '../../store/messages/outbox.ts'
import { replySeal, type Sealer } from '../inbox.ts'
import { onceDatabaseIsBack } from '../once-back.ts'
import type { Platforms } from '../scope.ts'
import { type Lease, workThread } from '../thread-work.ts'
import type { ThreadJob, Wake } from '../types.ts'
import { backoffMs } from '../waiting.ts'
import { patienceMs, type Refusals } from './refusals.ts'

/** A platform that is away for longer than a day gets no old answers any more. */
const giveUpAfterMs = 24 * 60 * 60 * 1_000
const longestWaitMs = 60_000

export interface DeliverJobOptions {
  readonly store: OutboxStore & LeaseStore & Pick<InboxStore, 'continueThread'>
  readonly platforms: Platforms
  readonly wake: Wake
  readonly sealer: Sealer
  readonly refusals: Refusals
  readonly log: Log
  readonly now: () => number
  readonly leaseMs: number
  /** Of the lease; for tests. */
  readonly stopwatch?: () => () => number
}

export function createDeliverJob(options: DeliverJobOptions): (job: ThreadJob) => Promise<void> {
  const { store, wake, log, platforms } = options
  return async (thread) => {
    const platform = platforms.get(thread.installId)
    // No token of it here: its replies wait for who has one.
    // Refused in this process: the sweeper comes again with a reply to try.
    if (!platform || !options.refusals.admit(thread)) return
    const leaseName = store.leaseName('out', thread)
    await workThread<OutboxRow>({
      holder: randomUUID(),
      leaseMs: options.leaseMs,
      ...(options.stopwatch && { stopwatch: options.stopwatch }),
      claim: (holder) => store.claimOutgoing(thread, holder),
      renew: (holder) => store.renewLease(leaseName, holder),
      giveBack: (holder) => store.dropLease(leaseName, holder),
      wakeLater: (waitMs) => wake.outgoing(thread, waitMs),
      work: async (row, lease) => {
        const outbound = toOutbound(options, row, lease)
        const outcome = await deliver(options, platform, row, outbound)
        // Before the row is closed: a process that ends in between does both again.
        const begun = outcome.state === 'sent' && platform.threadStartedBy?.(outbound, outcome.messageId)
        // What became of it is known here alone, and some platforms could not be asked.
        await onceDatabaseIsBack(async () => {
          if (begun) await store.continueThread(row.install, thread.threadKey, begun)
          await store.recordSend(row, outcome)
        })
        if (outcome.state === 'dead') log.error('a reply was given up', { outboxId: row.id, error: outcome.error })
        if ('error' in outcome && outcome.refused) return waitForToken(options, thread, outcome.error)
        if (outcome.state === 'sent' || outcome.state === 'dead') options.refusals.accepted(thread)
      },
    })
  }
}

function toOutbound({ sealer, log }: DeliverJobOptions, row: OutboxRow, lease: Lease): Outbound {
  let secret: string | undefined
  try {
    secret = row.secret ? sealer.open(row.secret, replySeal(row.install, row.naturalKey)) : undefined
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
    stillOurs: lease.hold,
    ...(secret !== undefined && { secret }),
    ...(row.replaces !== null && { replaces: row.replaces }),
    ...(row.conversationId !== null &&
      row.messageSeq !== null && { answer: { conversationId: row.conversationId, seq: row.messageSeq } }),
  }
}

/** `refused`: not this reply was, but the installation. */
type Attempted = SendOutcome & { readonly refused?: true }

async function deliver(
  options: DeliverJobOptions,
  platform: Platform,
  row: OutboxRow,
  outbound: Outbound,
): Promise<Attempted> {
  // One attempt is always made: an operator may have revived a dead letter.
  if (row.attempts > 1 && options.now() - row.createdAt.getTime() > giveUpAfterMs)
    return { state: 'dead', error: 'older than a day', isUnsettled: row.unsettled }
  try {
    // Also where a placeholder is to be updated: if that was gone, the lost attempt was a post.
    if (row.unsettled) {
      const settled = await settle(platform, row, outbound)
      if (settled) return settled
      if (!(await options.store.beginAgain(row))) return { state: 'pending', waitMs: 0, error: 'another worker has it' }
    }
    await outbound.stillOurs?.()
    return { state: 'sent', messageId: await platform.send(outbound) }
  } catch (error) {
    const outcome = failed(options, platform, row, error)
    if (outcome.state === 'dead' && row.kind === 'final' && row.naturalKey !== null)
      await tellInstead(options, platform, row, outbound, outcome.error)
    return outcome
  }
}

/** What waits is tried again now and then; after an hour it is a dead letter, which `jobs retry` revives. */
async function waitForToken({ store, refusals, log }: DeliverJobOptions, thread: ThreadJob, error: string) {
  const { installId, platform } = thread
  if (refusals.refused(thread, error) >= patienceMs) {
    const given = await store.giveUpOutgoing(installId, patienceMs, error)
    if (given > 0) log.error('replies were given up', { platform, replies: given, error })
  }
  return 'stop' as const
}

/** A reply that the platform will never take: whoever asked gets the reason, as well as that can be. */
async function tellInstead(
  { log }: DeliverJobOptions,
  platform: Platform,
  { asker, traceId, id }: OutboxRow,
  { answer: _, ...outbound }: Outbound,
  error: string,
): Promise<void> {
  const message = `I have a reply, but it could not be shown here. ${error}.`
  const { payload } = platform.render(noticeCard(message, traceId), asker)
  try {
    await platform.send({ ...outbound, payload, private: true })
  } catch (cause) {
    log.warn('not even the reason could be sent', { outboxId: id, error: describeError(cause) })
  }
}

/**
 * Looks for what a lost attempt may have posted, again and again until it can no longer land. Null when it has to be
 * posted again: also where nothing can be looked up, since a second post beats silence.
 */
async function settle(platform: Platform, row: OutboxRow, outbound: Outbound): Promise<Attempted | null> {
  if (!platform.find) return null
  try {
    const messageId = await platform.find(outbound)
    if (messageId !== null) return { state: 'sent', messageId }
    return lost(platform, row.looks, 'not to be found so far')
  } catch (error) {
    const retry = error instanceof AppError ? error.retry : 'unknown'
    if (retry === 'never') return null
    // As lost as before, whatever kept us from looking.
    const again = { state: 'ambiguous', error: describeError(error) } as const
    if (retry === 'refused') return { ...again, waitMs: 0, isUncounted: true, refused: true }
    return { ...again, waitMs: backoffMs(row.attempts, error, { longestMs: longestWaitMs }) }
  }
}

/** Waits for the next look; null when there were enough. */
function lost({ lookAfterMs = [] }: Platform, looks: number, error: string): SendOutcome | null {
  const waitMs = lookAfterMs[looks]
  return waitMs === undefined ? null : { state: 'ambiguous', waitMs, looks: looks + 1, error }
}

function failed({ log }: DeliverJobOptions, platform: Platform, row: OutboxRow, cause: unknown): Attempted {
  const error = describeError(cause)
  const retry = cause instanceof AppError ? cause.retry : 'unknown'
  // Waiting for a turn is the ordinary course under load, and a refused token is said once for all.
  log[retry === 'later' || retry === 'refused' ? 'info' : 'warn']('a reply was not sent', {
    outboxId: row.id,
    attempt: row.attempts,
    retry,
    error,
  })
  if (retry === 'never') return { state: 'dead', error, isUnsettled: row.unsettled && !platform.find }
  if (retry === 'refused') return { state: 'pending', waitMs: 0, error, isUncounted: true, refused: true }
  const waitMs = backoffMs(row.attempts, cause, { longestMs: longestWaitMs })
  if (retry === 'later') return { state: 'pending', waitMs, error }
  return (platform.find && lost(platform, 0, error)) ?? { state: 'ambiguous', waitMs, error }
}
