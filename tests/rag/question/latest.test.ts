import { expect, it } from 'vitest'
import { asksForLatest } from '../../../src/rag/question/latest.ts'

it.each([
  'What is the latest price?',
  'Who is currently on call?',
  'What is the current rate?',
  'what does our current policy say',
  'Minutes of the last meeting',
  'What is the most recent release?',
])('"%s" wants the newest', (question) => expect(asksForLatest(question)).toBe(true))

it.each([
  'How much current does the charger draw?',
  'What is the current of the motor?',
  'Where is the current that the pump needs?',
  'When is the last train?',
  'How is a concurrent edit settled?',
])('"%s" does not', (question) => expect(asksForLatest(question)).toBe(false))
