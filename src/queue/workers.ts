// The workers: one for each queue that has work here. Stopping lets what is under way finish, up to 18 seconds.
import type { Worker } from 'bullmq'
import type { InstallId, PlatformId } from '../model.ts'
import type { QueueBackend } from './backend.ts'
import { eventsQueue, indexingQueue, outboundQueue } from './queues.ts'
import type { ThreadJob, UploadJob, Wake } from './types.ts'

// SIGTERM is followed by SIGKILL after 30 s on most platforms; 25 is the promise, the rest is for closing the store.
export const drainMs = 18_000

export interface Jobs {
  readonly answer: (job: ThreadJob) => Promise<void>
  readonly deliver: (job: ThreadJob) => Promise<void>
  readonly index: (job: UploadJob) => Promise<void>
}

// A job comes to whichever process is free, also to one that lacks the token it needs. It goes back to the queue a few
// times; if it never comes to one that has it, that one's sweeper announces it again. So ends one of an earlier version,
// which names no install.
const passAfterMs = 50
const mostPasses = 6

/**
 * How many answers of a platform are worked on at once. Where a model writes them most of that is waiting. Where none does it is
 * computing, all on one thread: four answer as many a second as eight do, and what is taken meanwhile gets its 200 in half the time.
 */
const answersAtOnce = { written: 8, quoted: 4 } as const

/**
 * @param hosted those whose tokens are here, now
 * @param how who makes the answers: a model, or they are quoted
 */
export async function startWorkers(
  backend: QueueBackend,
  hosted: { readonly has: (id: InstallId) => boolean; readonly platforms: readonly PlatformId[] },
  jobs: Jobs,
  wake: Wake,
  how: keyof typeof answersAtOnce,
): Promise<{ stop(): Promise<void> }> {
  function ours<Job extends ThreadJob | UploadJob>(
    work: (job: Job) => Promise<void>,
    again: (job: Job, delayMs: number) => void,
  ) {
    return async ({ data }: { readonly data: Job }): Promise<void> => {
      const { installId, passedOn = 0 } = data
      if (installId === null || hosted.has(installId)) return work(data)
      if (passedOn < mostPasses) again({ ...data, passedOn: passedOn + 1 }, passAfterMs)
    }
  }
  const workers: Worker[] = [
    ...hosted.platforms.map((platform) =>
      backend.createWorker<ThreadJob>(eventsQueue(platform), ours(jobs.answer, wake.incoming), answersAtOnce[how]),
    ),
    backend.createWorker<ThreadJob>(outboundQueue, ours(jobs.deliver, wake.outgoing), 16),
    backend.createWorker<UploadJob>(indexingQueue, ours(jobs.index, wake.upload), 4),
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
