// Replies as Discord's embeds, and as the Markdown of what is shown. Pure. Texts of documents are data: they are escaped
// wherever they stand, and every limit of Discord's holds whatever comes in.
import type {
  Asker,
  GroundedAnswer,
  NoEvidenceAnswer,
  Reply,
  SavedAnswer,
  SearchHit,
  SearchResult,
} from '../../../model.ts'
import { placeParts } from '../../../place.js'
import { indexingShare, plainSoFar, replyLines } from '../../reply-lines.ts'
import type { Rendered } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import { targetOf } from '../target.ts'
import { colors, type Embed, fold, placePieces, sourceFields, support, titleOf, toMarkdown } from './embeds.ts'
import { clean, clip, escapeMarkdown, linkable, oneLine, prose, words } from './markdown.ts'
import type { DiscordPayload } from './pages.ts'

type Pages = [Embed, ...Embed[]]

const plain = (text: string): string[] => words(escapeMarkdown(clean(text)))
/** Lines below each other. */
const lines = (all: readonly string[], pieces: (line: string) => string[] = plain): string[] =>
  all.flatMap((line) => [...pieces(line), '\n'])
const noteLines = (notes: readonly string[]): string[] =>
  notes.filter((note) => note.trim() !== '').flatMap((note) => ['\n\n', 'ℹ️ ', ...plain(note)])
const urlsOf = (citations: GroundedAnswer['citations'] | SavedAnswer['citations']): ReadonlyMap<number, string> =>
  new Map(
    citations.flatMap(({ marker, url }) => {
      const href = linkable(url)
      return href === undefined ? [] : [[marker, href] as const]
    }),
  )

function answered(answer: GroundedAnswer, notes: readonly string[], title: string): Pages {
  const { citations, confidence } = answer
  const { color, words: meaning } = support(confidence)
  const documents = new Set(citations.map(({ document }) => document.id)).size
  const source = clip(words(titleOf(citations[0].document)), ours.footerTitle)
  const more = documents > 1 ? ` and ${documents - 1} more` : ''
  const thumbnail = citations.find(({ document }) => linkable(document.thumbnail, limits.mediaUrl))?.document.thumbnail
  return fold({
    color,
    title,
    prose: [...prose(answer.markdown, urlsOf(citations)), ...noteLines(notes)],
    fields: citations.flatMap(({ marker, ...rest }) => sourceFields({ ...rest, label: `[${marker}]` })),
    footer: `${source}${more} · score ${Math.round(100 * confidence)} % · ${meaning}`,
    ...(thumbnail !== undefined && { thumbnail }),
  })
}

function refused({ markdown, searched }: NoEvidenceAnswer, notes: readonly string[], title: string): Pages {
  const { documents, nearest } = searched
  const heading = nearest.length === 0 ? [] : ['\n\n', '**The closest I found**']
  return fold({
    color: colors.grey,
    title,
    prose: [...prose(markdown), ...noteLines(notes), ...heading],
    fields: nearest.flatMap((one) => sourceFields({ ...one, label: '•' })),
    footer: `No answer found · ${documents} ${documents === 1 ? 'document' : 'documents'} searched`,
  })
}

/** A passage in full; one that is longer than an embed is cut, and its document is a click away. */
function passage(hit: SearchHit): Embed {
  const quote = oneLine(hit.quote)
  const said = quote === '' ? [] : ['\n', '> ', ...plain(quote)]
  return {
    color: colors.blue,
    title: clip(plain(oneLine(`${hit.rank}. ${titleOf(hit.document)}`)), limits.title),
    description: clip([...placePieces(hit), ...said], limits.description) || '—',
  }
}

function results({ query, hits }: SearchResult): DiscordPayload {
  const asked = clip(words(oneLine(query)), ours.question)
  if (hits.length === 0) return { pages: fold({ color: colors.grey, prose: plain(`Nothing matches “${asked}”.`) }) }
  return {
    pages: fold({
      color: colors.blue,
      title: `Results for “${asked}”`,
      prose: [],
      fields: hits.flatMap(({ rank, quote, ...hit }, index) =>
        sourceFields({
          ...hit,
          label: `${rank}.`,
          quote: index < ours.choices ? clip(words(oneLine(quote)), ours.snippet) : quote,
        }),
      ),
      footer: `${hits.length} ${hits.length === 1 ? 'document' : 'documents'}`,
    }),
    choices: hits.slice(0, ours.choices).map((hit) => ({
      label: clip(words(`${hit.rank}. ${titleOf(hit.document)}`), limits.optionLabel),
      description: clip(
        words(oneLine(placeParts(hit.document, hit.locator).join(' · ')) || oneLine(hit.quote)),
        limits.optionDescription,
      ),
      embed: passage(hit),
    })),
  }
}

