import { describe, expect, it } from 'vitest'
import { judge, parseGate } from '../../../src/rag/evaluation/gate.ts'
import { namesOf, reportOf } from '../../../src/rag/evaluation/report.ts'

const report = reportOf([
  {
    part: 'answers',
    id: '1',
    text: 'q',
    tookMs: 4,
    figures: { goldCited: 1, meanCitations: 2, citationSupport: [3, 4] },
  },
  { part: 'answers', id: '2', text: 'r', tookMs: 6, figures: { goldCited: 0, citationSupport: [0, 0] } },
])
const verdicts = (gate: object) =>
  judge(report, parseGate(JSON.stringify(gate), 'gate.json')).map(({ isReached }) => isReached)

describe('gate', () => {
  it('a number is the least, min and max are both held', () => {
    expect(verdicts({ answers: { goldCited: 0.5, citationSupport: 0.76 } })).toEqual([true, false])
    expect(
      verdicts({ answers: { meanCitations: { max: 2 }, p95Ms: { max: 5 }, questions: { min: 2, max: 2 } } }),
    ).toEqual([true, false, true])
  })

  it('what was not measured misses its bar', () => {
    expect(verdicts({ search: { ndcg10: 0 }, answers: { quotesVerbatim: 0, meanTokens: { max: 9 } } })).toEqual([
      false,
      false,
      false,
    ])
  })

  it('knows every name that a report holds', () => {
    expect(Object.keys(report.answers ?? {}).toSorted()).toEqual([...namesOf('answers').keys()].toSorted())
  })

  it.each([
    ['{oops', /has to be JSON/],
    ['[]', /object with "search" and "answers"/],
    ['{}', /no bar/],
    ['{"search":{}}', /no bar/],
    ['{"answer":{"goldCited":1}}', /"answer" has to be "search" or "answers"/],
    ['{"answers":{"goldSighted":1}}', /no metric "answers\.goldSighted": it is one of questions, goldCited/],
    ['{"search":{"goldCited":1}}', /no metric "search\.goldCited"/],
    ['{"answers":{"goldCited":"1"}}', /"answers\.goldCited" has to be a number/],
    ['{"answers":{"goldCited":{}}}', /has to be a number/],
    ['{"answers":{"goldCited":{"min":0,"mx":1}}}', /has to be a number/],
  ])('refuses %s as wrong usage', (text, message) => {
    expect(() => parseGate(text, 'gate.json')).toThrow(message)
    expect(() => parseGate(text, 'gate.json')).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
