// Mistakes in what goes with a turn.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/store/gone.test.ts']

export const gone: readonly Mutant[] = [
  {
    file: 'src/store/messages/action-values.ts',
    from: 'answer?.conversationId ?? null, answer?.seq ?? null]',
    to: 'null, null]',
    suffered: 'what was asked stays in the database for 30 days after it was deleted',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: '        place.conversationId,\n        place.seq,\n      ],',
    to: '        null,\n        null,\n      ],',
    suffered: 'people are written to about a question that its channel has forgotten',
    tests,
  },
  {
    file: 'src/store/transcripts/conversations.ts',
    from: '(first.title is null or not c.is_renamed)',
    to: 'true',
    suffered: 'the name that someone gave a conversation is lost with its first message',
    tests,
  },
  {
    file: 'src/store/transcripts/conversations.ts',
    from: '(first.title is null or not c.is_renamed)',
    to: 'not c.is_renamed',
    suffered: 'the name of a conversation stays after all of it was deleted',
    tests,
  },
  {
    file: 'src/store/transcripts/owner.ts',
    from: "turns.filter(({ role }) => role === 'user'),",
    to: "turns.filter(({ role }) => role === 'nobody'),",
    suffered: 'what the owner deleted is listed as a gap on and on',
    tests,
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: '\'{request}\', \'{"kind":"covered"}\')',
    to: '\'{deleted}\', \'{"kind":"covered"}\')',
    suffered: 'a deleted question is kept for a week by the message that brought it',
    tests: ['tests/desk/take-back.test.ts'],
  },
  {
    file: 'src/store/messages/outbox.ts',
    from: "where i.install_id = $1 and i.thread_key = $2 and i.state = 'pending' and o.kind = 'placeholder'",
    to: "where o.install_id = $1 and o.thread_key = $2 and i.state = 'pending' and o.kind = 'placeholder'",
    suffered: 'a busy server reads all messages of a week for each look at one thread',
    tests: ['tests/store/hot-paths.test.ts'],
  },
  {
    file: 'migrations/0019_told.sql',
    from: 'create index inbox_of_thread on inbox (install_id, thread_key, id);',
    to: '',
    suffered: 'a busy server reads all messages of a week whenever someone presses stop',
    tests: ['tests/store/hot-paths.test.ts'],
  },
  {
    file: 'migrations/0019_told.sql',
    from: 'create index outbox_of_answer',
    to: 'create index if not exists outbox_of_message',
    suffered: 'a busy server reads all replies of a week to find the one that is deleted',
    tests: ['tests/store/hot-paths.test.ts'],
  },
]
