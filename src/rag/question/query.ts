// The words of a search query and what limits it: `from:handbook after:2026-01 "exact phrase" -draft`. Pure. A word with a
// colon that is no such limit stays a word; a date that is none is refused with what to type.
import { AppError } from '../../errors.ts'
import type { Filter } from '../../store/search/filter.ts'
import { withoutHidden } from '../../unseen.ts'
import { analyzeQuery } from '../text/analyze.ts'
import { termId } from '../text/bm25.ts'
import { lengths } from '../text/lengths.ts'

/** How people call formats → part of their media types. Anything else is taken for a media type or a file's ending. */
const types: Readonly<Record<string, string>> = {
  markdown: 'markdown',
  md: 'markdown',
  text: 'text/plain',
  txt: 'text/plain',
  word: 'wordprocessingml',
  docx: 'wordprocessingml',
  excel: 'spreadsheetml',
  xlsx: 'spreadsheetml',
  powerpoint: 'presentationml',
  slides: 'presentationml',
  pptx: 'presentationml',
  email: 'rfc822',
  mail: 'rfc822',
  eml: 'rfc822',
  htm: 'html',
  page: 'html',
}

// Every text that the reader may see is held against each of them, and there is room for 600 in a query.
const maxLimits = 12

export interface ParsedQuery {
  /** What is looked for, limits taken out; the words of phrases are among it. */
  readonly text: string
  /** Absent where nothing limits the search. */
  readonly filter?: Filter
}

// In order: -"a phrase" or "a phrase", key:"a value" or key:value, -word, any other word: 5" and -g are words.
const part =
  /(?<=^|\s)(-?)"([^"]*)"|(?<=^|\s)(from|in|source|type|author|by|after|since|before|until):(?:"([^"]*)"|(\S+))|(?<=^|\s)-(\p{L}[\p{L}\p{N}_-]+)|\S+/giu

/**
 * @param languages of the documents: a word is excluded in each
 * @throws AppError `bad-query` for a date that cannot be read, for a query longer than `lengths.question`, and for more
 *   than 12 phrases, sources, types and authors
 */
export function parseQuery(query: string, languages?: readonly string[]): ParsedQuery {
  if (query.length > lengths.question)
    throw new AppError(
      'bad-query',
      `This is longer than ${lengths.question.toLocaleString('en')} characters: look for fewer words`,
    )
  const words: string[] = []
  const found = {
    from: [] as string[],
    types: [] as string[],
    authors: [] as string[],
    phrases: [] as string[],
    withoutPhrases: [] as string[],
  }
  const without: number[] = []
  const dates: { after?: string; before?: string } = {}
  const exclude = (text: string) => {
    const terms = analyzeQuery(text, languages)
    const isWord = /^[\p{L}\p{N}]+$/u.test(text) && terms.every(({ start }) => start === 0)
    if (isWord) without.push(...terms.map(({ term }) => termId(term)))
    else found.withoutPhrases.push(text)
  }
  for (const { 0: all, 1: minus, 2: phrase, 3: key, 4: quoted, 5: bare, 6: excluded } of withoutHidden(query)
    .text.replace(/[“”„«»]/g, '"')
    .matchAll(part)) {
    const value = (quoted ?? bare ?? '').trim()
    if (phrase !== undefined) {
      const text = phrase.trim().replace(/\s+/g, ' ')
      if (text === '') continue
      if (minus === '-') exclude(text)
      else {
        found.phrases.push(text)
        words.push(text)
      }
    } else if (key !== undefined && value !== '') {
      const name = key.toLowerCase()
      if (name === 'from' || name === 'in' || name === 'source') found.from.push(value)
      else if (name === 'type') found.types.push(types[value.toLowerCase()] ?? value.replace(/^\./, ''))
      else if (name === 'author' || name === 'by') found.authors.push(value)
      else dates[name === 'after' || name === 'since' ? 'after' : 'before'] = readDate(key, value)
    } else if (excluded !== undefined) exclude(excluded)
    else words.push(all)
  }
  const lists = Object.entries(found).filter(([, list]) => list.length > 0)
  if (lists.flatMap(([, list]) => list).length > maxLimits)
    throw new AppError(
      'bad-query',
      `These are more than ${maxLimits} phrases, sources, types and authors: look for fewer at a time`,
    )
  const limits = { ...Object.fromEntries(lists), ...(without.length > 0 && { without }), ...dates }
  return { text: words.join(' '), ...(Object.keys(limits).length > 0 && { filter: limits }) }
}

/** 2026, 2026-01 or 2026-01-31: the first moment of it, in UTC. */
function readDate(key: string, value: string): string {
  const [, year = '', month = '01', day = '01'] = /^((?!0000)\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(value) ?? []
  const date = new Date(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`)
  if (year === '' || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day))
    throw new AppError(
      'bad-query',
      `“${key}:${value}” needs a date such as ${key}:2026, ${key}:2026-01 or ${key}:2026-01-31`,
    )
  return date.toISOString()
}
