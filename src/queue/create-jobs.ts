// The jobs of a process that works: answering, sending, indexing.
import { createDeliverJob, type DeliverJobOptions } from './delivery/deliver-job.ts'
import { type AnswerJobOptions, createAnswerJob } from './jobs/answer-job.ts'
import { createIndexJob, type IndexJobOptions } from './jobs/index-job.ts'
import type { Jobs } from './workers.ts'

export const createJobs = (options: AnswerJobOptions & DeliverJobOptions & IndexJobOptions): Jobs => ({
  answer: createAnswerJob(options),
  deliver: createDeliverJob(options),
  index: createIndexJob(options),
})
