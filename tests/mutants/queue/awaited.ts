// Mistakes in what becomes of questions that someone waits for.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/awaited.test.ts']

export const awaited: readonly Mutant[] = [
  {
    file: 'src/queue/jobs/awaited.ts',
    from: 'await store.settleAwaited(install, one, isTold)',
    to: 'await store.settleAwaited(install, one, false)',
    suffered: 'a question that was answered is asked again for a month',
    tests,
  },
  {
    file: 'src/desk/notify.ts',
    from: 'scope: await scopeOf(reader), isAgain: true',
    to: 'scope: await scopeOf(reader)',
    suffered: 'what someone waits for is counted as asked again each hour',
    tests,
  },
  {
    file: 'src/desk/notify.ts',
    from: "answer.kind !== 'no_evidence'",
    to: "answer.kind === 'answered' && answer.citations.length === 0",
    suffered: 'one may wait for what was answered',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: "a.kind = 'assistant' and ($3::text[] is null or a.audience = any($3))",
    to: "a.kind = 'assistant' and ($3::text[] is null or true)",
    suffered: 'a question that someone asked in private is kept for somebody else',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: '(already?.count ?? 0) >= mostAwaited',
    to: 'mostAwaited < 1',
    suffered: 'one person makes a process ask thousands of questions',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: "asked_at < now() - interval '30 days' or",
    to: 'false or',
    suffered: 'people are written to about what they asked a year ago',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: "p.kind = 'deleted' and",
    to: "p.kind = 'nobody' and",
    suffered: 'questions of people who left are asked on',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: 'looked_at < last.at and next_at < now()',
    to: 'looked_at < last.at',
    suffered: 'two processes ask the same question at once',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: 'looked_at < last.at and next_at',
    to: 'next_at',
    suffered: 'all questions are asked again each minute',
    tests,
  },
  {
    file: 'src/store/transcripts/awaited.ts',
    from: "last.at < now() - interval '${settledAfter}' or",
    to: 'last.at < now() or',
    suffered: 'questions are asked again after each document of a large upload',
    tests,
  },
  {
    file: 'src/queue/jobs/stage.ts',
    from: 'isDirect ? incoming.target : null) !== null',
    to: 'incoming.target) !== null',
    suffered: 'someone on Discord waits for a message that cannot be sent',
    tests,
  },
]
