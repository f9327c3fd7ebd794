// Mistakes in what a page can be quoted by, and in what is taken for a contradiction.
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

export const quotableMutants: readonly Mutant[] = [
  ...mistakesIn('answer/extractive/quotables.ts', 'answer/extractive/quotables', [
    ['answerSentences: 4', 'answerSentences: 40', 'the answer of a FAQ is quoted with all that follows it'],
    ['answerChars: 500', 'answerChars: 5_000', 'the answer of a FAQ is a page'],
    ['captionChars: 120', 'captionChars: 1_200', 'a sentence above a table cannot be quoted'],
    ["if (last > i || span.kind === 'list') {", 'if (last > i) {', 'a list with its lead-in cannot be quoted'],
    [
      'rowsOf(text, rows, i === 0 ? columns : [])',
      'rowsOf(text, rows, columns)',
      'a second table is told by the columns of the first',
    ],
    [
      'evidence: [{ start: first.start, end }],\n  }',
      'evidence: [{ start: first.start, end: last.end }],\n  }',
      'a cut list is quoted in all its length',
    ],
    [
      "opens: first === 0 || spans[first - 1]?.kind === 'heading'",
      'opens: first === 0',
      'what opens a section is no better than what follows',
    ],
    ['      !isBareQuestion(text, before) &&\n', '', '“Is it open? It is led by Nora.” is quoted as an answer'],
    ["|| span.kind === 'row' ||", '||', 'the answer of a FAQ takes the table below it along'],
  ]),
  ...mistakesIn('answer/extractive/rows.ts', 'answer/extractive/quotables', [
    [
      'const maxSingle = 12',
      'const maxSingle = 1',
      'of a table without its header only one column can be told by its name',
    ],
    [
      "label === '' || value === '' || name === '' ||",
      "label === '' || value === '' ||",
      'a value is told without saying what it is',
    ],
    ['columns: row === 0 ? [] : rows[0]!', 'columns: rows[0]!', 'a row is said to be a column of itself'],
  ]),
  ...mistakesIn('answer/extractive/conflict.ts', 'answer/extractive/conflict', [
    ['const sameWords = 0.5', 'const sameWords = 0', 'two sentences with one word in common contradict each other'],
    [
      '  if (asked.some((term) => allA.has(term) !== allB.has(term))) return false\n',
      '',
      'how long logs are kept contradicts how long backups are',
    ],
    ['  if (!comparable.has(question.type)) return false\n', '', 'two reasons contradict each other'],
    ['day ?? other} ${day === undefined ? month : name}', 'day} ${name}', 'dates that differ are no contradiction'],
    ["if (type === 'person') for", 'if (false) for', 'two mailboxes for one thing are no contradiction'],
  ]),
]
