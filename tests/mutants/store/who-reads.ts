// Mistakes in what is known of readers and installs, and kept for longer than it may.
import type { Mutant } from '../mutant.ts'

export const whoReads: readonly Mutant[] = [
  {
    file: 'src/store/members.ts',
    from: 'where c.changes = excluded.checked_changes`',
    to: 'where true`',
    suffered: 'a channel looked up before it was closed counts as open again',
    tests: ['tests/store/members.test.ts'],
  },
  {
    file: 'src/store/members.ts',
    from: "where r.person = $3 or p.kind is null or p.kind not in ('bot', 'deleted')",
    to: "where p.kind is null or p.kind not in ('bot', 'deleted')",
    suffered: 'a person who has left the team, and asks, reads what the rest may',
    tests: ['tests/store/members.test.ts'],
  },
  {
    file: 'src/store/members.ts',
    from: "when not exists (select from readers) or exists (select from readers where kind = 'unknown') then 'unknown'",
    to: "when exists (select from readers where kind = 'unknown') then 'unknown'",
    suffered: 'a channel of which no reader is known is told what is for members',
    tests: ['tests/store/members.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: "coalesce(m.thread = $4, m.thread is null) and i.state = 'active'",
    to: 'coalesce(m.thread = $4, m.thread is null)',
    suffered: 'a team is answered from a workspace where its install has ended',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/store/installs.ts',
    from: 'where m.install_id = $1 and m.team = $2 and coalesce(m.channel = $3, m.channel is null)',
    to: 'where m.install_id = $1 and m.team = $2 and coalesce(m.channel = $3, true)',
    suffered: 'what one channel is answered from answers also where no channel is named',
    tests: ['tests/queue/installs.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: '`select payload, target, private from outbox where install_id = $1 and id = $2 and',
    to: '`select payload, target, private from outbox where ($1::uuid is not null) and id = $2 and',
    suffered: 'pages of another install’s reply are shown to whoever counts up a button’s number',
    tests: ['tests/store/work.test.ts'],
  },
  {
    file: 'src/store/install-tokens.ts',
    from: 'await sql(`update outbox set secret = null where ${theirs}`, [id])',
    to: '',
    suffered: 'a team’s reply addresses are kept after it took its app out',
    tests: ['tests/store/install-tokens.test.ts'],
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: "where o.install_id = $1 and o.conversation_id = $2 and o.message_seq = $3 and o.kind = 'final'`",
    to: "where o.conversation_id = $2 and o.message_seq = $3 and o.kind = 'final' and $1::uuid is not null`",
    suffered: 'an answer of another install is deleted with this one’s token',
    tests: ['tests/store/gone.test.ts'],
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: "where install_id = $1 and person ->> 'id' = $2`",
    to: 'where install_id = $1 and $2::text is not null`',
    suffered: 'one person’s waiting questions keep everybody else from waiting',
    tests: ['tests/queue/awaited.test.ts'],
  },
  {
    file: 'src/store/documents/shared-files.ts',
    from: "where a.audience = any($1) and a.audience <> 'workspace' and starts_with(d.source_key, $2)",
    to: "where a.audience = any($1) and a.audience like 'channel:%' and starts_with(d.source_key, $2)",
    suffered: 'words of a file that someone deleted from their own messages are shown before it is looked at',
    tests: ['tests/store/embedded.test.ts'],
  },
]
