// What a model gets to read.
import { describe, expect, it } from 'vitest'
import { promptOf } from '../../../../src/rag/answer/llm/prompt.ts'
import type { Passage } from '../../../../src/rag/answer/writer.ts'
import { passage, question } from './fixtures.ts'

const asked = question('How many days?')
const shown = (passages: readonly Passage[], budget = 6_000) => promptOf(asked, passages, budget).user
const textOf = (text: string) => /passage 1[^\n]*>>\n([\s\S]*)\n<<\w{8} end/.exec(shown([passage('T', text)]))?.[1]

describe('passages', () => {
  it.each([
    ['addresses', 'See https://a.test/x and www.b.test now.', 'See (link) and (link) now.'],
    ['marks', 'It is [1] so [2, 3].', 'It is so .'],
    ['comments', 'It is <!-- not --> so.', 'It is so.'],
    ['comments that never end', 'It is so. <!-- not > at all', 'It is so.'],
    ['fences', 'It is << so >> here.', 'It is so here.'],
    ['what nobody sees', 'It i\u200bs so.', 'It is so.'],
    ['the target of a link', 'It is [so](https://a.test).', 'It is so.'],
    ['pictures', 'It is ![x](https://a.test/p.png) so.', 'It is so.'],
  ])('carry no %s', (_, text, expected) => expect(textOf(text)).toBe(expected))

  it('are numbered from 1, with title, heading and day', () => {
    const more = { heading: 'Days', modifiedAt: '2026-02-03T10:00:00Z' }
    expect(shown([passage('Leave', 'It is so.', more), passage('Hours', 'Nine.')])).toMatch(
      /<<\w{8} passage 1 \| Leave › Days \| 2026-02-03>>\nIt is so\.\n<<\w{8} end of passage 1>>\n\n<<\w{8} passage 2 \| Hours>>\nNine/,
    )
    expect(shown([passage('L'.repeat(900), 'It is so.')]).match(/L+/)?.[0]).toHaveLength(150)
  })

  it('stand between codes that are new each time', () => {
    const code = () => /<<(\w{8}) passage 1/.exec(shown([passage('T', 'It is so.')]))?.[1]
    expect(code()).not.toBe(code())
  })

  it('are cut to the budget at the end of a sentence, and what is left for too little is left out', () => {
    const text = 'It is so and so on Monday. '.repeat(60)
    const user = shown([passage('A', text), passage('B', text)], 300)
    const [first] = /It is so[\s\S]*?\n<</.exec(user) ?? []
    expect(first?.length).toBeLessThanOrEqual(1_204)
    expect(first).toMatch(/Monday\.\n<<$/)
    expect(user).not.toContain('| B>>')
  })

  it('of other scripts count a character each', () => {
    const user = shown([passage('A', '会議室は三階です。'.repeat(100))], 300)
    expect(user.match(/会議室/g)?.length).toBeLessThan(40)
  })
})

it('what was asked before is told only where the question leans on it', () => {
  const text = 'And for interns?'
  const full = `How many days? ${text}`
  const told = (isFollowUp: boolean) => promptOf({ text, full, isFollowUp }, [passage('T', 'x')], 900).user
  expect([told(true).includes('Asked before: How many days?'), told(false).includes('Asked before')]).toEqual([
    ...[true, false],
  ])
})