function favourites(reply: Extract<Reply, { kind: 'favourites' }>): Pages {
  const said = replyLines(reply)
  if (reply.favourites.length === 0) return fold({ color: colors.blue, title: said.title, prose: lines(said.lines) })
  return fold({
    color: colors.blue,
    title: said.title,
    prose: reply.favourites.flatMap(({ question, markdown, citations, at }) => [
      ...plain(`${at.slice(0, 10)} · ${oneLine(question)}`),
      '\n',
      ...prose(markdown, urlsOf(citations)),
      '\n',
      ...plain(`(${[...new Set(citations.map(({ document }) => titleOf(document)))].join(', ')})`),
      '\n\n',
    ]),
  })
}

function indexing(reply: Extract<Reply, { kind: 'indexing' }>): Pages {
  const { files, isDone } = reply
  const { title, lines: said } = replyLines(reply)
  const share = indexingShare(files)
  const full = Math.round(share * ours.bar)
  const bar = [`${'▰'.repeat(full)}${'▱'.repeat(ours.bar - full)} ${Math.round(100 * share)} %`, '\n\n']
  const failed = files.filter(({ state }) => state === 'failed').length
  const worst = failed === files.length ? colors.red : colors.orange
  return fold({
    color: failed > 0 ? worst : isDone ? colors.green : colors.blue,
    title,
    // A full bar above a failure would say the opposite of it.
    prose: [...(isDone ? [] : bar), ...lines(said)],
  })
}

const helpMore = [
  'A file goes in by `/rag index` too, or where you mention me',
  'In a message’s menu, under Apps: “Index this message”, “Summarize this”, “Ask about this”',
  'Mention me or write to me directly, where the administrators of this bot have turned that on. In a thread that I have answered in, just ask on.',
]

function help({ commands, problem }: Extract<Reply, { kind: 'help' }>): Pages {
  const said = problem === undefined ? [] : [...plain(problem), '\n\n']
  // What goes with a command Discord asks for itself.
  const lines = [...commands.map(({ usage, says }) => `\`/rag ${usage.split(' ')[0]}\` ${says}`), ...helpMore]
  return fold({
    color: colors.blue,
    title: 'What I can do',
    prose: [...said, ...lines.flatMap((line) => ['• ', line, '\n'])],
  })
}

function notice(message: string, traceId: string | undefined): Pages {
  const isError = traceId !== undefined
  return fold({
    color: isError ? colors.red : colors.grey,
    prose: plain(message),
    ...(isError && { footer: `Something went wrong · trace ${traceId}` }),
  })
}

/** One page whatever comes: what is behind a "more" button is not kept for placeholders. */
function placeholder(soFar: string | undefined, title: string): Pages {
  const text = clip(prose(plainSoFar(soFar)), ours.prose)
  if (text === '') return fold({ color: colors.blue, title, prose: ['Looking through the documents…'] })
  return fold({ color: colors.blue, title, prose: [text], footer: 'Still writing…' })
}

function pagesOf(reply: Exclude<Reply, { kind: 'results' }>, title: string): Pages {
  switch (reply.kind) {
    case 'answer': {
      const { answer, notes } = reply
      return answer.kind === 'answered' ? answered(answer, notes, title) : refused(answer, notes, title)
    }
    case 'placeholder':
      return placeholder(reply.soFar, title)
    case 'indexing':
      return indexing(reply)
    case 'favourites':
      return favourites(reply)
    case 'summary': {
      const said = replyLines(reply)
      const href = linkable(reply.url)
      const link = href === undefined ? [] : ['\n', `[open](${href})`]
      return fold({
        color: colors.blue,
        title: said.title,
        prose: [...lines(said.lines, prose), ...link],
        ...(reply.note !== undefined && { footer: clip(words(oneLine(reply.note)), ours.footerTitle) }),
      })
    }
    case 'link-code':
    case 'continued':
    case 'status': {
      const said = replyLines(reply)
      return fold({ color: colors.blue, title: said.title, prose: lines(said.lines, prose) })
    }
    case 'help':
      return help(reply)
    case 'notice':
      return notice(reply.message, reply.traceId)
  }
}

/** A reply through an interaction shows the question it answers: a command's own words are seen by nobody else. */
export function render(reply: Reply, asker: Pick<Asker, 'target'>): Rendered {
  const question = 'question' in reply ? reply.question : undefined
  const title = targetOf(asker).interaction === undefined ? '' : (question ?? '')
  const payload: DiscordPayload = reply.kind === 'results' ? results(reply.result) : { pages: pagesOf(reply, title) }
  const [first] = payload.pages
  const heading = question === undefined && first.title !== undefined ? [`**${first.title}**`] : []
  // Which page it is on says nothing in a transcript, where they stand below each other.
  const footer = first.footer?.text.replace(/(?:^| · )page 1 of \d+$/, '') ?? ''
  const shown = [
    ...heading,
    ...payload.pages.map(toMarkdown),
    ...(footer === '' ? [] : [`_${escapeMarkdown(footer)}_`]),
  ]
  return { payload, displayMarkdown: shown.join('\n\n') }
}
