import { describe, expect, it } from 'vitest'
import { isSmallTalk, standalone } from '../../../src/rag/question/follow-up.ts'

const history = (...texts: string[]) => texts.map((text) => ({ role: 'user' as const, text }))

describe('standalone', () => {
  it.each([
    ['and on weekends?', 'When is support open?'],
    ['what about contractors?', 'How much vacation do I get?'],
    ['how long does it take?', 'How do I order a laptop?'],
    ['Who approves them?', 'How do I submit expenses?'],
    ['on holidays?', 'When is support open?'],
    ['why?', 'Are laptops encrypted?'],
    ['Does that apply to interns too?', 'How much vacation do I get?'],
  ])('%s leans on the question before', (question, before) => {
    expect(standalone(question, history(before))).toEqual({
      text: `${before} ${question}`,
      original: question,
      isFollowUp: true,
    })
  })

  it.each([
    'How long is the parental leave?',
    'Is it possible to carry over vacation days?',
    'Is there a limit for hotel expenses?',
    'Who is responsible for security this week?',
    'Where do I report a lost laptop?',
    'Can I work from home on Fridays?',
    'And the new employees of the Berlin office get how many vacation days a year?',
    'Who approves the travel expenses of a contractor when they leave early?',
    'In the Berlin office, who is responsible for the laptops of visitors?',
    'vacation days',
  ])('%s is left alone', (question) => {
    const result = standalone(question, history('When is support open?'))
    expect(result).toEqual({ text: question, original: question, isFollowUp: false })
  })

  it('leaves a first question alone, whatever it looks like', () => {
    expect(standalone('and on weekends?', []).isFollowUp).toBe(false)
    expect(standalone('why?', history('hello!')).isFollowUp).toBe(false)
  })

  it('finds the question behind earlier follow-ups, and replaces an earlier "and …"', () => {
    const thread = history('How long must passwords be?', 'When is support open?', 'and on weekends?', 'thanks!')
    expect(standalone('and on holidays?', thread).text).toBe('When is support open? and on holidays?')
    expect(standalone('does it cost extra?', thread).text).toBe(
      'When is support open? and on weekends? does it cost extra?',
    )
  })

  it('uses what people asked, never what an answer said', () => {
    const thread = [
      ...history('When is support open?'),
      { role: 'assistant' as const, text: 'Zanzibar has wonderful beaches and hotels.' },
    ]
    expect(standalone('and on weekends?', thread).text).toBe('When is support open? and on weekends?')
  })
})

describe('isSmallTalk', () => {
  it.each(['hi', 'Hello there!', 'Thanks a lot 🎉', 'thank you so much!', 'good morning team', 'ok, great'])(
    '%s',
    (text) => expect(isSmallTalk(text)).toBe(true),
  )
  it.each(['hi, when is support open?', 'vacation', 'thanks, and on weekends?', 'welcome package', ''])(
    'not %s',
    (text) => expect(isSmallTalk(text)).toBe(false),
  )
})
