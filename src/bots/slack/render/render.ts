// Replies as Block Kit, and as the Markdown of exactly what is shown. Pure. Texts of documents are data: they stand in
// rich_text, which has no markup, or escaped; every limit of Slack's holds whatever comes in.
import type {
  Citation,
  DocumentRef,
  GroundedAnswer,
  Locator,
  NoEvidenceAnswer,
  Reply,
  SearchHit,
} from '../../../model.ts'
import { placeParts } from '../../../place.js'
import { plainSoFar, replyLines } from '../../reply-lines.ts'
import type { Rendered } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import { clip, escapeMarkdown, escapeText, layOut, linkable, toSpans } from './mrkdwn.ts'

/** A Block Kit block: https://docs.slack.dev/reference/block-kit/blocks/ */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string }

/** What `render` stores and `send` posts. `question` is quoted where the reply does not stand in the asker's thread. */
interface SlackPayload extends Record<string, unknown> {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly question?: string
}

/** A part of a message: its blocks, and the same as Markdown. */
interface Part {
  readonly blocks: readonly Block[]
  readonly markdown: string
}

// `verbatim` keeps Slack from making links and mentions of its own out of bare words.
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true })
const section = (text: string): Block => ({ type: 'section', text: mrkdwn(text) })
const context = (text: string): Block => ({ type: 'context', elements: [mrkdwn(text)] })
const bytesOf = (blocks: readonly Block[]) => Buffer.byteLength(JSON.stringify(blocks))

/** The line that opens a reply outside a thread: who asked, and what. */
export function quoteQuestion(question: string, user: string): { readonly block: Block; readonly text: string } {
  const text = `<@${user}> asked: ${escapeText(clip(question.replace(/\s+/g, ' ').trim(), ours.question))}`
  return { block: context(text), text }
}

function note(message: string): Part {
  const shown = clip(message, ours.note)
  return { blocks: [context(escapeText(shown))], markdown: `_${escapeMarkdown(shown)}_` }
}

function paragraph(markdown: string, urls: ReadonlyMap<number, string>): Part & { cut: boolean } {
  const { chunks, shown, cut } = layOut(toSpans(markdown, urls), limits.sectionText, ours.answerBytes)
  return { blocks: chunks.map(section), markdown: shown, cut }
}

interface Source {
  readonly label: string
  readonly document: DocumentRef
  readonly locator: Locator
  readonly url?: string
  readonly quote?: string
}

function source({ label, document, locator, url, quote }: Source): Part {
  const title = clip(document.title.replace(/\s+/g, ' ').trim() || document.uri || 'Untitled', ours.title)
  const place = placeParts(document, locator)
    .map((part) => ` · ${clip(part, ours.heading)}`)
    .join('')
  const href = linkable(url)
  const words = quote === undefined ? '' : clip(quote.replace(/\s+/g, ' ').trim(), ours.quote)
  const name = href === undefined ? { type: 'text', text: title } : { type: 'link', url: href, text: title }
  const line = [{ type: 'text', text: `${label} ` }, name, ...(place === '' ? [] : [{ type: 'text', text: place }])]
  const lines = [
    { type: 'rich_text_section', elements: line },
    ...(words === '' ? [] : [{ type: 'rich_text_quote', elements: [{ type: 'text', text: words }] }]),
  ]
  const linked =
    href === undefined ? escapeMarkdown(title) : `[${escapeMarkdown(title)}](${href.replaceAll(')', '%29')})`
  return {
    blocks: [{ type: 'rich_text', elements: lines }],
    markdown: `${label} ${linked}${escapeMarkdown(place)}${words === '' ? '' : `\n> ${escapeMarkdown(words)}`}`,
  }
}

/** As many sources as fit beside `before`: with their quotes while there is room, then without, then counted. */
function sourceList(title: string, sources: readonly Source[], before: readonly Part[]): Part[] {
  if (sources.length === 0) return []
  const head: Part = { blocks: [{ type: 'divider' }, section(`*${title}*`)], markdown: `**${title}**` }
  const parts = [head]
  const used = [...before, head].flatMap((part) => part.blocks)
  // 200 bytes stay free for the line that counts the rest.
  let bytes = bytesOf(used) + ours.questionBytes + 200
  for (const [index, one] of sources.entries()) {
    const { quote: _, ...withoutQuote } = one
    const part = [source(one), source(withoutQuote)].find(
      ({ blocks }) => bytes + bytesOf(blocks) <= limits.blocksJsonBytes,
    )
    if (part === undefined || index === ours.sources) {
      const rest = sources.length - index
      return [...parts, note(`and ${rest} more ${rest === 1 ? 'source' : 'sources'}`)]
    }
    parts.push(part)
    bytes += bytesOf(part.blocks)
  }
  return parts
}

