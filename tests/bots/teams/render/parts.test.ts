// The parts of any card, whoever made it, and what of it can be clicked.
import { describe, expect, it } from 'vitest'
import { storedClickable } from '../../../../src/bots/clickable.ts'
import { limits } from '../../../../src/bots/teams/limits.ts'
import { actionsOf } from '../../../../src/bots/teams/render/actions.ts'
import { sizeOf } from '../../../../src/bots/teams/render/prose.ts'
import { render as renderCard, wholeCard } from '../../../../src/bots/teams/render/render.ts'
import type { Button, Card, Part } from '../../../../src/card.ts'
import type { Asker } from '../../../../src/model.ts'
import { addresses, cardOf, channel, citation, direct, longestToken, objects, shown, signed } from './shown.ts'

describe('parts of any card', () => {
  const cardWith = (...parts: Part[]): Card => ({ tone: 'info', parts })
  const of = (card: Card, reader: Asker = channel) => cardOf(renderCard(card, reader))
  const typed = (card: unknown, type: string) => objects(card).filter((one) => one.type === type)
  const runs = (card: unknown) => typed(card, 'TextRun').map(({ text }) => text)

  it('are a table with a bold header, and short rows filled up', () => {
    const rows = [['Oslo', '3'], ['Rome']]
    const rendered = renderCard(cardWith({ kind: 'table', header: ['City', 'Days'], rows }), channel)
    const [table] = typed(cardOf(rendered), 'Table')
    expect(table?.columns).toHaveLength(2)
    const cells = typed(table, 'TableRow').map((row) => typed(row, 'TableCell').map((cell) => shown(cell)))
    expect(cells).toEqual([
      ['City', 'Days'],
      ['Oslo', '3'],
      ['Rome', ''],
    ])
    expect(typed(table, 'TextRun').map(({ weight }) => weight)).toEqual([
      'Bolder',
      'Bolder',
      undefined,
      undefined,
      undefined,
    ])
    expect(rendered.displayMarkdown).toBe('- City: Oslo · Days: 3\n- City: Rome')
  })

  it('count the rows of a table that are too many, and write a wide one as lines', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`${index}`])
    expect(shown(of(cardWith({ kind: 'table', header: ['n'], rows })))).toMatch(/\n29\nand 10 more rows$/)
    const wide = Array.from({ length: 9 }, (_, index) => `h${index}`)
    const card = of(cardWith({ kind: 'table', header: wide, rows: [wide] }))
    expect(typed(card, 'Table')).toEqual([])
    expect(shown(card)).toMatch(/^h0: h0 · h1: h1 · .*h8: h8$/)
  })

  it('are code in letters of one width, line by line', () => {
    const card = of(cardWith({ kind: 'code', text: 'if a:\n\tgo **now**' }))
    expect(typed(card, 'TextRun')).toEqual([
      { type: 'TextRun', text: 'if a:', fontType: 'Monospace' },
      { type: 'TextRun', text: '  go **now**', fontType: 'Monospace' },
    ])
    const { displayMarkdown } = renderCard(cardWith({ kind: 'code', text: 'continue AB12-CD34' }), channel)
    expect(displayMarkdown).toBe('`continue AB12-CD34`')
  })

  it('are fields by their names, of which the alarming stand out', () => {
    const fields = [
      { name: 'Documents', value: '4' },
      { name: 'Attention', value: '[x](https://evil.example)', isAlarming: true },
    ] as const
    const rendered = renderCard(cardWith({ kind: 'fields', fields }), channel)
    expect(shown(cardOf(rendered))).toBe('Documents: 4\n⚠ Attention: [x](https://evil.example)')
    expect(typed(cardOf(rendered), 'TextRun').map(({ color }) => color)).toEqual([
      undefined,
      undefined,
      'Attention',
      'Attention',
    ])
    expect(rendered.displayMarkdown).toContain('- **⚠ Attention**: \\[x\\](https')
  })

  it('are a list: titles, words with marks that lead somewhere, notes', () => {
    const items = [
      { title: 'Who?', markdown: 'The **lead** [1].', citations: [citation(1)], note: 'Handbook' },
      { text: 'Plain **words**' },
      { markdown: '- A bullet' },
    ]
    const card = of(cardWith({ kind: 'list', items }))
    expect(shown(card)).toBe('Who?\nThe lead [1].\nHandbook\n• Plain **words**\n• A bullet')
    expect(addresses(card)).toEqual([citation(1).url])
    expect(
      typed(card, 'TextRun')
        .filter(({ isSubtle }) => isSubtle)
        .map(({ text }) => text),
    ).toEqual(['Handbook'])
    const many = Array.from({ length: 90 }, (_, index) => ({ text: `${index}` }))
    expect(shown(of(cardWith({ kind: 'list', items: many })))).toMatch(/• 19\nand 70 more$/)
  })

  it('say that nothing is there, and what would put something there', () => {
    const card = of(cardWith({ kind: 'empty', text: 'Nothing yet', hint: 'Save *one*.' }))
    expect(typed(card, 'TextRun')).toEqual([
      { type: 'TextRun', text: 'Nothing yet', weight: 'Bolder' },
      { type: 'TextRun', text: 'Save *one*.' },
    ])
  })

  it('link to pages alone', () => {
    const link = (url: string) => of(cardWith({ kind: 'notice', text: 'n' }, { kind: 'link', text: 'Open *it*', url }))
    expect(typed(link('https://docs.example/a'), 'TextRun')[1]).toMatchObject({
      text: 'Open *it*',
      color: 'Accent',
      selectAction: { type: 'Action.OpenUrl', url: 'https://docs.example/a' },
    })
    for (const url of ['javascript:alert(1)', 'https://user:secret@docs.example/', 'x'])
      expect(runs(link(url))).toEqual(['n'])
  })

  it('end with the footer, below it all', () => {
    const card: Card = { ...cardWith({ kind: 'list', items: [{ text: 'A' }] }), title: 'T', footer: 'Read just now.' }
    expect(shown(of(card))).toBe('T\n• A\nRead just now.')
  })

  it('are counted where they do not fit, with something of each before them', () => {
    const list = { kind: 'list', items: Array.from({ length: 20 }, () => ({ text: 'word '.repeat(120) })) } as const
    const rendered = renderCard(cardWith(...Array.from({ length: 12 }, () => list)), channel)
    expect(shown(cardOf(rendered))).toMatch(/and \d+ more parts, too long for Teams$|and \d+ more$/)
    expect(sizeOf(rendered.payload)).toBeLessThan(limits.messageBytes)
  })

  it('of one card share no ids', () => {
    const sources = [citation(1, { quote: 'word '.repeat(100) })].map((one) => ({ ...one, label: '[1]' }))
    const part = { kind: 'sources', role: 'cited', title: 'Sources', sources: [sources[0]!] } as const
    const ids = objects(of(cardWith(part, part))).flatMap(({ id }) => (id === undefined ? [] : [id]))
    expect(ids).toEqual(['quote-1', 'quote-1-all', 'quote-1.2', 'quote-1.2-all'])
  })

  it('are in a 1:1 chat a card, unless they answer a question or are but words', () => {
    const card = cardWith({ kind: 'prose', markdown: 'It is **so**.' })
    expect(renderCard(card, direct).payload).not.toHaveProperty('text')
    expect(renderCard({ ...card, question: 'q' }, direct).payload).toMatchObject({ text: 'It is **so**.' })
    expect(renderCard({ ...card, question: 'q', title: 'T' }, direct).payload).not.toHaveProperty('text')
    const words = cardWith({ kind: 'notice', text: 'Wait.' }, { kind: 'note', text: 'small' })
    expect(renderCard(words, direct).payload).toMatchObject({ text: 'Wait.\n\nsmall' })
    const draft = { ...card, question: 'q', footer: 'Still writing…', isDraft: true } as const
    expect(renderCard(draft, direct)).toMatchObject({
      payload: { type: 'typing', text: 'It is so.' },
      displayMarkdown: 'It is **so**.\n\n_Still writing…_',
    })
    expect(renderCard({ ...draft, parts: [] }, direct).payload).toMatchObject({
      type: 'typing',
      text: 'Still writing…',
    })
    expect(shown(of(draft))).toBe('It is so.\nStill writing…')
  })

  it('are a card in a 1:1 chat too where they are more than words', () => {
    const words = { kind: 'notice', text: 'Wait.' } as const
    const inChat = (card: Card) => renderCard(card, direct).payload
    expect(inChat(cardWith(words))).not.toHaveProperty('attachments')
    expect(inChat({ ...cardWith(words), title: 'T' })).toHaveProperty('attachments')
    expect(inChat({ ...cardWith(words), support: 0.3 })).toHaveProperty('attachments')
    expect(shown(of(cardWith(words, { kind: 'list', items: [{ text: 'A' }] }), direct))).toBe('Wait.\n• A')
    const steps = [{ state: 'working', text: 'a.pdf' }] as const
    const draft: Card = { ...cardWith({ kind: 'progress', share: 0.5, isDone: false, steps }), isDraft: true }
    expect(inChat(draft)).toHaveProperty('attachments')
  })

  it('are in a 1:1 chat no more of a draft than Teams takes', () => {
    const draft: Card = { ...cardWith({ kind: 'prose', markdown: 'word '.repeat(400) }), question: 'q', isDraft: true }
    const { text } = renderCard(draft, direct).payload
    expect(String(text)).toMatch(/word…$/)
    expect(String(text).length).toBeLessThanOrEqual(limits.informativeText)
  })

  it('have a title in the colour of what they mean', () => {
    const colour = (tone: Card['tone']) =>
      typed(of({ ...cardWith({ kind: 'notice', text: 'n' }), tone, title: 'T' }), 'TextRun')[0]?.color
    expect(['good', 'weak', 'bad', 'info'].map((tone) => colour(tone as Card['tone']))).toEqual([
      'Good',
      'Warning',
      'Attention',
      undefined,
    ])
  })

  it('are notes, of which those that warn stand out, and none of them is blank', () => {
    const note = (text: string) => typed(of(cardWith({ kind: 'notice', text: 'n' }, { kind: 'note', text })), 'TextRun')
    expect(note('Read just now.')[1]).toMatchObject({ isSubtle: true, size: 'Small' })
    expect(note('⚠ Weakly supported')[1]).toMatchObject({ isSubtle: false, size: 'Small' })
    expect(note(' ')).toHaveLength(1)
  })

  it('are of a long notice its beginning', () => {
    const said = shown(of(cardWith({ kind: 'notice', text: 'word '.repeat(1_000) })))
    expect(said.length).toBeLessThan(1_700)
    expect(said).toMatch(/word…\nThis was too long for Teams and is cut here\.$/)
  })

  it('are of a long item its beginning, which shows that it is cut', () => {
    const long = shown(of(cardWith({ kind: 'list', items: [{ title: 'T', text: 'word '.repeat(300) }] })))
    expect(long.length).toBeLessThan(700)
    expect(long).toMatch(/^T\nword[\s\S]*…$/)
    const marked = '**word** '.repeat(300)
    expect(shown(of(cardWith({ kind: 'list', items: [{ markdown: marked }] })))).toMatch(/…$/)
  })

  it('are fields with a name alone too, code with an empty line, and a link without words', () => {
    expect(shown(of(cardWith({ kind: 'fields', fields: [{ name: 'Waiting', value: ' ' }] })))).toBe('Waiting: ')
    expect(shown(of(cardWith({ kind: 'code', text: 'a\n\nb' })))).toBe('a\n\nb')
    const markdown = (part: Part) => renderCard(cardWith(part), channel).displayMarkdown
    expect(markdown({ kind: 'code', text: 'a`b' })).toBe('a\\`b')
    expect(markdown({ kind: 'link', text: ' ', url: 'https://docs.example/a' })).toBe(
      '[https://docs.example/a](https://docs.example/a)',
    )
  })

  it('are a bar that is red where all has failed, and never longer than itself', () => {
    const columns = (share: number, ...states: ('done' | 'failed')[]) => {
      const steps = states.map((state) => ({ state, text: 'a' }))
      return typed(of(cardWith({ kind: 'progress', share, isDone: false, steps })), 'Column').map(
        ({ width, style }) => [width, style],
      )
    }
    expect(columns(0.5, 'done', 'failed')).toEqual([
      [50, 'accent'],
      [50, 'emphasis'],
    ])
    expect(columns(1.2, 'failed')).toEqual([[100, 'attention']])
    expect(columns(-1)).toEqual([[100, 'emphasis']])
  })

  it('are commands between what else can be written and what else can be done', () => {
    const help = of(cardWith({ kind: 'commands', commands: [{ usage: 'search <words>', says: 'lists' }] }))
    const [set] = typed(help, 'FactSet')
    expect((set as { facts: { title: string }[] }).facts.map(({ title }) => title)).toEqual([
      'a question',
      'a file',
      'search <words>',
    ])
    expect(shown(help)).toContain('just ask on')
    const many = Array.from({ length: 30 }, () => ({ usage: 'u', says: 's' }))
    expect(shown(of(cardWith({ kind: 'commands', commands: many })))).toMatch(/^and 12 more\n/)
  })

  it('that do not fit are counted before the footer', () => {
    const action = { gesture: 'g', value: 'v' }
    const buttons = Array.from({ length: 21 }, (_, index) => ({ label: `b${index}`, action }))
    const card = { ...cardWith({ kind: 'notice', text: 'n' }, { kind: 'actions', buttons }), footer: 'Read just now.' }
    expect(shown(of(card as Card))).toBe('n\nand 1 more button\nRead just now.')
  })

  it('are never an empty card', () => {
    for (const reader of [direct, channel]) {
      expect(shown(of(cardWith(), reader))).toBe('There is nothing to show.')
      const button: Button = { label: 'Go', action: { gesture: 'go', value: '1' } }
      expect(shown(of(cardWith({ kind: 'actions', buttons: [button] }), reader))).toBe('What you can do with it:')
    }
  })
})

