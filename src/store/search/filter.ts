// A search's conditions as SQL over `d`, which has a document's columns, and what has a chunk's. All values are parameters.

/** What documents a search is limited to; all conditions hold together. Texts are compared in lower case. */
export interface Filter {
  /** Parts of the document's address. */
  readonly from?: readonly string[]
  /** Parts of the media type, or the ends of file names. */
  readonly types?: readonly string[]
  readonly authors?: readonly string[]
  /** ISO 8601 dates: changed on or after, and before. */
  readonly after?: string
  readonly before?: string
  /** The chunk holds each, white space aside. */
  readonly phrases?: readonly string[]
  /** Term ids that no chunk of the document holds. */
  readonly without?: readonly number[]
  /** Held neither by the document's title nor by any chunk, white space aside. */
  readonly withoutPhrases?: readonly string[]
}

/** When a document changed, as far as anyone says. */
export const changedAt = 'coalesce(d.modified_at, d.created_at)'

/** Matches a text in lower case that holds any of the phrases, whatever white space stands between their words. */
const holding = (phrases: readonly string[]) =>
  phrases
    .map((phrase) => phrase.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&').replaceAll(' ', '[\\s\\u00a0\\u202f]+'))
    .join('|')

/**
 * @param first the number of the first parameter
 * @param chunk what has the chunk's columns, for phrases
 * @returns conditions that begin with "and", or '' without any
 */
export function filterSql(
  filter: Filter | undefined,
  first: number,
  chunk = 'c',
): { readonly sql: string; readonly values: unknown[] } {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (condition: (parameter: string) => string, value: unknown) => {
    parts.push(`and ${condition(`$${first + values.length}`)}`)
    values.push(value)
  }
  const addEach = (texts: readonly string[] | undefined, condition: (parameter: string) => string) => {
    for (const text of texts ?? []) add((p) => condition(`lower(${p}::text)`), text)
  }
  addEach(filter?.from, (p) => `strpos(lower(d.uri || ' ' || coalesce(d.url, '')), ${p}) > 0`)
  addEach(
    filter?.types,
    (p) => `(strpos(d.media_type, ${p}) > 0 or right(lower(d.uri), length(${p}) + 1) = '.' || ${p})`,
  )
  addEach(filter?.authors, (p) => `strpos(lower(d.author), ${p}) > 0`)
  if (filter?.after !== undefined) add((p) => `${changedAt} >= ${p}::timestamptz`, filter.after)
  if (filter?.before !== undefined) add((p) => `${changedAt} < ${p}::timestamptz`, filter.before)
  for (const phrase of filter?.phrases ?? []) add((p) => `lower(${chunk}.text) ~ lower(${p}::text)`, holding([phrase]))
  // What is left out is looked up once and not for each chunk: a document of 60,000 chunks would have all of them compared
  // with all of them. PostgreSQL hashes a "not in", and may nest the loops of a "not exists".
  if (filter?.withoutPhrases)
    add(
      (p) =>
        `lower(d.title) !~ lower(${p}::text) and d.revision_id not in (select x.revision_id from readable_chunks x where lower(x.text) ~ lower(${p}::text))`,
      holding(filter.withoutPhrases),
    )
  if (filter?.without?.length)
    add(
      (p) => `d.revision_id not in (select x.revision_id from readable_chunks x where x.term_ids && ${p}::integer[])`,
      filter.without,
    )
  return { sql: parts.join(' '), values }
}
