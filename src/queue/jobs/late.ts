// A sign for whoever waits for a worker: what stands where the reply will be, put there by who takes messages and not by the
// worker who is late. Once a message, as the outbox holds one placeholder of each, whoever puts it there.
import type { Desk } from '../../desk/types.ts'
import { describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { OutboxStore } from '../../store/messages/outbox.ts'
import type { RateLimitStore } from '../../store/messages/rate-limits.ts'
import type { WorkerStore } from '../../store/messages/workers.ts'
import type { Platforms } from '../scope.ts'
import type { Pause, Wake } from '../types.ts'
import { pause as ownPause } from '../waiting.ts'
import { showPlaceholder } from './placeholder.ts'

const lookEveryMs = 1_000
const lateAfterMs = 2_000
const mostAtOnce = 10
/**
 * Of an install: each is a post, and its answer then a change of it, of which platforms take fewer than posts (Slack 50 a minute:
 * https://docs.slack.dev/reference/methods/chat.update/). Where more wait they are answered sooner without.
 */
const allowance = [{ count: 20, perMs: 60_000 }]
const mostKept = 2_000

export interface LateOptions {
  readonly store: Pick<WorkerStore, 'listUnsigned'> & Pick<OutboxStore, 'putPlaceholder'> & RateLimitStore
  readonly desk: Pick<Desk, 'waiting'>
  /** Those whose messages this process takes, now. */
  readonly platforms: () => Platforms
  readonly wake: Wake
  readonly log: Log
  /** How old a message is that nobody has taken, in milliseconds; for tests. */
  readonly lateAfterMs?: number
  /** Between two looks; for tests. */
  readonly pause?: Pause
}

export function startLateSigns(options: LateOptions): { stop(): Promise<void> } {
  const { store, desk, wake, log, pause = ownPause } = options
  const stopping = new AbortController()
  /** What gets no sign is not looked at again. */
  const seen = new Set<number>()

  async function look(): Promise<void> {
    const platforms = options.platforms()
    const late = await store.listUnsigned(
      [...platforms.keys()],
      options.lateAfterMs ?? lateAfterMs,
      [...seen],
      mostAtOnce,
    )
    for (const row of late) {
      if (stopping.signal.aborted) return
      if (seen.size >= mostKept) seen.clear()
      seen.add(row.id)
      const { install, incoming } = row
      const card = await desk.waiting({ ...incoming, install }, incoming.request)
      if (card === null || (await store.takeTurns([{ bucket: `late-signs:${install.id}`, allowance }])) > 0) continue
      await showPlaceholder({ store, platforms, wake }, row, card, false)
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error) => log.warn('looking for who waits failed', { error: describeError(error) }))
      await pause(lookEveryMs, stopping.signal)
    }
  }

  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
