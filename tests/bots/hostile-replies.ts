// Replies of every kind and cards of any parts, made from a seed: texts that are empty, endless, right to left, full of markup or made to trick.
import type { Card, Part, Tone } from '../../src/card.ts'
import type { Answer, Citation, DocumentRef, FileProgress, Locator } from '../../src/model.ts'
import { createRandom } from '../random.ts'
import { type AnswerReply, cardFor, type Reply } from './cards.ts'

const scraps = [
  '',
  ' ',
  '\n\n\n',
  'Travel is approved by the team lead.',
  '**bold** [1] and [2][3]',
  '* * *\n- one\n- two',
  '@everyone @here <@1> <@&2> <#3> </ask:4> <:x:5> <a:x:6> <t:0:R> <id:home>',
  '||spoiler|| ~~gone~~ __under__ `code` ```\nblock\n``` > quote\n# head\n-# small',
  '[click](https://evil.example/a) [1](https://evil.example) <https://evil.example> https://evil.example/?a=1',
  'discord.gg/abc steam://run/1 mailto:a@b.example',
  'עברית ‏مرحبا‎ \u202Eabc\u202C \u2066x\u2069',
  '\u200B\u200B\uFEFF\u2060\u00AD\u3164\u2800',
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿e\u0301\u0301\u0301',
  '\uD800 half \uDC00',
  '\u0000\u0007\u001B[31m\t\r\n\u2028',
  '\\\\\\*\\_',
  '[]()[1][99]',
  '日本語のとても長い文章です。',
  'x',
  '<script>alert(1)</script>&amp;',
]

const addresses = [
  'https://docs.example/d/1?a=1&b=2',
  'http://docs.example/ (x)[y]|z\\w#<>"\'`{}^',
  'https://docs.example/%zz%',
  'https://[::1]:8080/a',
  'https://user:secret@docs.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'not an address',
  'https://docs.example/日本/é?ü=ö',
]

