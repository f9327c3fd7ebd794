// Cards as activities with Adaptive Cards, and as the Markdown of what is shown. Pure. In a 1:1 chat an answer is the text
// of the message, which can be streamed, above a card with its sources; anywhere else it stands in the card.
import type { Card, Part, Tone } from '../../../card.ts'
import type { Asker } from '../../../model.ts'
import { clickableOf, storedClickable } from '../../clickable.ts'
import type { Rendered } from '../../types.ts'
import { envelopeBytes, limits, ours, proseBytes } from '../limits.ts'
import { targetOf } from '../target.ts'
import { fitClickable, shareAction } from './actions.ts'
import {
  type Action,
  type Block,
  type CardAttachment,
  cardOf,
  type Element,
  fitText,
  note,
  proseBlock,
  titleLine,
} from './card.ts'
import { blocksOf, createIds, proseOf } from './parts.ts'
import {
  clip,
  escapeMarkdown,
  oneLine,
  type Paragraph,
  short,
  sizeOf,
  toMarkdown,
  toMessageText,
  toPlain,
} from './prose.ts'

/** What `render` stores and `send` completes: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object */
type MessageActivity = Readonly<Record<string, unknown>> & {
  readonly type: 'message'
  readonly summary: string
  readonly text?: string
  readonly attachments?: readonly CardAttachment[]
  /** The text as elements of a card, for `send` to put into the card where it cannot stand beside it. */
  readonly prose?: readonly Element[]
}

/** A step of a stream; `send` numbers it. https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux */
type StreamActivity = Readonly<Record<string, unknown>> & {
  readonly type: 'typing'
  readonly text: string
  readonly entities: readonly [{ readonly type: 'streaminfo'; readonly streamType: 'informative' | 'streaming' }]
}

/** How long the streamed text stands alone: over the second that Teams wants between two steps, so that the last is not refused. */
const finalAfterMs = 1_200

/** What is said about support below these shares of what was asked. */
const weak = 0.5
const partial = 0.75

const stream = (streamType: 'informative' | 'streaming', text: string): StreamActivity => ({
  type: 'typing',
  text,
  entities: [{ type: 'streaminfo', streamType }],
})

/** True where a reply can be streamed: a chat of one person with the bot. */
const isDirect = (asker: Asker) => asker.place.kind === 'direct' && targetOf(asker).type === 'personal'

const noteOf = (text: string): Part => ({ kind: 'note', text })

function supportNotes({ support = 1 }: Card): Part[] {
  if (support >= partial) return []
  return [
    noteOf(
      support < weak
        ? '⚠ Weakly supported: check the sources before you rely on this.'
        : '⚠ Partly supported: the sources do not speak of everything you asked.',
    ),
  ]
}

/** With the support before what stands below the answer, and the small print. @param more of the small print */
function partsOf(card: Card, more: readonly Part[] = []): readonly Part[] {
  const { parts, footer } = card
  const above = parts[0]?.kind === 'prose' ? 1 : 0
  const footers = footer === undefined ? [] : [noteOf(footer)]
  return [...parts.slice(0, above), ...supportNotes(card), ...parts.slice(above), ...more, ...footers]
}

const colours: { readonly [tone in Tone]?: string } = { good: 'Good', weak: 'Warning', bad: 'Attention' }

function titleBlocks({ title = '', tone }: Card): Block[] {
  if (oneLine(title) === '') return []
  const color = colours[tone]
  return [titleLine(title, color === undefined ? {} : { color })]
}

const bytesOf = (blocks: readonly Block[]) => sizeOf(blocks.flatMap(({ elements }) => elements))

/** What a part needs at least: those before it leave so much. */
const partBytes = 4_000
/** For the count of the parts that do not fit. */
const restBytes = 500

/** Each part within what the ones before it leave, so that there is something of each; what does not fit is counted. */
function bodyOf(parts: readonly Part[], budgetBytes: number): Block[] {
  const id = createIds()
  let room = budgetBytes - restBytes
  const body: Block[] = []
  for (const [index, part] of parts.entries()) {
    const kept = Math.min(room / 2, (parts.length - index - 1) * partBytes)
    const blocks = blocksOf(part, room - kept, id).filter(({ elements }) => elements.length > 0)
    const cost = bytesOf(blocks)
    if (cost > room) {
      const missing = parts.length - index
      return [...body, note(`and ${missing} more ${missing === 1 ? 'part' : 'parts'}, too long for Teams`)]
    }
    body.push(...blocks)
    room -= cost
  }
  return body
}

/** The address of the first source that Teams can share, with what was asked and said. */
function shareOf({ parts, question }: Card): readonly Action[] {
  const sources = parts.flatMap((part) => (part.kind === 'sources' && part.role === 'cited' ? part.sources : []))
  const said = parts.find((part) => part.kind === 'prose')?.markdown.replaceAll('**', '')
  const text = short([question, said].filter((one) => one !== undefined).join(': '), ours.summary)
  const share = sources.map(({ url }) => shareAction(url, text))
  return share.filter((one) => one !== undefined).slice(0, 1)
}

