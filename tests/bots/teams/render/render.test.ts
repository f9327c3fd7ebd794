// Replies as activities with Adaptive Cards: what is shown, and what cannot act.
import { describe, expect, it } from 'vitest'
import { render as renderCard, wholeCard } from '../../../../src/bots/teams/render/render.ts'
import type { Answer, Asker, Citation, FileProgress } from '../../../../src/model.ts'
import { type AnswerReply, cardFor, type Reply } from '../../cards.ts'
import type { Json } from '../fixtures.ts'
import { addresses, cardOf, channel, citation, direct, objects, shown } from './shown.ts'

const commands = [{ usage: 'ask <question>', says: 'answers' }]

const backend = { name: 'extractive', model: null } as const

function answered(markdown: string, first = citation(1), fields: Partial<AnswerReply & { confidence: number }> = {}) {
  const { confidence = 1, ...more } = fields
  const answer: Answer = {
    kind: 'answered',
    markdown,
    confidence,
    citations: [first],
    searched: { documents: 12, nearest: [] },
    backend,
    tookMs: 5,
  }
  return { kind: 'answer' as const, question: 'who approves travel?', answer, notes: [], ...more }
}

function unknown(nearest: readonly Citation[]): AnswerReply {
  const markdown = 'I don’t know. I searched 12 documents.'
  const searched = {
    documents: 12,
    nearest: nearest.map(({ document, locator, url }) => ({ document, locator, ...(url && { url }) })),
  }
  const answer: Answer = { kind: 'no_evidence', markdown, citations: [], searched, backend, tookMs: 1 }
  return { kind: 'answer', question: 'who?', answer, notes: [] }
}

const render = (reply: Reply, reader: Asker) => renderCard(cardFor(reply), reader)

