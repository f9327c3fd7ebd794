// Mistakes in how replies go out: each once, to whom it is for.
import type { Mutant } from '../mutant.ts'

const repliesTests = ['tests/queue/replies.test.ts']
const sweeperTests = ['tests/queue/sweeper.test.ts']

export const deliverJob: readonly Mutant[] = [
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'payload, private: true })',
    to: 'payload })',
    suffered: 'that a reply could not be shown is posted to the whole channel',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'private: row.private,',
    to: 'private: false,',
    suffered: 'what one person asked for is posted to all',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "if (retry === 'never') return null",
    to: "if (retry !== 'refused') return null",
    suffered: 'a look-up that fails counts as "not posted", and the reply is posted twice',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "if (messageId !== null) return { state: 'sent', messageId }",
    to: '',
    suffered: 'a reply that was found is posted again',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "return lost(platform, row.looks, 'not to be found so far')",
    to: 'return null',
    suffered: 'a post that lands late is there twice',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'if (!(await options.store.beginAgain(row))) return',
    to: 'if (await options.store.beginAgain(row).then(() => false)) return',
    suffered: 'two workers post one reply',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'await onceDatabaseIsBack(async () => {',
    to: 'await (async (work: () => Promise<void>) => work())(async () => {',
    suffered: 'a reply whose sending could not be written down is sent again',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "if (retry === 'later') return { state: 'pending', waitMs, error }",
    to: '',
    suffered: 'a reply that was rate-limited waits for look-ups',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "if (retry === 'never') return { state: 'dead', error, isUnsettled: row.unsettled && !platform.find }",
    to: '',
    suffered: 'a reply that cannot be shown is tried for a day, and nobody hears why',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: "if (outcome.state === 'dead' && row.kind === 'final' && row.naturalKey !== null)",
    to: "if (outcome.state === 'dead')",
    suffered: 'a placeholder that cannot be shown is announced as a lost answer',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'row.attempts > 1 && options.now()',
    to: 'options.now()',
    suffered: 'a revived dead letter is given up without a try',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: '> giveUpAfterMs)',
    to: '> giveUpAfterMs / 24)',
    suffered: 'an answer is given up after an hour of a platform that is away',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'const longestWaitMs = 60_000',
    to: 'const longestWaitMs = 6_000_000',
    suffered: 'after an outage a reply waits for a quarter of an hour',
    tests: repliesTests,
  },
  {
    file: 'src/queue/waiting.ts',
    from: 'if (asked !== undefined) return',
    to: 'if (asked === Number.NaN) return',
    suffered: 'a platform that asked for patience gets none and blocks the bot',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: `secret = row.secret ? sealer.open(row.secret, replySeal(row.install, row.naturalKey)) : undefined
  } catch (error) {`,
    to: `secret = row.secret ? sealer.open(row.secret, replySeal(row.install, row.naturalKey)) : undefined
  } catch (error) {
    throw error`,
    suffered: 'after a change of the key no waiting reply goes out',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: '...(row.replaces !== null && { replaces: row.replaces }),',
    to: '',
    suffered: 'the placeholder stays and the answer is posted below it',
    tests: repliesTests,
  },
  {
    file: 'src/queue/delivery/deliver-job.ts',
    from: 'if (begun) await store.continueThread(row.install, thread.threadKey, begun)',
    to: '',
    suffered: 'a question in the thread of an answer knows nothing of it',
    tests: repliesTests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where id = $1 and state = 'sending' and attempts = $6",
    to: "where id = $1 and state = 'sending' and $6 = $6",
    suffered: 'a late worker overwrites a newer attempt',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where id = $1 and attempts = $2 and state = 'sending' returning 1",
    to: "where id = $1 and $2 = $2 and state = 'sending' returning 1",
    suffered: 'a late worker posts what another one is posting',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'looks = coalesce($7, looks)',
    to: 'looks = looks',
    suffered: 'a lost post is looked for for ever and never posted',
    tests: repliesTests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "const placeholderEvery = '1 second'",
    to: "const placeholderEvery = '0 seconds'",
    suffered: 'a growing answer runs into the limits of its platform',
    tests: repliesTests,
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "unsettled: state !== 'pending'",
    to: "unsettled: state === 'ambiguous'",
    suffered: 'what a killed process was sending is sent again without a look',
    tests: sweeperTests,
  },
]
