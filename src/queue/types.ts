// What travels through the queues: ids only. Text, tokens and order live in the database's rows.
import type { PlatformId, ThreadKey, WorkspaceId } from '../model.ts'

/** "This thread has work." A second one is harmless: the thread's lease lets one worker through. */
export interface ThreadJob {
  readonly platform: PlatformId
  readonly threadKey: ThreadKey
}

export interface UploadJob {
  readonly workspaceId: WorkspaceId
  readonly uploadId: string
}

/** Announces committed work to the workers. What could not be announced is found by the sweeper. @throws inside a transaction */
export interface Wake {
  incoming(job: ThreadJob, delayMs?: number): void
  outgoing(job: ThreadJob, delayMs?: number): void
  upload(job: UploadJob, delayMs?: number): void
}

/** Resolves after so long, or as soon as `signal` is aborted. Keeps no process alive. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>
