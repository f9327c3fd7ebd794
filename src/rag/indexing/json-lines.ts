// JSONL, one document a line: `_id`, `text` or `title` or both, optional `url`, `thumbnail`, `author` and `date`. Streams: a line is held, never the file.
// Refuses by line number what is not such a line, and goes on with the next.
import type { ErrorCode } from '../../error-codes.ts'
import type { SourceDocument } from '../../model.ts'
import { emptyError, maxDocumentBytes } from '../extract/index.ts'
import { lengths } from '../text/lengths.ts'
import type { SourceFailure } from '../types.ts'

/**
 * @param uri of the file; a document's own is `<uri>#<_id>`
 * @throws what `input` throws
 */
export async function* readJsonLines(
  input: AsyncIterable<Uint8Array>,
  uri: string,
): AsyncGenerator<SourceDocument | SourceFailure> {
  const seen = new Set<string>()
  let found = false
  for await (const { number, bytes } of splitLines(input)) {
    const item = bytes === null ? refuse(uri, number, 'too-large', tooLong) : parseLine(bytes, number, uri, seen)
    if (item === null) continue
    found = true
    yield item
  }
  if (!found) yield { uri, error: { code: 'empty', message: 'There is no line in this file.' } }
}

const tooLong = `the line is longer than ${maxDocumentBytes / 1024 / 1024} MB: split the document`

/** Null for a blank line. `seen` collects the file's ids. */
function parseLine(
  bytes: Uint8Array,
  number: number,
  uri: string,
  seen: Set<string>,
): SourceDocument | SourceFailure | null {
  let line: unknown
  try {
    // Also drops a byte order mark.
    const json = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (json.trim() === '') return null
    line = JSON.parse(json)
  } catch {
    return refuse(uri, number, 'bad-line', 'this is not JSON in UTF-8')
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    return refuse(uri, number, 'bad-line', 'this is not a JSON object')
  const { _id, title, text, url, thumbnail, author, date } = line as Readonly<Record<string, unknown>>
  if ((typeof _id !== 'string' && typeof _id !== 'number') || String(_id).trim() === '')
    return refuse(uri, number, 'bad-line', 'there is no "_id": give each document its own, as text')
  const externalId = String(_id)
  if (!isPlain(externalId)) return refuse(uri, number, 'bad-line', 'the "_id" holds control characters')
  if (externalId.length > lengths.id)
    return refuse(uri, number, 'bad-line', `the "_id" is longer than ${lengths.id} characters`)
  if (seen.has(externalId))
    return refuse(uri, number, 'duplicate', `the _id "${externalId}" was used on a line before: make it unique`)
  seen.add(externalId)
  const named = typeof title === 'string' ? title.trim() : ''
  if (typeof text !== 'string' && (named === '' || (text !== undefined && text !== null)))
    return refuse(uri, number, 'bad-line', 'there is no "text"', externalId)
  // A title is text, too.
  const said = typeof text === 'string' && text.trim() !== '' ? text : named
  if (said === '') return refuse(uri, number, 'empty', emptyError().message, externalId)
  if (title !== undefined && title !== null && typeof title !== 'string')
    return refuse(uri, number, 'bad-line', 'the "title" is not text', externalId)
  if (typeof title === 'string' && !isPlain(title))
    return refuse(uri, number, 'bad-line', 'the "title" holds control characters', externalId)
  if (url !== undefined && url !== null && !isWebAddress(url))
    return refuse(
      uri,
      number,
      'bad-url',
      `the "url" must begin with http:// or https:// and have at most ${lengths.url} characters`,
      externalId,
    )
  if (thumbnail !== undefined && thumbnail !== null && !isWebAddress(thumbnail))
    return refuse(
      uri,
      number,
      'bad-url',
      `the "thumbnail" must begin with http:// or https:// and have at most ${lengths.url} characters`,
      externalId,
    )
  return {
    sourceKey: `${uri}#${externalId}`,
    uri: `${uri}#${externalId}`,
    // The extension makes it plain text, so that quotes are slices of what was given.
    name: `${externalId}.txt`,
    bytes: new TextEncoder().encode(said),
    externalId,
    ...(named === '' ? {} : { title: named }),
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof thumbnail === 'string' ? { thumbnail } : {}),
    ...(typeof author === 'string' ? { author } : {}),
    ...(typeof date === 'string' ? { modifiedAt: date } : {}),
  }
}

/** Nothing that Postgres cannot store or a reader cannot see. */
function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\t\n\r]/u.test(text)
}

function isWebAddress(url: unknown): url is string {
  if (typeof url !== 'string' || url.length > lengths.url || !isPlain(url) || !URL.canParse(url)) return false
  const { protocol } = new URL(url)
  return protocol === 'http:' || protocol === 'https:'
}

function refuse(uri: string, line: number, code: ErrorCode, reason: string, externalId?: string): SourceFailure {
  const error = { code, message: `Line ${line}: ${reason}` }
  return externalId === undefined ? { uri, error } : { uri: `${uri}#${externalId}`, externalId, error }
}

/** Lines without their line feed, counted from 1; `bytes` is null for one that is longer than a document may be. */
async function* splitLines(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly number: number; readonly bytes: Uint8Array | null }> {
  let number = 1
  let parts: Uint8Array[] = []
  let size = 0
  const keep = (part: Uint8Array) => {
    size += part.length
    if (size > maxDocumentBytes) parts = []
    else parts.push(part)
  }
  const take = () => {
    const line = { number: number++, bytes: size > maxDocumentBytes ? null : Buffer.concat(parts) }
    parts = []
    size = 0
    return line
  }
  for await (const chunk of input) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end))
      yield take()
      start = end + 1
    }
    if (start < chunk.length) keep(chunk.subarray(start))
  }
  if (size > 0) yield take()
}
