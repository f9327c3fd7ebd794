// Any card as Block Kit, with what can be clicked, within every limit of Slack's.
import { describe, expect, it } from 'vitest'
import { storedClickable } from '../../../../src/bots/clickable.ts'
import { limits } from '../../../../src/bots/slack/limits.ts'
import type { Block } from '../../../../src/bots/slack/render/blocks.ts'
import { clickBlocks, formView } from '../../../../src/bots/slack/render/clicks.ts'
import { render } from '../../../../src/bots/slack/render/render.ts'
import type { Signed } from '../../../../src/bots/types.ts'
import type { Card, Part } from '../../../../src/card.ts'
import { createHostileReplies } from '../../hostile-replies.ts'
import { often } from '../../often.ts'

const token = 'x'.repeat(100)
/** All with the longest tokens there are. */
function signed(payload: Readonly<Record<string, unknown>>): Signed {
  const { buttons, selects } = storedClickable(payload)
  return {
    buttons: buttons.map((button) => ({ ...button, token })),
    selects: selects.map(({ label, options }) => ({ label, options: options.map((one) => ({ ...one, token })) })),
  }
}

const show = (...parts: Part[]): Card => ({ tone: 'info', parts })
const blocksOf = (card: Card) => {
  const { payload } = render(card)
  return [...(payload.blocks as Block[]), ...clickBlocks(signed(payload))]
}

type Json = Record<string, unknown>

function objects(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : [value as Json]
  return [...own, ...Object.values(value).flatMap(objects)]
}

const charactersOf = (rows: readonly (readonly { text: string }[])[]) =>
  rows.flat().reduce((sum, { text }) => sum + text.length, 0)

/** What Slack would refuse, or do of itself. */
function faultsOf(blocks: readonly Block[]): string[] {
  const faults: string[] = []
  const check = (isFine: boolean, what: string) => void (isFine || faults.push(what))
  check(blocks.length > 0 && blocks.length <= limits.blocks, `${blocks.length} blocks`)
  const bytes = Buffer.byteLength(JSON.stringify(blocks))
  check(bytes <= limits.blocksJsonBytes, `${bytes} bytes`)
  check(blocks.filter(({ type }) => type === 'table' || type === 'data_table').length <= 1, 'two tables')
  for (const one of objects(blocks)) {
    const { type, text } = one
    if (type === 'mrkdwn' || type === 'text' || type === 'plain_text' || type === 'raw_text')
      check(typeof text === 'string' && text.length > 0, `an empty ${String(type)}`)
    if (type === 'mrkdwn') {
      check(one.verbatim === true, 'links and mentions of Slack’s own making')
      // Our marks lead to sources; nothing else in a text acts.
      check(!/[<>]/.test(String(text).replace(/<https?:[^<>|]+\|\[\d+\]>/g, '')), 'a text that acts')
    }
    if (type === 'section') check(String((text as Json).text).length <= limits.sectionText, 'a long section')
    if (type === 'table' || type === 'data_table') {
      const rows = one.rows as { text: string }[][]
      check(charactersOf(rows) <= limits.tableCharacters, 'characters')
      if (type === 'data_table')
        check(rows.length >= 2 && String(one.caption).length > 0 && Number(one.page_size) <= 100, 'a data table')
      check(rows.length <= limits.tableRows && rows.every((row) => row.length === rows[0]!.length), 'rows')
      check(rows[0]!.length >= 1 && rows[0]!.length <= limits.tableColumns, 'columns')
    }
    if (type === 'static_select') {
      const options = one.options as { text: { text: string }; value: string }[]
      check(options.length >= 1 && options.length <= 100, `${options.length} options`)
      for (const { text, value } of options) check(text.text.length <= 75 && value.length <= 150, 'a long option')
      check((one.placeholder as { text: string }).text.length <= limits.placeholder, 'a long placeholder')
    }
    if (type === 'button') check((text as { text: string }).text.length <= 75, 'a long button')
    if (type === 'actions') {
      const ids = (one.elements as Json[]).map(({ action_id: id }) => id)
      check(ids.length <= 25 && new Set(ids).size === ids.length, 'ids of actions')
    }
  }
  return faults
}

describe('random cards', () => {
  it('keep every limit, and none is silent', () => {
    const { card } = createHostileReplies(4711, 0.02)
    for (let count = 0; count < often(5_000); count += 1) {
      const one = card()
      const faults = faultsOf(blocksOf(one))
      expect(faults, JSON.stringify(one).slice(0, 2_000)).toEqual([])
      expect(render(one).displayMarkdown.trim()).not.toBe('')
    }
  })
})

