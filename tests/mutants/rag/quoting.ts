// Mistakes in which sentences are quoted, and in what speaks against one.
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

export const quotingMutants: readonly Mutant[] = [
  ...mistakesIn('answer/extractive/extractive.ts', 'answer/extractive/picking', [
    ['repeat: 0.8', 'repeat: 2', 'the same is said twice, as two documents say it'],
    ['!picked.some((other) => saysTheSame(candidate, other))', 'true', 'an answer says one thing three times'],
    ['    words += length\n', '', 'an answer of three long sentences is a page'],
    ['!isOtherRow(candidate, best) &&', 'true &&', 'who asks for the rate of the van is told that of the truck'],
    [
      'best.filter((one) => one !== newest && one.passage === newest.passage)',
      'best.filter((one) => one !== newest)',
      'who asks for the latest is told the oldest beside it',
    ],
    ['exceptionWords: 20', 'exceptionWords: 2', 'a rule is told without its exception'],
    [
      'countWords(quotable.said) > writing.exceptionWords',
      'countWords(quotable.said) > 10 * writing.exceptionWords',
      'whatever follows a rule and denies something is told as its exception',
    ],
    [
      'return shared && isNegated',
      'return isNegated',
      'that the canteen is closed is told as an exception to what the shop takes back',
    ],
    [
      'isNegated(quotable.said) && !isNegated(best.quotable.said)',
      'isNegated(quotable.said)',
      'the next of two prohibitions is told as an exception to the first',
    ],
    [
      'picked.slice(1).filter((other) => !saysTheSame(exception, other))',
      'picked.slice(1)',
      'an exception is told twice',
    ],
    [
      '[best, exception, ...picked.slice(1)',
      '[best, exception, ...picked.slice(9)',
      'beside an exception nothing of other documents is told',
    ],
    [
      'return [best, exception, ...',
      'return picked.some((other) => saysTheSame(exception, other)) ? picked : [best, exception, ...',
      '“but not at weekends” is left out where it says its rule again',
    ],
    ['near: 2,', 'near: 20,', 'below “I don’t know” stands a page of quotes'],
    [
      'if (isNear && !found.some((other) => saysTheSame(one, other))) found.push(one)',
      'if (isNear) found.push(one)',
      'what is near is quoted twice',
    ],
    ['namedMissing: 3', 'namedMissing: 30', 'a refusal lists all words of the question'],
    [
      'isCommon(term) || (question.terms.get(term) ?? 0) <= mannerWeight',
      'isCommon(term)',
      'a refusal says that nothing is said of “latest”',
    ],
    ['titleChars: 100', 'titleChars: 10_000', 'a sentence is quoted with a title that stands pages above'],
    [
      "title === '' || claim.text.includes(title) ||",
      "title === '' ||",
      '“Parental leave: Parental leave is 12 weeks”',
    ],
    [
      '  if (countWords(title) > countWords(claim.text)) return claim\n',
      '',
      'a title of twenty words stands before a sentence of five',
    ],
  ]),
  ...mistakesIn('answer/extractive/extractive.ts', 'answer/extractive/bridge', [
    [
      '!picked.every((one) => isOpen(question, one))) return picked',
      'false) return picked',
      'a complete answer is replaced by one that goes on to another document',
    ],
  ]),
  ...mistakesIn('answer/extractive/bridge.ts', 'answer/extractive/bridge', [
    ['documentOf(one) !== documentOf(best) &&', 'true &&', 'a second step is taken to a sentence that was passed over'],
    ['!isOpen(question, one),', 'true,', 'a second sentence leaves the same open as the first'],
    [
      'asked.has(term) && !best.terms.has(term)',
      '!best.terms.has(term)',
      'where somebody sits is answered by when they came',
    ],
    [
      '[...new Set(missing.map(({ start, end }) => question.text.slice(start, end)))]',
      'missing.map(({ start, end }) => question.text.slice(start, end))',
      '“I found nothing about lead, lead”',
    ],
  ]),
  ...mistakesIn('answer/extractive/fit.ts', 'answer/extractive/fit', [
    ['|| saysNothing(said, terms)) return []', ') return []', 'the title of a page is the answer'],
    ['sureNamedMiss: 0.2', 'sureNamedMiss: 0', 'who is asked for at Contoso is answered as at home'],
    [
      'if (isBeside(term)) return fitting.beside',
      'if (false) return fitting.beside',
      'a sentence far from its subject answers as well as one beside it',
    ],
    [
      'meant !== undefined && !question.terms.has(meant)',
      'meant !== undefined',
      'a word of the question counts for another one as well',
    ],
    ['terms.filter((term) => !plain.has(term))', 'terms', 'to leave the house counts as vacation'],
    [
      'if (apart < 0) i += 1\n    else j += 1',
      'if (apart > 0) i += 1\n    else j += 1',
      'words that stand together are taken for apart',
    ],
  ]),
  ...mistakesIn('answer/extractive/near-miss.ts', 'answer/extractive/near-miss', [
    [
      '!held.has(term) && hasOpposite',
      'hasOpposite',
      'when the shop opens is unknown as the sentence says when it closes',
    ],
    ['scattered: 0.8', 'scattered: 0', 'words from all over a page make an answer'],
    ['attribute: 0.3', 'attribute: 0', '“log retention” is answered with how logs look'],
    [
      'const isWithout = !isPrice && lacksValue',
      'const isWithout = lacksValue',
      'a price in a column of prices is none',
    ],
  ]),
  ...mistakesIn('answer/extractive/attribute.ts', 'answer/extractive/attribute', [
    [
      'synonyms.get(other)?.includes(term) || isMisspelling(term, other)',
      'synonyms.get(other)?.includes(term)',
      'a slip in the name of a column has no answer',
    ],
    ['question.isFollowUp ? [] : [...terms', '[...terms', 'what the thread speaks of is asked of each row'],
    ['end - start <= maxWords ?', 'true ?', 'half a sentence is taken for the name of a column'],
    ['low.length <= maxKeywords ?', 'true ?', 'each word of a long search has to be a column'],
  ]),
  ...mistakesIn('answer/extractive/spelling.ts', 'answer/extractive/spelling', [
    ['const longLetters = 9', 'const longLetters = 6', 'a master is taken for a marker'],
  ]),
  ...mistakesIn('answer/extractive/opposites.ts', 'answer/extractive/opposites', [
    [
      "return isHeld(denied) && denied.replace(denyingPrefix, '') === term",
      'return isHeld(denied)',
      '“unless” is the opposite of less',
    ],
  ]),
  ...mistakesIn('answer/extractive/verdict.ts', 'answer/extractive/verdict', [
    [
      '[...ranked.filter(isSaid), ...ranked.filter((one) => !isSaid(one))].slice(0, most)',
      'ranked.slice(0, most)',
      'an answer is explained by all but what it says',
    ],
  ]),
  ...mistakesIn('answer/extractive/form.ts', 'answer/extractive/form', [
    ["words < 7 && kind !== 'row'", 'words < 7', 'a short row of a table is taken for a fragment'],
    ['fragment: 0.25', 'fragment: 0', 'a few words without a verb are an answer'],
    ['pointer: 0.15', 'pointer: 0', '“see the handbook” is an answer'],
    ['steps: 0.45', 'steps: 0', 'how to do it is answered without the steps'],
  ]),
]
