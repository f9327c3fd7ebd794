// Replies as the page's Markdown. Pure. An answer is read from the transcript; everything private travels in the payload.
import type { DocumentRef, Locator, NoEvidenceAnswer, Reply, SearchResult, WorkspaceStatus } from '../../model.ts'
import { placeParts } from '../../place.js'
import { plainSoFar, replyLines } from '../reply-lines.ts'
import type { Rendered } from '../types.ts'

export function render(reply: Reply): Rendered {
  switch (reply.kind) {
    case 'answer': {
      const { answer } = reply
      const nearest = answer.kind === 'no_evidence' ? renderNearest(answer) : []
      const notes = reply.notes.map((note) => `_${escapeMarkdown(note)}_`)
      return { payload: {}, displayMarkdown: [answer.markdown, ...nearest, ...notes].join('\n\n') }
    }
    case 'placeholder': {
      const text = plainSoFar(reply.soFar)
      // No link is ours before the answer is whole.
      return text === '' ? { payload: {}, displayMarkdown: '' } : notice(text.replaceAll('](', ']\\('))
    }
    case 'results':
      return notice(renderResults(reply.result))
    case 'status':
      return notice(renderStatus(reply.status))
    case 'summary': {
      const { title, lines } = replyLines(reply)
      // The page opens no address but its own, so it is shown as text.
      const address = reply.url === undefined ? [] : [reply.url]
      const note = reply.note === undefined ? [] : [`_${escapeMarkdown(reply.note)}_`]
      return notice(
        [`**${escapeMarkdown(title)}**`, ...[...lines, ...address].map(escapeMarkdown), ...note].join('\n\n'),
      )
    }
    case 'indexing':
    case 'favourites':
    case 'link-code':
    case 'continued': {
      const { title, lines } = replyLines(reply)
      return notice([`**${escapeMarkdown(title)}**`, ...lines.map(escapeMarkdown)].join('\n\n'))
    }
    case 'help':
      return notice(help(reply))
    case 'notice':
      return notice(
        reply.traceId === undefined
          ? escapeMarkdown(reply.message)
          : `${escapeMarkdown(reply.message)} (trace \`${reply.traceId}\`)`,
      )
  }
}

function help({ commands, problem }: Extract<Reply, { kind: 'help' }>): string {
  return [
    ...(problem === undefined ? [] : [escapeMarkdown(problem)]),
    [
      'Type a question and I answer from the indexed documents, or say that I don’t know. Also:',
      ...commands.map(({ usage, says }) => `- \`/${usage}\` ${says}`),
      '- drop a file anywhere on this page, or paste a long text, to add it',
    ].join('\n'),
  ].join('\n\n')
}

function notice(markdown: string): Rendered {
  return { payload: { markdown }, displayMarkdown: markdown }
}

function renderNearest({ searched }: NoEvidenceAnswer): readonly string[] {
  if (searched.nearest.length === 0) return []
  const lines = searched.nearest.map(({ document, locator, url }) => `- ${linkTo(document, locator, url)}`)
  return [['The closest I found:', ...lines].join('\n')]
}

function renderResults({ query, hits }: SearchResult): string {
  if (hits.length === 0) return `No document matches **${escapeMarkdown(query)}**.`
  const lines = hits.map(
    ({ document, locator, url, quote }) =>
      `- ${linkTo(document, locator, url)}: ${escapeMarkdown(shorten(quote, 200))}`,
  )
  return [`Best matches for **${escapeMarkdown(query)}**:`, ...lines].join('\n')
}

function renderStatus(status: WorkspaceStatus): string {
  const last =
    status.lastIndexedAt === null ? '' : `, last indexed ${status.lastIndexedAt.slice(0, 16).replace('T', ' ')} UTC`
  return [
    `${count(status.documents, 'document')} in ${count(status.chunks, 'chunk')}${last}.`,
    [
      `- Retrieval: ${escapeMarkdown(status.retrieval)}`,
      `- Writer: ${escapeMarkdown(status.writer)}`,
      `- Waiting: ${count(status.pending, 'question')}`,
      ...status.warnings.map((warning) => `- **Attention**: ${escapeMarkdown(warning)}`),
    ].join('\n'),
  ].join('\n\n')
}

/** The path of headings begins with the title where the document has one: it is not said twice. */
function linkTo(document: DocumentRef, locator: Locator, url: string | undefined): string {
  const title = escapeMarkdown(document.title)
  const place = placeParts(document, locator).map((part) => ` · ${escapeMarkdown(part)}`)
  return `${url === undefined ? `**${title}**` : `[${title}](${url})`}${place.join('')}`
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`
}

function shorten(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length
    ? line
    : `${line
        .slice(0, line.lastIndexOf(' ', length) + 1 || length)
        .toWellFormed()
        .trimEnd()} …`
}

/** Titles, queries and reasons are text: what would be markup in them stays visible, on one line. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]()]/g, '\\$&')
}
