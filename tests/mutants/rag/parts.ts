// Mistakes in answers given in parts, in what is quoted as the closest, and in the exam that measures both.
import type { Mutant } from '../mutant.ts'

const mistake = (file: string, tests: string, from: string, to: string, suffered: string): Mutant => ({
  file: `src/rag/${file}`,
  from,
  to,
  suffered,
  tests: [tests],
})
const look = (from: string, to: string, suffered: string) =>
  mistake('answer/look.ts', 'tests/rag/answer/in-parts.test.ts', from, to, suffered)
const parts = (from: string, to: string, suffered: string) =>
  mistake('question/parts.ts', 'tests/rag/question/parts.test.ts', from, to, suffered)
const ask = (from: string, to: string, suffered: string) =>
  mistake('answer/ask.ts', 'tests/rag/answer/ask.test.ts', from, to, suffered)
const number = (from: string, to: string, suffered: string) =>
  mistake('answer/extractive/extractive.ts', 'tests/rag/answer/numbers-asked.test.ts', from, to, suffered)
const outcome = (from: string, to: string, suffered: string) =>
  mistake('evaluation/exam/outcome.ts', 'tests/rag/evaluation/exam/outcome.test.ts', from, to, suffered)
const exam = (from: string, to: string, suffered: string) =>
  mistake('evaluation/exam/exam.ts', 'tests/rag/evaluation/exam/exam.test.ts', from, to, suffered)

export const partsMutants: readonly Mutant[] = [
  look('passage: slice.passage + first[i]!', 'passage: slice.passage', 'the second half cites a passage of the first'),
  look('open.length > 0 ?', 'open.length > 9 ?', 'what has no answer is passed over in silence'),
  look('hangs ? {', 'false ? {', '“and how much?” is answered about anything'),
  look(
    "every(({ kind }) => kind === 'refusal')",
    "every(({ kind }) => kind === 'claims')",
    'all parts have an answer, and none is given',
  ),
  look('findIndex((one) => one.text === text) === i', 'length > i', 'one sentence is said twice'),
  parts('message.length > longest', 'false', 'a pasted text is taken apart and asked sentence by sentence'),
  parts('asked.length > mostParts', 'false', 'a list of questions is a search for each'),
  parts('isAfterComma && leadsIn.test(piece)', 'false', '“When it rains, what happened?” is asked as two'),
  parts("[...told, ...asked.slice(0, i)].join(' ')", "''", '“and when is it paid?” forgets what is paid'),
  mistake(
    'answer/ask.ts',
    'tests/rag/answer/chosen-writer.test.ts',
    'asked.isFollowUp || isForModel(writer, ask) ? []',
    'asked.isFollowUp ? []',
    'a model is asked twice, and its answer is in pieces',
  ),
  ask('!named.has(document.id)', 'true', 'a document is quoted and named again'),
  ask(
    '({ marker: _, ...near }) => near',
    '({ marker: _, quote: __, ...near }) => near',
    'the closest passages are not quoted',
  ),
  mistake(
    'answer/extractive/extractive.ts',
    'tests/rag/answer/ask.test.ts',
    'one.sureness >= writing.nearSureness && one.coverage >= writing.nearCoverage',
    'one.sureness >= -9',
    'below “I don’t know” stands whatever shares a word',
  ),
  number('lacksNumber(question, one))', 'false)', 'how long something takes is answered with what it is'),
  number(
    "question.type === 'duration' && statedLength.test(said)",
    'false',
    'a length in characters is no answer to “how long”',
  ),
  number('columns === undefined || !/\\d/.test(said)', 'true', 'a price from a table is no answer'),
  mistake(
    'answer/extractive/past.ts',
    'tests/rag/answer/past-rules.test.ts',
    'past.test(said) && ',
    'false && ',
    'a rule that was superseded is the answer',
  ),
  outcome("isAnswered ? 'wrong' : 'right'", "'right'", 'an answer to what has none counts as right'),
  outcome("ofPage.length > 0 ? 'right' : 'partly'", "'right'", 'what is right by accident counts as right'),
  exam('hashOf(passage) === sha256', 'sha256 !== undefined', 'a page that changed is asked for what it says no more'),
  exam('gone.length > 0 || !isThere', '!isThere', 'questions are asked whose pages are not there'),
]
