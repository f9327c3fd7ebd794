// Mistakes in what words are taken for.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/read']

export const reading: readonly Mutant[] = [
  {
    file: 'src/desk/read.ts',
    from: 'readShared([first, ...more, ...pictures], isQuestion',
    to: 'readShared([first, ...pictures], isQuestion',
    suffered: 'of several files that are shared one is indexed',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: 'isQuestion(request) ? request : null)',
    to: 'null)',
    suffered: 'a question that came with a file is not answered',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: "readQuestion(asked, manner === 'page')",
    to: 'readQuestion(asked)',
    suffered: 'a text of several lines that is typed on the page loses them',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: 'command?.words.includes(word.toLowerCase())',
    to: 'command?.words.includes(word)',
    suffered: 'a command that a phone began with a capital is not known',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: 'command?.isTyped && command.words',
    to: 'command?.words',
    suffered: 'a question that begins like a command, such as “status of …”, is not answered',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: '?? aboutMessage(request, more)',
    to: '?? request',
    suffered: 'what is asked in reply to a message is answered without it',
    tests,
  },
  {
    file: 'src/desk/read.ts',
    from: "const known = manner === 'typed' ? readTyped(text) : readMessage(text)",
    to: 'const known = readTyped(text)',
    suffered: 'a question that begins with “search” is no question in Slack',
    tests,
  },
]