/** @param size how many of them grow huge, from 0 to 1 */
export function createHostileReplies(seed: number, size = 0.15) {
  const random = createRandom(seed)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item
  const maybe = <Value>(value: () => Value): Value | undefined => (random() < 0.5 ? value() : undefined)
  const list = <Item>(count: number, item: () => Item): Item[] => Array.from({ length: count }, item)

  function text(): string {
    const joined = list(below(6), () => pick(scraps)).join(pick(['', ' ', '\n', '. ']))
    if (random() > size) return joined
    return pick([joined, pick(scraps), 'word ', '\\', '*', '[', '👩‍👧', '://'])
      .repeat(1 + below(2500))
      .slice(0, 30_000)
  }
  const url = () => maybe(() => (random() < 0.1 ? `https://docs.example/${'a'.repeat(below(3000))}` : pick(addresses)))
  const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
    (value === undefined ? {} : { [key]: value }) as { [name in Key]?: Value }
  const document = (): DocumentRef => ({
    id: String(below(9)),
    title: text(),
    uri: text(),
    ...optional('thumbnail', url()),
  })
  const locator = (): Locator => ({
    start: 0,
    end: 1,
    ...optional(
      'page',
      maybe(() => below(5000)),
    ),
    ...optional('heading', maybe(text)),
  })
  const citation = (marker: number): Citation => ({
    marker,
    document: document(),
    quote: text(),
    locator: locator(),
    ...optional('url', url()),
  })
  const backend = { name: 'extractive', model: null } as const

  function answer(): Answer {
    const nearest = list(below(8), () => ({ document: document(), locator: locator(), ...optional('url', url()) }))
    const shared = { markdown: text(), searched: { documents: below(9), nearest }, backend, tookMs: 1 }
    if (random() < 0.25) return { ...shared, kind: 'no_evidence', citations: [] }
    const more = list(random() < size ? below(60) : below(6), () => citation(1 + below(60)))
    return { ...shared, kind: 'answered', confidence: random(), citations: [citation(1), ...more] }
  }
  const file = (): FileProgress => ({
    name: text(),
    state: pick(['waiting', 'fetching', 'reading', 'indexed', 'unchanged', 'failed']),
    ...optional('message', maybe(text)),
  })
  const status = () => ({
    documents: below(10),
    chunks: below(10),
    lastIndexedAt: null,
    retrieval: text(),
    writer: text(),
    pending: 0,
    warnings: list(below(3), text),
  })

  const answerReply = (): AnswerReply => ({
    kind: 'answer',
    question: text(),
    answer: answer(),
    notes: list(below(4), text),
  })
  const others: readonly (() => Reply)[] = [
    () => ({ kind: 'placeholder', question: text() }),
    () => ({
      kind: 'results',
      result: {
        query: text(),
        hits: list(below(12), () => citation(1)).map(({ marker: _, ...hit }, index) => ({
          ...hit,
          rank: index + 1,
          score: 1,
        })),
        tookMs: 1,
      },
    }),
    () => ({ kind: 'indexing', files: list(1 + below(12), file), isDone: random() < 0.5 }),
    () => ({ kind: 'summary', title: text(), sentences: list(below(6), text), ...optional('url', url()) }),
    () => ({
      kind: 'favourites',
      favourites: list(below(9), () => ({
        question: text(),
        markdown: text(),
        citations: list(below(4), () => citation(1)),
        at: '2026-11-21T10:00:00.000Z',
      })),
    }),
    () => ({ kind: 'link-code', code: 'ab12-cd34', minutes: 10 }),
    () => ({ kind: 'continued', title: text(), turns: list(below(7), () => ({ role: 'user', text: text() })) }),
    () => ({ kind: 'status', status: status() }),
    () => ({
      kind: 'help',
      // Our own words.
      commands: list(9, () => ({ usage: 'search <words>', says: 'lists what matches, "only" to you' })),
      ...optional('problem', maybe(text)),
    }),
    () => ({
      kind: 'notice',
      message: text(),
      ...optional(
        'traceId',
        maybe(() => 'ab12cd34'),
      ),
    }),
  ]
  const action = () => ({ gesture: 'like', value: '0b5a1c9e-0000-4000-8000-000000000001' })
  const option = () => ({ label: text(), ...optional('description', maybe(text)), action: action() })
  const form = () => ({
    title: text(),
    submit: text(),
    fields: list(1 + below(4), () => ({
      id: 'text',
      label: text(),
      maxLength: 1 + below(4000),
      ...optional('value', maybe(text)),
    })),
  })
  const source = (index: number) => ({ ...citation(index), label: `[${index}]` })
  const parts: readonly (() => Part)[] = [
    () => ({ kind: 'prose', markdown: text(), citations: list(below(5), () => citation(below(9))) }),
    () => ({ kind: 'notice', text: text() }),
    () => ({ kind: 'note', text: text() }),
    () => ({
      kind: 'list',
      items: list(below(size > random() ? 90 : 7), () => ({
        ...(random() < 0.5 ? { text: text() } : { markdown: text(), citations: [citation(1)] }),
        ...optional('title', maybe(text)),
        ...optional('note', maybe(text)),
      })),
    }),
    () => ({ kind: 'fields', fields: list(below(40), () => ({ name: text(), value: text() })) }),
    () => ({
      kind: 'table',
      header: list(below(12), text),
      rows: list(below(size > random() ? 300 : 9), () => list(below(12), text)),
    }),
    () => ({ kind: 'code', text: text() }),
    () => ({
      kind: 'commands',
      commands: list(below(12), () => ({ usage: 'search <words>', says: 'lists what matches, "only" to you' })),
    }),
    () => ({
      kind: 'progress',
      share: random() * 3 - 1,
      isDone: random() < 0.5,
      steps: list(below(size > random() ? 90 : 7), () => ({
        state: pick(['waiting', 'working', 'done', 'failed']),
        text: text(),
      })),
    }),
    () => ({
      kind: 'sources',
      role: pick(['cited', 'nearest', 'found']),
      title: text(),
      sources: [source(1), ...list(below(size > random() ? 60 : 6), () => source(2 + below(60)))],
    }),
    () => ({ kind: 'link', text: text(), url: url() ?? 'https://docs.example/' }),
    () => ({
      kind: 'actions',
      buttons: list(below(size > random() ? 60 : 6), () => ({
        label: text(),
        action: action(),
        ...optional('form', maybe(form)),
      })),
    }),
    () => ({ kind: 'select', label: text(), options: list(below(size > random() ? 300 : 6), option) }),
    () => ({ kind: 'empty', text: text(), ...optional('hint', maybe(text)) }),
  ]
  const tones: readonly Tone[] = ['info', 'good', 'fair', 'weak', 'bad', 'quiet']
  const card = (): Card => ({
    tone: pick(tones),
    ...optional('title', maybe(text)),
    ...optional('question', maybe(text)),
    ...optional('support', maybe(random)),
    ...optional('footer', maybe(text)),
    parts: list(below(6), () => pick(parts)()),
  })
  const any = (): Reply => (random() < 0.4 ? answerReply() : pick(others)())
  /** Every other one of the cards that gestures make. */
  const anyCard = (): Card => (random() < 0.5 ? cardFor(any()) : card())
  return { answer: answerReply, any, card: anyCard }
}
