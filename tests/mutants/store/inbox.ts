// Mistakes in the rows of messages that came in.
import type { Mutant } from '../mutant.ts'

export const inbox: readonly Mutant[] = [
  {
    file: 'src/store/messages/inbox.ts',
    from: `          outcome.private,
`,
    to: `          false,
`,
    suffered: 'the private notice of a failure is posted to the whole channel',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "finished_at = now() where id = $1 and state = 'pending' returning",
    to: 'finished_at = now() where id = $1 returning',
    suffered: 'a question is answered twice',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: 'set attempts = attempts - 1 where id = $1 and attempts = $2 and',
    to: 'set attempts = attempts - 1 where id = $1 and $2 = $2::int and',
    suffered:
      'a late worker takes back the attempt of another, and a question that kills the process is tried for ever',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "'update inbox set attempts = attempts + 1 where id = $1'",
    to: "'update inbox set attempts = attempts where id = $1'",
    suffered: 'a question that kills the process is tried for ever',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "set not_before = now() + $2 * interval '1 ms', waits_from = now(), error = $3",
    to: "set not_before = now() + $2 * interval '1 s', waits_from = now(), error = $3",
    suffered: 'a postponed question wakes hours late',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: "state = 'pending' order by id limit 1`,",
    to: "state = 'pending' order by id desc limit 1`,",
    suffered: 'a thread is answered backwards',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/inbox.ts',
    from: 'error = $3, secret = null, finished_at',
    to: 'error = $3, finished_at',
    suffered: 'response URLs and tokens stay in the inbox',
    tests: ['tests/store/work.test.ts'],
  },
]
