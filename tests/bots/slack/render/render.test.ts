// Replies as Block Kit: what is shown, what cannot act, and Slack's limits under whatever comes in.
import { describe, expect, it } from 'vitest'
import { limits } from '../../../../src/bots/slack/limits.ts'
import type { Block } from '../../../../src/bots/slack/render/blocks.ts'
import { quoteQuestion, render as renderCard } from '../../../../src/bots/slack/render/render.ts'
import type { Rendered } from '../../../../src/bots/types.ts'
import type { Answer, Citation, GroundedAnswer } from '../../../../src/model.ts'
import { cardFor, type Reply } from '../../cards.ts'

const render = (reply: Reply) => renderCard(cardFor(reply))

const commands = [{ usage: 'ask <question>', says: 'answers' }]

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

function answered(markdown: string, citations: readonly Citation[] = [citation(1)]): GroundedAnswer {
  return {
    kind: 'answered',
    confidence: 0.9,
    markdown,
    citations: citations as GroundedAnswer['citations'],
    searched: { documents: 12, nearest: [] },
    backend,
    tookMs: 5,
  }
}

const reply = (answer: Answer, notes: string[] = [], question = 'who approves travel?'): Reply => ({
  kind: 'answer',
  question,
  answer,
  notes,
})

const blocksOf = ({ payload }: Rendered) => payload.blocks as Block[]

/** Every string below a block, with the text object or element it belongs to. */
function texts(value: unknown, found: { type: string; text: string }[] = []): { type: string; text: string }[] {
  if (Array.isArray(value)) for (const one of value) texts(one, found)
  else if (typeof value === 'object' && value !== null) {
    const { type, text } = value as { type?: unknown; text?: unknown }
    if (typeof type === 'string' && typeof text === 'string') found.push({ type, text })
    for (const one of Object.values(value)) texts(one, found)
  }
  return found
}

describe('an answer', () => {
  const rendered = render(
    reply(answered('The **team lead** approves travel < 1,000 & more [1].'), ['Cut to 2,000 characters.']),
  )

  it('is prose whose marks lead to their places, then notes, then sources', () => {
    expect(blocksOf(rendered).map((block) => block.type)).toEqual([
      'section',
      'context',
      'divider',
      'rich_text',
      'rich_text',
    ])
    expect(texts(blocksOf(rendered)[0])[0]?.text).toBe(
      'The *team lead* approves travel &lt; 1,000 &amp; more <https://docs.example/d/1?a=1&amp;b=2|[1]>.',
    )
    expect(blocksOf(rendered)[4]).toEqual({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: '[1] ' },
            { type: 'link', url: 'https://docs.example/d/1?a=1&b=2', text: 'Handbook 1' },
            { type: 'text', text: ' · page 3 · Travel' },
          ],
        },
        { type: 'rich_text_quote', elements: [{ type: 'text', text: 'Travel is approved by the team lead.' }] },
      ],
    })
  })

  it('does not unfurl, and speaks in notifications too', () => {
    expect(rendered.payload).toMatchObject({
      unfurl_links: false,
      unfurl_media: false,
      question: 'who approves travel?',
    })
    expect(rendered.payload.text).toMatch(/^The team lead approves travel &lt; 1,000 &amp; more \[1\]\./)
  })

  it('is kept as the Markdown of what is shown', () => {
    expect(rendered.displayMarkdown).toBe(
      [
        'The **team lead** approves travel < 1,000 & more [1].',
        '_Cut to 2,000 characters._',
        '**Sources**',
        '[1] [Handbook 1](https://docs.example/d/1?a=1&b=2) · page 3 · Travel\n> Travel is approved by the team lead.',
      ].join('\n\n'),
    )
  })

  it('is said to screen readers in words, with links by their titles', () => {
    expect(rendered.payload.text).toBe(
      [
        'The team lead approves travel &lt; 1,000 &amp; more [1].',
        'Cut to 2,000 characters.',
        'Sources',
        '[1] <https://docs.example/d/1?a=1&amp;b=2|Handbook 1> · page 3 · Travel\n&gt; Travel is approved by the team lead.',
      ].join('\n\n'),
    )
    const many = Array.from({ length: 20 }, (_, index) =>
      citation(index + 1, { url: `https://docs.example/${'x'.repeat(200)}` }),
    )
    const { text } = render(reply(answered('Yes [1].', many))).payload
    expect(String(text).length).toBeLessThanOrEqual(3_000)
    // None of its links is cut.
    expect(String(text).match(/</g)?.length).toBe(String(text).match(/>/g)?.length)
  })

  it('names a source without an address, and leaves its mark plain', () => {
    const { url: _, ...plain } = citation(1)
    for (const one of [plain, citation(1, { url: 'javascript:alert(1)' })]) {
      const json = JSON.stringify(blocksOf(render(reply(answered('Yes [1].', [one])))))
      expect(json).toContain('Yes [1].')
      expect(json).toContain('Handbook 1')
      expect(json).not.toMatch(/"link"|javascript/)
    }
  })

  it('that is too long is cut, which is said and kept', () => {
    const long = render(reply(answered(`${'All of it matters. '.repeat(2000)}[1]`)))
    expect(JSON.stringify(blocksOf(long))).toContain('cut here')
    expect(long.displayMarkdown).toContain('cut here')
    expect(long.displayMarkdown.length).toBeLessThan(limits.blocksJsonBytes)
  })
})