describe('a part', () => {
  it('that is a table is one of Slack’s; a second, or one too wide, is said in lines', () => {
    const rows = [
      ['Ada', '3'],
      ['Ben', ''],
    ]
    const table = { kind: 'table', header: ['Name', 'Days'], rows } as const
    const [first, second] = blocksOf(show(table, table))
    const cell = (text: string) => ({ type: 'raw_text', text })
    expect(first).toEqual({
      type: 'table',
      rows: [
        [cell('Name'), cell('Days')],
        [cell('Ada'), cell('3')],
        [cell('Ben'), cell('–')],
      ],
    })
    expect(JSON.stringify(second)).toContain('Name: Ada · Days: 3')
    const wide = { kind: 'table', header: Array.from({ length: 30 }, (_, n) => `c${n}`), rows: [['1']] } as const
    expect(JSON.stringify(blocksOf(show(wide)))).toContain('c0: 1')
    const long = { kind: 'table', header: ['n'], rows: Array.from({ length: 500 }, (_, n) => [String(n)]) } as const
    const drawn = blocksOf(show(long)) as { readonly rows?: readonly unknown[] }[]
    // All but the header are rows of its own.
    const shown = (drawn.find(({ rows }) => rows !== undefined)?.rows?.length ?? 0) - 1
    expect(shown).toBeGreaterThan(10)
    expect(JSON.stringify(drawn)).toContain(`and ${500 - shown} more rows`)
    expect(JSON.stringify(blocksOf(show(long, table)))).toContain('Name: Ada · Days: 3')
  })

  it('that is a table of more than ten rows is drawn in pages, with equally long rows and none of their cells empty', () => {
    const cell = (text: string) => ({ type: 'raw_text', text })
    const numbers = (count: number) => Array.from({ length: count }, (_, n) => (n === 1 ? ['1'] : [String(n), 'x']))
    const [ten] = blocksOf(show({ kind: 'table', header: ['n', 'what'], rows: numbers(10) }))
    expect(ten).toMatchObject({ type: 'table', rows: { length: 11 } })
    const [eleven] = blocksOf(show({ kind: 'table', header: ['n', 'what'], rows: numbers(11) }))
    expect(eleven).toMatchObject({ type: 'data_table', caption: 'n, what', page_size: 10, rows: { length: 12 } })
    expect((eleven as { rows?: unknown[] }).rows?.[2]).toEqual([cell('1'), cell('–')])
  })

  it('that is code is not markup, a link leads only to the web, and what is empty says why', () => {
    expect(blocksOf(show({ kind: 'code', text: '<!channel> `x`' }))).toEqual([
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<!channel> `x`' }] }],
      },
    ])
    expect(JSON.stringify(blocksOf(show({ kind: 'link', text: 'Open', url: 'javascript:alert(1)' })))).not.toContain(
      'java',
    )
    expect(JSON.stringify(blocksOf(show({ kind: 'link', text: 'Open', url: 'https://a.example/' })))).toContain(
      'a.example',
    )
    const empty = JSON.stringify(blocksOf(show({ kind: 'empty', text: 'Nothing <here>', hint: 'Add a file.' })))
    expect(empty).toContain('Nothing <here>')
    expect(empty).toContain('Add a file.')
  })

  it('that is a list shows titles and notes, and counts what is left out', () => {
    const item = { title: 'Who < what?', text: 'The *lead* <@U1>.', note: 'Handbook' }
    const [block] = blocksOf(show({ kind: 'list', items: [item] }))
    expect(block).toMatchObject({ text: { text: '• *Who &lt; what?*\nThe *lead* &lt;@U1&gt;. (Handbook)' } })
    const escaped = JSON.stringify(
      blocksOf(show({ kind: 'list', items: [{ text: '&'.repeat(700) }, { text: 'short' }] })),
    )
    expect(escaped).toContain('• short')
    expect(escaped).toContain('and 1 more entries')
    const many = Array.from({ length: 400 }, (_, n) => ({ text: `entry number ${n}` }))
    expect(JSON.stringify(blocksOf(show({ kind: 'list', items: many })))).toMatch(/and \d{3} more entries/)
  })

  it('that does not fit any more is not dropped in silence', () => {
    const prose = { kind: 'prose', markdown: 'All of it matters. '.repeat(400) } as const
    const { displayMarkdown } = render(show(prose, prose, prose, prose))
    expect(displayMarkdown).toContain('There is more')
  })

  it('that can be clicked stands below all else, with its token', () => {
    const action = { gesture: 'g', value: 'v' }
    const options = Array.from({ length: 12 }, (_, n) => ({ label: `Source ${n}`, action }))
    const blocks = blocksOf(
      show(
        { kind: 'select', label: 'More…', options },
        { kind: 'actions', buttons: [{ label: 'Helpful', action }] },
        { kind: 'notice', text: 'Done.' },
      ),
    )
    expect(blocks.map(({ type }) => type)).toEqual(['section', 'actions'])
    expect(blocks[1]).toMatchObject({
      elements: [
        { type: 'button', text: { text: 'Helpful' }, value: token },
        { type: 'static_select', placeholder: { text: 'More… (the first 8)' } },
      ],
    })
  })
})

describe('a form', () => {
  it('is a view with its fields, within its limits', () => {
    const field = { id: 'text', label: 'What is wrong?', isLong: true, isRequired: true, maxLength: 9_000 } as const
    const target = { team: 'T1', channel: 'C1' }
    const view = formView(
      { title: 'Report this answer, at length', submit: 'Send', fields: [field] },
      { token, target },
    )
    expect(view).toMatchObject({
      type: 'modal',
      private_metadata: JSON.stringify({ token, target }),
      title: { text: 'Report this answer, at…' },
      blocks: [{ type: 'input', block_id: 'text', optional: false, element: { multiline: true, max_length: 3_000 } }],
    })
  })
})