function message(parts: readonly Part[], question?: string): Rendered {
  const displayMarkdown = parts.map((part) => part.markdown).join('\n\n')
  const payload: SlackPayload = {
    // What a notification and a screen reader say; `send` may put a line before it.
    text: clip(escapeText(displayMarkdown.replaceAll('**', '').replace(/\\([\\`*[\]<>])/g, '$1')), ours.fallback),
    blocks: parts.flatMap((part) => part.blocks),
    ...(question === undefined ? {} : { question }),
  }
  return { payload: { ...payload, unfurl_links: false, unfurl_media: false }, displayMarkdown }
}

function answered(answer: GroundedAnswer, notes: readonly string[]): Part[] {
  const urls = new Map(
    answer.citations.flatMap(({ marker, url }) => {
      const href = linkable(url)
      return href === undefined ? [] : [[marker, href] as const]
    }),
  )
  const body = paragraph(answer.markdown, urls)
  const parts = [body, ...(body.cut ? [note('The answer was too long for Slack and is cut here.')] : [])]
  parts.push(...noteLines(notes))
  const cite = ({ marker, ...rest }: Citation): Source => ({ ...rest, label: `[${marker}]` })
  return [...parts, ...sourceList('Sources', answer.citations.map(cite), parts)]
}

function noteLines(notes: readonly string[]): Part[] {
  // Slack refuses a context block with an empty text.
  const said = notes.filter((line) => line.trim() !== '')
  return said.slice(0, ours.notes).map(note)
}

function refused(answer: NoEvidenceAnswer, notes: readonly string[]): Part[] {
  const { nearest } = answer.searched
  const parts = [paragraph(answer.markdown, new Map()), ...noteLines(notes)]
  return [
    ...parts,
    ...sourceList(
      'Nearest sources',
      nearest.map((near) => ({ ...near, label: '•' })),
      parts,
    ),
  ]
}

function results(query: string, hits: readonly SearchHit[]): Part[] {
  const found = clip(query.replace(/\s+/g, ' ').trim(), ours.question)
  if (hits.length === 0) return [plain(`Nothing matches “${found}”.`)]
  const list = hits.map(({ rank, ...hit }): Source => ({ ...hit, label: `${rank}.` }))
  return sourceList(`Results for “${escapeText(found.replaceAll('*', ' '))}”`, list, [])
}

function plain(text: string, limit: number = ours.notice): Part {
  const shown = clip(text, limit)
  return {
    blocks: layOut([{ text: shown }], limits.sectionText, ours.answerBytes).chunks.map(section),
    markdown: escapeMarkdown(shown),
  }
}

function link(label: string, href: string): Part {
  return {
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: href, text: label }] }],
      },
    ],
    markdown: `[${label}](${href.replaceAll(')', '%29')})`,
  }
}

/** What stands where the answer will be: its text as far as it is written, without marks or links. */
function placeholder(soFar: string | undefined): Part[] {
  const text = plainSoFar(soFar)
  if (text === '') return [note('Looking through the documents…')]
  return [paragraph(text, new Map()), note('Still writing…')]
}

const helpIntro = [
  'Mention me in a channel, or write to me directly, and I answer from your team’s documents, with every claim cited.',
  'In a thread that I have answered in, just ask on. Commands do not work in threads; there, write `@ragbot summarize`.',
]

function help({ commands, problem }: Extract<Reply, { kind: 'help' }>): Part[] {
  const lines = [...helpIntro, ...commands.map(({ usage, says }) => `\`/rag ${usage}\` ${says}`)]
  const text: Part = { blocks: [section(lines.map(escapeText).join('\n'))], markdown: lines.join('\n') }
  return problem === undefined ? [text] : [plain(problem), text]
}

export function render(reply: Reply): Rendered {
  switch (reply.kind) {
    case 'answer': {
      const { answer, notes, question } = reply
      return message(answer.kind === 'answered' ? answered(answer, notes) : refused(answer, notes), question)
    }
    case 'placeholder':
      return message(placeholder(reply.soFar), reply.question)
    case 'results':
      return message(results(reply.result.query, reply.result.hits))
    case 'status':
      return message([plain(replyLines(reply).lines.join('\n'))])
    case 'summary': {
      const { title, lines } = replyLines(reply)
      const href = linkable(reply.url)
      const open = href === undefined ? [] : [link('Open the original', href)]
      const from = reply.note === undefined ? [] : [note(reply.note)]
      return message([plain(title), plain(lines.join('\n'), ours.summary), ...open, ...from])
    }
    case 'indexing':
    case 'favourites':
    case 'link-code':
    case 'continued': {
      const { title, lines } = replyLines(reply)
      return message([plain(title), ...(lines.length > 0 ? [plain(lines.join('\n'))] : [])])
    }
    case 'help':
      return message(help(reply))
    case 'notice':
      return message([plain(reply.message), ...(reply.traceId === undefined ? [] : [note(`Trace ${reply.traceId}`)])])
  }
}
