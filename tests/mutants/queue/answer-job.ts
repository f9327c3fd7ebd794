// Mistakes in how a message becomes a reply: who sees it, and what becomes of a failure.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']

export const answerJob: readonly Mutant[] = [
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'private: true, transcript: null, error: reason }',
    to: 'private: false, transcript: null, error: reason }',
    suffered: 'the private notice of a failure is posted to the whole channel',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "'Something went wrong on my side and I could not answer. Please ask again in a while.'",
    to: 'reason',
    suffered: 'the asker reads what the error says of the inside',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'private: isAlone, transcript: null',
    to: 'private: false, transcript: null',
    suffered: 'what one person searched for is posted to all',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'isPrivate || row.incoming.isForAskerAlone === true',
    to: 'isPrivate',
    suffered: 'what someone asked alone is answered to all',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'if (row.attempts < maxAttempts) {',
    to: 'if (row.attempts > maxAttempts) {',
    suffered: 'the first passing error gives a question up',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'if (row.attempts > maxAttempts) throw',
    to: 'if (row.attempts > 10 * maxAttempts) throw',
    suffered: 'a question that kills the process kills it again and again',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: '1_000 * 4 ** (row.attempts - 1)',
    to: '1_000 * 4 ** (row.attempts + 5)',
    suffered: 'a question that failed in passing waits for an hour',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'if (!countsAsAttempt(error)) throw error',
    to: '',
    suffered: 'a database that restarts costs questions their attempts',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'if (row && !countsAsAttempt(error)) await',
    to: 'if (row && countsAsAttempt(error)) await',
    suffered: 'after three restarts of the database a question is given up',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "await store.dropLease(store.leaseName('in', thread), holder)",
    to: "await store.dropLease(store.leaseName('out', thread), holder)",
    suffered: 'after a restart of the database a thread stands still until its lease ends',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'await onceDatabaseIsBack(() => options.store.finishIncoming(row, outcome))',
    to: 'await options.store.finishIncoming(row, outcome)',
    suffered: 'an answer that was paid for is thrown away when the database restarts',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'private: true, transcript: null, error: reason }',
    to: 'private: true, transcript: null }',
    suffered: 'a question that was given up is no dead letter and cannot be tried again',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "  if (!('isSilent' in outcome)) options.wake.outgoing(threadOf(row))",
    to: '',
    suffered: 'each answer waits for the sweeper',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'await besides.whileAnswering(() => answerRow(options, besides, row))',
    to: 'await answerRow(options, besides, row)',
    suffered: 'answers get slower as others are looked at beside them',
    tests: ['tests/queue/jobs/beside.test.ts'],
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: `    } catch (error) {
      fail(describeError(error))
    }`,
    to: `    } finally {
    }`,
    suffered: 'after one failure nobody is told any more of what only they may see',
    tests: ['tests/queue/jobs/beside.test.ts'],
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'replied.beside, finished?.answer ?? undefined)',
    to: 'replied.beside, undefined)',
    suffered: 'what only the asker may see cannot be shared',
    tests: ['tests/queue/jobs/beside.test.ts'],
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: `      if (replied.beside) sayBeside(options, besides, row, replied.beside, finished?.answer ?? undefined)
`,
    to: '',
    suffered: 'nobody learns of what only they may see',
    tests: ['tests/queue/jobs/beside.test.ts'],
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'const hasAsker = !unasked && !isOverheard && !bot',
    to: 'const hasAsker = !unasked && !isOverheard',
    suffered: 'another bot is told of a failure, and answers it',
    tests: ['tests/queue/jobs/bots.test.ts'],
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: "answer.kind === 'answered' ? 'assistant_grounded' : 'assistant'",
    to: "'assistant_grounded'",
    suffered: 'a question without an answer counts as answered',
    tests: ['tests/queue/digests.test.ts'],
  },
]
