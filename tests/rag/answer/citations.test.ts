import { describe, expect, it } from 'vitest'
import { cite } from '../../../src/rag/answer/citations.ts'
import type { Claim } from '../../../src/rag/answer/writer.ts'

const hit = (id: string, text: string, start = 0) => ({
  document: {
    id,
    title: id,
    uri: `${id}.md`,
    url: 'https://author.test',
    mediaType: 'text/markdown',
    revision: 'r1',
    modifiedAt: '2026-01-01T00:00:00Z',
  },
  text,
  start,
  end: start + text.length,
  page: 2,
  heading: 'Rules',
  ordinal: 0,
  product: 1,
})
const hits = [
  hit('leave', 'Vacation is 30 days. It expires in March. Parental leave is 16 weeks.', 100),
  hit('hours', 'Support is open from 9 to 6.'),
]
const claim = (text: string, passage: number, quote: string): Claim => {
  const start = hits[passage]?.text.indexOf(quote) ?? -1
  return { text, evidence: [{ passage, start, end: start + quote.length }] }
}
const noLink = () => undefined
const draft = (...claims: Claim[]) => ({ kind: 'claims' as const, claims })

describe('cite', () => {
  it('leaves code as it is, with its mark below the fence and what follows apart', () => {
    const code = [hit('run', 'Run:\n```\nexport P=http://h.test:1\nup <x>\n```\nThen wait.')]
    const of = (text: string, quote: string) => {
      const start = code[0]!.text.indexOf(quote)
      return { text, evidence: [{ passage: 0, start, end: start + quote.length }] }
    }
    const block = 'Run:\n```\nexport P=http://h.test:1\nup <x>\n```'
    const cited = cite(draft(of(block, block), of('Then wait.', 'Then wait.')), code, noLink)
    expect(cited?.markdown).toBe(`${block}\n[1]\n\nThen wait. [1]`)
  })

  it('quotes all of a passage that two claims share, where one quotes a part of what the other does', () => {
    const text = 'Support is open from 9 to 6, and nobody is there on Sunday.'
    const shared = [hit('hours', text)]
    const of = (said: string, quote: string) => {
      const start = text.indexOf(quote)
      return { text: said, evidence: [{ passage: 0, start, end: start + quote.length }] }
    }
    const cited = cite(draft(of(text, text), of('Support is open from 9 to 6', 'open from 9 to 6')), shared, noLink)
    expect(cited?.citations.map(({ quote }) => quote)).toEqual([text])
  })

  it('numbers marks by first use and quotes verbatim slices at their place in the document', () => {
    const cited = cite(
      draft(
        claim('Support is open from 9 to 6', 1, 'Support is open from 9 to 6.'),
        claim('Vacation is 30 days.', 0, 'Vacation is 30 days.'),
      ),
      hits,
      noLink,
    )
    expect(cited?.markdown).toBe('Support is open from 9 to 6. [1] Vacation is 30 days. [2]')
    expect(cited?.citations).toEqual([
      {
        marker: 1,
        document: { id: 'hours', title: 'hours', uri: 'hours.md' },
        quote: 'Support is open from 9 to 6.',
        locator: { page: 2, heading: 'Rules', start: 0, end: 28 },
      },
      {
        marker: 2,
        document: { id: 'leave', title: 'leave', uri: 'leave.md' },
        quote: 'Vacation is 30 days.',
        locator: { page: 2, heading: 'Rules', start: 100, end: 120 },
      },
    ])
  })

  it('quotes neighbouring slices as one', () => {
    const cited = cite(
      draft(
        claim('It expires in March.', 0, 'It expires in March.'),
        claim('Vacation is 30 days.', 0, 'Vacation is 30 days.'),
      ),
      hits,
      noLink,
    )
    expect(cited?.citations).toHaveLength(1)
    expect(cited?.citations[0].quote).toBe('Vacation is 30 days. It expires in March.')
    expect(cited?.markdown).toBe('It expires in March. [1] Vacation is 30 days. [1]')
  })

  it('takes the link from the server, by document, place and quote', () => {
    const cited = cite(
      draft(claim('It expires in March.', 0, 'It expires in March.')),
      hits,
      (document, { start }, quote) => `https://bot.test/${document.id}#${start}-${quote.length}`,
    )
    expect(cited?.citations[0].url).toBe('https://bot.test/leave#121-20')
  })

  it.each<[string, Claim]>([
    ['evidence outside the passage', { text: 'Vacation is 30 days.', evidence: [{ passage: 0, start: 0, end: 5000 }] }],
    ['evidence of no passage', { text: 'Vacation is 30 days.', evidence: [{ passage: 7, start: 0, end: 5 }] }],
    ['an empty slice', { text: 'Vacation is 30 days.', evidence: [{ passage: 0, start: 4, end: 4 }] }],
    ['no evidence', { text: 'Vacation is 30 days.', evidence: [] }],
    ['another number', claim('Vacation is 40 days.', 0, 'Vacation is 30 days.')],
    ['other words', claim('Everyone receives a company bicycle soon.', 0, 'Vacation is 30 days.')],
  ])('drops a claim with %s', (_, bad) => {
    expect(cite(draft(bad), hits, noLink)).toBeNull()
    const good = claim('It expires in March.', 0, 'It expires in March.')
    const cited = cite(draft(bad, good), hits, noLink)
    expect(cited?.markdown).toBe('It expires in March. [1]')
    expect(cited?.citations).toHaveLength(1)
  })

  it('removes marks and links that a claim brings along', () => {
    const text = 'Vacation [9] is [30 days](https://evil.test) https://evil.test'
    const cited = cite(draft(claim(text, 0, 'Vacation is 30 days.')), hits, noLink)
    expect(cited?.markdown).not.toMatch(/evil|\[9\]/)
    expect(cited?.markdown.match(/\[\d+\]/g)).toEqual(['[1]'])
  })

  it.each([
    ['shares one word with its quote', 'Vacation in March needs a manager’s consent.', [[0, 20]]],
    ['has a number that its quote does not hold', 'Vacation is 31 days.', [[0, 20]]],
    ['quotes nothing', 'Vacation is 30 days.', []],
    [
      'quotes an empty slice beside a good one',
      'Vacation is 30 days.',
      [
        [0, 20],
        [20, 21],
      ],
    ],
    ['names a place behind the end', 'Parental leave is 16 weeks.', [[42, 100]]],
    ['names a place before the beginning', 'Parental leave is 16 weeks.', [[-27, 69]]],
    ['names its end before its start', 'Vacation is 30 days.', [[20, 0]]],
  ] as const)('drops a claim that %s', (_, text, places) => {
    const evidence = places.map(([start, end]) => ({ passage: 0, start, end }))
    expect(cite(draft({ text, evidence }), hits, noLink)).toBeNull()
    const good = claim('Support is open from 9 to 6.', 1, 'Support is open from 9 to 6.')
    expect(cite(draft({ text, evidence }, good), hits, noLink)?.markdown).toBe('Support is open from 9 to 6. [1]')
  })

  it('keeps two quotes apart that stand far from each other in one passage, each with its own mark', () => {
    const far = [
      hit('leave', `Vacation is 30 days. ${'Ask your manager about the rest. '.repeat(8)}Sick leave is paid.`),
    ]
    const of = (quote: string) => {
      const start = far[0]!.text.indexOf(quote)
      return { text: quote, evidence: [{ passage: 0, start, end: start + quote.length }] }
    }
    const cited = cite(draft(of('Vacation is 30 days.'), of('Sick leave is paid.')), far, noLink)
    expect(cited?.citations.map(({ quote }) => quote)).toEqual(['Vacation is 30 days.', 'Sick leave is paid.'])
    expect(cited?.markdown).toBe('Vacation is 30 days. [1] Sick leave is paid. [2]')
  })

  it('takes no quote of one passage for one of another that stands at the same place', () => {
    const two = [hit('leave', 'Vacation is 30 days. It expires in March.'), hit('hours', 'Support is open from 9.')]
    const all = { passage: 0, start: 0, end: two[0]!.text.length }
    const cited = cite(
      draft(
        { text: two[0]!.text, evidence: [all] },
        { text: two[1]!.text, evidence: [{ passage: 1, start: 0, end: 23 }] },
      ),
      two,
      noLink,
    )
    expect(cited?.citations.map(({ document, quote }) => [document.id, quote])).toEqual([
      ['leave', two[0]!.text],
      ['hours', two[1]!.text],
    ])
  })

  it('marks nothing where a claim is nothing but an address', () => {
    const bare = { text: '![x](https://evil.test/p.png)', evidence: [{ passage: 0, start: 0, end: 20 }] }
    const good = claim('Support is open from 9 to 6.', 1, 'Support is open from 9 to 6.')
    expect(cite(draft(bare, good), hits, noLink)?.markdown).toBe('Support is open from 9 to 6. [1]')
  })

  describe('a list', () => {
    const needs = [hit('visa', 'For a visa you need:\n- a passport\n- two photos\n1. a form\nAsk the embassy.')]
    const of = (text: string, quote = text) => {
      const start = needs[0]!.text.indexOf(quote)
      return { text, evidence: [{ passage: 0, start, end: start + quote.length }] }
    }
    const markdown = (...claims: Claim[]) => cite(draft(...claims), needs, noLink)?.markdown

    it('has its items line by line, without full stops, below the words that lead to it', () =>
      expect(markdown(of('For a visa you need:'), of('- a passport'), of('- two photos'))).toBe(
        'For a visa you need: [1]\n\n- a passport [1]\n- two photos [1]',
      ))

    it('stands apart from the sentence after it', () =>
      expect(markdown(of('- a passport'), of('- two photos'), of('Ask the embassy.'))).toBe(
        '- a passport [1]\n- two photos [1]\n\nAsk the embassy. [1]',
      ))
  })

  describe('claims that disagree', () => {
    const two = [
      hit('hr', 'Leave is 16 weeks.'),
      hit('wiki', 'Run:\n```\nleave 12\nsave\n```'),
      hit('faq', 'Leave:\n- 12 weeks\n- 3 days'),
    ]
    const whole = (passage: number): Claim => {
      const { text } = two[passage]!
      return { text, evidence: [{ passage, start: 0, end: text.length }] }
    }
    const markdown = (...claims: Claim[]) => cite({ ...draft(...claims), isConflict: true }, two, noLink)?.markdown

    it('are said to disagree only where both are left', () => {
      const unfounded = { text: 'Leave is 12 weeks.', evidence: [{ passage: 0, start: 0, end: 18 }] }
      expect(markdown(whole(0), unfounded)).toBe('Leave is 16 weeks. [1]')
    })

    it('keep the lines of code', () =>
      expect(markdown(whole(0), whole(1))).toMatch(
        /\n\nLeave is 16 weeks\. \[1\]\n\nRun:\n```\nleave 12\nsave\n```\n\[2\]$/,
      ))

    it('are one item each, whatever lines a claim has', () =>
      expect(markdown(whole(0), whole(2))).toMatch(
        /\n\n- Leave is 16 weeks\. \[1\]\n- Leave: - 12 weeks - 3 days \[2\]$/,
      ))
  })

  it('gives nothing for a refusal', () => expect(cite({ kind: 'refusal' }, hits, noLink)).toBeNull())
})
