// No regular expression of the source takes longer than its text grows.
import { describe, expect, test } from 'vitest'
import { allowed, judge, type Pattern, partsOf, readJudged, sourcePatterns } from './patterns.ts'

describe('patterns', () => {
  const patterns = sourcePatterns()

  test('the source was read', () => {
    expect(new Set(patterns.map(({ at }) => at.split(':')[0])).size).toBeGreaterThan(150)
    expect(patterns.length).toBeGreaterThan(700)
  })

  test('what is allowed is still written', () => {
    const parts = new Set(patterns.flatMap((pattern) => [...partsOf(pattern)]))
    expect([...allowed.keys()].filter((part) => !parts.has(part))).toEqual([])
  })

  const pattern = (source: string): Pattern => ({ at: 'here:1', source, flags: 'u' })
  const bad = [
    String.raw`\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$`,
    '^(a|a)*$',
    String.raw`b|\s+$`,
    String.raw`(?<=\p{L}\p{M}*)\p{M}`,
  ].map(pattern)

  test('one that goes back over what it has read is found', async () => {
    const good = ['^a+$', String.raw`\b\d{1,30}\b`, 'a|b', '[|(]+'].map(pattern)
    const { slow } = await judge([...bad, ...good], readJudged())
    expect(slow.length, slow.join('\n')).toBe(bad.length)
  })

  test('of the source are all linear', { timeout: 300_000 }, async () => {
    expect((await judge(patterns, readJudged())).slow).toEqual([])
  })
})
