// Mistakes in how messages come in, and in what is kept of them.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']

const settings = ['tests/queue/jobs/settings.test.ts']

export const inbox: readonly Mutant[] = [
  {
    file: 'src/queue/inbox.ts',
    from: "settings.replies === 'privately' ? {",
    to: "settings.replies !== 'privately' ? {",
    suffered: 'what a channel wants said in private is posted for all',
    tests: settings,
  },
  {
    file: 'src/queue/inbox.ts',
    from: 'isForAskerAlone: true, isHeldBack: true }',
    to: 'isHeldBack: true }',
    suffered: 'a private question is kept as one that the channel heard',
    tests: settings,
  },
  {
    file: 'src/queue/jobs/placeholder.ts',
    from: '  if (row.incoming.isHeldBack) return false\n',
    to: '',
    suffered: 'everyone sees the progress of a reply that is for one',
    tests: settings,
  },
  {
    file: 'src/queue/scope.ts',
    from: 'return told ?? {',
    to: 'return {',
    suffered: 'guests are told apart by what a message says, and Slack’s messages say nothing',
    tests: settings,
  },
  {
    file: 'src/queue/scope.ts',
    from: 'one === true || other === true',
    to: 'one === true',
    suffered: 'someone from outside is told that who they are is not known, and asks again and again',
    tests: ['tests/queue/scope.test.ts'],
  },
  {
    file: 'src/queue/scope.ts',
    from: "known === 'unknown' ? known : !known",
    to: '!known',
    suffered: 'whoever is not known is refused as a guest for good',
    tests: settings,
  },
  {
    file: 'src/queue/inbox.ts',
    from: '(install, { secret, ...message }) {\n',
    to: '(install, message) {\n      const { secret } = message\n',
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
  {
    file: 'src/queue/inbox.ts',
    from: '|| isForAskerAlone || unasked) return message',
    to: '|| unasked) return message',
    suffered: 'who asks by command in a channel with private replies sees no sign that the bot works',
    tests: ['tests/queue/jobs/settings.test.ts'],
  },
]
