// Mistakes in how a worker keeps its thread, and waits for its database.
import type { Mutant } from '../mutant.ts'

const sweeperTests = ['tests/queue/sweeper.test.ts']
const threadWorkTests = ['tests/queue/thread-work.test.ts']

export const threadWork: readonly Mutant[] = [
  {
    file: 'src/queue/thread-work.ts',
    from: 'if (!(await renew(holder))) isLost = true',
    to: 'if (!(await renew(holder))) isLost = false',
    suffered: 'two workers post one reply after one stood still',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: 'if (isLost || sinceHeld() >= leaseMs)',
    to: 'if (isLost)',
    suffered: 'a worker that stood still without its database posts what another one posts',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: `      const sinceAsked = stopwatch()
      const next = await claim(holder)`,
    to: `      const next = await claim(holder)
      const sinceAsked = stopwatch()`,
    suffered: 'a worker believes in a lease that has ended',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: "if (next.kind === 'later') wakeLater(next.waitMs)",
    to: "if (next.kind === 'later') wakeLater(next.waitMs + 60_000)",
    suffered: 'a postponed row wakes late',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: "=== 'stop') return await giveBack(holder)",
    to: "=== 'stop') return",
    suffered: 'while a token is refused threads stay locked',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: '() => wakeLater(0),',
    to: '() => {},',
    suffered: 'after a restart of the database everything waits for the sweeper',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: 'while (!isLost) {',
    to: 'for (;;) {',
    suffered: 'a worker that lost its thread goes on with it',
    tests: threadWorkTests,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: 'export const leaseMs = 15_000',
    to: 'export const leaseMs = 150_000',
    suffered: 'a thread of a killed process stands still for minutes',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: "where thread_leases.holder = excluded.holder or not ${isHeld('thread_leases')}",
    to: "where true or not ${isHeld('thread_leases')}",
    suffered: 'two workers answer one question',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: "where name = $1 and holder = $2', [name, holder])",
    to: "where name = $1 and $2 = $2', [name, holder])",
    suffered: 'a late worker frees the thread of another one',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: 'where name = $1 and holder = $2 returning 1`',
    to: 'where name = $1 and $2 = $2 returning 1`',
    suffered: 'a worker goes on with a thread that another one has',
    tests: sweeperTests,
  },
  {
    file: 'src/store/messages/leases.ts',
    from: '${row}.expires_at > now() and ',
    to: 'true and ',
    suffered: 'a lease never expires',
    tests: sweeperTests,
  },
  {
    file: 'src/queue/once-back.ts',
    from: 'if (!isDatabaseAway(error) || now() > until) throw error',
    to: 'if (!isDatabaseAway(error)) throw error',
    suffered: 'a worker waits for ever for a database that is gone',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/once-back.ts',
    from: 'const patienceMs = 60 * 60_000',
    to: 'const patienceMs = 60_000',
    suffered: 'an answer is thrown away when the database is away for minutes',
    tests: threadWorkTests,
  },
  {
    file: 'src/queue/thread-work.ts',
    from: 'if (isLost || sinceHeld() >= renewEveryMs) {',
    to: 'if (isLost) {',
    suffered: 'after the machine slept a reply is posted twice',
    tests: ['tests/queue/thread-work.test.ts'],
  },
  {
    file: 'src/queue/thread-work.ts',
    from: 'Math.max(performance.now() - steady, Date.now() - wall)',
    to: 'Date.now() - wall',
    suffered: 'after a clock was set back a reply is posted twice',
    tests: ['tests/queue/thread-work.test.ts'],
  },
  {
    file: 'src/queue/thread-work.ts',
    from: '    if (hasBegun) renewNow().catch(() => {})',
    to: '    if (hasBegun) void renewNow()',
    suffered: 'a moment without the database ends the process',
    tests: ['tests/queue/thread-work.test.ts'],
  },
  {
    file: 'src/queue/thread-work.ts',
    from: `    clearInterval(renewal)
`,
    to: '',
    suffered: 'each job leaves a question to the database behind, every few seconds for ever',
    tests: ['tests/queue/thread-work.test.ts'],
  },
  {
    file: 'src/queue/thread-work.ts',
    from: `      if (next.kind !== 'row') return
      hasBegun = true
`,
    to: `      if (next.kind !== 'row') return
`,
    suffered: 'what takes longer than the lease is begun by a second worker',
    tests: ['tests/queue/thread-work.test.ts'],
  },
]
