// Why a sentence is said or is not.
import { expect, it } from 'vitest'
import type { Quotable } from '../../../../src/rag/answer/extractive/quotables.ts'
import { bars, type Judged, judgementsOf } from '../../../../src/rag/answer/extractive/verdict.ts'

const sure: Omit<Judged, 'quotable'> = {
  ...{ language: 'en', passage: 0, terms: new Set<string>(), coverage: 1, reach: 1, fit: 1 },
  ...{ isCarried: true, sureness: 1, doubt: 0, isOfOther: false },
}
const one = (said: string, more: Partial<Judged> = {}): Judged => ({ ...sure, ...more, quotable: { said } as Quotable })
const verdict = (more: Partial<Judged>) => judgementsOf([one('It is.', more)], [], false)[0]?.verdict

it.each([
  ['unfounded', { isCarried: false }],
  ['other-column', { isOfOther: true }],
  ['unsure', { sureness: bars.sureness - 0.01 }],
  ['apart', { reach: bars.reach - 0.01 }],
  ['doubtful', { doubt: bars.doubt + 0.01 }],
  ['not-needed', { sureness: bars.sureness, reach: bars.reach, doubt: bars.doubt }],
])('%s: %o', (expected, more) => expect(verdict(more)).toBe(expected))

it('what is said is told first, however far behind it stood', () => {
  const ranked = Array.from({ length: 8 }, (_, i) => one(`No. ${i}.`))
  const judged = judgementsOf(ranked, [ranked[7]!], false)
  expect(judged.map(({ text, verdict }) => `${text} ${verdict}`)).toEqual([
    'No. 7. said',
    ...[0, 1, 2, 3].map((i) => `No. ${i}. not-needed`),
  ])
})