describe('an answer', () => {
  const reply = answered('The **team lead** approves travel < 1,000 & more [1].\n\n- Not *flights* [2].', citation(1), {
    notes: ['Cut to 2,000 characters.'],
  })
  const rendered = render(reply, channel)

  it('stands in the card where others read: prose, then notes, then sources', () => {
    expect(shown(cardOf(rendered))).toBe(
      [
        'The team lead approves travel < 1,000 & more [1].',
        '• Not *flights* [2].',
        'Cut to 2,000 characters.',
        'Sources',
        '[1] Handbook 1 · page 3 · Travel',
        '“Travel is approved by the team lead.”',
      ].join('\n'),
    )
    expect(rendered.payload).not.toHaveProperty('text')
    expect(rendered.preview).toBeUndefined()
  })

  it('has marks that lead to their places, and bold runs', () => {
    const [prose] = cardOf(rendered)!.body as { inlines: Json[] }[]
    expect(prose?.inlines).toEqual([
      { type: 'TextRun', text: 'The ' },
      { type: 'TextRun', text: 'team lead', weight: 'Bolder' },
      { type: 'TextRun', text: ' approves travel < 1,000 & more ' },
      {
        type: 'TextRun',
        text: '[1]',
        selectAction: { type: 'Action.OpenUrl', url: 'https://docs.example/d/1?a=1&b=2' },
      },
      { type: 'TextRun', text: '.' },
    ])
  })

  it('is in a 1:1 chat the text of the message, streamed before its card comes', () => {
    const { payload, preview } = render(reply, direct)
    const text =
      'The **team lead** approves travel &lt; 1,000 &amp; more [\\[1\\]](https://docs.example/d/1?a=1&b=2).\n\n• Not \\*flights\\* \\[2\\].'
    expect(payload).toMatchObject({ type: 'message', text, textFormat: 'markdown' })
    expect(shown(cardOf({ payload, displayMarkdown: '' }))).toMatch(/^Cut to 2,000 characters\.\nSources/)
    expect(preview).toEqual({
      payload: { type: 'typing', text, entities: [{ type: 'streaminfo', streamType: 'streaming' }] },
      finalAfterMs: 1200,
    })
  })

  it('is kept as the Markdown of what is shown, and read out in notifications', () => {
    expect(rendered.displayMarkdown).toBe(
      [
        'The **team lead** approves travel < 1,000 & more [1].',
        '- Not *flights* [2].',
        '_Cut to 2,000 characters._',
        '**Sources**',
        '[1] [Handbook 1](https://docs.example/d/1?a=1&b=2) · page 3 · Travel\n> Travel is approved by the team lead.',
      ].join('\n\n'),
    )
    expect(rendered.payload.summary).toBe('The team lead approves travel < 1,000 & more [1]. - Not *flights* [2].')
  })

  it('folds long quotes and many sources, and counts what is left out', () => {
    const long = answered('Yes [1].', citation(1, { quote: 'All of it matters. '.repeat(30) }))
    const many = Array.from({ length: 30 }, (_, index) => citation(index + 2))
    const reply = { ...long, answer: { ...long.answer, citations: [...long.answer.citations, ...many] } } as AnswerReply
    const card = cardOf(render(reply, channel))
    const byId = (id: string) => objects(card).find((one) => one.id === id)
    expect(byId('quote-1')).not.toHaveProperty('isVisible')
    expect(byId('quote-1-all')).toMatchObject({ isVisible: false })
    expect(shown(byId('more-sources'))).toMatch(/^\[5\] Handbook 5[\s\S]*and 19 more sources$/)
    expect(byId('more-sources')).toMatchObject({ isVisible: false })
  })

  it('shows a picture of a document over https only', () => {
    const withPicture = (thumbnail: string) =>
      objects(
        cardOf(
          render(answered('Yes [1].', citation(1, { document: { ...citation(1).document, thumbnail } })), channel),
        ),
      )
        .filter(({ type }) => type === 'Image')
        .map(({ url, altText }) => ({ url, altText }))
    expect(withPicture('https://docs.example/p.png')).toEqual([
      { url: 'https://docs.example/p.png', altText: 'Picture of Handbook 1' },
    ])
    expect(withPicture('http://docs.example/p.png')).toEqual([])
    expect(withPicture('javascript:alert(1)')).toEqual([])
  })

  it('says how well it is supported only where it is not', () => {
    const at = (confidence: number) => shown(cardOf(render(answered('Yes [1].', citation(1), { confidence }), channel)))
    expect(at(0.75)).not.toContain('supported')
    // Before its sources, and below what it says.
    expect(at(0.74)).toMatch(/^Yes \[1\]\.\n⚠ Partly supported.*\nSources/)
    expect(at(0.5)).toContain('Partly supported')
    expect(at(0.49)).toContain('Weakly supported')
  })

  it('can be shared by the first address that Teams takes', () => {
    const share = (url?: string) => {
      const reply = answered('Yes **so** [1].', { ...citation(1), url: url as string })
      const { actions } = wholeCard(cardFor(reply)).content
      return actions?.map((action) => new URL(String(action.url)).searchParams)[0]
    }
    expect(Object.fromEntries(share('https://docs.example/d?a=1') ?? [])).toEqual({
      href: 'https://docs.example/d?a=1',
      msgText: 'who approves travel?: Yes so [1].',
      preview: 'true',
    })
    expect(share('http://docs.example/d')).toBeUndefined()
    expect(share(undefined)).toBeUndefined()
  })

  it('says that it was cut', () => {
    for (const reader of [direct, channel]) {
      const rendered = render(answered(`${'All of it matters. '.repeat(2000)}[1]`), reader)
      expect(shown(cardOf(rendered))).toContain('cut here')
      expect(rendered.displayMarkdown).toContain('cut here')
    }
  })

  it('that there is none of names what came nearest', () => {
    const rendered = render(unknown([citation(1)]), channel)
    expect(shown(cardOf(rendered))).toBe(
      'I don’t know. I searched 12 documents.\nThe closest I found\n• Handbook 1 · page 3 · Travel',
    )
    // Something for buttons to stand below.
    expect(shown(cardOf(render(unknown([]), direct)))).toBe('What you can do with it:')
  })
})

