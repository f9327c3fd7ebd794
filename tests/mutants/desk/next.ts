// Mistakes in what is offered to be asked next.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/next.test.ts']
const read = ['tests/rag/answer/next-questions.test.ts']

export const next: readonly Mutant[] = [
  {
    file: 'src/desk/ask/next.ts',
    from: "incoming.isForAskerAlone ? 'alone' : 'next'",
    to: "'next'",
    suffered: 'what follows on a private answer is answered in front of all',
    tests,
  },
  {
    file: 'src/rag/answer/next-questions.ts',
    from: 'if (isAnswered || known',
    to: 'if (known',
    suffered: 'an answer offers to be asked for again',
    tests: read,
  },
  {
    file: 'src/rag/answer/next-questions.ts',
    from: 'below.length < leastAnswer ? []',
    to: 'below.length < 0 ? []',
    suffered: 'questions are offered that the document leaves open',
    tests: read,
  },
  {
    file: 'src/rag/answer/next-questions.ts',
    from: ' && isPlain.test(text)',
    to: '',
    suffered: 'a document puts a link to elsewhere on a button of ours',
    tests: read,
  },
  {
    file: 'src/desk/desk.ts',
    from: "answer?.kind === 'answered' ? buttons :",
    to: 'answer?.kind !== undefined ? buttons :',
    suffered: 'what helps where there is no answer stands behind votes on it',
    tests,
  },
]
