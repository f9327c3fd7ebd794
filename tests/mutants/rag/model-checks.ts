// Mistakes in what a model is given, and in what is believed of it.
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

export const modelCheckMutants: readonly Mutant[] = [
  ...mistakesIn('answer/llm/claims.ts', 'answer/llm/claims', [
    ['claims: 12,', 'claims: 3,', 'a list of a model ends after its third item'],
    ['candidates: 12,', 'candidates: 1,', 'what two sentences say together is left out'],
    ['const nearlyAsGood = 0.05', 'const nearlyAsGood = 0.9', 'a claim cites a sentence that carries half of it'],
    [
      'told.has(one.passage) || isOnTopic(one)',
      'isOnTopic(one)',
      'the items of a list are left out as they do not say what it is about',
    ],
    ['candidates[mark - 1]', 'candidates[mark]', 'a claim cites the passage behind the one that the model names'],
    [
      'if (!statement.isLeadIn && statement.marks.length > 0) dropped += 1',
      'dropped += 1',
      'a note counts sentences as left out that only lead to others',
    ],
    ['!claims.some(({ text }) => text === claim.text) && claims', 'claims', 'a model that repeats itself is repeated'],
    [
      'filter(([, count]) => count === 1)',
      'filter(([, count]) => count >= 1)',
      'a word that several documents have makes a sentence suspect',
    ],
  ]),
  ...mistakesIn('answer/llm/prompt.ts', 'answer/llm/prompt', [
    [
      'const text = cut(readable(passage.text), left)',
      'const text = readable(passage.text)',
      'the question is cut off by a model whose window is full of passages',
    ],
    [".replace(/<!--[\\s\\S]*?(?:-->|$)/g, ' ')", '', 'a model reads what a page hides in a comment'],
    [
      '(text.length - wide) / 4 + wide',
      'text.length / 4',
      'of Japanese passages a model is given four times what it can read',
    ],
    ['.slice(0, maxTitleChars)', '', 'a title of a megabyte is all that a model reads'],
    [".replace(/<<+|>>+/g, ' ')", '', 'a document writes lines that look like the ends of passages'],
  ]),
  ...mistakesIn('answer/llm/statements.ts', 'answer/llm/statements', [
    ['isWhole ? found : found.slice(0, -1)', 'found', 'half a sentence is shown, and taken back'],
  ]),
]
