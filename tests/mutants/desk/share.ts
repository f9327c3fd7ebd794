// Mistakes in what becomes of a private answer that its asker shares.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/share.test.ts']
const cited = ['tests/rag/answer/cite-again.test.ts']

export const share: readonly Mutant[] = [
  {
    file: 'src/desk/share.ts',
    from: "if (!incoming.isForAskerAlone || incoming.place.kind !== 'channel' || answer.kind !== 'answered') return []",
    to: "if (incoming.place.kind !== 'channel' || answer.kind !== 'answered') return []",
    suffered: 'what all see already is offered to be shared',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'confirmed === undefined || hidden.some((id) => !confirmed.includes(id))',
    to: 'confirmed === undefined',
    suffered: 'documents become visible that the confirmation did not name',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'if (confirmed === undefined || hidden',
    to: 'if (hidden.length > 0 && confirmed?.length !== hidden.length || hidden',
    suffered: 'an answer whose sources all may see is shared without a question',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'isForAll: ({ confirmed }) => confirmed !== undefined',
    to: 'isForAll: () => false',
    suffered: 'a shared answer is shown to its asker alone',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'isPrivate: false, answer, isShared: true',
    to: 'isPrivate: false, answer',
    suffered: 'no answer from a closed document can be shared',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'const shown = await scopeOf({ ...everyone, install })',
    to: 'const shown = await scopeOf({ ...everyone, install, isForAskerAlone: true })',
    suffered: 'the confirmation names no document that becomes visible',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'if (!(await store.claimSharing(workspaceId, request.place, own, traceId)))',
    to: 'if (traceId === "")',
    suffered: 'two clicks post a private answer twice',
    tests,
  },
  {
    file: 'src/desk/share.ts',
    from: 'const cited = await rag.citeAgain(scope, [first, ...more])',
    to: 'const cited = [first, ...more]',
    suffered: 'an answer is shared whose source says something else by now',
    tests,
  },
  {
    file: 'src/queue/jobs/answer-job.ts',
    from: 'stillReadable(whose,',
    to: 'stillReadable(reader,',
    suffered: 'no answer from a closed document can be shared',
    tests,
  },
  {
    file: 'src/store/transcripts/sharing.ts',
    from: "a.role = 'assistant' and a.audience = $3",
    to: "a.role = 'assistant' and $3 <> ''",
    suffered: 'what someone was told alone is shared by somebody else',
    tests,
  },
  {
    file: 'src/store/transcripts/sharing.ts',
    from: 'coalesce(shared_as, $4) = $4',
    to: 'shared_as is null',
    suffered: 'a process that is killed while it shares an answer says that it was shared, and it was not',
    tests,
  },
  {
    file: 'src/store/transcripts/sharing.ts',
    from: 'and audience = $3 and coalesce',
    to: "and $3 <> '' and coalesce",
    suffered: 'somebody else keeps a private answer from being shared',
    tests,
  },
  {
    file: 'src/rag/answer/cite-again.ts',
    from: 'if (text.slice(wasAt, wasAt + quote.length) === quote) return wasAt',
    to: 'if (wasAt < text.length) return wasAt',
    suffered: 'a shared answer cites words that are not in its source any more',
    tests: cited,
  },
  {
    file: 'src/rag/answer/cite-again.ts',
    from: 'from + pieceLength + quote.length)',
    to: 'from + pieceLength)',
    suffered: 'a quote in a large document is taken for gone',
    tests: cited,
  },
  {
    file: 'src/bots/slack/send/send.ts',
    from: 'thread_ts !== undefined && !isApart',
    to: 'thread_ts !== undefined',
    suffered: 'an answer that is shared in a thread does not say what was asked',
    tests: ['tests/app-share.test.ts'],
  },
]