describe('what can be clicked', () => {
  const action = { gesture: 'go', value: '1' }
  const render = (...parts: Part[]) => renderCard({ tone: 'info', title: 'T', parts }, channel)

  it('is kept for the signature, and what is too much is counted', () => {
    const buttons = Array.from({ length: 60 }, (_, index) => ({ label: `b${index}`, action }))
    const options = Array.from({ length: 300 }, (_, index) => ({ label: `o${index}`, action }))
    const rendered = render({ kind: 'actions', buttons }, { kind: 'select', label: 'Which?', options })
    const { buttons: kept, selects } = storedClickable(rendered.payload)
    const count = selects[0]!.options.length
    expect(kept).toHaveLength(20)
    expect(count).toBeGreaterThan(5)
    expect(shown(cardOf(rendered))).toBe(`T\nand 40 more buttons\nand ${300 - count} more in “Which?”`)
  })

  it('asks for what is to be filled in', () => {
    const form = {
      title: 'About a message',
      submit: 'Ask',
      fields: [
        { id: 'question', label: 'Your question', hint: 'Or nothing', maxLength: 10, value: '12345678901' },
        { id: 'text', label: 'The message', isLong: true, isRequired: true, maxLength: 4000 },
      ],
    } as const
    const [ask] = actionsOf(
      signed(storedClickable(render({ kind: 'actions', buttons: [{ label: 'More', action, form }] }).payload)),
    )
    expect(ask).toMatchObject({
      type: 'Action.ShowCard',
      title: 'More',
      card: {
        body: [
          { type: 'RichTextBlock' },
          {
            type: 'Input.Text',
            id: 'question',
            label: 'Your question',
            placeholder: 'Or nothing',
            maxLength: 10,
            value: '1234567890',
          },
          {
            type: 'Input.Text',
            id: 'text',
            isMultiline: true,
            isRequired: true,
            errorMessage: expect.any(String),
            maxLength: 4000,
          },
        ],
        actions: [{ type: 'Action.Execute', title: 'Ask', verb: 'act', data: { token: longestToken, isFilled: true } }],
      },
    })
  })

  it('is left out of what stands in a dialog or goes into a message', () => {
    const card = wholeCard({
      tone: 'info',
      title: 'T',
      parts: [{ kind: 'actions', buttons: [{ label: 'Go', action }] }],
    })
    expect(card.content).not.toHaveProperty('actions')
  })
})
