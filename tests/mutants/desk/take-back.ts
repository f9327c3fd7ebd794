// Mistakes in who deletes an answer, and what is left of it.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/take-back.test.ts']

export const takeBack: readonly Mutant[] = [
  {
    file: 'src/desk/take-back.ts',
    from: 'if (!mayDelete) return',
    to: 'if (!isHere) return',
    suffered: 'anyone deletes the answers of others',
    tests,
  },
  {
    file: 'src/desk/take-back.ts',
    from: '    isHere &&\n',
    to: '',
    suffered: 'who made one channel deletes the answers of another',
    tests,
  },
  {
    file: 'src/desk/take-back.ts',
    from: 'if (posted.messageId === null) throw',
    to: 'if (posted.messageId === "") throw',
    suffered: 'an answer that is just being posted is said to be deleted, and stands there',
    tests,
  },
  {
    file: 'src/desk/take-back.ts',
    from: "error.retry === 'never') return",
    to: "error.retry !== 'unknown') return",
    suffered: 'an answer is not deleted because the platform was busy for a second',
    tests,
  },
  {
    file: 'src/desk/take-back.ts',
    from: 'if (!removes || incoming.isForAskerAlone) return []',
    to: 'if (!removes) return []',
    suffered: 'deleting is offered where it cannot be done',
    tests,
  },
  {
    file: 'src/desk/take-back.ts',
    from: '.isManager === true',
    to: '.isManager !== false',
    suffered: 'somebody of whom nothing is known deletes the answers of others',
    tests: ['tests/desk/take-back.test.ts'],
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: "seq = $2 and role = 'user'\n",
    to: "seq = -$2 and role = 'user'\n",
    suffered: 'the question of a deleted answer is gone on from',
    tests,
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: "case when o.state in ('sent', 'dead') then o.message_id end",
    to: "coalesce(o.message_id, '1')",
    suffered: 'an answer that is just being posted is said to be deleted, and stands there',
    tests,
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: 'inbox_id in (\n',
    to: '-inbox_id in (\n',
    suffered: 'a deleted answer is posted again when its dead letter is revived, and its pages are still turned',
    tests,
  },
  {
    file: 'src/store/messages/taking-back.ts',
    from: 'await nameAgain(sql, [conversationId])',
    to: 'await nameAgain(sql, [])',
    suffered: 'a deleted question stands as the title of its conversation',
    tests,
  },
  {
    file: 'src/bots/slack/render/clicks.ts',
    from: 'behind.length >= limits.overflowLeast',
    to: 'behind.length > 9',
    suffered: 'an answer has a row of six buttons',
    tests: ['tests/app-take-back.test.ts'],
  },
  {
    file: 'src/bots/slack/send/remove.ts',
    from: "if (slackErrorOf(cause) !== 'message_not_found') throw cause",
    to: 'throw cause',
    suffered: 'an answer whose message someone deleted in Slack is kept and used',
    tests: ['tests/bots/slack/send/remove.test.ts'],
  },
  {
    file: 'src/bots/teams/send/remove.ts',
    from: "sent.kind === 'private' ? sent.conversation : here",
    to: 'here',
    suffered: 'what stands in a chat of one’s own in Teams is said to be deleted, and is not',
    tests: ['tests/bots/teams/send/remove.test.ts'],
  },
]