/** What notifications say: the message itself, or all of the card. */
function summaryOf({ title, parts: [first] }: Card, displayMarkdown: string): string {
  const said = first?.kind === 'prose' ? first.markdown : first?.kind === 'notice' ? escapeMarkdown(first.text) : ''
  const words = [title === undefined ? said : '', displayMarkdown]
    .map((markdown) => oneLine(markdown.replaceAll('**', '').replace(/\\([\\`*[\]<>])/g, '$1')))
    .find((text) => text !== '')
  return clip(words ?? 'A card', ours.summary)
}
const markdownOf = (blocks: readonly Block[]) => blocks.map(({ markdown }) => markdown).join('\n\n')

const wholeBytes = limits.messageBytes - envelopeBytes

/** A card as one, without buttons but Teams' own: for message extensions and dialogs. */
export function wholeCard(card: Card): CardAttachment {
  const title = titleBlocks(card)
  return cardOf([...title, ...bodyOf(partsOf(card), wholeBytes - bytesOf(title))], shareOf(card))
}

/** The words of a card that has nothing else: they may end a stream, which has to be text. None for any other. */
function plainText({ title, support, parts, footer = '' }: Card): readonly Paragraph[] {
  if (title !== undefined || support !== undefined) return []
  const words = parts.map((part) => (part.kind === 'notice' || part.kind === 'note' ? part.text : null))
  if (words.includes(null)) return []
  const { paragraphs, rest } = fitText(toPlain(words.join('\n')), ours.prose, proseBytes)
  const last = short(footer, ours.note)
  return [...paragraphs, ...[...rest, ...(last === '' ? [] : [last])].map((text) => [{ text }])]
}

function renderPlain(card: Card, paragraphs: readonly Paragraph[]): Rendered {
  const displayMarkdown = toMarkdown(paragraphs)
  const text = toMessageText(paragraphs)
  const payload: MessageActivity = {
    type: 'message',
    summary: summaryOf(card, displayMarkdown),
    text,
    textFormat: 'markdown',
  }
  return { payload, displayMarkdown }
}

/** What is written so far, or what is being done. */
function renderStep(card: Card): Rendered {
  const { parts, footer = 'Working…' } = card
  const said = parts.map((part) => (part.kind === 'prose' ? part.markdown.replaceAll('**', '').trim() : ''))
  // Informative: each step of streamed text has to begin with the one before, and a draft may still change.
  // https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
  const text = said.find((one) => one !== '') ?? footer
  const displayMarkdown = markdownOf([...titleBlocks(card), ...bodyOf(partsOf(card), wholeBytes)])
  return { payload: stream('informative', clip(text.toWellFormed(), limits.informativeText)), displayMarkdown }
}

/** An answer's own words, as the text of a message. */
function proseIn({ title, question, parts }: Card) {
  const [first, ...others] = parts
  if (title !== undefined || question === undefined || first?.kind !== 'prose') return null
  const { paragraphs, rest } = proseOf(first, proseBytes)
  return paragraphs.length === 0 ? null : { paragraphs, others: [...rest.map(noteOf), ...others] }
}

export function render(card: Card, asker: Asker): Rendered {
  if (isDirect(asker)) {
    if (card.isDraft && card.question !== undefined) return renderStep(card)
    const plain = plainText(card)
    if (plain.length > 0) return renderPlain(card, plain)
  }
  const { clickable, bytes, rest } = fitClickable(storedClickable(clickableOf(card)))
  const spoken = isDirect(asker) ? proseIn(card) : null
  const prose = spoken === null ? titleBlocks(card) : [proseBlock(spoken.paragraphs)]
  const text = toMessageText(spoken?.paragraphs ?? [])
  const room = wholeBytes - bytes - Math.max(bytesOf(prose), sizeOf(text))
  const shown = bodyOf(partsOf(spoken === null ? card : { ...card, parts: spoken.others }, rest), room)
  const isEmpty = shown.length === 0 && (spoken !== null || prose.length === 0)
  // A card needs something in it, for its buttons to stand below.
  const body = isEmpty
    ? [note(spoken === null && bytes === 0 ? 'There is nothing to show.' : 'What you can do with it:')]
    : shown
  const displayMarkdown = markdownOf([...prose, ...body])
  const shared = {
    type: 'message',
    summary: summaryOf(card, displayMarkdown),
    ...(bytes > 0 && { clickable }),
  } as const
  if (spoken === null) {
    const payload: MessageActivity = { ...shared, attachments: [cardOf([...prose, ...body], shareOf(card))] }
    return { payload, displayMarkdown }
  }
  const payload: MessageActivity = {
    ...shared,
    text,
    textFormat: 'markdown',
    attachments: [cardOf(body, shareOf(card))],
    prose: prose.flatMap(({ elements }) => elements),
  }
  return { payload, displayMarkdown, preview: { payload: stream('streaming', text), finalAfterMs } }
}
