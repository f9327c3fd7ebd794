// Mistakes in how messages come in, and in what is kept of them.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']

export const inbox: readonly Mutant[] = [
  {
    file: 'src/queue/inbox.ts',
    from: '(install, { secret, ...incoming }) {\n',
    to: '(install, incoming) {\n      const { secret } = incoming\n',
    suffered: 'tokens are kept unsealed in the inbox',
    tests,
  },
  {
    file: 'src/queue/inbox.ts',
    from: 'if (!accepted.duplicate) wake.incoming(',
    to: 'if (accepted.duplicate) wake.incoming(',
    suffered: 'each question waits for the sweeper',
    tests,
  },
  {
    file: 'src/queue/inbox.ts',
    from: 'export const acceptWithinMs = 2_000',
    to: 'export const acceptWithinMs = 20_000',
    suffered: 'a platform hears nothing while the database hangs, and shows its own error',
    tests,
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: 'error = $3, secret = null, finished_at',
    to: 'error = $3, finished_at',
    suffered: 'response URLs and tokens stay in the inbox',
    tests,
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "set attempts = attempts - 1 where id = $1 and attempts = $2 and state = 'pending'",
    to: "set attempts = attempts - 0 where id = $1 and attempts = $2 and state = 'pending'",
    suffered: 'a restart of the database costs a question an attempt',
    tests,
  },
]
