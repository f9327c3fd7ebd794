import type { Mutant } from '../mutant.ts'

const tests = ['tests/rag/pool.test.ts', 'tests/rag/indexing/reading']

export const pool: readonly Mutant[] = [
  {
    file: 'src/rag/pool.ts',
    from: 'timer = setTimeout(() => thread.end(tooSlow(options, timeMs)), timeMs)',
    to: 'timer = setTimeout(() => {}, timeMs)',
    suffered: 'a text that makes a thread run for ever is never given up, and two of them stop all reading',
    tests,
  },
  {
    file: 'src/rag/pool.ts',
    from: '      if (thread.isAlive()) {',
    to: '      {',
    suffered: 'a thread that ended is given the next text, which fails',
    tests,
  },
  {
    file: 'src/rag/pool.ts',
    from: 'while (busy.size >= options.threads)',
    to: 'while (busy.size > options.threads)',
    suffered: 'one more thread than there may be takes the memory of one more',
    tests,
  },
  {
    file: 'src/rag/pool.ts',
    from: '      waiting.shift()?.()',
    to: '',
    suffered: 'what waits for a thread waits for ever',
    tests,
  },
  {
    file: 'src/rag/pool.ts',
    from: '    if (isClosed) throw stopped()\n',
    to: '',
    suffered: 'a text that waited while the process stops is begun, and the process does not end',
    tests,
  },
  {
    file: 'src/rag/answer/llm/llm.ts',
    from: 'if (isOver || text === shown) return',
    to: 'if (text === shown) return',
    suffered: 'a check that ends late replaces the whole answer by its beginning',
    tests: ['tests/rag/answer/llm/llm.test.ts'],
  },
]
