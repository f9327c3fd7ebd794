// The workers: one for each queue that has work here. Stopping lets what is under way finish, up to 18 seconds.
import type { Worker } from 'bullmq'
import type { PlatformId } from '../model.ts'
import type { QueueBackend } from './backend.ts'
import { eventsQueue, indexingQueue, outboundQueue } from './queues.ts'
import type { ThreadJob, UploadJob } from './types.ts'

// SIGTERM is followed by SIGKILL after 30 s on most platforms; 25 is the promise, the rest is for closing the store.
export const drainMs = 18_000

export interface Jobs {
  readonly answer: (job: ThreadJob) => Promise<void>
  readonly deliver: (job: ThreadJob) => Promise<void>
  readonly index: (job: UploadJob) => Promise<void>
}

export async function startWorkers(
  backend: QueueBackend,
  platforms: Iterable<PlatformId>,
  jobs: Jobs,
): Promise<{ stop(): Promise<void> }> {
  const workers: Worker[] = [
    ...[...platforms].map((platform) =>
      backend.createWorker<ThreadJob>(eventsQueue(platform), ({ data }) => jobs.answer(data), 8),
    ),
    backend.createWorker<ThreadJob>(outboundQueue, ({ data }) => jobs.deliver(data), 16),
    backend.createWorker<UploadJob>(indexingQueue, ({ data }) => jobs.index(data), 4),
  ]
  await Promise.all(workers.map((worker) => worker.waitUntilReady()))
  return {
    stop: () => stopWithin(drainMs, Promise.all(workers.map((worker) => worker.close()))),
  }
}

/** Waits for the end of what is under way, for so long at most. */
export async function stopWithin(ms: number, ended: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([ended, patience])
  clearTimeout(timer)
}
