// The shape of a text as all rooms know it: where its pages and headings begin, the pieces it is found by and what they weigh.

/** Where pages and headings begin in the text; offsets in UTF-16 code units, ascending. */
export interface Layout {
  readonly pages: readonly { readonly offset: number; readonly page: number }[]
  /** `level` counts from 1 (the title). `text` is the heading as a reader sees it. */
  readonly headings: readonly { readonly offset: number; readonly level: number; readonly text: string }[]
  /** Where slides, rows of sheets, moments of a recording and what was recognised begin. Absent where the format has none. */
  readonly marks?: readonly Mark[]
  /** Whether readers go by line numbers: source code, logs, data. */
  readonly isByLine?: true
}

/**
 * `row` counts from 1; `from` and `to` are its first and last column with a value ("B"). `time` reads "0:05:12".
 * `sure`, from 0 to 100: what follows was recognised in a picture; null: it is the document's own text again.
 */
export type Mark = { readonly offset: number } & (
  | { readonly slide: number }
  | { readonly sheet: string; readonly row: number; readonly from: string; readonly to: string }
  | { readonly time: string }
  | { readonly sure: number | null }
)

/** A slice of the artifact: `text === artifact.text.slice(start, end)`. */
export interface Chunk {
  readonly ordinal: number
  readonly start: number
  readonly end: number
  readonly text: string
  readonly page?: number
  /** The path of headings above it, joined by " › ". */
  readonly heading?: string
  /** Offsets into `text`; the first one is in force where the chunk begins. */
  readonly marks?: readonly Mark[]
  /** The line it begins on, where readers go by lines. */
  readonly line?: number
}

/** A chunk as the lexical index stores it. `terms`: term id → saturated BM25 weight. `length` in terms. */
export interface IndexTerms {
  readonly length: number
  readonly terms: ReadonlyMap<number, number>
}

/**
 * A text in the parts in which it was read, for who needs a little of it: to put 10 MB together holds the main thread for up
 * to 100 ms. A string is one, too. Offsets in UTF-16 code units, none of them negative.
 */
export interface LongText {
  readonly length: number
  slice(start: number, end?: number): string
}

/** @param parts each but the last a matter of megabytes at most, none inside a character of two units */
export function longText(parts: readonly string[]): LongText {
  const [first = '', ...others] = parts
  if (others.length === 0) return first
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return {
    length,
    slice(start, end = length) {
      let sliced = ''
      let at = 0
      for (const part of parts) {
        if (at < end && at + part.length > start) sliced += part.slice(Math.max(0, start - at), Math.max(0, end - at))
        at += part.length
      }
      return sliced
    },
  }
}
