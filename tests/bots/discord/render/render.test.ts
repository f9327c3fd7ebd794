// Replies as embeds: what is shown, what cannot act, and Discord's limits under whatever comes in.
import {
  ActionRowBuilder,
  type APIEmbed,
  ButtonBuilder,
  EmbedBuilder,
  embedLength,
  StringSelectMenuBuilder,
} from 'discord.js'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../../src/bots/discord/limits.ts'
import { colors, type Embed } from '../../../../src/bots/discord/render/embeds.ts'
import { escapeMarkdown, linkable, pack, words } from '../../../../src/bots/discord/render/markdown.ts'
import { firstPage, type MessageBody, showChoice, showPage } from '../../../../src/bots/discord/render/pages.ts'
import { render } from '../../../../src/bots/discord/render/render.ts'
import type { Rendered } from '../../../../src/bots/types.ts'
import type { Citation, GroundedAnswer, Reply } from '../../../../src/model.ts'
import { createHostileReplies } from '../../hostile-replies.ts'

const command = { target: { interaction: '1' } }
const message = { target: {} }
const place = { conversationId: '0b5a1c9e-0000-4000-8000-000000000001', seq: 12 }
const backend = { name: 'extractive', model: null } as const

function citation(marker: number, fields: Partial<Citation> = {}): Citation {
  return {
    marker,
    document: { id: `d${marker}`, title: `Handbook ${marker}`, uri: `handbook-${marker}.md` },
    quote: 'Travel is approved by the team lead.',
    locator: { page: 3, heading: 'Travel', start: 10, end: 46 },
    url: `https://docs.example/d/${marker}?a=1&b=2`,
    ...fields,
  }
}

function answered(markdown: string, fields: Partial<GroundedAnswer> = {}, notes: string[] = []): Reply {
  const searched = { documents: 12, nearest: [] }
  const citations = [citation(1)] as const
  return {
    kind: 'answer',
    question: 'who approves travel?',
    answer: { kind: 'answered', confidence: 0.82, markdown, citations, searched, backend, tookMs: 5, ...fields },
    notes,
  }
}

const pagesOf = ({ payload }: Rendered) => payload.pages as Embed[]
const firstOf = (reply: Reply, reader: { target: Record<string, string> } = message) =>
  pagesOf(render(reply, reader))[0] as Embed
const descriptions = (rendered: Rendered) =>
  pagesOf(rendered)
    .map(({ description }) => description ?? '')
    .join('\n')

/** Every body that a reply can be shown as. */
function bodiesOf({ payload }: Rendered): (MessageBody | null)[] {
  const choices = (payload.choices ?? []) as unknown[]
  return [
    firstPage(payload, '4711', place),
    ...(payload.pages as Embed[]).map((_, page) => showPage(payload, page, '4711')),
    ...choices.map((_, index) => showChoice(payload, index)),
  ]
}

interface AnyComponent {
  readonly type: number
  readonly custom_id?: string
  readonly label?: string
  readonly components?: readonly AnyComponent[]
  readonly options?: readonly { label: string; value: string; description?: string }[]
}

