// Command-line arguments to documents: files, folders, JSONL line by line, standard input. What cannot be read comes
// out as a failure by name and the rest goes on. Refuses nothing about formats: that is extraction's.

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, extname, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ErrorCode } from '../../error-codes.ts'
import { type AppError, describeError } from '../../errors.ts'
import type { SourceDocument } from '../../model.ts'
import { emptyError, maxDocumentBytes, tooLargeError } from '../extract/index.ts'
import type { Extracted, SourceFailure } from '../types.ts'
import { readJsonLines } from './json-lines.ts'

/**
 * Reads in the order of the arguments, folders sorted; at most one document is in memory.
 * A failure's code is `missing`, `unreadable`, `not-a-file`, `outside-folder`, `empty`, `too-large`, or
 * of a JSONL line `bad-line`, `bad-url`, `duplicate`.
 * @param args paths of files and folders, or `-` for standard input
 * @param stdin read only for `-`
 * @param onLeftOut told the path of what a folder holds and is not read
 */
export async function* readSources(
  args: readonly string[],
  stdin: AsyncIterable<Uint8Array>,
  onLeftOut: (path: string) => void = () => {},
): AsyncGenerator<SourceDocument | SourceFailure> {
  for (const arg of args) {
    if (arg === '-') yield* readStdin(stdin)
    else yield* readPath(resolve(arg), onLeftOut)
  }
}

export const isWebAddress = (arg: string): boolean => /^https?:\/\//i.test(arg)

/** How many files there are, for a bar: 0 when a JSONL file or standard input is among them, whose documents nobody counted. */
export async function countSources(args: readonly string[]): Promise<number> {
  let count = 0
  const seen = new Set<string>()
  const work = args.filter((arg) => !isWebAddress(arg)).map((arg) => resolve(arg))
  if (args.includes('-')) return 0
  for (let path = work.pop(); path !== undefined; path = work.pop()) {
    const stats = seen.has(path) ? null : await stat(path).catch(() => null)
    seen.add(path)
    if (/\.(?:jsonl|ndjson)$/i.test(path)) return 0
    if (!stats?.isDirectory()) count += 1
    else for (const name of await readdir(path).catch(() => [])) if (isListed(name)) work.push(join(path, name))
  }
  return count
}

/** Hidden entries and node_modules are no documents. */
function isListed(name: string): boolean {
  return !name.startsWith('.') && name !== 'node_modules'
}

/** The title people see: the given one, else the document's own, else the file name without its extension. */
export function titleOf(source: Pick<SourceDocument, 'title' | 'name'>, extracted: Pick<Extracted, 'title'>): string {
  return (
    source.title ?? extracted.title ?? (source.name.slice(0, -extname(source.name).length || undefined) || source.name)
  )
}

/** A file's address. It ends in the file's name as it is; only what a URL could not carry is escaped. */
export function fileUri(path: string): string {
  // Escapes of %, \, controls and a space at the end must survive the decoding.
  return decodeURI(pathToFileURL(path).href.replaceAll(/%(25|[01][\dA-F]|5C|7F|20$)/g, '%25$1'))
}

async function* readPath(
  path: string,
  onLeftOut: (path: string) => void,
): AsyncGenerator<SourceDocument | SourceFailure> {
  const uri = fileUri(path)
  try {
    const stats = await stat(path)
    if (stats.isDirectory()) yield* readFolder(path, onLeftOut)
    else if (!stats.isFile())
      yield failure(uri, 'not-a-file', 'This is a device, pipe or socket: pipe it into `-` instead.')
    else if (/\.(?:jsonl|ndjson)$/i.test(path)) yield* readJsonLines(createReadStream(path), uri)
    else if (stats.size > maxDocumentBytes) yield fromError(uri, tooLargeError())
    else
      yield {
        sourceKey: uri,
        uri,
        name: basename(path),
        bytes: await readFile(path),
        modifiedAt: stats.mtime.toISOString(),
      }
  } catch (error) {
    yield unreadable(uri, error)
  }
}

