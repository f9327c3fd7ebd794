// Mistakes in what is announced again, done beside the queue, and tidied away.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/sweeper.test.ts']

export const sweeper: readonly Mutant[] = [
  {
    file: 'src/queue/sweeper.ts',
    from: 'for (const upload of uploads) wake.upload(upload)',
    to: '',
    suffered: 'an upload whose wake-up was lost is never indexed',
    tests,
  },
  {
    file: 'src/queue/sweeper.ts',
    from: 'findUnfinished(olderThanMs, installs(), sendingTo())',
    to: 'findUnfinished(olderThanMs, installs())',
    suffered: 'a platform that refuses the token is tried with each reply, and bans the address',
    tests,
  },
  {
    file: 'src/queue/sweeper.ts',
    from: 'await sweep(0)',
    to: 'await sweep(60_000)',
    suffered: 'after a restart everybody waits',
    tests,
  },
  {
    file: 'src/queue/sweeper.ts',
    from: '    await store.removeOldRows()',
    to: '',
    suffered: 'nothing is ever tidied away',
    tests,
  },
  {
    file: 'src/queue/sweeper.ts',
    from: '            running = undefined',
    to: '',
    suffered: 'the sweeper sweeps once',
    tests,
  },
  {
    file: 'src/queue/untaken.ts',
    from: 'jobs.answer(thread).then(() => jobs.deliver(thread))',
    to: 'jobs.answer(thread)',
    suffered: 'without a queue answers wait for another look',
    tests,
  },
  {
    file: 'src/queue/untaken.ts',
    from: 'await one().catch(() => {})',
    to: 'await one()',
    suffered: 'without a queue one failure holds up all',
    tests,
  },
  {
    file: 'src/queue/untaken.ts',
    from: 'const untakenMs = 12_000',
    to: 'const untakenMs = 1_000',
    suffered: 'work is done beside the queue',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "then interval '7 days' else interval '30 days' end",
    to: "then interval '7 days' else interval '7 days' end",
    suffered: 'dead letters go too early',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "o.finished_at > now() - interval '30 days'",
    to: "o.finished_at > now() - interval '3 days'",
    suffered: 'a reply that was given up goes before anyone has seen it',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "where state <> 'pending' and created_at < now() - interval '7 days'",
    to: "where created_at < now() - interval '7 days'",
    suffered: 'a file that waits is thrown away',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: " or ${isFromLater('t.waits_from')})",
    to: ')',
    suffered: 'after a clock was set back a thread stands still',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: '[olderThanMs * 12, installs]',
    to: '[olderThanMs * 12_000, installs]',
    suffered: 'an upload whose wake-up was lost is not indexed for hours',
    tests,
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: '$2) and t.state in (${states}) ',
    to: '$2) and t.state in (${states.slice(0, 9)}) ',
    suffered: 'what a killed process was sending is never sent',
    tests,
  },
  {
    file: 'src/queue/sweeper.ts',
    from: `    await store.removeEnded()
`,
    to: '',
    suffered: 'what an install that ended left is kept for ever',
    tests: ['tests/queue/sweeper.test.ts'],
  },
  {
    file: 'src/queue/sweeper.ts',
    from: `      void rag.embedMissing(id)
`,
    to: '',
    suffered: 'documents whose vectors failed are never found by meaning',
    tests: ['tests/queue/sweeper.test.ts'],
  },
]
