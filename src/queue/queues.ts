// The queues by name, and how committed work is announced on them.
import type { Queue } from 'bullmq'
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type PlatformId, platformIds } from '../model.ts'
import type { QueueBackend } from './backend.ts'
import type { Wake } from './types.ts'

export const eventsQueue = (platform: PlatformId) => `${platform}-events`
export const outboundQueue = 'outbound-messages'
export const indexingQueue = 'indexing'
export const queueNames: readonly string[] = [...platformIds.map(eventsQueue), indexingQueue, outboundQueue]

// A wake-up is worth nothing once it was heard. Failed ones stay for `jobs failed`.
const jobOptions = {
  attempts: 3,
  backoff: { type: 'fixed', delay: 1_000 },
  removeOnComplete: true,
  removeOnFail: 1_000,
}

const sayEveryMs = 5_000

export interface Queues {
  readonly wake: Wake
  readonly byName: ReadonlyMap<string, Queue>
  /** Rejects when the queues cannot be reached. Asked once at the start, as BullMQ never forgets a first failure. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** @param refuseInsideTransaction guards against announcing rows that are not committed yet */
export function createQueues(backend: QueueBackend, log: Log, refuseInsideTransaction: (what: string) => void): Queues {
  const byName = new Map(queueNames.map((name) => [name, backend.createQueue(name)]))
  const add = (name: string, data: object, options: { delay?: number; jobId?: string; removeOnFail?: true } = {}) => {
    refuseInsideTransaction('A queue')
    byName
      .get(name)!
      .add('wake', data, { ...jobOptions, ...options })
      .catch((error) => {
        // One line for all that are lost while the server is away.
        if (performance.now() - saidAt < sayEveryMs) return
        saidAt = performance.now()
        log.warn('a wake-up was not queued; the sweeper will do it', { queue: name, error: describeError(error) })
      })
  }
  let saidAt = Number.NEGATIVE_INFINITY
  const after = (delayMs = 0) => (delayMs > 0 ? { delay: Math.ceil(delayMs) } : {})
  return {
    byName,
    wake: {
      incoming: (job, delayMs) => add(eventsQueue(job.platform), job, after(delayMs)),
      outgoing: (job, delayMs) => add(outboundQueue, job, after(delayMs)),
      // One job an upload, and none left under its id when it failed: the sweeper's next one would be ignored.
      // A later try is queued by the job itself, whose id is still taken.
      upload: (job, delayMs = 0) =>
        add(indexingQueue, job, {
          removeOnFail: true,
          ...(delayMs > 0 ? after(delayMs) : { jobId: `upload-${job.uploadId}` }),
        }),
    },
    async ping() {
      await Promise.all([...byName.values()].map((queue) => queue.waitUntilReady()))
      await byName.get(outboundQueue)!.getWaitingCount()
    },
    async close() {
      await Promise.all([...byName.values()].map((queue) => queue.close()))
    },
  }
}
