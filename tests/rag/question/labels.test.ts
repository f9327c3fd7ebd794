// What a question calls a part of a document by.
import { expect, it } from 'vitest'
import { mannerWeight, readQuestion } from '../../../src/rag/question/question.ts'

const weightOf = (text: string, term: string) =>
  readQuestion({ text, original: text, isFollowUp: false }).terms.get(term)

it.each([
  ['What does clause 2.1 say?', 'claus', mannerWeight],
  ['What does clause 3 say?', 'claus', mannerWeight],
  ['Which section 4.2 applies?', 'section', mannerWeight],
  ['What does section 4 say?', 'section', 1],
  ['What is a clause?', 'claus', 1],
])('%s', (text, term, weight) => expect(weightOf(text, term)).toBe(weight))