describe('texts of documents and people', () => {
  const attack = '<!channel> <@U1> <https://evil.example|click> *bold* `code` https://evil.example :tada: & </x>'

  it('cannot act, wherever they stand', () => {
    const evil = citation(1, {
      document: { id: 'd', title: attack, uri: 'x' },
      quote: attack,
      locator: { heading: attack, start: 0, end: 1 },
    })
    const replies: Reply[] = [
      reply(answered(`${attack} [1]`, [evil]), [attack], attack),
      { kind: 'results', result: { query: attack, hits: [{ ...evil, rank: 1, score: 1 }], tookMs: 1 } },
      { kind: 'results', result: { query: attack, hits: [], tookMs: 1 } },
      { kind: 'help', problem: attack, commands: [] },
      { kind: 'notice', message: attack, traceId: attack },
    ]
    for (const one of replies) {
      const { payload } = render(one)
      const quoted = quoteQuestion(attack, 'U1').block
      for (const { type, text } of texts([payload.blocks, quoted])) {
        if (type !== 'mrkdwn') continue
        expect(text).not.toMatch(/<!|<https:\/\/evil|<\/x/)
        expect(text.replace('<@U1> asked:', '')).not.toContain('<@')
      }
      // Links of ours, with what they are called, are all that acts in a text.
      expect(String(payload.text).replace(/<https:\/\/docs\.example\/[^<>|]*\|([^<>]*)>/g, '$1')).not.toMatch(/[<>]/)
      expect(JSON.stringify(payload.blocks)).not.toContain('"verbatim":false')
    }
  })

  it('keep their own asterisks and brackets in the transcript', () => {
    const evil = citation(1, { document: { id: 'd', title: 'A [link](https://evil.example)', uri: 'x' } })
    expect(render(reply(answered('Yes [1].', [evil]))).displayMarkdown).toContain('\\[link\\](https://evil.example)')
  })
})

