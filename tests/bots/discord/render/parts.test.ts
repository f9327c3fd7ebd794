// The parts of any card as Discord shows them, and what can be clicked below them.
import { describe, expect, it } from 'vitest'
import { firstPage } from '../../../../src/bots/discord/render/pages.ts'
import { render } from '../../../../src/bots/discord/render/render.ts'
import type { Card, Part } from '../../../../src/card.ts'
import {
  type AnyComponent,
  citation,
  command,
  descriptions,
  message,
  pagesOf,
  partsShown,
  renderReply,
  signedOf,
} from './shown.ts'

describe('the parts of a card', () => {
  it('are a table with its columns aligned, where a phone shows them beside each other', () => {
    const header = ['Document', 'Passages']
    const rows = [['Handbook', '12'], ['Garage'], ['Ämter <@1>', '7']]
    expect(partsShown({ kind: 'table', header, rows }).description).toBe(
      ['```', 'Document    Passages', '──────────  ────────', 'Handbook    12', 'Garage', 'Ämter <@1>  7', '```'].join(
        '\n',
      ),
    )
    const wide = [['x'.repeat(70), '*1*']]
    expect(partsShown({ kind: 'table', header, rows: wide }).description).toBe(
      `• Document: ${'x'.repeat(70)} · Passages: \\*1\\*`,
    )
    expect(partsShown({ kind: 'table', header, rows: [['```', 'x']] }).description).toBe(
      '• Document: \\`\\`\\` · Passages: x',
    )
    expect(partsShown({ kind: 'table', header, rows: [] }).description).toContain('Document  Passages')
  })

  it('are long tables with all of their rows', () => {
    const rows = Array.from({ length: 900 }, (_, index) => [`row${index}`, 'y'.repeat(40)])
    const shown = descriptions(render({ tone: 'info', parts: [{ kind: 'table', header: ['a', 'b'], rows }] }, message))
    expect(shown.match(/row\d+/g)?.map((one) => Number(one.slice(3)))).toEqual(rows.map((_, index) => index))
    expect((shown.match(/```/g)?.length ?? 0) % 2).toBe(0)
  })

  it('are code as it is typed, which nothing in it ends', () => {
    const shown = (text: string) => partsShown({ kind: 'code', text }).description
    expect(shown('continue AB-CD\n  <@1> *x*')).toBe('```\ncontinue AB-CD\n  <@1> *x*\n```')
    expect(shown('a\n```\n@everyone')).toBe('a\n\\`\\`\\`\n\\@everyone')
    expect(shown('x'.repeat(5000))?.match(/x+/g)?.join('')).toHaveLength(3000)
    expect(
      descriptions(render({ tone: 'info', parts: [{ kind: 'code', text: 'x'.repeat(5000) }] }, message)).match(/x/g)
        ?.length,
    ).toBe(5000)
    expect(shown(' \n ')).toBe('—')
  })

  it('are fields, of which an alarming one is marked', () => {
    const fields = [
      { name: 'Waiting', value: '3 *now*' },
      { name: 'Attention', value: 'disk', isAlarming: true },
    ] as const
    expect(partsShown({ kind: 'fields', fields }).description).toBe('**Waiting**: 3 \\*now\\*\n⚠️ **Attention**: disk')
  })

  it('are a list, whose items may have titles and notes', () => {
    const items = [
      { title: 'who _signs_?', markdown: '**Ann** [1].', citations: [citation(1)], note: 'Handbook' },
      { text: '**plain**' },
    ]
    expect(partsShown({ kind: 'list', items }).description).toBe(
      '**who \\_signs\\_?**\n**Ann** [[1]](https://docs.example/d/1?a=1&b=2).\n(Handbook)\n\n• \\*\\*plain\\*\\*',
    )
    expect(partsShown({ kind: 'list', items: [{ text: 'one' }, { text: 'two', note: 'late' }] }).description).toBe(
      '• one\n• two (late)',
    )
  })

  it('are notes, a hint where nothing is, and links that may be followed', () => {
    expect(
      partsShown(
        { kind: 'empty', text: 'Nothing yet', hint: 'Add something' },
        { kind: 'note', text: '' },
        { kind: 'note', text: 'by *me*' },
        { kind: 'link', text: 'the [page]', url: 'https://docs.example/a' },
        { kind: 'link', text: 'no', url: 'javascript:alert(1)' },
      ).description,
    ).toBe('Nothing yet\nAdd something\n\nℹ️ by \\*me\\*\n\n[the \\[page\\]](https://docs.example/a)')
  })

  it('are commands as Discord names them, and what else is possible here', () => {
    const commands = [{ usage: 'search <words>', says: 'lists *what* matches' }]
    const { description } = partsShown({ kind: 'commands', commands })
    expect(description).toMatch(/^• `\/rag search` lists \\\*what\\\* matches\n• /)
    expect(description).toContain('Mention me')
  })

  it('name each of several lists of sources', () => {
    const list = (role: 'cited' | 'nearest', title: string, marker: number) =>
      ({ kind: 'sources', role, title, sources: [{ ...citation(marker), label: `[${marker}]` }] }) as const
    const { description, fields } = partsShown(list('cited', 'In both', 1), list('nearest', 'Only *here*', 2))
    expect(description).toBeUndefined()
    expect(fields?.map(({ name }) => name)).toEqual([
      'In both: \\[1\\] Handbook 1',
      'Only \\*here\\*: \\[2\\] Handbook 2',
    ])
  })

  it('keep their title beside the question, and a long footer', () => {
    const card: Card = { tone: 'info', title: 'Compared', question: 'a or b?', parts: [{ kind: 'notice', text: 'x' }] }
    expect(pagesOf(render(card, command))[0]).toMatchObject({ title: 'a or b?', description: '**Compared**\n\nx' })
    expect(pagesOf(render(card, message))[0]).toMatchObject({ title: 'Compared', description: 'x' })
    const footer = 'word '.repeat(200).trim()
    expect(pagesOf(render({ ...card, footer }, message))[0]?.description).toBe(`x\n\nℹ️ ${footer}`)
    expect(pagesOf(render({ ...card, footer: 'small' }, message))[0]?.footer).toEqual({ text: 'small' })
  })

  it('are one page of a draft, which counts the others', () => {
    const steps = Array.from(
      { length: 300 },
      (_, index) => ({ state: 'working', text: `file ${index} is read` }) as const,
    )
    const parts = [{ kind: 'progress', share: 0.5, isDone: false, steps }] as const
    const rendered = render({ tone: 'info', title: 'Reading', parts, isDraft: true }, message)
    expect(pagesOf(rendered)).toHaveLength(1)
    expect(pagesOf(rendered)[0]?.footer?.text).toBe('and 1 more page')
    const written = renderReply({ kind: 'placeholder', question: 'q', soFar: 'word '.repeat(2000) })
    expect(pagesOf(written)).toHaveLength(1)
    expect(pagesOf(written)[0]?.footer?.text).toBe('Still writing… · and 2 more pages')
  })
})

describe('what can be clicked', () => {
  const action = (value: number | string) => ({ gesture: 'g', value: String(value) })
  const buttonsOf = (count: number): Part => ({
    kind: 'actions',
    buttons: Array.from({ length: count }, (_, index) => ({ label: `B${index}`, action: action(index) })),
  })
  const selectOf = (name: string, count: number): Part => ({
    kind: 'select',
    label: name,
    options: Array.from({ length: count }, (_, index) => ({ label: `O${index}`, action: action(`${name}${index}`) })),
  })
  const rows = (...parts: readonly Part[]) => {
    const { payload } = render({ tone: 'info', parts: [{ kind: 'notice', text: 'x' }, ...parts] }, message)
    const { components } = firstPage(payload, '7', signedOf(payload))
    return (components as unknown as AnyComponent[]).map((row) => row.components ?? [])
  }
  const labels = (row: readonly AnyComponent[] = []) => row.map(({ label, placeholder }) => label ?? placeholder)

  it('is a menu a row, whose options are the tokens, and buttons in rows of five', () => {
    const all = rows(buttonsOf(7), selectOf('Which?', 2))
    expect(all.map(labels)).toEqual([['Which?'], ['B0', 'B1', 'B2', 'B3', 'B4'], ['B5', 'B6']])
    expect(all[0]?.[0]).toMatchObject({
      type: 3,
      custom_id: 'select:0',
      options: [{ label: 'O0', value: 'g:Which?0' }, {}],
    })
    expect(all[1]?.[0]).toMatchObject({ type: 2, custom_id: 'g:0' })
  })

  it('counts what does not fit', () => {
    const many = rows(buttonsOf(40))
    expect(many.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5])
    expect(many[4]?.[4]).toMatchObject({ label: 'and 16 more', disabled: true })
    const [menu] = rows(selectOf('Which?', 60))[0] ?? []
    expect(menu?.placeholder).toBe('Which? (25 of 60)')
    expect(menu?.options).toHaveLength(25)
    const menus = rows(...Array.from({ length: 6 }, (_, index) => selectOf(`S${index}`, 2)))
    expect(menus.map(labels)).toEqual([['S0'], ['S1'], ['S2'], ['S3'], ['and 2 more']])
  })

  it('is there once, however often the card has it', () => {
    const same = { label: 'Again', action: action(0) }
    expect(rows({ kind: 'actions', buttons: [same, { ...same, label: 'Once more' }] }).map(labels)).toEqual([['Again']])
  })
})
