// Mistakes in what a question is read as.
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

export const askingMutants: readonly Mutant[] = [
  ...mistakesIn('question/needs.ts', 'question/needs', [
    ['length * 2 > pairs.length', 'length * 2 >= pairs.length', 'half of a Japanese word counts as the word'],
    [" && isHeld(pairs.at(-1) ?? '', held)", '', 'the head of the library is answered with the library'],
    [
      'values.every((value) => value.test(rest))',
      'values.some((value) => value.test(rest))',
      'how many and how much is answered with one of them',
    ],
    [
      "words.flat().reduce((left, pair) => left.replaceAll(pair, ''), said)",
      'said',
      'a number that the question says is the answer',
    ],
    ["held.has(last) || last.endsWith('ー')", 'held.has(last)', '“プリンタ” is no “プリンター”'],
    ['!lightStems.test(run)', 'true', 'a question with “use” finds only sentences with “use”'],
    [' && !units.has(word)', '', 'how many days is answered only by what says “days”'],
    [
      "const isKindAlone = topic.replace(kindWords, '').trim() === ''",
      'const isKindAlone = false',
      'a question for nothing but the price has no word left',
    ],
    ['words: words.slice(0, maxWords)', 'words', 'a pasted text holds the process'],
  ]),
  ...mistakesIn('question/follow-up.ts', 'question/follow-up', [
    [
      '(words <= 9 || /^(?:what|how) about/i.test(text))',
      'true',
      'a whole question that begins with “and” is mixed with the one before',
    ],
    ['content <= 5 && pronoun', 'pronoun', 'a whole question with a “they” is mixed with the one before'],
    [
      'words <= 5 && content <= 2 && leadingPreposition',
      'leadingPreposition',
      'a whole question that begins with “in” is mixed with the one before',
    ],
    ['words <= 3 && content <= 1 ?', 'words <= 3 ?', '“vacation days” is mixed with the question before'],
  ]),
  ...mistakesIn('question/parts.ts', 'question/parts', [
    ["(at > 0 && question.split(' ').length > 1)", 'at > 0', '“and why?” is a search of its own'],
  ]),
  ...mistakesIn('question/codes.ts', 'question/codes', [
    ['  if (!/\\p{Ll}/u.test(text)) return []\n', '', 'a question in capitals is full of codes'],
    ['const said = compatible(quote)', 'const said = quote', 'a code in wide letters is not found'],
  ]),
  ...mistakesIn('question/question.ts', 'question/question', [
    [
      'codes: codes.length > 0 ? codes : codesIn(question.text)',
      'codes',
      '“and how long?” is answered for another code than the one before',
    ],
    ['Math.max(terms.get(term) ?? 0, weight)', 'weight', 'a word that is asked for twice counts half'],
    [
      'const isOfTime = wantsLatest && latestTerms.has(term)',
      'const isOfTime = false',
      'the latest is only what calls itself so',
    ],
    ['(!isMostlyAttributes && isAttribute(term))', 'isAttribute(term)', 'a search for “limit” hardly looks for it'],
    [
      'question.isFollowUp && weighty === 0 && !knownByCapitals.has(ownType)',
      'question.isFollowUp && weighty === 0',
      '“and to whom?” is answered with whatever holds a name',
    ],
    ["(question.isFollowUp && ownType === 'yes-no')", 'false', '“does it?” forgets that a time was asked for'],
    ['  if (own === 0) return 1\n', '', '“who is it?” hardly looks for what it was'],
    ['terms.get(term) ?? 0)) / 2', 'terms.get(term) ?? 0)) * 2', 'another word counts more than the asker’s own'],
    ['    add(analyze(first + second)[0]?.term, parts)\n', '', '“roll back” does not find “rollback”'],
    [
      'attributes.has(term) && !(attributesOrThings.has(term) && asksByWord.test(original))',
      'attributes.has(term)',
      'how often phones are replaced hardly looks for phones',
    ],
    [
      'const trustsCapitals = capitals <= Math.max(2, words.length * 0.6)',
      'const trustsCapitals = true',
      'each word of a question in capitals is a name that a passage must hold',
    ],
    [
      'isYear || /^v?\\d+\\.\\d+/i.test(raw) ||',
      'isYear ||',
      'what changed in 3.2 is answered with what changed in 3.1',
    ],
    ['&& !/[$€£]\\s?$/.test(text.slice(0, start))', '', '2019 euros are a year that a passage must hold'],
  ]),
]
