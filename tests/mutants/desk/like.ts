// Mistakes in what is found like a document.
import type { Mutant } from '../mutant.ts'

const tests = ['tests/desk/like']

export const like: readonly Mutant[] = [
  {
    file: 'src/desk/like/nearest.ts',
    from: 'hits.filter((hit) => hit.document.id !== id)',
    to: 'hits',
    suffered: 'the document most like one is that one',
    tests,
  },
  {
    file: 'src/desk/like/nearest.ts',
    from: "text.replace(/[^\\p{L}\\p{N}]+/gu, ' ').trim()",
    to: 'text.trim()',
    suffered: 'a title with quotes or colons finds nothing, or is refused',
    tests,
  },
  {
    file: 'src/desk/like/nearest.ts',
    from: 'rank: index + 1',
    to: 'rank: index',
    suffered: 'the best is number 0',
    tests: ['tests/cli/commands.test.ts'],
  },
  {
    file: 'src/desk/like/like.ts',
    from: 'if (others.length > 0) return whichCard(document, found)\n',
    to: '',
    suffered: 'of several documents of one name any is taken',
    tests,
  },
  {
    file: 'src/desk/like/like.ts',
    from: 'tools.documentBehind(document) ?? document',
    to: 'document',
    suffered: 'a link that ragbot gave away names no document',
    tests,
  },
  {
    file: 'src/desk/like/like.ts',
    from: 'const own = await scopeOf({ ...incoming, install })',
    to: "const own = { ...(await scopeOf({ ...incoming, install })), audiences: ['workspace', 'channel:discord:C9'] as const }",
    suffered: 'whoever knows its title finds a document of a channel that is closed to them',
    tests,
  },
  {
    file: 'src/desk/like/like.ts',
    from: 'isId.test(document)',
    to: 'false',
    suffered: 'whoever clicks on what is gone is shown a row of digits',
    tests,
  },
]
