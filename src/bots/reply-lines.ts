// Replies that every platform says in the same words, as plain text without markup: each escapes and lays it out in its
// own way, or shows more where it can.
import type { FileProgress, Reply } from '../model.ts'

export interface ReplyLines {
  readonly title: string
  readonly lines: readonly string[]
}

type Said = Extract<
  Reply,
  { readonly kind: 'indexing' | 'summary' | 'favourites' | 'link-code' | 'continued' | 'status' }
>

/** A title and what stands below it. */
export function replyLines(reply: Said): ReplyLines {
  switch (reply.kind) {
    case 'indexing':
      return { title: indexingTitle(reply.files, reply.isDone), lines: reply.files.map(fileLine) }
    case 'summary':
      return { title: `Key sentences of “${reply.title}”`, lines: reply.sentences.map((sentence) => `• ${sentence}`) }
    case 'favourites':
      return reply.favourites.length === 0
        ? {
            title: 'You have saved no answer yet',
            lines: ['Save one with the button below it, in Microsoft Teams or Discord.'],
          }
        : {
            title: 'Your saved answers',
            lines: reply.favourites.flatMap(({ question, markdown, citations, at }) => [
              `${at.slice(0, 10)} · ${question}`,
              `${markdown} (${[...new Set(citations.map(({ document }) => document.title))].join(', ')})`,
            ]),
          }
    case 'link-code':
      return {
        title: `Go on with this conversation elsewhere: ${reply.code}`,
        lines: [
          `Write “continue ${reply.code}” to me in another place within ${reply.minutes} minutes (/rag continue ${reply.code} where there are commands). It works once.`,
        ],
      }
    case 'continued':
      return {
        title: `We go on here with “${reply.title}”`,
        lines:
          reply.turns.length === 0
            ? ['Ask on. What was said before is not shown here, because not everyone who reads here may see it.']
            : reply.turns.map(({ role, text }) => `${role === 'user' ? 'You' : 'I'}: ${text}`),
      }
    case 'status': {
      const { documents, chunks, lastIndexedAt, retrieval, writer, pending, warnings } = reply.status
      return {
        title: 'Status',
        lines: [
          `Documents: ${documents.toLocaleString('en')} (${chunks.toLocaleString('en')} passages)`,
          `Last indexed: ${lastIndexedAt === null ? 'never' : `${lastIndexedAt.slice(0, 16).replace('T', ' ')} UTC`}`,
          `Search: ${retrieval}`,
          `Answers: ${writer}`,
          `Waiting: ${pending}`,
          ...warnings.map((warning) => `Attention: ${warning}`),
        ],
      }
    }
  }
}

/** How much of the files is done, from 0 to 1: a file that is being fetched counts a third, one being read two thirds. */
export function indexingShare(files: readonly FileProgress[]): number {
  return files.reduce((sum, file) => sum + shareOf(file), 0) / Math.max(1, files.length)
}

function shareOf({ state, pages }: FileProgress): number {
  if (state === 'reading' && pages !== undefined) return pages.done / Math.max(1, pages.total)
  return { waiting: 0, fetching: 1 / 3, reading: 2 / 3, indexed: 1, unchanged: 1, failed: 1 }[state]
}

/** What is written of an answer so far, Markdown without its marks: what they lead to is not settled yet. */
export function plainSoFar(soFar = ''): string {
  const text = soFar
    .replace(/(?<!\s)\s*\[\d+\]/g, '')
    .replace(/(?<!\s)\s*\[\d*$/, '')
    .trim()
  // A bold run that is not closed yet would show its asterisks.
  const last = text.lastIndexOf('**')
  return (text.match(/\*\*/g)?.length ?? 0) % 2 === 0 ? text : text.slice(0, last) + text.slice(last + 2)
}

function indexingTitle(files: readonly FileProgress[], isDone: boolean): string {
  const failed = files.filter(({ state }) => state === 'failed').length
  const ready = files.filter(({ state }) => state === 'indexed' || state === 'unchanged').length
  if (!isDone) return files.length === 1 ? 'Indexing…' : `Indexing: ${ready + failed} of ${files.length} files done`
  if (failed === 0)
    return files.length === 1 ? 'Indexed: ask me about it' : `Indexed all ${files.length} files: ask me about them`
  if (ready === 0)
    return files.length === 1 ? 'This could not be indexed' : `None of the ${files.length} files could be indexed`
  return `Indexed ${ready} of ${files.length} files`
}

function fileLine({ name, state, chunks, message, pages }: FileProgress): string {
  const more = message === undefined ? '' : `. ${message}`
  switch (state) {
    case 'waiting':
      return `${name}: waiting`
    case 'fetching':
      return `${name}: fetching`
    case 'reading':
      return pages === undefined ? `${name}: reading` : `${name}: ${pages.done} of ${pages.total} pages`
    case 'indexed':
      return `${name}: indexed, ${chunks ?? 0} ${chunks === 1 ? 'passage' : 'passages'}${more}`
    case 'unchanged':
      return `${name}: already indexed, nothing changed${more}`
    case 'failed':
      return `${name}: ${message ?? 'could not be indexed'}`
  }
}
