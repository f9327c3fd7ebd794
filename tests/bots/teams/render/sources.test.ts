// A list of sources: which are seen at once, and what gives way where there is too little room.
import { describe, expect, it } from 'vitest'
import { createIds } from '../../../../src/bots/teams/render/parts.ts'
import { sizeOf } from '../../../../src/bots/teams/render/prose.ts'
import { sourceBlocks } from '../../../../src/bots/teams/render/sources.ts'
import type { Part, Source } from '../../../../src/card.ts'
import { objects, shown } from './shown.ts'

type Sources = Extract<Part, { kind: 'sources' }>

const source = (n: number, fields: Partial<Source> = {}): Source => ({
  label: `[${n}]`,
  document: { id: `d${n}`, title: `Handbook ${n}`, uri: `handbook-${n}.md` },
  locator: { start: 0, end: 1 },
  ...fields,
})
const many = (count: number, fields: Partial<Source> = {}) =>
  Array.from({ length: count }, (_, index) => source(index + 1, fields))

function listed(sources: readonly Source[], role: Sources['role'] = 'cited', bytes = 80_000) {
  const part: Sources = { kind: 'sources', role, title: 'Sources', sources: sources as Sources['sources'] }
  return sourceBlocks(part, bytes, createIds())
}
const elementsOf = (blocks: ReturnType<typeof listed>) => blocks.flatMap(({ elements }) => elements)
const hidden = (blocks: ReturnType<typeof listed>) =>
  objects(elementsOf(blocks))
    .filter(({ isVisible }) => isVisible === false)
    .map((one) => shown(one))

describe('sources', () => {
  it('of an answer are folded from the fifth on, but none alone', () => {
    expect(hidden(listed(many(5)))).toEqual([])
    expect(hidden(listed(many(6)))).toEqual(['[5] Handbook 5\n[6] Handbook 6'])
    expect(hidden(listed(many(13)))[0]).toMatch(/^\[5\][\s\S]*\[12\] Handbook 12\nand 1 more source$/)
  })

  it('that were looked for are all seen at once, the count of the rest too, and no line sets them apart', () => {
    const found = listed(many(13), 'found')
    expect(hidden(found)).toEqual([])
    expect(shown(elementsOf(found))).toMatch(/\[12\] Handbook 12\nand 1 more source$/)
    expect(found[0]?.elements[0]).not.toHaveProperty('separator')
    expect(listed(many(1))[0]?.elements[0]).toHaveProperty('separator', true)
  })

  it('are named without their quotes where there is no room for those, and then counted', () => {
    const quoted = many(3, { quote: 'All of it matters. '.repeat(10) })
    const whole = sizeOf(elementsOf(listed(quoted)))
    const some = listed(quoted, 'cited', whole + 600)
    expect(shown(elementsOf(some))).toContain('[3] Handbook 3')
    expect(shown(elementsOf(some)).match(/All of it/g)?.length).toBeLessThan(30)
    const few = listed(quoted, 'cited', 1_800)
    expect(shown(elementsOf(few))).toMatch(/more sources?$/)
    expect(sizeOf(elementsOf(few))).toBeLessThanOrEqual(1_800)
  })

  it('are named by their address where they have no title', () => {
    expect(shown(elementsOf(listed([source(1, { document: { id: 'd', title: ' ', uri: 'a.md' } })])))).toContain(
      '[1] a.md',
    )
  })
})

describe('a long quote', () => {
  it('shows its beginning or all of it, never both', () => {
    const card = elementsOf(listed([source(1, { quote: 'word '.repeat(60) })]))
    const [more, less] = objects(card).filter(({ selectAction }) => selectAction !== undefined)
    expect([more?.text, less?.text]).toEqual(['Show more', 'Show less'])
    for (const turn of [more, less])
      expect(turn?.selectAction).toMatchObject({
        type: 'Action.ToggleVisibility',
        targetElements: ['quote-1', 'quote-1-all'],
      })
  })
})
