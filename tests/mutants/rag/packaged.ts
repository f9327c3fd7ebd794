// Mistakes in the packaged model of vectors, in what an answer is explained by, and in the language it is given in.
import type { Mutant } from '../mutant.ts'

const mistake = (file: string, tests: string, from: string, to: string, suffered: string): Mutant => ({
  file,
  from,
  to,
  suffered,
  tests: [tests],
})
const windows = (from: string, to: string, suffered: string) =>
  mistake('src/rag/embed/windows.ts', 'tests/rag/embed/windows.test.ts', from, to, suffered)
const thread = (from: string, to: string, suffered: string) =>
  mistake('src/rag/embed/packaged-thread.ts', 'tests/rag/embed/packaged.test.ts', from, to, suffered)
const explain = (file: string, from: string, to: string, suffered: string) =>
  mistake(file, 'tests/cli/ask.test.ts', from, to, suffered)

const language = (file: string, from: string, to: string, suffered: string) =>
  mistake(file, 'tests/rag/answer/languages.test.ts', from, to, suffered)

export const packagedMutants: readonly Mutant[] = [
  language(
    'src/rag/answer/ask.ts',
    'wordingIn(language)',
    'wordingIn(undefined)',
    'who asks in German is refused in English',
  ),
  language(
    'src/rag/answer/ask.ts',
    "language !== 'en' && {",
    "language === 'en' && {",
    'what stands around a German answer is English',
  ),
  language(
    'src/rag/question/language.ts',
    '/\\p{sc=Han}/u',
    '/\\p{sc=Arab}/u',
    'Chinese questions are refused in English',
  ),
  mistake(
    'src/rag/question/language.ts',
    'tests/rag/question/language.test.ts',
    '3 * some >= all',
    'true',
    'a Japanese name in an English question has it answered in Japanese',
  ),
  mistake(
    'src/wording/index.ts',
    'tests/wording/wording.test.ts',
    'Object.hasOwn(wordings, language) && ',
    '',
    'a language that is called “constructor” ends the question in an error',
  ),
  mistake(
    'src/desk/ask/card.ts',
    'tests/desk/card.test.ts',
    'wordingIn(answer.language)',
    'wordingIn(undefined)',
    'the sources below a German refusal stand under an English title',
  ),
  windows('tokens + count > windowTokens', 'tokens > windowTokens', 'windows are longer than the model reads'),
  windows(
    'windows.length === maxWindows',
    'false',
    'a book holds the thread for minutes, and every question behind it',
  ),
  windows('{1,100}', '+', 'a word of 100,000 letters holds the thread for hours'),
  thread("windows.length > 0 ? windows : ['?']", 'windows', 'one passage of odd characters leaves all without vectors'),
  thread(
    'for (const vector of vectors)',
    'for (const vector of vectors.slice(0, 1))',
    'only the beginning of a passage counts',
  ),
  mistake(
    'src/rag/search/retrieve.ts',
    'tests/rag/embed/packaged.test.ts',
    'options.embedder?.share',
    'undefined',
    'a model for sentences outweighs the words',
  ),
  explain(
    'src/rag/answer/extractive/verdict.ts',
    "isEmpty ? 'no-number' : 'said'",
    "'said'",
    'a refusal is explained by a sentence that was said',
  ),
  explain('src/rag/answer/look.ts', 'options.onLooked?.(looked)', '', 'an answer is explained by nothing'),
  explain(
    'src/cli/ask.ts',
    'values.explain === true ? onLooked : undefined',
    'onLooked',
    'every answer ends in pages of figures',
  ),
]