/** What Discord would refuse in a body, by the table of limits; and what must never stand in one. */
function faultsOf({ embeds, components, ...rest }: MessageBody): string[] {
  const faults: string[] = []
  const check = (name: string, text: string | undefined, limit: number) => {
    if (text !== undefined && (text.length > limit || text.trim() === '' || text.trim() !== text))
      faults.push(`${name}: ${text.length} of ${limit}`)
  }
  const most = (name: string, count: number, limit: number) => {
    if (count > limit || count === 0) faults.push(`${count} ${name}, not 1 to ${limit}`)
  }
  most('embeds', embeds.length, limits.embeds)
  if (embeds.reduce((sum, embed) => sum + embedLength(embed as APIEmbed), 0) > limits.embedTotal - 100)
    faults.push('total')
  for (const { title, description, fields = [], footer, thumbnail } of embeds) {
    if (!title && !description && fields.length === 0) faults.push('an empty embed')
    check('title', title, limits.title)
    check('description', description, limits.description)
    if (fields.length > limits.fields) faults.push('fields')
    for (const { name, value } of fields) {
      check('name', name, limits.fieldName)
      check('value', value, limits.fieldValue)
    }
    check('footer', footer?.text, limits.footer)
    check('thumbnail', thumbnail?.url, limits.mediaUrl)
  }
  if (components.length > limits.rows) faults.push('rows')
  for (const row of components as unknown as AnyComponent[]) {
    const inner = row.components ?? []
    most('components', inner.length, limits.buttonsPerRow)
    for (const { custom_id, label, options } of inner) {
      check('custom id', custom_id, limits.customId)
      check('label', label, limits.buttonLabel)
      if (options) most('options', options.length, limits.options)
      for (const option of options ?? []) {
        check('option', option.label, limits.optionLabel)
        check('option description', option.description, limits.optionDescription)
      }
    }
  }
  const shown = embeds.flatMap(({ title, description, fields = [] }) => [
    title ?? '',
    description ?? '',
    ...fields.flatMap(({ name, value }) => [name, value]),
  ])
  for (const text of shown) {
    // Our own: links to citations, and commands in the help.
    const outsideLinks = text.replace(/\]\(https?:\/\/[^\s()<>[\]\\]+\)/g, ']').replace(/`\/rag \w+`/g, '')
    if (/(?<!\\)(?:\\\\)*:\/\//.test(outsideLinks)) faults.push('an address that is no citation’s')
    if (/(?<!\\)(?:\\\\)*[<>@|~_`#]/.test(outsideLinks.replace(/^> /gm, ''))) faults.push('markup of a text')
    if (/[\p{Cc}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/u.test(text.replaceAll('\n', ''))) faults.push('unseen')
    if (!text.isWellFormed()) faults.push('half a character')
  }
  if (JSON.stringify(rest) !== '{"allowed_mentions":{"parse":[],"replied_user":false}}') faults.push('pings')
  return faults
}

/** What discord.js' own builders refuse. */
function build({ embeds, components }: MessageBody): void {
  for (const embed of embeds) new EmbedBuilder(embed).toJSON()
  for (const row of components as unknown as AnyComponent[]) {
    const inner = (row.components ?? []).map((one) =>
      one.type === 3 ? new StringSelectMenuBuilder(one as object) : new ButtonBuilder(one as object),
    )
    new ActionRowBuilder<StringSelectMenuBuilder | ButtonBuilder>().addComponents(inner).toJSON()
  }
}

describe('an answer', () => {
  const embed = firstOf(
    answered('The **team lead** approves < 1,000 & more [1].\n- Others: nobody [9]', {}, ['Cut to 2,000 characters.']),
    command,
  )

  it('is prose whose marks lead to their places, its notes, and a field a source', () => {
    expect(embed).toEqual({
      color: colors.green,
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
    [0.75, colors.green, 'well supported'],
    [0.74, colors.amber, 'partly supported'],
    [0.5, colors.amber, 'partly supported'],
    [0.49, colors.orange, 'weakly supported'],
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
    const rendered = render(answered(markdown, { citations: [citation(1, { quote }), ...citations] }), message)
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

  it('can be voted on, saved and reported, and turned over', () => {
    const markdown = 'word '.repeat(2000)
    const { payload } = render(answered(markdown), message)
    const ids = (body: MessageBody | null) =>
      (body?.components ?? []).flatMap((row) => (row.components as AnyComponent[]).map((one) => one.custom_id))
    const id = `${place.conversationId}:12`
    expect(ids(firstPage(payload, '7', place))).toEqual([
      'page:7:1',
      `helpful:${id}`,
      `not-helpful:${id}`,
      `favourite:${id}`,
      `report:${id}`,
    ])
    expect(ids(showPage(payload, 1, '7'))).toEqual(['page:7:0', 'page:7:2'])
    expect(ids(showPage(payload, 2, '7'))).toEqual(['page:7:1'])
    expect(ids(showPage(payload, 0, '7'))).toEqual(['page:7:1'])
    expect(showPage(payload, 3, '7')).toBeNull()
    expect(showPage(payload, -1, '7')).toBeNull()
    expect(showPage({}, 0, '7')).toBeNull()
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
      color: colors.grey,
      description: 'I don’t know.\n\n**The closest I found**',
      fields: [{ name: '• Handbook 1', value: '—' }],
      footer: { text: 'No answer found · 1 document searched' },
    })
  })
})

describe('search results', () => {
  const quote = 'A passage that goes on. '.repeat(30).trim()
  const hits = Array.from({ length: 7 }, (_, index) => {
    const { marker: rank, ...hit } = citation(index + 1, { quote })
    return { ...hit, rank, score: 1 }
  })
  const rendered = render({ kind: 'results', result: { query: 'travel', hits, tookMs: 1 } }, command)

  it('lists them in short, and shows one of the top 5 in full', () => {
    const [embed] = pagesOf(rendered)
    expect(embed?.title).toBe('Results for “travel”')
    expect(embed?.fields).toHaveLength(7)
    expect(embed?.fields?.[0]?.value).toMatch(/…$/)
    const [row] = firstPage(rendered.payload, '7').components as unknown as AnyComponent[]
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
    expect(firstPage(render(reply, command).payload, '7').components).toEqual([])
    const long: Reply = { kind: 'results', result: { query: 'word '.repeat(400), hits: [], tookMs: 1 } }
    expect(firstOf(long).description?.length).toBeLessThan(350)
  })

  it('describes a choice by its passage where its heading is the title again', () => {
    const [hit] = hits
    const same = { ...hit!, locator: { heading: 'Handbook 1', start: 0, end: 1 }, quote: 'The passage.' }
    const { payload } = render({ kind: 'results', result: { query: 'q', hits: [same], tookMs: 1 } }, command)
    expect(payload.choices).toMatchObject([{ label: '1. Handbook 1', description: 'The passage.' }])
  })
})

describe('the other replies', () => {
  it('shows a bar that moves, and a line a file', () => {
    const embed = (isDone: boolean, ...states: ('fetching' | 'indexed' | 'failed')[]) =>
      firstOf({ kind: 'indexing', files: states.map((state) => ({ name: 'a_b.pdf', state, chunks: 2 })), isDone })
    expect(embed(false, 'indexed', 'fetching')).toEqual({
      color: colors.blue,
      title: 'Indexing: 1 of 2 files done',
      description: '▰▰▰▰▰▰▰▱▱▱ 67 %\n\na\\_b.pdf: indexed, 2 passages\na\\_b.pdf: fetching',
    })
    expect(embed(true, 'indexed')).toEqual({
      color: colors.green,
      title: 'Indexed: ask me about it',
      description: 'a\\_b.pdf: indexed, 2 passages',
    })
    expect(embed(true, 'indexed', 'failed').color).toBe(colors.orange)
    expect(embed(true, 'failed').color).toBe(colors.red)
  })

  it('tells an error from a hint in words too', () => {
    expect(firstOf({ kind: 'notice', message: 'Type *more*.' })).toEqual({
      color: colors.grey,
      description: 'Type \\*more\\*.',
    })
    expect(firstOf({ kind: 'notice', message: 'It failed.', traceId: 'ab12' })).toMatchObject({
      color: colors.red,
      footer: { text: 'Something went wrong · trace ab12' },
    })
  })

  it('is written down as it is shown', () => {
    const summary = { kind: 'summary', title: 'Notes', sentences: ['**One.**'], url: 'https://docs.example/' } as const
    expect(render(summary, command).displayMarkdown).toBe(
      '**Key sentences of “Notes”**\n\n• **One.**\n\n[open](https://docs.example/)',
    )
    expect(render({ kind: 'placeholder', question: 'why?' }, command).displayMarkdown).toBe(
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

describe('2,000 random answers', () => {
  it('keeps every limit, on every page', () => {
    const { answer } = createHostileReplies(20_261_121, 0.1)
    for (let count = 0; count < 2000; count += 1) {
      const reply = answer()
      for (const body of bodiesOf(render(reply, count % 2 === 0 ? command : message))) {
        if (body === null) throw new Error('a page is missing')
        const faults = faultsOf(body)
        if (faults.length > 0) throw new Error(`answer ${count}: ${faults.join(', ')}\n${JSON.stringify(body)}`)
        if (count % 10 === 0) build(body)
      }
    }
  }, 60_000)

  it('keeps them in all other kinds of replies', () => {
    const { any } = createHostileReplies(3)
    for (let count = 0; count < 500; count += 1) {
      const reply = any()
      for (const body of bodiesOf(render(reply, command))) {
        if (body === null) throw new Error('a page is missing')
        const faults = faultsOf(body)
        if (faults.length > 0) throw new Error(`${reply.kind} ${count}: ${faults.join(', ')}\n${JSON.stringify(body)}`)
        build(body)
      }
    }
  }, 60_000)
})
