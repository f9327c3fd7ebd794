// Mistakes in how texts are cut, and in what is read of a folder or a JSONL file.
import type { Mutant } from '../mutant.ts'

const mistakesIn = (
  file: string,
  test: string,
  mistakes: readonly (readonly [from: string, to: string, suffered: string])[],
) =>
  mistakes.map(
    ([from, to, suffered]): Mutant => ({
      file: `src/rag/${file}`,
      from,
      to,
      suffered,
      tests: [`tests/rag/${test}.test.ts`],
    }),
  )

export const indexingMutants: readonly Mutant[] = [
  ...mistakesIn('indexing/chunk.ts', 'indexing/chunk', [
    ['!pageStarts.has(end)) continue', 'true) continue', 'a heading at the end of a page is cited on the next one'],
    ['    if (longer.length > lengths.headings) break\n', '', 'a path of headings without end goes with every passage'],
    ['if (open && fits && !isFull)', 'if (open && fits)', 'of a long section the last passage is a line'],
    ['if (open && fits && !isFull)', 'if (open && !isFull)', 'a passage is longer than it may be'],
  ]),
  ...mistakesIn('indexing/json-lines.ts', 'indexing/sources', [
    ['if (!isPlain(externalId))', 'if (false)', 'an id that the database cannot store ends the indexing of a file'],
    [
      "if (typeof title === 'string' && !isPlain(title))",
      'if (false)',
      'a title that the database cannot store ends the indexing of a file',
    ],
  ]),
  ...mistakesIn('indexing/sources.ts', 'indexing/sources', [
    ['folders.reverse()', 'folders', 'the folders of a folder are read from the last to the first'],
    [
      'target.startsWith(realRoot + sep)',
      'target.startsWith(realRoot)',
      'a link out of a folder is passed over without a word',
    ],
  ]),
]
