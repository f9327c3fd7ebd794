// Mistakes in work without a queue.
import type { Mutant } from '../mutant.ts'

export const ownWork: readonly Mutant[] = [
  {
    file: 'src/queue/own-work.ts',
    from: 'if (delayMs <= 0 || isStopping) return',
    to: 'if (delayMs <= 0) return',
    suffered: 'a process that stops begins work on a closed store',
    tests: ['tests/queue/own-work.test.ts'],
  },
  {
    file: 'src/queue/own-work.ts',
    from: 'work(() => jobs.index(upload), delayMs)',
    to: 'work(() => jobs.index(upload))',
    suffered: 'a file that has to wait is tried again without end',
    tests: ['tests/queue/own-work.test.ts'],
  },
  {
    file: 'src/queue/own-work.ts',
    from: 'work(() => jobs.deliver(thread), delayMs)',
    to: 'work(() => jobs.deliver(thread))',
    suffered: 'a platform that asks to wait is asked without end',
    tests: ['tests/queue/own-work.test.ts'],
  },
]