describe('texts of documents and people', () => {
  const attack =
    '**b** [click](https://evil.example) <at>Ada</at> https://evil.example www.evil.example `c` # h {{DATE(2026-01-01T00:00:00Z)}} \u202Ex'
  const evil = citation(1, {
    document: { id: 'd', title: attack, uri: 'x', thumbnail: 'javascript:alert(1)' },
    quote: attack,
    locator: { heading: attack, start: 0, end: 1 },
    url: 'javascript:alert(1)',
  })
  const { marker: _, ...hit } = evil
  const files: FileProgress[] = [{ name: attack, state: 'failed', message: attack }]
  const replies: Reply[] = [
    answered(attack, evil, { notes: [attack], question: attack }),
    unknown([evil]),
    { kind: 'results', result: { query: attack, hits: [{ ...hit, rank: 1, score: 1 }], tookMs: 1 } },
    { kind: 'indexing', files, isDone: true },
    { kind: 'summary', title: attack, sentences: [attack], url: 'javascript:alert(1)' },
    { kind: 'favourites', favourites: [{ question: attack, markdown: attack, citations: [evil], at: attack }] },
    { kind: 'continued', title: attack, turns: [{ role: 'user', text: attack }] },
    { kind: 'help', problem: attack, commands: [] },
    { kind: 'notice', message: attack, traceId: attack },
  ]

  it.each(replies)('cannot act in a reply of kind $kind', (reply) => {
    for (const reader of [direct, channel]) {
      const { payload } = render(reply, reader)
      // Where Markdown is read there are only our own words.
      for (const { text, type } of objects(payload)) if (type === 'TextBlock') expect(text).not.toMatch(/evil|\*/)
      expect(addresses(payload)).toEqual([])
      expect(JSON.stringify(payload.attachments ?? [])).not.toContain('{{DATE')
      expect(JSON.stringify(payload)).not.toContain('\u202E')
      expect(String(payload.text ?? '')).not.toMatch(/<|https:\/\/evil|www\.evil|(?<!\\)[`#]|\]\(/)
    }
  })
})

describe('other replies', () => {
  const of = (reply: Reply, reader: Asker = channel) => shown(cardOf(render(reply, reader)))

  it('list results with their rank', () => {
    const { marker: _, ...hit } = citation(1)
    const result = { query: 'travel', hits: [{ ...hit, rank: 1, score: 2 }], tookMs: 3 }
    expect(of({ kind: 'results', result })).toMatch(/^Results for “travel”\n1\. Handbook 1 · page 3/)
    expect(of({ kind: 'results', result: { ...result, hits: [] } })).toBe('Nothing matches “travel”.')
  })

  it('show progress as a bar that moves, with the same in words', () => {
    const files: FileProgress[] = [
      { name: 'a.pdf', state: 'indexed', chunks: 3 },
      { name: 'b.pdf', state: 'fetching' },
    ]
    const widths = (reply: Reply) =>
      objects(cardOf(render(reply, channel)))
        .filter(({ type }) => type === 'Column')
        .map(({ width }) => width)
    expect(widths({ kind: 'indexing', files, isDone: false })).toEqual([67, 33])
    expect(widths({ kind: 'indexing', files: files.slice(0, 1), isDone: false })).toEqual([100])
    expect(widths({ kind: 'indexing', files, isDone: true })).toEqual([])
    expect(of({ kind: 'indexing', files, isDone: false })).toBe(
      'Indexing: 1 of 2 files done\n67 %\n✅ a.pdf: indexed, 3 passages\n⏳ b.pdf: fetching',
    )
  })

  it('are no heading where there is only a hint', () => {
    const bold = (reply: Reply) =>
      objects(render(reply, channel).payload)
        .filter(({ weight }) => weight === 'Bolder')
        .map(({ text }) => text)
    expect(bold({ kind: 'favourites', favourites: [] })).toEqual(['You have saved no answer yet'])
    const saved = { question: 'Who?', markdown: 'She.', citations: [citation(1)], at: '2026-01-02T03:04:05Z' }
    expect(bold({ kind: 'favourites', favourites: [saved] })).toEqual(['Your saved answers', '2026-01-02 · Who?'])
  })

  it('count the lines they leave out', () => {
    const sentences = Array.from({ length: 25 }, (_, index) => `Sentence ${index}.`)
    expect(of({ kind: 'summary', title: 'All', sentences })).toMatch(/• Sentence 19\.\nand 5 more$/)
  })

  it('link a summary to its text', () => {
    const reply: Reply = { kind: 'summary', title: 'M', sentences: ['S.'], url: 'https://docs.example/m' }
    expect(addresses(cardOf(render(reply, channel)))).toEqual(['https://docs.example/m'])
  })

  it('say what to write, what went wrong, and that they are looking', () => {
    const help = cardOf(render({ kind: 'help', problem: 'I don’t know “x”.', commands }, channel))
    expect(shown(help)).toMatch(/^I don’t know “x”\./)
    expect(JSON.stringify(help)).toContain('"title":"ask <question>"')
    expect(of({ kind: 'notice', message: 'It failed.', traceId: 'abc' })).toBe('It failed.\nTrace abc')
    expect(of({ kind: 'placeholder', question: 'q' })).toBe('Looking through the documents…')
  })

  it('are in a 1:1 chat what can end a stream, or begin one', () => {
    expect(render({ kind: 'notice', message: 'It *failed*.', traceId: 'abc' }, direct).payload).toEqual({
      type: 'message',
      summary: 'It *failed*.',
      text: 'It \\*failed\\*.\n\nTrace abc',
      textFormat: 'markdown',
    })
    expect(render({ kind: 'placeholder', question: 'q' }, direct).payload).toEqual({
      type: 'typing',
      text: 'Looking through the documents…',
      entities: [{ type: 'streaminfo', streamType: 'informative' }],
    })
  })
})