describe('other replies', () => {
  const shown = (one: Reply) =>
    texts(blocksOf(render(one)))
      .map(({ text }) => text)
      .join('\n')

  it('say what was searched and what came nearest when there is no answer', () => {
    const { document, locator, url } = citation(1)
    const text = shown(
      reply({
        kind: 'no_evidence',
        markdown: 'I don’t know. I searched 12 documents.',
        citations: [],
        searched: { documents: 12, nearest: [{ document, locator, url: url as string }] },
        backend,
        tookMs: 1,
      }),
    )
    expect(text).toMatch(/^I don’t know/)
    expect(text.match(/I searched 12 documents/g)).toHaveLength(1)
    expect(text).toMatch(/\nThe closest I found\n• \nHandbook 1/)
  })

  it('list results with their rank', () => {
    const { marker: _, ...hit } = citation(1)
    const text = shown({
      kind: 'results',
      result: { query: 'travel', hits: [{ ...hit, rank: 1, score: 2 }], tookMs: 3 },
    })
    expect(text).toMatch(/Results for “travel”.*\n1\. \nHandbook 1/)
  })

  it('show the status, the help with its problem, the placeholder and a notice with its trace', () => {
    const status = {
      documents: 2,
      chunks: 9,
      lastIndexedAt: null,
      retrieval: 'BM25',
      writer: 'extractive',
      pending: 1,
      warnings: ['disk: full'],
    }
    expect(shown({ kind: 'status', status })).toMatch(
      /Documents: 2 \(9 passages\)\nLast indexed: never[\s\S]*\n⚠️ Attention: disk: full/,
    )
    expect(shown({ kind: 'help', problem: 'I don’t know “x”.', commands })).toMatch(
      /^I don’t know “x”\.\n[\s\S]*`\/rag ask/,
    )
    expect(shown({ kind: 'placeholder', question: 'q' })).toBe('Looking through the documents…')
    expect(shown({ kind: 'notice', message: 'It failed.', traceId: 'abc' })).toBe('It failed.\nTrace abc')
  })
})

describe('Slack’s limits', () => {
  it('halve no character of a text without a space', () => {
    for (const lead of ['', 'x']) {
      const text = lead + '😀'.repeat(4000)
      const locator = { heading: text, start: 0, end: 1 }
      const one = citation(1, { document: { id: 'd', title: text, uri: 'x' }, quote: text, locator })
      const { payload, displayMarkdown } = render(reply(answered(text, [one]), [text]))
      for (const { text } of texts(payload.blocks)) expect(text.isWellFormed()).toBe(true)
      expect(`${payload.text}${displayMarkdown}`.isWellFormed()).toBe(true)
    }
  })

  it('leave sources out by number, and count them', () => {
    const many = Array.from({ length: 25 }, (_, index) =>
      citation(index + 1, { quote: 'Yes.', locator: { start: 0, end: 4 } }),
    )
    const rendered = render(reply(answered('Yes [1].', many)))
    expect(blocksOf(rendered).filter(({ type }) => type === 'rich_text')).toHaveLength(1 + 20)
    expect(rendered.displayMarkdown).toContain('and 5 more sources')
  })

  // A small generator with a seed, so that a failure can be repeated.
  function random(seed: number): () => number {
    let state = seed
    return () => {
      state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
      return state / 2 ** 32
    }
  }
  const pieces = [
    'word ',
    'straße ',
    '😀',
    'שלום ',
    '中文字',
    '&',
    '<',
    '>',
    '**',
    '*b*',
    '[1]',
    '[2]',
    '[99]',
    '\n',
    '\n- ',
  ]
  const more = [
    '<!channel>',
    '<@U1>',
    '```',
    '`',
    '\u202e',
    '"',
    '\\',
    '|',
    '**bold text** ',
    'x'.repeat(400),
    '\u0000',
  ]

  function text(next: () => number, length: number): string {
    const all = [...pieces, ...more]
    return Array.from({ length: Math.floor(next() * length) }, () => all[Math.floor(next() * all.length)]).join('')
  }

  function answer(next: () => number): Answer {
    const size = next() < 0.2 ? 3000 : 60
    const count = 1 + Math.floor(next() ** 3 * 80)
    const citations = Array.from({ length: count }, (_, index) =>
      citation(index + 1, {
        document: { id: 'd', title: text(next, 40), uri: text(next, 3) },
        quote: text(next, 60),
        locator: { page: index, heading: text(next, 30), start: 0, end: 1 },
        url: `https://docs.example/${text(next, 10)}`,
      }),
    )
    if (next() < 0.8) return answered(text(next, size), citations)
    const searched = { documents: count, nearest: citations }
    return {
      kind: 'no_evidence',
      markdown: `I don’t know. ${text(next, size)}`,
      citations: [],
      searched,
      backend,
      tookMs: 1,
    }
  }

  it('hold for 500 random answers, with the question before them', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const next = random(seed)
      const question = text(next, 200)
      const notes = Array.from({ length: Math.floor(next() * 4) }, () => text(next, 40))
      const { payload } = render(reply(answer(next), notes, question))
      const quoted = quoteQuestion(question, 'U0123456789')
      const blocks = [quoted.block, ...(payload.blocks as Block[])]
      const where = `seed ${seed}`
      expect(blocks.length, where).toBeLessThanOrEqual(limits.blocks)
      expect(Buffer.byteLength(JSON.stringify(blocks)), where).toBeLessThanOrEqual(limits.blocksJsonBytes)
      expect(`${quoted.text}\n${payload.text}`.length, where).toBeLessThanOrEqual(limits.messageText)
      for (const block of blocks) {
        if (block.type === 'context') expect((block.elements as []).length).toBeLessThanOrEqual(limits.contextElements)
      }
      for (const one of texts(blocks)) {
        expect(one.text.length, where).toBeGreaterThan(0)
        expect(one.text.length, where).toBeLessThanOrEqual(limits.sectionText)
        expect(one.text.isWellFormed(), where).toBe(true)
      }
    }
  })
})
