// Mistakes in what gestures say, and in the codes that continue a conversation.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/queue/jobs/answer-job.test.ts']

export const gestures: readonly Mutant[] = [
  {
    file: 'src/desk/status.ts',
    from: "if (!audiences.includes('workspace'))",
    to: 'if (audiences.length === 0)',
    suffered: 'a guest reads how much the workspace holds',
    tests,
  },
  {
    file: 'src/desk/status.ts',
    from: 'line.startsWith(`${platform}: `)',
    to: 'true',
    suffered: 'a guest reads what is wrong with the installation',
    tests,
  },
  {
    file: 'src/desk/continue.ts',
    from: 'store.redeemLinkCode(install.workspaceId, incoming, audiences, code)',
    to: "store.redeemLinkCode(install.workspaceId, incoming, ['workspace', 'channel:discord:C9'], code)",
    suffered: 'a code shows what not all may see where it is redeemed',
    tests,
  },
  {
    file: 'src/desk/continue.ts',
    from: `return noticeCard(
      'I do not know this code: it works once, within 15 minutes. Write “continue” where the conversation is, and I give you a new one.',
    )`,
    to: "return { card: noticeCard('I do not know this code'), isPrivate: false }",
    suffered: 'a mistyped code is told to everybody',
    tests,
  },
  {
    file: 'src/desk/continue.ts',
    from: 'const linkCodeMinutes = 15',
    to: 'const linkCodeMinutes = 1_500',
    suffered: 'a code that was overheard opens a conversation for a day',
    tests,
  },
  {
    file: 'src/desk/continue.ts',
    from: 'Array.from({ length: 8 }',
    to: 'Array.from({ length: 4 }',
    suffered: 'a code can be guessed',
    tests,
  },
  {
    file: 'src/desk/continue.ts',
    from: 'codeLetters[randomInt(codeLetters.length)]',
    to: 'codeLetters[codeLetters.length - 1]',
    suffered: 'each code is the same one',
    tests,
  },
  {
    file: 'src/desk/search.ts',
    from: "error.code === 'bad-query'",
    to: "error.code === 'bad-words'",
    suffered: 'a search that cannot be read is tried three times and fails without a reason',
    tests,
  },
  {
    file: 'src/desk/search.ts',
    from: "if (error instanceof AppError && error.code === 'bad-query') return",
    to: 'if (error instanceof AppError) return',
    suffered: 'whoever searches while the database restarts reads a failure, and is never shown what was found',
    tests,
  },
  {
    file: 'src/desk/summary/summary.ts',
    from: 'if (error instanceof AppError && !isDatabaseAway(error)) return',
    to: "if (error instanceof AppError && error.retry === 'never') return",
    suffered: 'whoever named a slow page waits for three tries and reads no reason',
    tests,
  },
  {
    file: 'src/store/transcripts/link-codes.ts',
    from: "and i.payload -> 'place' ->> 'kind' = $3 and i.payload -> 'place' ->> 'id' is not distinct from $4",
    to: 'and $3::text is not null and ($4::text is null or true)',
    suffered: 'a code given in one channel opens a conversation of another',
    tests,
  },
  {
    file: 'src/store/transcripts/link-codes.ts',
    from: "and i.payload -> 'person' ->> 'id' = $2",
    to: 'and $2::text is not null',
    suffered: 'a code opens the conversation of another person',
    tests,
  },
]
