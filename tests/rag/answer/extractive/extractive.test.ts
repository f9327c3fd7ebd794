import { describe, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import type { Passage } from '../../../../src/rag/answer/writer.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const writer = createExtractiveWriter()
const counts = { chunks: 0, frequencies: new Map<number, number>() }
const write = async (text: string, ...passages: readonly (Partial<Passage> & { readonly text: string })[]) => {
  const read = passages.map((passage, i) => ({
    documentId: `d${i}`,
    title: `Page ${i}`,
    relevance: 5 - i / 10,
    ...passage,
  }))
  const draft = await writer.write(readQuestion({ text, original: text, isFollowUp: false }), read, counts)
  if (draft.kind === 'refusal') return { said: [], isConflict: false }
  for (const { evidence } of draft.claims)
    for (const { passage, start, end } of evidence) expect(read[passage]?.text.slice(start, end).trim()).toMatch(/\S/)
  return { said: draft.claims.map((claim) => claim.text), isConflict: draft.isConflict === true }
}

describe('a sentence that shares words with the question and does not answer it', () => {
  it.each([
    [
      'only common ones',
      'Which pressure does the water have?',
      'The water in the kitchen is twice as warm in summer as in winter.',
    ],
    [
      'only everyday ones, but nearly all of them',
      'May I stay at home on my last day?',
      'Notice is given in writing, and it runs to your last day at home.',
    ],
    [
      'one of three, again and again',
      'What kind of workshops is the harbour famous for?',
      'These include the Workshop of Bremen, the Workshop of Hamburg, the Workshop of Kiel, the Workshop of Rostock and Stade Workshop, and private institutions such as the Linden Workshop and the Workshop of Northern Sailors.',
    ],
  ])('%s: refused', async (_, question, text) => {
    expect(await write(question, { text, title: 'Northern offices' })).toEqual({ said: [], isConflict: false })
  })
})

describe('documents that disagree', () => {
  it.each([
    [
      'How long is parental leave?',
      'Parental leave is 12 weeks at full pay.',
      'New parents get sixteen weeks of parental leave.',
    ],
    ['What is the hotel limit?', 'The hotel limit is €150 a night.', 'The hotel limit is €180 a night.'],
    [
      'Who is the escalation contact?',
      'The escalation contact is Dana Whitfield.',
      'The escalation contact is Amara Okafor.',
    ],
    ['When do backups run?', 'Backups run every night at 02:00.', 'Backups run at 03:30 every night.'],
    ['When is the report due?', 'The report is due on 3 March.', 'The report is due on April 1.'],
  ])('%s gets both', async (question, first, second) => {
    const { said, isConflict } = await write(question, { text: first }, { text: second })
    expect(isConflict).toBe(true)
    expect(new Set(said)).toEqual(new Set([first, second]))
  })

  it('are told newest first, and the newest alone when it is asked for', async () => {
    const old = { text: 'Parental leave is 12 weeks at full pay.', modifiedAt: '2023-05-01T00:00:00.000Z' }
    const recent = { text: 'Parental leave is 16 weeks at full pay.', modifiedAt: '2025-02-01T00:00:00.000Z' }
    for (const order of [
      [old, recent],
      [recent, old],
    ]) {
      expect(await write('How long is parental leave?', ...order)).toEqual({
        said: [recent.text, old.text],
        isConflict: true,
      })
      expect(await write('How long is parental leave currently?', ...order)).toEqual({
        said: [recent.text],
        isConflict: false,
      })
    }
  })

  it.each([
    [
      'one value said in two ways',
      'Backups are kept for two weeks.',
      'We keep backups for 2 weeks, and logs for 9 days.',
    ],
    ['another quotable', 'Backups are kept for 14 days.', 'Backups are kept in 3 regions.'],
    ['another subject', 'Backups are kept for 14 days.', 'Logs are kept for 30 days.'],
  ])('not: %s', async (_, first, second) => {
    const { isConflict } = await write('How long are backups kept?', { text: first }, { text: second })
    expect(isConflict).toBe(false)
  })

  it('not: two sentences of one document', async () => {
    const { isConflict } = await write(
      'How long is parental leave?',
      { documentId: 'one', text: 'Parental leave is 12 weeks.' },
      { documentId: 'one', text: 'Parental leave is 16 weeks.' },
    )
    expect(isConflict).toBe(false)
  })
})

describe('the extractive writer', () => {
  it('says of "it" below a heading what the heading names, and quotes both', async () => {
    const text = '# The trial\n\nIt lasts two weeks. After that you pay.'
    const draft = await writer.write(
      readQuestion({
        text: 'How long does the trial last?',
        original: 'How long does the trial last?',
        isFollowUp: false,
      }),
      [{ documentId: 'd', title: 'Plans', text, relevance: 5 }],
      counts,
    )
    expect(draft).toMatchObject({
      claims: [{ text: 'The trial: It lasts two weeks.', evidence: [{ passage: 0, start: 0, end: 32 }] }],
    })
  })

  it('begins a yes-or-no answer with the sentence that decides it, and invents no yes', async () => {
    const text = 'Alcohol with meals was reimbursed in the past. Alcohol with meals is never reimbursed.'
    const { said } = await write('Is alcohol with meals reimbursed?', { text })
    expect(said[0]).toBe('Alcohol with meals is never reimbursed.')
  })

  it('prefers the sentence that denies where the question denies', async () => {
    const text = 'Meals are reimbursed. Alcohol is not reimbursed.'
    expect((await write('What is not reimbursed?', { text })).said).toEqual(['Alcohol is not reimbursed.'])
  })

  it.each([
    ['log retention', 'Logs are JSON. Each service writes logs to stdout.'],
    ['Where may visitors not park?', 'Visitors may park in the yard.'],
    ['Who rejects expenses above €500?', 'Your manager approves expenses above €500.'],
  ])('does not know %s', async (question, text) => {
    expect((await write(question, { text })).said).toEqual([])
  })

  it.each([
    ['backup retention', 'Backups run every night. Backups are kept for 35 days.', 'Backups are kept for 35 days.'],
    ['parentl leave', 'Parental leave is 16 weeks.', 'Parental leave is 16 weeks.'],
    ['escalaton contact', 'The escalation contact is Dana Whitfield.', 'The escalation contact is Dana Whitfield.'],
  ])('knows %s', async (question, text, expected) => {
    expect((await write(question, { text })).said[0]).toBe(expected)
  })
})

describe('a definition', () => {
  const mention = { title: 'Senior Service (SRV)', text: 'SRV roles at our company are filled by résumé.' }

  it.each([
    [
      'an entry of a glossary',
      '- **RFQ** - Request for Quotation.\n- **SRV** - Senior Service.\n',
      'SRV - Senior Service.',
    ],
    ['a name spelled out before its letters', 'Staff are led by the Senior Regional Venture (SRV).', undefined],
    ['a sentence that begins with it', 'An SRV is a manager of managers.', undefined],
  ])('is %s, before a page that only mentions it', async (_, text, said = text) => {
    const { said: claims } = await write('What is an SRV?', mention, { title: 'Words', text })
    expect(claims[0]).toBe(said)
  })
})

describe('a list of links', () => {
  const links = ['Equal opportunity', 'Drug policy', 'Privacy policy']
    .map((name) => `- [${name}](${name}.md)`)
    .join('\n')
  const contents = { title: 'Employment policies', text: `${links}\n` }
  const rule = { title: 'Outside work', text: 'Ask your manager before you take outside employment.' }

  it('is no answer to what one of the pages may say', async () => {
    const { said } = await write('What is the policy on outside employment?', contents, rule)
    expect(said).toEqual([rule.text])
  })

  it.each(['Which employment policies are there?', 'Which employment policies exist?'])(
    'is one to %s',
    async (question) => {
      const { said } = await write(question, contents, rule)
      expect(said[0]).toBe('- Equal opportunity\n- Drug policy\n- Privacy policy')
    },
  )
})

describe('what is near and does not answer', () => {
  it.each([
    ['When was the cafeteria renovated?', 'The cafeteria opens at 11:30.'],
    ['Which vendor repairs the espresso machine in the Berlin office?', 'The Berlin office opens at nine.'],
    ['How do I rotate the signing key of the payment service?', 'The payment service runs in two regions.'],
    ['How many parking permits does a contractor get?', 'A contractor gets a badge on the first day.'],
    ['What is the warranty on refurbished laptops?', 'Laptops are handed out on the first day.'],
  ])('%s is refused', async (question, text) => {
    expect(await write(question, { text })).toEqual({ said: [], isConflict: false })
  })
})
