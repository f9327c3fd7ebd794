// Mistakes in how wake-ups are put into a queue.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/refusals.test.ts']

export const queues: readonly Mutant[] = [
  {
    file: 'src/queue/queues.ts',
    from: `removeOnFail: true,
          ...(delayMs`,
    to: '...(delayMs',
    suffered: 'a file that failed once is never announced again',
    tests,
  },
  {
    file: 'src/queue/queues.ts',
    from: '{ jobId: `upload-${job.uploadId}` }',
    to: "{ jobId: 'upload' }",
    suffered: 'of many files only one is announced',
    tests,
  },
]
