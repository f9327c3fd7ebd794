// Embeds: a source as fields, and what is too much for one as pages.
import { describe, expect, it } from 'vitest'
import { limits, ours } from '../../../../src/bots/discord/limits.ts'
import { colors, fold, sourceFields } from '../../../../src/bots/discord/render/embeds.ts'
import { render } from '../../../../src/bots/discord/render/render.ts'
import type { Source } from '../../../../src/card.ts'
import { message } from './shown.ts'

const source = (fields: Partial<Source> = {}): Source => ({
  label: '[1]',
  document: { id: 'd', title: 'Handbook', uri: 'handbook.md' },
  locator: { start: 0, end: 1 },
  ...fields,
})

describe('a source', () => {
  it('is named by its address where it has no title, and by a dot where it has no mark', () => {
    const document = { id: 'd', title: ' ', uri: 'handbook.md' }
    expect(sourceFields(source({ document, label: '' }))[0]?.name).toBe('• handbook.md')
  })

  it('shows in its words what of a long title is cut from its name', () => {
    const title = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
    const [field] = sourceFields(source({ document: { id: 'd', title, uri: 'u' } }))
    expect(field?.name).toMatch(/…$/)
    expect(field?.value).toContain('word59')
  })

  it('goes on in fields that say so, none of them too long', () => {
    const fields = sourceFields(source({ quote: 'x'.repeat(2_500) }))
    expect(fields.map(({ name }) => name)).toEqual(['\\[1\\] Handbook', '\\[1\\] (continued)', '\\[1\\] (continued)'])
    for (const { value } of fields) expect(value.length).toBeLessThanOrEqual(limits.fieldValue)
    expect(fields.map(({ value }) => value.replaceAll('> ', '')).join('')).toBe('x'.repeat(2_500))
  })
})

describe('pages', () => {
  const field = (length: number) => ({ name: 'n', value: 'v'.repeat(length) })
  const fields = (count: number, length: number) => Array.from({ length: count }, () => field(length))

  it('have eight fields at most, and the title and the picture on the first alone', () => {
    const thumbnail = `https://docs.example/${'t'.repeat(1_500)}.png`
    const pages = fold({
      ...{ color: colors.info, title: 'Found', prose: [], fields: fields(9, 1), footer: 'Read just now' },
      thumbnail,
    })
    expect(pages.map((page) => [page.title, page.thumbnail?.url, page.fields?.length, page.footer?.text])).toEqual([
      ['Found', thumbnail, 8, 'Read just now · page 1 of 2'],
      [undefined, undefined, 1, 'Read just now · page 2 of 2'],
    ])
  })

  it('leave room for their title and footer', () => {
    const [page] = fold({
      ...{ color: colors.info, title: 't'.repeat(250), prose: [], fields: fields(8, 1_000), footer: 'f'.repeat(300) },
    })
    const size = (page.fields ?? []).reduce((sum, { name, value }) => sum + name.length + value.length, 0)
    expect(size + 250 + 300).toBeLessThanOrEqual(ours.page)
    expect(page.fields).toHaveLength(5)
  })

  it('are in the transcript below each other, without a word of which is which', () => {
    const items = Array.from({ length: 9 }, () => ({ title: 't', text: 'word '.repeat(100).trim() }))
    const { displayMarkdown } = render({ tone: 'info', parts: [{ kind: 'list', items }], footer: 'Read' }, message)
    expect(displayMarkdown).toMatch(/\n\n_Read_$/)
  })
})

describe('progress', () => {
  const at = (share: number) => {
    const parts = [{ kind: 'progress', share, isDone: false, steps: [{ state: 'working', text: 'a' }] }] as const
    return render({ tone: 'info', parts }, message).displayMarkdown
  }

  it('is a bar that is no fuller than what is done, and never longer than itself', () => {
    expect(at(0.51)).toMatch(/^▰{5}▱{5} 51 %/)
    expect(at(1.2)).toMatch(/^▰{10} 100 %/)
    expect(at(-1)).toMatch(/^▱{10} 0 %/)
  })
})
