// Mistakes in what is found unfinished, revived and removed.
import type { Mutant } from '../mutant.ts'

export const sweep: readonly Mutant[] = [
  {
    file: 'src/store/messages/sweep.ts',
    from: `and (t.not_before <= now() - $1 * interval '1 ms' or \${isFromLater('t.waits_from')})`,
    to: "and (t.not_before <= now() - $1 * interval '1 ms')",
    suffered: 'a reply waits for hours after the clock was set back',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: 'where t.install_id = any($2) and t.state',
    to: 'where ($2::uuid[] is not null) and t.state',
    suffered: 'replies of a platform that is off are announced every few seconds',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: '[olderThanMs * 12, installs]',
    to: '[olderThanMs * 1200, installs]',
    suffered: 'an upload whose wake-up was lost waits for an hour',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: `where state = 'pending' and \${isDue('uploads')}`,
    to: `where state = 'pending' and \${isDue('uploads')} and inbox_id is not null`,
    suffered: 'an upload whose wake-up was lost is never indexed',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: `idle('outbox', 'out', "'pending', 'sending', 'ambiguous'")`,
    to: `idle('outbox', 'out', "'pending', 'ambiguous'")`,
    suffered: 'a reply that was being sent when its process died is lost',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: 'attempts = 0, looks = 100,',
    to: 'attempts = 0, looks = 0,',
    suffered: 'a revived reply is looked for for a minute first',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "set state = 'ambiguous', attempts = 0,",
    to: "set state = 'pending', attempts = 0,",
    suffered: 'a revived reply that had been posted is posted again',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "set state = 'pending', attempts = 0, not_before",
    to: "set state = 'pending', not_before",
    suffered: 'a revived question is given up after one more attempt',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "when 'done' then interval '7 days' else interval '30 days' end",
    to: "when 'done' then interval '7 days' else interval '7 days' end",
    suffered: 'dead letters go too early',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "o.finished_at > now() - interval '30 days'",
    to: "o.finished_at > now() - interval '7 days'",
    suffered: 'a dead reply goes before anybody looked into it',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: `and o.state <> 'sent'
`,
    to: `and o.state = 'dead'
`,
    suffered: 'a reply that waits goes with its message',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "where state <> 'pending' and created_at < now() - interval '7 days'",
    to: "where created_at < now() - interval '7 days'",
    suffered: 'a file that waits goes unread',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: "interval '180 days'",
    to: "interval '1800 days'",
    suffered: 'questions without an answer stay for years',
    tests: ['tests/store/kept.test.ts'],
  },
  {
    file: 'src/store/messages/sweep.ts',
    from: 'delete from rate_limits where blocked_until < now() and',
    to: 'delete from rate_limits where',
    suffered: 'a limit that a platform set is forgotten',
    tests: ['tests/store/kept.test.ts'],
  },
]
