// How far what was shared is, and what became of it.
import type { Card, Step, Tone } from '../../card.ts'
import type { FileProgress } from '../../model.ts'

const states: Readonly<Record<FileProgress['state'], Step['state']>> = {
  waiting: 'waiting',
  fetching: 'working',
  reading: 'working',
  indexed: 'done',
  unchanged: 'done',
  failed: 'failed',
}

/** A file that is being fetched counts a third, one being read two thirds. */
function shareOf({ state, pages }: FileProgress): number {
  if (state === 'reading' && pages !== undefined) return pages.done / Math.max(1, pages.total)
  return { waiting: 0, fetching: 1 / 3, reading: 2 / 3, indexed: 1, unchanged: 1, failed: 1 }[state]
}

function textOf({ name, state, chunks, message, pages }: FileProgress): string {
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

interface Count {
  readonly all: number
  readonly failed: number
  readonly ready: number
}

function titleOf({ all, failed, ready }: Count, isDone: boolean): string {
  if (!isDone) return all === 1 ? 'Indexing…' : `Indexing: ${ready + failed} of ${all} files done`
  if (failed === 0) return all === 1 ? 'Indexed: ask me about it' : `Indexed all ${all} files: ask me about them`
  if (ready === 0) return all === 1 ? 'This could not be indexed' : `None of the ${all} files could be indexed`
  return `Indexed ${ready} of ${all} files`
}

function toneOf({ all, failed }: Count, isDone: boolean): Tone {
  if (failed > 0) return failed === all ? 'bad' : 'weak'
  return isDone ? 'good' : 'info'
}

export function indexingCard(files: readonly FileProgress[], isDone: boolean): Card {
  const count = {
    all: files.length,
    failed: files.filter(({ state }) => state === 'failed').length,
    ready: files.filter(({ state }) => states[state] === 'done').length,
  }
  const share = isDone ? 1 : files.reduce((sum, file) => sum + shareOf(file), 0) / Math.max(1, files.length)
  const steps = files.map((file): Step => ({ state: states[file.state], text: textOf(file) }))
  return {
    tone: toneOf(count, isDone),
    title: titleOf(count, isDone),
    parts: [{ kind: 'progress', share, isDone, steps }],
    ...(!isDone && { isDraft: true }),
  }
}

/** What was indexed before a question, in a line. */
export function indexedNote(files: readonly FileProgress[]): string {
  const names = (failed: boolean) => files.filter(({ state }) => (state === 'failed') === failed)
  const failures = names(true).map(
    ({ name, message }) => `${name} could not be indexed: ${message ?? 'unknown reason'}`,
  )
  const indexed = names(false).map(({ name, message }) => (message === undefined ? name : `${name} (${message})`))
  return [...(indexed.length > 0 ? [`Indexed first: ${indexed.join(', ')}.`] : []), ...failures].join(' ')
}
