// Cards as embeds: what is shown, and what cannot act.
import { describe, expect, it } from 'vitest'
import { colors } from '../../../../src/bots/discord/render/embeds.ts'
import { escapeMarkdown, linkable, pack, words } from '../../../../src/bots/discord/render/markdown.ts'
import { firstPage, type MessageBody, showChoice, showPage } from '../../../../src/bots/discord/render/pages.ts'
import { render } from '../../../../src/bots/discord/render/render.ts'
import type { Citation } from '../../../../src/model.ts'
import { cardFor, type Reply } from '../../cards.ts'
import {
  type AnyComponent,
  answered,
  backend,
  citation,
  command,
  descriptions,
  firstOf,
  message,
  nothing,
  pagesOf,
  renderReply,
  signedOf,
} from './shown.ts'

describe('an answer', () => {
  const embed = firstOf(
    answered('The **team lead** approves < 1,000 & more [1].\n- Others: nobody [9]', {}, ['Cut to 2,000 characters.']),
    command,
  )

  it('is prose whose marks lead to their places, its notes, and a field a source', () => {
    expect(embed).toEqual({
      color: colors.good,
      title: 'who approves travel?',
      description:
        'The **team lead** approves \\< 1,000 & more [[1]](https://docs.example/d/1?a=1&b=2).\n• Others: nobody \\[9\\]\n\nℹ️ Cut to 2,000 characters.',
      fields: [
        {
          name: '\\[1\\] Handbook 1',
          value: 'page 3 · Travel · [open](https://docs.example/d/1?a=1&b=2)\n> Travel is approved by the team lead.',
        },
      ],
      footer: { text: 'Handbook 1 · score 82 % · well supported' },
    })
  })

  it('names the question where nobody else sees it, and only there', () => {
    expect(firstOf(answered('Yes [1].'), message)).not.toHaveProperty('title')
  })

  it.each([
    [0.75, colors.good, 'well supported'],
    [0.74, colors.fair, 'partly supported'],
    [0.5, colors.fair, 'partly supported'],
    [0.49, colors.weak, 'weakly supported'],
  ])('says how well it is supported in colour and in words: %d', (confidence, color, meaning) => {
    const shown = firstOf(answered('Yes [1].', { confidence }))
    expect(shown.color).toBe(color)
    expect(shown.footer?.text).toContain(meaning)
  })

  it.each([
    ['Handbook 1', 'page 3'],
    ['Handbook 1 › Travel', 'page 3 · Travel'],
    ['Handbook 10', 'page 3 · Handbook 10'],
  ])('does not repeat the title in the headings: %s', (heading, shown) => {
    const { url: _, ...unlinked } = citation(1, { locator: { page: 3, heading, start: 0, end: 1 }, quote: '' })
    expect(firstOf(answered('Yes [1].', { citations: [unlinked] })).fields?.[0]?.value).toBe(shown)
  })

  it('shows the first picture that a cited document has', () => {
    const document = { id: 'd', title: 'T', uri: 'u' }
    const citations = [
      citation(1, { document: { ...document, thumbnail: 'javascript:alert(1)' } }),
      citation(2, { document: { ...document, thumbnail: 'https://docs.example/t.png' } }),
    ] as const
    expect(firstOf(answered('Yes [1].', { citations })).thumbnail).toEqual({ url: 'https://docs.example/t.png' })
  })

  it('keeps everything of a long one, page after page', () => {
    const markdown = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' ')
    const quote = Array.from({ length: 500 }, (_, index) => `quoted${index}`).join(' ')
    const citations = Array.from({ length: 30 }, (_, index) => citation(index + 1)) as [Citation, ...Citation[]]
    const rendered = renderReply(answered(markdown, { citations: [citation(1, { quote }), ...citations] }), message)
    expect(
      descriptions(rendered)
        .match(/word\d+/g)
        ?.join(' ') === markdown,
    ).toBe(true)
    const values = pagesOf(rendered).flatMap(({ fields = [] }) => fields.map(({ value }) => value))
    expect(values.join(' ').match(/quoted\d+/g)).toHaveLength(500)
    expect(values.join(' ').match(/\[open\]/g)).toHaveLength(31)
    expect(rendered.displayMarkdown).toContain('word2999')
    expect(rendered.displayMarkdown).not.toMatch(/page 1 of/)
  })

  it('can be turned over, with its buttons below the first page', () => {
    const card = cardFor(answered('word '.repeat(2000)))
    const buttons = [
      { label: 'Good', action: { gesture: 'vote', value: 'good', isAboutAnswer: true } as const },
      { label: 'Bad', action: { gesture: 'vote', value: 'bad', isAboutAnswer: true } as const },
    ]
    const { payload } = render({ ...card, parts: [...card.parts, { kind: 'actions', buttons }] }, message)
    const ids = (body: MessageBody | null) =>
      (body?.components ?? []).flatMap((row) => (row.components as AnyComponent[]).map((one) => one.custom_id))
    const signed = signedOf(JSON.parse(JSON.stringify(payload)))
    expect(ids(firstPage(payload, '7', signed))).toEqual(['page:7:1', 'vote:good', 'vote:bad'])
    expect(firstPage(payload, '7', signed).components[0]).toMatchObject({
      components: [{ label: 'More (2 of 3)' }, { label: 'Good' }, { label: 'Bad' }],
    })
    expect(ids(showPage(payload, 1, '7', signed))).toEqual(['page:7:0', 'page:7:2'])
    expect(ids(showPage(payload, 2, '7', signed))).toEqual(['page:7:1'])
    expect(ids(showPage(payload, 0, '7', signed))).toEqual(['page:7:1', 'vote:good', 'vote:bad'])
    expect(ids(showPage(payload, 0, '7', nothing))).toEqual(['page:7:1'])
    expect(showPage(payload, 3, '7', signed)).toBeNull()
    expect(showPage(payload, -1, '7', signed)).toBeNull()
    expect(showPage({}, 0, '7', signed)).toBeNull()
  })
})

