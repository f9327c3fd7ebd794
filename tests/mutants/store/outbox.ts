// Mistakes in the rows of replies that go out.
import type { Mutant } from '../mutant.ts'

export const outbox: readonly Mutant[] = [
  {
    file: 'src/store/messages/outbox.ts',
    from: "thread_key = $2 and private and state = 'sent'",
    to: "thread_key = $2 and state = 'sent'",
    suffered: 'answers for all come again as private notices',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "select payload, target, private from outbox where install_id = $1 and id = $2 and kind = 'final'",
    to: "select payload, target, false as private from outbox where install_id = $1 and id = $2 and kind = 'final'",
    suffered: 'the next page of a private reply is posted to the whole channel',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where id = $1 and state = 'sending' and attempts = $6 returning",
    to: 'where id = $1 and $6 = $6::int returning',
    suffered: 'a late worker overwrites what a newer attempt posted',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "'sending' and attempts = $6 returning",
    to: "'sending' and $6 = $6::int returning",
    suffered: 'a late worker overwrites a newer attempt',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where id = $1 and attempts = $2 and state = 'sending' returning 1",
    to: "where id = $1 and $2 = $2::int and state = 'sending' returning 1",
    suffered: 'a worker that was overtaken posts a lost reply again beside the other',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "unsettled: state !== 'pending'",
    to: "unsettled: state === 'sending'",
    suffered: 'a reply whose outcome was lost is posted a second time',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'attempts = attempts - $8,',
    to: 'attempts = attempts - 0 * $8,',
    suffered: 'a refused token costs a reply its attempts',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'looks = coalesce($7, looks)',
    to: 'looks = coalesce($7, 0)',
    suffered: 'a lost reply is looked for for ever',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "not_before = now() + $5 * interval '1 ms', waits_from",
    to: "not_before = now() + $5 * interval '0 ms', waits_from",
    suffered: 'a platform that asked for patience is called at once',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "state in ('pending', 'ambiguous') and created_at <",
    to: 'created_at <',
    suffered: 'replies that were posted are listed as given up',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: `o.state in ('pending', 'sending', 'ambiguous')
`,
    to: `o.state in ('pending', 'ambiguous')
`,
    suffered: 'a reply that was being sent when its process died is lost',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'coalesce(o.message_id, p.message_id) as replaces',
    to: 'o.message_id as replaces',
    suffered: 'the placeholder stays above the answer for ever',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "from inbox where id = $4 and state = 'pending'",
    to: 'from inbox where id = $4',
    suffered: 'a placeholder is posted after the answer',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: 'update outbox set secret = null where inbox_id = $1 and secret is not null',
    to: 'update outbox set secret = null where inbox_id = $1 and secret is null',
    suffered: 'the token of a placeholder stays in the outbox',
    tests: ['tests/store/work.test.ts'],
  },
]
