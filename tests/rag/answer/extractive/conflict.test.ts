import { describe, expect, it } from 'vitest'
import { areOfTwo, disagree } from '../../../../src/rag/answer/extractive/conflict.ts'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const write = (text: string, ...passages: readonly (readonly [title: string, text: string, modifiedAt: string])[]) =>
  createExtractiveWriter().write(
    readQuestion({ text, original: text, isFollowUp: false }),
    passages.map(([title, said, modifiedAt], i) => ({
      documentId: `d${i}`,
      title,
      text: said,
      relevance: 5,
      modifiedAt,
    })),
    { chunks: 0, frequencies: new Map() },
  )
const textsOf = async (...args: Parameters<typeof write>) => {
  const draft = await write(...args)
  return draft.kind === 'claims' ? draft.claims.map((claim) => claim.text) : []
}

describe('two values for one thing', () => {
  const asked = 'What is the mileage rate?'
  const old = ['Rates 2024', '# Rates 2024\n\nThe mileage rate is EUR 0.30 a kilometre.', '2024-01-01'] as const
  const current = ['Travel policy', 'The mileage rate is EUR 0.38 a kilometre.', '2025-01-01'] as const

  it('are a conflict, newest first, each under its title', async () => {
    expect(await write(asked, old, current)).toMatchObject({ isConflict: true })
    expect(await textsOf(asked, old, current)).toEqual([
      'Travel policy: The mileage rate is EUR 0.38 a kilometre.',
      'Rates 2024: The mileage rate is EUR 0.30 a kilometre.',
    ])
  })

  it('are none where one of the two names several values: it may mean either', async () => {
    const several = ['Rates', 'The mileage rate is EUR 0.30 or EUR 0.45 a kilometre.', '2024-01-01'] as const
    for (const passages of [
      [several, current],
      [current, several],
    ] as const)
      expect(await write(asked, ...passages)).not.toHaveProperty('isConflict')
  })

  it('quote the title where it holds a number, and leave it out where it cannot be quoted', async () => {
    const draft = await write(asked, old, current)
    const evidence = draft.kind === 'claims' ? draft.claims[1]?.evidence : []
    expect(evidence?.map(({ start, end }) => old[1].slice(start, end))[0]).toBe('Rates 2024')
    const bare = ['Rates 2024', 'The mileage rate is EUR 0.30 a kilometre.', '2024-01-01'] as const
    expect((await textsOf(asked, bare, current))[1]).toBe('The mileage rate is EUR 0.30 a kilometre.')
  })

  it('of two places are none, and each says whose it is', async () => {
    const offices = ['Berlin', 'Paris'].map(
      (city, i) => [`${city} office`, `The hotel limit is €${150 + i} a night.`, '2025-01-01'] as const,
    )
    expect(await write('What is the hotel limit?', ...offices)).not.toHaveProperty('isConflict')
    expect((await textsOf('What is the hotel limit?', ...offices)).toSorted()).toEqual([
      'Berlin office: The hotel limit is €150 a night.',
      'Paris office: The hotel limit is €151 a night.',
    ])
  })
})

describe('two sentences', () => {
  const differ = (text: string, a: string, b: string) =>
    disagree(readQuestion({ text, original: text, isFollowUp: false }), { text: a, head: '' }, { text: b, head: '' })

  it.each([
    ['When is the report due?', 'The report is due on 3 March.', 'The report is due on 4 March.'],
    ['When is the report due?', 'The report is due on March 3.', 'The report is due on April 3.'],
    ['Who leads the crane team?', 'The crane team is led by Ann Berg.', 'The crane team is led by Cy Dahl.'],
    ['Who helps with the crane?', 'Write to crane@a.test about the crane.', 'Write to pier@a.test about the crane.'],
  ])('say different things: %s %s %s', (asked, a, b) => expect(differ(asked, a, b)).toBe(true))

  it.each([
    [
      'a date in another form',
      'When is the report due?',
      'The report is due on 3 March.',
      'The report is due on March 3rd.',
    ],
    [
      'other words',
      'How long is leave?',
      'Full leave is granted by the board for 12 weeks.',
      'Somebody tells payroll of a leave within 16 weeks.',
    ],
    [
      'less of what is asked',
      'How long are backups kept?',
      'Backups are kept for 14 days.',
      'Logs are kept for 30 days.',
    ],
    ['reasons', 'Why is the crane closed?', 'The crane is closed for 2 days.', 'The crane is closed for 3 days.'],
    [
      'what the question says',
      'How long are 2 backups kept?',
      '2 backups are kept for 9 days.',
      'For 9 days backups are kept.',
    ],
    ['another unit', 'How long are backups kept?', 'Backups are kept for 14 days.', 'Backups are kept for 2 weeks.'],
  ])('say nothing different by %s', (_, asked, a, b) => expect(differ(asked, a, b)).toBe(false))
})

describe('titles of two things', () => {
  it.each([
    ['Berlin office', 'Paris office', true],
    ['Rates 2024', 'Rates 2025', false],
    ['Travel policy', 'Travel handbook', false],
    ['Berlin office', 'Berlin office', false],
    ['Travel', 'Expenses', false],
    ['Travel policy', 'Hotels', false],
  ])('%s, %s: %s', (a, b, expected) => {
    expect(areOfTwo(a, b)).toBe(expected)
  })
})