describe('a refusal', () => {
  it('is grey, says so, and names what came closest', () => {
    const nearest = [{ document: citation(1).document, locator: { start: 0, end: 1 } }]
    const answer = { kind: 'no_evidence', markdown: 'I don’t know.', citations: [], backend, tookMs: 1 } as const
    const embed = firstOf({
      kind: 'answer',
      question: 'q',
      answer: { ...answer, searched: { documents: 1, nearest } },
      notes: [],
    })
    expect(embed).toEqual({
      color: colors.quiet,
      description: 'I don’t know.\n\n**The closest I found**',
      fields: [{ name: '• Handbook 1', value: '—' }],
      footer: { text: 'No answer found' },
    })
  })
})

describe('search results', () => {
  const quote = 'A passage that goes on. '.repeat(30).trim()
  const hits = Array.from({ length: 7 }, (_, index) => {
    const { marker: rank, ...hit } = citation(index + 1, { quote })
    return { ...hit, rank, score: 1 }
  })
  const rendered = renderReply({ kind: 'results', result: { query: 'travel', hits, tookMs: 1 } }, command)

  it('lists them in short, and shows one of the top 5 in full', () => {
    const [embed] = pagesOf(rendered)
    expect(embed?.title).toBe('Results for “travel”')
    expect(embed?.fields).toHaveLength(7)
    expect(embed?.fields?.[0]?.value).toMatch(/…$/)
    const [row] = firstPage(rendered.payload, '7', nothing).components as unknown as AnyComponent[]
    expect(row?.components?.[0]?.custom_id).toBe('choose:7')
    expect(row?.components?.[0]?.options?.map(({ value }) => value)).toEqual(['0', '1', '2', '3', '4'])
    expect(showChoice(rendered.payload, 4)?.embeds[0]?.description).toContain(quote)
    expect(showChoice(rendered.payload, 5)).toBeNull()
    expect(showChoice(rendered.payload, Number.NaN)).toBeNull()
    // What cannot be chosen is in the list in full.
    expect(embed?.fields?.[5]?.value).toContain(quote)
  })

  it('says when nothing matches', () => {
    const reply: Reply = { kind: 'results', result: { query: '<@1>', hits: [], tookMs: 1 } }
    expect(firstOf(reply).description).toBe('Nothing matches “\\<\\@1\\>”.')
    expect(firstPage(renderReply(reply, command).payload, '7', nothing).components).toEqual([])
    const long: Reply = { kind: 'results', result: { query: 'word '.repeat(400), hits: [], tookMs: 1 } }
    expect(firstOf(long).description?.length).toBeLessThan(350)
  })

  it('describes a choice by its passage where its heading is the title again', () => {
    const [hit] = hits
    const same = { ...hit!, locator: { heading: 'Handbook 1', start: 0, end: 1 }, quote: 'The passage.' }
    const { payload } = renderReply({ kind: 'results', result: { query: 'q', hits: [same], tookMs: 1 } }, command)
    expect(payload.choices).toMatchObject([{ label: '1. Handbook 1', description: 'The passage.' }])
  })
})

