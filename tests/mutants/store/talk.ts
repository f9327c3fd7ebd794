// Mistakes about who speaks to whom in a thread.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/store/talk.test.ts']
const file = 'src/store/messages/talk.ts'

export const talk: readonly Mutant[] = [
  {
    file,
    from: '(row?.between ?? 0) >= mostBetween ||',
    to: '',
    suffered: 'the bot answers what people ask each other',
    tests,
  },
  {
    file,
    from: 'said > asked_at and said < $3::numeric',
    to: 'said < $3::numeric',
    suffered: 'a thread in which people once talked needs a mention for each question, for ever',
    tests,
  },
  {
    file,
    from: " || (to === 'maybe' && isTalk)",
    to: '',
    suffered: 'what was between people is answered when Slack delivers it again',
    tests,
  },
  {
    file,
    from: 'else if (!isTalk)',
    to: 'else',
    suffered: 'one word of thanks that is delivered twice silences the bot',
    tests,
  },
  {
    file,
    from: "if (to !== 'bot' && !(await isKnownThread(sql, platform, threadKey))) return 'open'",
    to: '',
    suffered: 'the bot answers questions in threads that nobody called it to',
    tests,
  },
]
