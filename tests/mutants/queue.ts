import type { Mutant } from './mutant.ts'
import { absence } from './queue/absence.ts'
import { answerJob } from './queue/answer-job.ts'
import { appHost } from './queue/app-host.ts'
import { awaited } from './queue/awaited.ts'
import { deliverJob } from './queue/deliver-job.ts'
import { digests } from './queue/digests.ts'
import { hosted } from './queue/hosted.ts'
import { inbox } from './queue/inbox.ts'
import { indexJob } from './queue/index-job.ts'
import { lookUps } from './queue/look-ups.ts'
import { ownWork } from './queue/own-work.ts'
import { platformHost } from './queue/platform-host.ts'
import { queues } from './queue/queues.ts'
import { refusals } from './queue/refusals.ts'
import { scope } from './queue/scope.ts'
import { stage } from './queue/stage.ts'
import { stop } from './queue/stop.ts'
import { sweeper } from './queue/sweeper.ts'
import { threadWork } from './queue/thread-work.ts'
import { whoReads } from './queue/who-reads.ts'
import { workers } from './queue/workers.ts'

export const queue: readonly Mutant[] = [
  ...answerJob,
  ...stage,
  ...stop,
  ...platformHost,
  ...scope,
  ...inbox,
  ...indexJob,
  ...deliverJob,
  ...threadWork,
  ...sweeper,
  ...refusals,
  ...queues,
  ...absence,
  ...lookUps,
  ...awaited,
  ...digests,
  ...workers,
  ...ownWork,
  ...hosted,
  ...appHost,
  ...whoReads,
]