describe('the other replies', () => {
  it('shows a bar that moves, and a line a file', () => {
    const embed = (isDone: boolean, ...states: ('fetching' | 'indexed' | 'failed')[]) =>
      firstOf({ kind: 'indexing', files: states.map((state) => ({ name: 'a_b.pdf', state, chunks: 2 })), isDone })
    expect(embed(false, 'indexed', 'fetching')).toEqual({
      color: colors.info,
      title: 'Indexing: 1 of 2 files done',
      description: '▰▰▰▰▰▰▰▱▱▱ 67 %\n\n✓ a\\_b.pdf: indexed, 2 passages\n◔ a\\_b.pdf: fetching',
    })
    expect(embed(true, 'indexed')).toEqual({
      color: colors.good,
      title: 'Indexed: ask me about it',
      description: '✓ a\\_b.pdf: indexed, 2 passages',
    })
    expect(embed(true, 'indexed', 'failed').color).toBe(colors.weak)
    expect(embed(true, 'failed').color).toBe(colors.bad)
  })

  it('tells an error from a hint in words too', () => {
    expect(firstOf({ kind: 'notice', message: 'Type *more*.' })).toEqual({
      color: colors.quiet,
      description: 'Type \\*more\\*.',
    })
    expect(firstOf({ kind: 'notice', message: 'It failed.', traceId: 'ab12' })).toMatchObject({
      color: colors.bad,
      footer: { text: 'Something went wrong · Trace ab12' },
    })
  })

  it('is written down as it is shown', () => {
    const summary = { kind: 'summary', title: 'Notes', sentences: ['**One.**'], url: 'https://docs.example/' } as const
    expect(renderReply(summary, command).displayMarkdown).toBe(
      '**Key sentences of “Notes”**\n\n• \\*\\*One.\\*\\*\n\n[Open the original](https://docs.example/)',
    )
    expect(renderReply({ kind: 'placeholder', question: 'why?' }, command).displayMarkdown).toBe(
      'Looking through the documents…',
    )
  })
})

describe('texts as data', () => {
  it('shows markup, mentions, emoji and addresses as they are written', () => {
    expect(escapeMarkdown('<@1> @everyone <:x:2> ||s|| [a](https://b.c) # *_~`')).toBe(
      '\\<\\@1\\> \\@everyone \\<:x:2\\> \\|\\|s\\|\\| \\[a\\](https\\://b.c) \\# \\*\\_\\~\\`',
    )
  })

  it('never cuts between a backslash and what it escapes', () => {
    for (const text of ['\\', '*', 'a*', '👍', 'ab👍'])
      for (const piece of pack(words(escapeMarkdown(text.repeat(300))), 99)) {
        expect(/\\*$/.exec(piece)?.[0].length ?? 0).toSatisfy((count: number) => count % 2 === 0)
        expect(piece.isWellFormed()).toBe(true)
      }
  })

  it('links to http and https only, never out of its brackets', () => {
    expect(linkable('javascript:alert(1)')).toBeUndefined()
    expect(linkable('https://user:secret@docs.example/')).toBeUndefined()
    expect(linkable(`https://docs.example/${'a'.repeat(2000)}`)).toBeUndefined()
    expect(linkable('https://docs.example/a) [x](y)|z?q=\\')).toBe(
      'https://docs.example/a%29%20%5Bx%5D%28y%29%7Cz?q=%5C',
    )
  })
})

describe('a link to a message', () => {
  it('is bare, so that Discord jumps there itself', () => {
    const url = 'https://discord.com/channels/200/300/8000'
    expect(linkable(`${url}#:~:text=words%20of%20it`)).toBe(url)
    expect(linkable('https://discord.com/blog#part')).toBe('https://discord.com/blog#part')
  })
})
