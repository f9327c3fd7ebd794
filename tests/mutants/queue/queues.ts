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
  {
    file: 'src/queue/redis-check.ts',
    from: 'Math.abs(off) > clockToleranceMs',
    to: 'off > clockToleranceMs',
    suffered: 'a Redis whose clock is behind is called sound',
    tests: ['tests/queue/redis-check.test.ts'],
  },
  {
    file: 'src/queue/redis-check.ts',
    from: "off > 0 ? 'ahead of' : 'behind'",
    to: "off > 0 ? 'behind' : 'ahead of'",
    suffered: 'the operator sets the clock that is right',
    tests: ['tests/queue/redis-check.test.ts'],
  },
]
