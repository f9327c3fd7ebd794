// Mistakes in how documents are found: by words, by meaning, by a judge, and where they are quoted.
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

export const findingMutants: readonly Mutant[] = [
  ...mistakesIn('search/retrieve.ts', 'search/ranking', [
    ['const maxQuoteChars = 320', 'const maxQuoteChars = 32_000', 'a search shows pages in place of sentences'],
    ['const reranked = 24', 'const reranked = 2', 'only two passages are judged'],
    ['{ again: second, ...(filter && { filter }) }', '{ again: second }', '“from:handbook” finds all documents'],
    [
      'searchDense(options, scope, text, limit, filter)',
      'searchDense(options, scope, text, limit, undefined)',
      'what is found by meaning comes from everywhere, whatever the search is limited to',
    ],
    ["text === '' ? null : searchDense", 'searchDense', 'a search by limits alone waits for the model'],
  ]),
  ...mistakesIn('search/expansion.ts', 'search/expansion', [
    [
      'expansion.share * sum(query.values())',
      'expansion.share',
      'words of the first hits hardly count in a long query',
    ],
    [
      '.sort(([, a], [, b]) => b - a)',
      '.sort(([, a], [, b]) => a - b)',
      'what the first hits say least of is searched for',
    ],
    ['hits.slice(0, expansionHits)', 'hits', 'words of hits far down are searched for'],
  ]),
  ...mistakesIn('search/lexical.ts', 'search/lexical', [
    [
      'hits: hits.slice(0, limit).map(byProduct) }',
      'hits: hits.map(byProduct) }',
      'a search shows more than was asked for',
    ],
    ['Math.min(hit.wordScore, least)', 'hit.wordScore', 'what the second look passes over stays first'],
    [
      'return `${document.revision} ${ordinal}`',
      'return document.revision',
      'of a long document one passage alone is found',
    ],
    [
      'const wanted = Math.max(limit, readHits)',
      'const wanted = limit',
      'a search for one document learns nothing from the others',
    ],
  ]),
  ...mistakesIn('search/fuse.ts', 'search/fuse', [
    ['      if (seen.has(key)) continue\n', '', 'what one list has twice comes before what is better'],
    ['const defaultDenseWeight = 0.5', 'const defaultDenseWeight = 0.9', 'words hardly count beside a model'],
  ]),
  ...mistakesIn('search/locator.ts', 'search/locator', [
    ['from === to ? from : `${from}:${to}`', '`${from}:${to}`', 'one cell is cited as “A1:A1”'],
    [
      'headings.findLast(({ offset }) => offset <= start)?.text',
      'headings.findLast(({ offset }) => offset < start)?.text',
      'a quote that begins with its heading is cited under the one before',
    ],
    [
      'pages.findLast(({ offset }) => offset <= start)?.page',
      'pages.findLast(({ offset }) => offset <= end)?.page',
      'a citation opens the page behind the one it begins on',
    ],
    ['...(readAt === undefined ? {} : { readAt }),', '', 'nobody sees how old an answer’s document is'],
  ]),
  ...mistakesIn('question/query.ts', 'question/query', [
    [
      'query.length > lengths.question',
      'query.length >= lengths.question',
      'a query of just the length that may be is refused',
    ],
    ['withoutHidden(query)\n    .text', 'query\n    ', 'a limit that was pasted with a hidden character is none'],
    [
      'const terms = analyzeQuery(text, languages)',
      'const terms = analyzeQuery(text)',
      '“-Bücher” leaves German books in',
    ],
    [
      '&& terms.every(({ start }) => start === 0)',
      '',
      'a Japanese word that is left out leaves out what has a part of it',
    ],
  ]),
]
