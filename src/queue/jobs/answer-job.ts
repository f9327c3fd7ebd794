// Turns a thread's pending messages into replies, oldest first. Each message ends in an answer, an "I don't know", or
// a private reason with a trace id; one that fails three times ends in its reason and the thread moves on.

import { randomUUID } from 'node:crypto'
import { type Card, documentsIn, noticeCard } from '../../card.ts'
import type { Desk, Replied } from '../../desk/types.ts'
import { countsAsAttempt, describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { AnswerPlace } from '../../model.ts'
import type { InboxRow, InboxStore, Outcome, Silence } from '../../store/messages/inbox.ts'
import type { LeaseStore } from '../../store/messages/leases.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import type { StopStore } from '../../store/messages/stop.ts'
import type { UploadStore } from '../../store/messages/uploads.ts'
import { sayAside } from '../delivery/aside.ts'
import { type Sealer, threadOf, userMessage } from '../inbox.ts'
import { onceDatabaseIsBack } from '../once-back.ts'
import { type Platforms, platformOf, type SecondLook } from '../scope.ts'
import { workThread } from '../thread-work.ts'
import type { ThreadJob, Wake } from '../types.ts'
import { type Besides, createBesides } from './besides.ts'
import { waitBeforeWork, waitForLookUps } from './look-ups.ts'
import { createStage } from './stage.ts'
import { untilStopped } from './until-stopped.ts'

const maxAttempts = 3
/** An answer whose sources its readers may not see any more is made again without them. */
const maxRounds = 4

export interface AnswerJobOptions {
  readonly store: InboxStore & OutboxStore & LeaseStore & UploadStore & StopStore
  readonly desk: Pick<Desk, 'reply'>
  readonly platforms: Platforms
  readonly secondLook: SecondLook
  readonly wake: Wake
  readonly log: Log
  /** How long an answer may take before "looking…" is posted, in milliseconds; the edit that follows notifies nobody. */
  readonly placeholderAfterMs: number
  readonly leaseMs: number
  readonly sealer: Sealer
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export function createAnswerJob(options: AnswerJobOptions): (job: ThreadJob) => Promise<void> {
  const { store, wake, log } = options
  const besides = createBesides()
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
          const waitMs = await besides.whileAnswering(() => answerRow(options, besides, row))
          if (waitMs > 0) {
            // No failure of the message's, nor a reason to give it up.
            await store.uncountAttempt(row)
            await store.postponeIncoming(row.id, waitMs, 'the platform does not tell who reads it')
            log.info('an answer waits for look-ups', { traceId: row.traceId, waitMs })
          }
        } catch (error) {
          // Not the message's fault: it waits until the database is back, however often that happens.
          if (!countsAsAttempt(error)) throw error
          const reason = describeError(error)
          log.warn('a message could not be answered', { traceId: row.traceId, attempt: row.attempts, error: reason })
          if (row.attempts < maxAttempts) {
            await store.postponeIncoming(row.id, 1_000 * 4 ** (row.attempts - 1), reason)
          } else {
            // Nobody waits for what nobody asked.
            const { unasked, isOverheard, bot } = row.incoming
            const hasAsker = !unasked && !isOverheard && !bot
            const silence = { isSilent: true, error: reason } as const
            await finish(options, row, hasAsker ? giveUp(options, row, reason) : silence)
          }
        }
      },
    })
}

/** @returns how long it waits before it is tried again, in milliseconds; 0 when nothing more is to be done */
async function answerRow(options: AnswerJobOptions, besides: Besides, row: InboxRow): Promise<number> {
  const reader = { ...row.incoming, install: row.install }
  const waitMs = await waitBeforeWork(options, row)
  if (waitMs > 0) return waitMs
  for (let round = 1; round <= maxRounds; round += 1) {
    const replied = await untilStopped(options.store, row, options.desk.reply(row, createStage(options, row)))
    if (replied === 'waiting' || replied === 'stopped') return 0
    if (replied === 'nothing') {
      await finish(options, row, { isSilent: true })
      return 0
    }
    const whose = replied.isShared ? { ...reader, isForAskerAlone: true as const } : reader
    const isReadable = await options.secondLook.stillReadable(whose, documentsIn(replied.card))
    const laterMs = replied.answer === undefined ? 0 : await waitForLookUps(options, row)
    if (laterMs > 0) return laterMs
    if (isReadable) {
      const finished = await finish(options, row, outcomeOf(options, row, replied))
      if (replied.beside) sayBeside(options, besides, row, replied.beside, finished?.answer ?? undefined)
      return 0
    }
  }
  throw new Error('who may read what it rests on kept changing')
}

/** Nobody waits for it: the answer is on its way. */
function sayBeside(
  options: AnswerJobOptions,
  besides: Besides,
  row: InboxRow,
  beside: NonNullable<Replied['beside']>,
  answer: AnswerPlace | undefined,
): void {
  const fail = (why: string) =>
    options.log.warn('an asker was not told of what only they may see', { traceId: row.traceId, error: why })
  const say = async () => {
    try {
      const card = await beside()
      if (card !== null) await sayAside(options, row, 'more', card, new Date(options.now()), answer)
    } catch (error) {
      fail(describeError(error))
    }
  }
  if (!besides.add(say)) fail('too many wait for it')
}

async function finish(options: AnswerJobOptions, row: InboxRow, outcome: Outcome | Silence) {
  const finished = await onceDatabaseIsBack(() => options.store.finishIncoming(row, outcome))
  if (!('isSilent' in outcome)) options.wake.outgoing(threadOf(row))
  return finished
}

function outcomeOf(options: AnswerJobOptions, row: InboxRow, { card, isPrivate, answer }: Replied): Outcome {
  const { displayMarkdown, ...shown } = rendered(options, row, card)
  // What someone asked alone is answered to them alone, whatever it is.
  const isAlone = isPrivate || row.incoming.isForAskerAlone === true
  const user = userMessage(row.incoming)
  if (!answer || !user) return { ...shown, private: isAlone, transcript: null }
  const assistant = {
    role: 'assistant',
    kind: answer.kind === 'answered' ? 'assistant_grounded' : 'assistant',
    contentMarkdown: answer.markdown,
    displayMarkdown,
    citations: answer.citations,
    backend: answer.backend,
  } as const
  const question = answer.readAs === undefined ? user : { ...user, readAs: answer.readAs }
  return { ...shown, private: isAlone, transcript: { user: question, assistant } }
}

function giveUp(options: AnswerJobOptions, row: InboxRow, reason: string): Outcome {
  const message = 'Something went wrong on my side and I could not answer. Please ask again in a while.'
  const { displayMarkdown: _, ...shown } = rendered(options, row, noticeCard(message, row.traceId))
  return { ...shown, private: true, transcript: null, error: reason }
}

function rendered({ platforms }: AnswerJobOptions, { install, incoming }: InboxRow, card: Card) {
  return platformOf(platforms, install).render(card, incoming)
}
