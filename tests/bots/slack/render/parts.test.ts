// The parts of any card in Slack: what each says, and what of it gives way where there is too little room.
import { describe, expect, it } from 'vitest'
import { limits, ours } from '../../../../src/bots/slack/limits.ts'
import { bytesOf } from '../../../../src/bots/slack/render/blocks.ts'
import { render } from '../../../../src/bots/slack/render/render.ts'
import { sourceList } from '../../../../src/bots/slack/render/sources.ts'
import type { Card, Part, Source } from '../../../../src/card.ts'

const show = (...parts: Part[]): Card => ({ tone: 'info', parts })
/** The blocks of a card as JSON. */
const shown = (card: Card) => JSON.stringify(render(card).payload.blocks)

const source = (fields: Partial<Source> = {}): Source => ({
  label: '[1]',
  document: { id: 'd', title: 'Handbook', uri: 'handbook.md' },
  locator: { start: 0, end: 1 },
  ...fields,
})
const cited = (...[first = source(), ...more]: Source[]) =>
  ({ kind: 'sources', role: 'cited', title: 'Sources', sources: [first, ...more] }) as const

describe('an answer', () => {
  it('says how well it is supported only where it is not', () => {
    const at = (support: number) => shown({ ...show({ kind: 'prose', markdown: 'So.' }), support })
    expect(at(0.75)).not.toContain('supported')
    expect(at(0.74)).toContain('Partly supported')
    expect(at(0.5)).toContain('Partly supported')
    expect(at(0.49)).toContain('Weakly supported')
  })

  it('that is long leaves room for its sources', () => {
    const prose = { kind: 'prose', markdown: 'All of it matters. '.repeat(800) } as const
    expect(shown(show(prose, cited()))).toContain('Handbook')
  })
})

describe('a notice', () => {
  const to = (id: string, text = 'can <you> say?') => shown(show({ kind: 'notice', text, to: id }))

  it('mentions whom it is for, also one of an organisation, and nobody by what is no id', () => {
    expect(to('U7')).toContain('"<@U7> can &lt;you&gt; say?"')
    expect(to('W7')).toContain('"<@W7> can')
    expect(to('U7> <!channel')).not.toMatch(/<[@!]/)
  })

  it('for someone fits into a section whatever its characters', () => {
    const [block] = render(show({ kind: 'notice', text: '&'.repeat(3_000), to: 'U7' })).payload.blocks as {
      text: { text: string }
    }[]
    expect(block?.text.text.length).toBeLessThanOrEqual(limits.sectionText)
  })
})

describe('a part', () => {
  it('that is a list shows words alone of what is bold, and leads to where an item stands', () => {
    const items = [{ markdown: 'The **lead** signs.', url: 'https://docs.example/a?b=1&c=2' }]
    expect(shown(show({ kind: 'list', items }))).toContain(
      '• The lead signs. <https://docs.example/a?b=1&amp;c=2|Open>',
    )
  })

  it('that is progress says how far it is until it is done, and which step failed', () => {
    const steps = [
      { state: 'done', text: 'a.pdf' },
      { state: 'failed', text: 'b.pdf' },
    ] as const
    const at = (share: number, isDone: boolean) =>
      (render(show({ kind: 'progress', share, isDone, steps })).payload.blocks as { text: { text: string } }[])[0]?.text
        .text
    expect(at(0.667, false)).toBe('67 %\n✅ a.pdf\n⚠️ b.pdf')
    expect(at(1.2, false)).toMatch(/^100 %/)
    expect(at(-1, false)).toMatch(/^0 %/)
    expect(at(1, true)).toBe('✅ a.pdf\n⚠️ b.pdf')
  })

  it('that is help says first how to ask', () => {
    const help = shown(show({ kind: 'commands', commands: [{ usage: 'ask <question>', says: 'answers' }] }))
    expect(help).toMatch(/Mention me in a channel.*`\/rag ask &lt;question&gt;` answers/)
  })

  it('stands below the title of its card', () => {
    expect(render({ ...show({ kind: 'notice', text: 'x' }), title: 'Your *saved* answers' }).displayMarkdown).toBe(
      '**Your \\*saved\\* answers**\n\nx',
    )
  })

  it('that is the last one and does not fit is not dropped in silence', () => {
    const prose = { kind: 'prose', markdown: 'All of it matters. '.repeat(400) } as const
    expect(render(show(prose, prose)).displayMarkdown).not.toContain('There is more')
    expect(render(show(prose, prose, prose)).displayMarkdown).toContain('There is more')
  })
})

describe('sources', () => {
  const listed = (room: number, ...sources: Source[]) => sourceList(cited(...sources), room, true)

  it('are named without their quotes where there is no room for those, and then counted', () => {
    const quoted = [1, 2].map((n) => source({ label: `[${n}]`, quote: 'All of it matters. '.repeat(10) }))
    const whole = bytesOf(listed(10_000, ...quoted))
    const named = listed(whole, ...quoted).map(({ markdown }) => markdown)
    expect(named[1]).toContain('> All of it')
    expect(named.slice(2)).toEqual(['[2] Handbook'])
    const counted = listed(bytesOf(listed(10_000, quoted[0]!)) + 210, ...quoted).map(({ markdown }) => markdown)
    expect(counted.slice(2)).toEqual(['_and 1 more source_'])
  })

  it('are named by their address where they have no title, and lead there whole', () => {
    const document = { id: 'd', title: ' ', uri: 'handbook.md' }
    expect(listed(ours.answerBytes, source({ document, url: 'https://docs.example/a_(b)' }))[1]?.markdown).toBe(
      '[1] [handbook.md](https://docs.example/a_(b%29)',
    )
  })
})
