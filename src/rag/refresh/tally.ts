// What one reading of a source says: what is gone there, whether that is to be believed, and whether the reading was one.
// An empty or shrunken source is more often an unmounted folder or a broken site than hundreds of deletions: then nothing
// is taken out. Pure.
import type { IndexOutcome } from '../../model.ts'
import type { StoredSource } from '../../store/documents/sources.ts'
import type { FoundPages, Source, SourceFailure } from '../types.ts'

type Failure = SourceFailure['error'] | { readonly code: string; readonly message: string }

export interface Conclusion {
  readonly kind: StoredSource['kind']
  /** Keys of what was there before and is no longer. */
  readonly gone: readonly string[]
  /** Those of pages that a sitemap does not name any more: another source may have them. */
  readonly left: readonly string[]
  /** Null when the source was read. */
  readonly error: Failure | null
  /** It may be read another time. */
  readonly isPassing: boolean
  readonly retryAfterMs: number | undefined
  readonly note: string | null
}

// Pages one after the other that their site cannot give just now: so many say that it gives none.
const mostInARow = 5
const noteLength = 500

/**
 * @param rootUri as failures name the source itself
 * @param known what came from it before: its keys, and whether there still is a document
 */
export function createTally(
  { kind, rootUri }: { readonly kind: StoredSource['kind']; readonly rootUri: string },
  known: ReadonlyMap<string, boolean>,
) {
  const counts = { indexed: 0, unchanged: 0, failed: 0 }
  const came = new Set<string>()
  const gone = new Set<string>()
  const failedUris = new Set<string>()
  let found: FoundPages | null = null
  let alive = 0
  let inARow = 0
  let note: string | null = null
  let firstError: Failure | null = null
  /** The source itself, a part of it, or the last of several in a row. */
  let root: SourceFailure | null = null
  let part: SourceFailure | null = null
  let last: SourceFailure | null = null

  const kindNow = () => (found === null ? kind : found.isSitemap ? 'sitemap' : 'page')
  const isOver = () => inARow >= mostInARow || last?.retryAfterMs !== undefined

  function failed(failure: SourceFailure): void {
    const { uri, sourceKey, verdict, error } = failure
    failedUris.add(uri)
    if (kind === 'folder' ? uri === rootUri : found === null) root ??= failure
    if (sourceKey === undefined) {
      // What was cut or belongs to other sites is said as what is left out.
      if (found !== null && error.code !== 'too-large' && error.code !== 'bad-url') part ??= failure
      return
    }
    if (verdict === 'gone') gone.add(sourceKey)
    else alive += 1
    inARow = verdict === 'later' ? inARow + 1 : 0
    last = verdict === 'later' ? failure : null
  }

  /** Whether it failed, or something below it that was in the file or folder of this address. */
  function isUnderFailure(key: string): boolean {
    for (let at = key.length; at > 0; at = Math.max(key.lastIndexOf('/', at - 1), key.lastIndexOf('#', at - 1)))
      if (failedUris.has(key.slice(0, at))) return true
    return false
  }

  return {
    counts,
    /** Nothing more is to be asked for. */
    isOver,
    isSitemap: () => found?.isSitemap === true,
    /** A page of a sitemap that was there before, and of which its server says that it is not to be had. */
    isLeaving: ({ verdict, sourceKey }: SourceFailure) =>
      verdict === 'gone' && found !== null && sourceKey !== undefined && known.has(sourceKey),
    found(pages: FoundPages): void {
      found = pages
    },
    saw(source: Source): void {
      if ('error' in source) failed(source)
      else {
        came.add(source.sourceKey)
        alive += 1
        inARow = 0
        last = null
      }
    },
    done(outcome: IndexOutcome): void {
      counts[outcome.status] += 1
      if (outcome.status !== 'failed') return
      firstError ??= outcome.error
      note ??= `${outcome.uri}: ${outcome.error.message}`.slice(0, noteLength).toWellFormed()
    },
    /** @param isLate it was ended since it took too long */
    conclude(isLate: boolean): Conclusion {
      const isWhole = root === null && !isOver() && !isLate && (kind === 'folder' || found?.isWhole === true)
      const there = kind === 'folder' ? came : found?.sourceKeys
      const isKept = (key: string) => there?.has(key) || (kind === 'folder' && isUnderFailure(key))
      const absent = isWhole ? [...known.keys()].filter((key) => !isKept(key) && !gone.has(key)) : []
      const missed = [...gone].filter((key) => known.has(key))
      const removed = [...missed, ...absent]
      const before = [...known.values()].filter((isIndexed) => isIndexed).length
      const isDoubtful = kindNow() !== 'page' && removed.length > 0 && alive * 10 <= before
      const error =
        root?.error ??
        (isOver() ? endedEarly(last!) : null) ??
        (isLate ? tooSlow : null) ??
        (isDoubtful ? shrank(before, alive) : null) ??
        part?.error ??
        (counts.indexed + counts.unchanged === 0 ? firstError : null)
      return {
        kind: kindNow(),
        gone: isDoubtful ? [] : kind === 'folder' ? removed : missed,
        left: isDoubtful || kind === 'folder' ? [] : absent,
        error,
        isPassing: isOver() || isLate || (root ?? part)?.verdict === 'later',
        retryAfterMs: (last ?? root)?.retryAfterMs,
        note,
      }
    },
  }
}

export type Tally = ReturnType<typeof createTally>

const tooSlow = {
  code: 'too-slow',
  message: 'It was not read to its end within 6 hours: what was not reached stays as it was.',
}

function endedEarly({ error }: SourceFailure): Failure {
  return {
    code: error.code,
    message: `The reading ended early, and what was not reached stays as it was. ${error.message}`,
  }
}

function shrank(before: number, now: number): Failure {
  return {
    code: 'source-shrank',
    message: `It had ${before} documents and now has ${now}, so none was taken out: if that is right, remove it with --documents and add it again.`,
  }
}
