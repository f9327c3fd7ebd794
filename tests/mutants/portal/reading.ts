// Mistakes in what the page and the API take, and in what they show of a document.
import type { Mutant } from '../mutant.ts'

export const reading: readonly Mutant[] = [
  {
    file: 'src/portal/parameters.ts',
    from: "!one.includes('\\0') && one.isWellFormed()",
    to: 'one.isWellFormed()',
    suffered: 'a cursor that somebody made up is answered with an error of the database',
    tests: ['tests/portal/parameters'],
  },
  {
    file: 'src/portal/parameters.ts',
    from: "text === '' ? [] : text.split(/\\s+/).slice(0, 10)",
    to: "text === '' ? [] : text.split(/\\s+/)",
    suffered: 'a search for a hundred words holds up the database for everybody',
    tests: ['tests/portal/parameters'],
  },
  {
    file: 'src/portal/window.ts',
    from: 'start + whole.length >= text.length',
    to: 'start + whole.length > text.length',
    suffered: 'the last page of a document is followed by empty ones for ever',
    tests: ['tests/portal/window'],
  },
  {
    file: 'src/portal/window.ts',
    from: 'fences.length % 2 === 1',
    to: 'fences.length > 0',
    suffered: 'a page of a document ends before the last line of a block of code',
    tests: ['tests/portal/window'],
  },
  {
    file: 'src/portal/window.ts',
    from: 'breaks > limit / 4 ? breaks + 1',
    to: 'breaks > limit / 4 ? breaks',
    suffered: 'pages of a document begin with an empty line',
    tests: ['tests/portal/window'],
  },
  {
    file: 'src/portal/examples.ts',
    from: '&& text.length <= 80 &&',
    to: '&&',
    suffered: 'a heading of three lines is offered as a question',
    tests: ['tests/portal/examples'],
  },
  {
    file: 'src/portal/examples.ts',
    from: '[...new Set(byRank.map(({ question }) => question))]',
    to: 'byRank.map(({ question }) => question)',
    suffered: 'a newcomer is offered the same question three times',
    tests: ['tests/portal/examples'],
  },
]