/** Hidden entries and node_modules are skipped; every other file has an outcome. */
async function* readFolder(
  root: string,
  onLeftOut: (path: string) => void,
): AsyncGenerator<SourceDocument | SourceFailure> {
  const realRoot = await realpath(root)
  const work: string[] = [root]
  let seen = 0
  for (let folder = work.pop(); folder !== undefined; folder = work.pop()) {
    const folders: string[] = []
    try {
      const entries = await readdir(folder, { withFileTypes: true })
      entries.sort((a, b) => (a.name < b.name ? -1 : 1))
      for (const entry of entries) {
        const path = join(folder, entry.name)
        if (!isListed(entry.name)) {
          onLeftOut(path)
          continue
        }
        if (entry.isDirectory()) {
          folders.push(path)
          continue
        }
        if (entry.isFile()) yield* readPath(path, onLeftOut)
        else if (!entry.isSymbolicLink() || (await pointsInside(path, realRoot))) continue
        else
          yield failure(
            fileUri(path),
            'outside-folder',
            'This link leads out of the folder or nowhere: name its target instead.',
          )
        seen++
      }
    } catch (error) {
      yield unreadable(fileUri(folder), error)
      seen++
    }
    for (const path of folders.reverse()) work.push(path)
  }
  if (seen === 0) yield failure(fileUri(root), 'empty', 'There is no file in this folder.')
}

/** Such a link is skipped: its target is met under its own name. */
async function pointsInside(path: string, realRoot: string): Promise<boolean> {
  const target = await realpath(path).catch(() => null)
  return target !== null && (target === realRoot || target.startsWith(realRoot + sep))
}

/** A stream has no name: what it holds is told from how it begins. */
async function* readStdin(stdin: AsyncIterable<Uint8Array>): AsyncGenerator<SourceDocument | SourceFailure> {
  const parts = stdin[Symbol.asyncIterator]()
  try {
    let start = Buffer.alloc(0)
    let isEnded = false
    while (start.length < sniffedBytes && !isEnded) {
      const { value, done } = await parts.next()
      isEnded = done === true
      if (value) start = Buffer.concat([start, value])
    }
    const rest = { [Symbol.asyncIterator]: () => parts }
    const head = start.subarray(0, sniffedBytes).toString('utf8').trimStart()
    // One JSON object a line, of the kind that is indexed: the ids make its documents known again.
    if (/^\{[^\n]*"_id"\s*:/.test(head)) yield* readJsonLines(concat(start, rest), 'stdin:stdin.jsonl')
    else
      yield await readWhole(concat(start, rest), /^(?:<!doctype html|<html)\b/i.test(head) ? 'stdin.html' : 'stdin.md')
  } catch (error) {
    yield unreadable('stdin', error)
  }
}

/** Enough of a first line to see its `_id`. */
const sniffedBytes = 4_096

async function* concat(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start
  yield* rest
}

async function readWhole(stream: AsyncIterable<Uint8Array>, name: string): Promise<SourceDocument | SourceFailure> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > maxDocumentBytes) return fromError(name, tooLargeError())
    parts.push(part)
  }
  const bytes = Buffer.concat(parts)
  if (size === 0) return fromError(name, emptyError())
  // It has no name to be known by: the same bytes are the same document, other bytes do not replace it.
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16)
  return { sourceKey: `stdin:${digest}`, uri: `stdin:${digest}/${name}`, name, bytes }
}

function unreadable(uri: string, error: unknown): SourceFailure {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return failure(uri, 'missing', 'There is no such file or folder: check the path.')
  if (code === 'EACCES' || code === 'EPERM')
    return failure(uri, 'unreadable', 'This may not be read by the user ragbot runs as: change its permissions.')
  return failure(uri, 'unreadable', `This cannot be read: ${describeError(error)}`)
}

function fromError(uri: string, error: AppError): SourceFailure {
  return failure(uri, error.code, error.message)
}

function failure(uri: string, code: ErrorCode, message: string): SourceFailure {
  return { uri, error: { code, message } }
}
