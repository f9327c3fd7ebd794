// What travels through the queues: ids only. Text, tokens and order live in the database's rows.
import type { InstallId, PlatformId, ThreadKey, WorkspaceId } from '../model.ts'

/** What every wake-up says. */
interface Job {
  /** Whose token the work needs; null: none. */
  readonly installId: InstallId | null
  /** How many processes it went through that lack the token. */
  readonly passedOn?: number
}

/** "This thread has work." A second one is harmless: the thread's lease lets one worker through. */
export interface ThreadJob extends Job {
  readonly installId: InstallId
  readonly platform: PlatformId
  readonly threadKey: ThreadKey
}

export interface UploadJob extends Job {
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
