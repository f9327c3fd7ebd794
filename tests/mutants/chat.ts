import type { Mutant } from './mutant.ts'

export const chat: readonly Mutant[] = [
  {
    file: 'src/bots/console/text.ts',
    from: "\n    .replace(unseen, '')",
    to: '',
    suffered: 'a document clears the terminal of whoever asks, or writes over what was answered',
    tests: ['tests/bots/console/render'],
  },
  {
    file: 'src/bots/console/session.ts',
    from: '      if (to !== session) return\n',
    to: '',
    suffered: 'what was asked in one terminal is answered in another',
    tests: ['tests/bots/console/session'],
  },
  {
    file: 'src/bots/console/index.ts',
    from: '      await session.taken()\n',
    to: '',
    suffered: 'a question that is ended with ^C fails as if the database were away',
    tests: ['tests/bots/console/session'],
  },
  {
    file: 'src/queue/own-work.ts',
    from: 'while (running.size > 0) await',
    to: 'await',
    suffered: 'an answer that was being written at ^C is never shown',
    tests: ['tests/queue/own-work'],
  },
  {
    file: 'src/chat/index.ts',
    from: 'const leftAfterMs = 60_000',
    to: 'const leftAfterMs = 60_000_000',
    suffered: 'what a chat that was killed left behind is never answered',
    tests: ['tests/cli/chat'],
  },
  {
    file: 'src/chat/index.ts',
    from: 'const leftAfterMs = 60_000',
    to: 'const leftAfterMs = 0',
    suffered: "two chats in two terminals take each other's questions, whose answers nobody sees",
    tests: ['tests/cli/chat'],
  },
]
