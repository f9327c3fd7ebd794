// Replies as activities with Adaptive Cards, and as the Markdown of what is shown. Pure. In a 1:1 chat an answer is the text
// of the message, which can be streamed, above a card with its sources; anywhere else it stands in the card.
import type { Answer, Asker, FileProgress, Reply } from '../../../model.ts'
import { indexingShare, plainSoFar, replyLines } from '../../reply-lines.ts'
import type { Rendered } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import { targetOf } from '../target.ts'
import {
  bar,
  type CardAttachment,
  card,
  cite,
  type Element,
  note,
  type Part,
  richText,
  shareAction,
  sourceList,
  titleLine,
} from './card.ts'
import { help } from './help.ts'
import {
  clip,
  cutToFit,
  escapeMarkdown,
  linkable,
  oneLine,
  type Paragraph,
  sizeOf,
  textRun,
  toMarkdown,
  toMessageText,
  toParagraphs,
  toRuns,
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

type AnswerReply = Extract<Reply, { readonly kind: 'answer' }>

/** Of `messageBytes`, what the prose may take; sources have the rest, and the buttons `actionBytes`. */
const proseBytes = 30_000
const actionBytes = 10_000

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

const looking = 'Looking through the documents…'

/** True where a reply can be streamed: a chat of one person with the bot. */
const isDirect = (asker: Asker) => asker.place.kind === 'direct' && targetOf(asker).type === 'personal'

function prosePart(paragraphs: readonly Paragraph[]): Part {
  return {
    elements: paragraphs.map((spans) => richText(toRuns(spans), { spacing: 'Small' })),
    markdown: toMarkdown(paragraphs),
  }
}

function hints({ answer, notes }: AnswerReply, isCut: boolean): Part[] {
  const said = notes.filter((line) => oneLine(line) !== '')
  const more = said.length - ours.notes
  return [
    ...(isCut ? [note('The answer was too long for Teams and is cut here.')] : []),
    ...(answer.kind === 'answered' && answer.confidence < partial
      ? [
          note(
            answer.confidence < weak
              ? '⚠ Weakly supported: check the sources before you rely on this.'
              : '⚠ Partly supported: the sources do not speak of everything you asked.',
            { isSubtle: false },
          ),
        ]
      : []),
    ...said.slice(0, ours.notes).map((line) => note(line)),
    ...(more > 0 ? [note(`and ${more} more ${more === 1 ? 'note' : 'notes'}`)] : []),
  ]
}

function sources(answer: Answer, budgetBytes: number): Part[] {
  if (answer.kind === 'answered') return sourceList('Sources', answer.citations.map(cite), budgetBytes)
  const { documents, nearest } = answer.searched
  const list = nearest.map((near) => ({ ...near, label: '•' }))
  // A card needs something in it, for its buttons to stand below.
  if (list.length === 0) return [note(`${documents} ${documents === 1 ? 'document' : 'documents'} searched`)]
  return sourceList('Nearest sources', list, budgetBytes)
}

function answerParts(reply: AnswerReply) {
  const { answer, question } = reply
  const urls = new Map(
    answer.citations.flatMap(({ marker, url }) => {
      const href = linkable(url)
      return href === undefined ? [] : [[marker, href] as const]
    }),
  )
  const { paragraphs, cut } = cutToFit(toParagraphs(answer.markdown, urls), ours.prose, proseBytes)
  const prose = prosePart(paragraphs)
  const below = hints(reply, cut)
  const used = proseBytes + sizeOf(below.flatMap(({ elements }) => elements)) + actionBytes
  const rest = [...below, ...sources(answer, limits.messageBytes - used)]
  const text = oneLine(answer.markdown.replaceAll('**', ''))
  const shared = answer.citations.map(({ url }) => shareAction(url, `${oneLine(question)}: ${text}`))
  const share = shared.filter((one) => one !== undefined).slice(0, 1)
  return { paragraphs, prose, rest, share, summary: clip(text, ours.summary) }
}

/** An answer as one card, prose included and without buttons that need its place: for message extensions and dialogs. */
export function answerCard(reply: AnswerReply): CardAttachment {
  const { prose, rest, share } = answerParts(reply)
  return card([prose, ...rest], share)
}

function renderAnswer(reply: AnswerReply, asker: Asker): Rendered {
  const { paragraphs, prose, rest, share, summary } = answerParts(reply)
  const displayMarkdown = [prose, ...rest].map(({ markdown }) => markdown).join('\n\n')
  if (!isDirect(asker)) {
    const attachments = [card([prose, ...rest], share)]
    return { payload: { type: 'message', summary, attachments } satisfies MessageActivity, displayMarkdown }
  }
  const text = toMessageText(paragraphs)
  const payload: MessageActivity = {
    type: 'message',
    summary,
    text,
    textFormat: 'markdown',
    attachments: [card(rest, share)],
    prose: prose.elements,
  }
  return { payload, displayMarkdown, preview: { payload: stream('streaming', text), finalAfterMs } }
}

const plainParagraphs = (text: string): Paragraph[] =>
  toParagraphs(clip(text, ours.notice)).map((spans) => spans.map(({ text }) => ({ text })))

/** In a 1:1 chat it is the text of the message: it may end a stream, which has to be text. */
function renderNotice(reply: Extract<Reply, { readonly kind: 'notice' }>, asker: Asker): Rendered {
  const said = plainParagraphs(reply.message)
  const trace = reply.traceId === undefined ? [] : [`Trace ${clip(oneLine(reply.traceId), ours.note)}`]
  if (!isDirect(asker)) return renderCard([prosePart(said), ...trace.map((line) => note(line))])
  const paragraphs = [...said, ...trace.map((text) => [{ text }])]
  const summary = clip(oneLine(reply.message), ours.summary)
  const payload: MessageActivity = { type: 'message', summary, text: toMessageText(paragraphs), textFormat: 'markdown' }
  return { payload, displayMarkdown: toMarkdown(paragraphs) }
}

function renderCard(parts: readonly Part[]): Rendered {
  const displayMarkdown = parts.map(({ markdown }) => markdown).join('\n\n')
  const words = displayMarkdown.replaceAll('**', '').replace(/\\([\\`*[\]<>])/g, '$1')
  const payload: MessageActivity = {
    type: 'message',
    summary: clip(oneLine(words), ours.summary),
    attachments: [card(parts)],
  }
  return { payload, displayMarkdown }
}

/** Of a line of Markdown, in bytes: so many of them leave half of a message free. */
const lineBytes = Math.floor(limits.messageBytes / (2 * ours.lines))

const plainLine = (line: string): Part => ({
  elements: [richText([textRun(line)], { spacing: 'Small' })],
  markdown: escapeMarkdown(line),
})
const markdownLine = (line: string): Part => prosePart(cutToFit(toParagraphs(line), ours.line, lineBytes).paragraphs)

type LineLook = (line: string, index: number) => Part

/** What is over the limit is counted. */
function lineParts(lines: readonly string[], look: LineLook): Part[] {
  const shown = lines.map((line) => clip(oneLine(line), ours.line)).slice(0, ours.lines)
  const more = lines.length - shown.length
  return [...shown.filter((line) => line !== '').map(look), ...(more > 0 ? [note(`and ${more} more`)] : [])]
}

const lineLooks: Readonly<
  Record<Exclude<Reply['kind'], 'answer' | 'notice' | 'placeholder' | 'results' | 'help'>, LineLook>
> = {
  indexing: plainLine,
  summary: plainLine,
  // A question, then its answer.
  favourites: (line, index) => (index % 2 === 0 ? titleLine(line) : markdownLine(line)),
  'link-code': plainLine,
  continued: markdownLine,
  status: plainLine,
}

const icons: Readonly<Record<FileProgress['state'], string>> = {
  waiting: '⏳',
  fetching: '⏳',
  reading: '⏳',
  indexed: '✅',
  unchanged: '✅',
  failed: '⚠️',
}

function progress(reply: Extract<Reply, { readonly kind: 'indexing' }>): Part[] {
  const { files, isDone } = reply
  const { title, lines } = replyLines(reply)
  const share = isDone ? 1 : indexingShare(files)
  const failed = files.filter(({ state }) => state === 'failed').length
  const look = failed === files.length ? 'attention' : isDone ? 'good' : 'accent'
  const percent = `${Math.round(share * 100)} %`
  return [
    titleLine(title),
    ...(isDone ? [] : [{ elements: [bar(share, look), ...note(percent).elements], markdown: escapeMarkdown(percent) }]),
    ...lineParts(
      lines.map((line, index) => `${icons[files[index]?.state ?? 'waiting']} ${line}`),
      lineLooks.indexing,
    ),
  ]
}

function results({ query, hits }: Extract<Reply, { readonly kind: 'results' }>['result']): Part[] {
  const words = clip(oneLine(query), ours.note)
  if (hits.length === 0) return [titleLine(`Nothing matches “${words}”.`)]
  const list = hits.map(({ rank, ...hit }) => ({ ...hit, label: `${rank}.` }))
  return [
    titleLine(`Results for “${words}”`),
    ...sourceList(null, list, limits.messageBytes - actionBytes, ours.sources),
  ]
}

function partsOf(reply: Exclude<Reply, { readonly kind: 'answer' | 'notice' }>): Part[] {
  switch (reply.kind) {
    case 'placeholder': {
      const text = plainSoFar(reply.soFar)
      if (text === '') return [note(looking)]
      return [prosePart(cutToFit(toParagraphs(text), ours.prose, proseBytes).paragraphs), note('Still writing…')]
    }
    case 'results':
      return results(reply.result)
    case 'indexing':
      return progress(reply)
    case 'help':
      return help(reply)
    default: {
      const { title, lines } = replyLines(reply)
      const link = reply.kind === 'summary' ? linkable(reply.url) : undefined
      const open: Part[] =
        link === undefined
          ? []
          : [{ elements: [richText([textRun('Open the original', { color: 'Accent' }, link)])], markdown: `<${link}>` }]
      // Of no favourites the line is a hint, and no question.
      const look = reply.kind === 'favourites' && reply.favourites.length === 0 ? plainLine : lineLooks[reply.kind]
      const from = reply.kind === 'summary' && reply.note !== undefined ? [note(reply.note)] : []
      return [titleLine(title), ...lineParts(lines, look), ...open, ...from]
    }
  }
}

export function render(reply: Reply, asker: Asker): Rendered {
  if (reply.kind === 'answer') return renderAnswer(reply, asker)
  if (reply.kind === 'notice') return renderNotice(reply, asker)
  const rendered = renderCard(partsOf(reply))
  if (reply.kind !== 'placeholder' || !isDirect(asker)) return rendered
  // Informative: each step of streamed text has to begin with the one before, and a draft may still change.
  // https://learn.microsoft.com/microsoftteams/platform/bots/streaming-ux
  const text = plainSoFar(reply.soFar).replaceAll('**', '')
  return { ...rendered, payload: stream('informative', text === '' ? looking : clip(text, limits.informativeText)) }
}
