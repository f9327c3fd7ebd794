// A response's body, decompressed and counted as it comes. Refuses bombs, unknown and stacked compressions.
import type { IncomingMessage } from 'node:http'
import { type Duplex, pipeline, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { AppError } from '../../errors.ts'
import { joinBytes } from '../../give-way.ts'

// Text packs 3 to 20 times, a page of repeated table rows 100 times; a bomb 1,000 times and more.
const maxRatio = 250
// Below this a high ratio does no harm: an empty spreadsheet may have it.
const freeBytes = 1_000_000

export interface BodyLimit {
  readonly maxBytes: number
  /** Cut at `maxBytes` instead of refused. */
  readonly isCut?: boolean
}

/**
 * @throws AppError `too-large`, or `http-error` for a compression that was not asked for; stream errors (broken off,
 * damaged compression) as they are
 */
export async function readBody(response: IncomingMessage, limit: BodyLimit): Promise<Uint8Array> {
  if (!limit.isCut && Number(response.headers['content-length']) > limit.maxBytes) throw tooLarge(limit.maxBytes)
  const codings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  const [coding] = codings
  if (coding === undefined) return collect(response, limit)
  // One inside the other is how bombs get past a limit, and no server of pages does it.
  if (codings.length > 1 || !(coding in decompressors))
    throw new AppError('http-error', `This page comes compressed as ${codings.join(', ')}: save it and index the file.`)
  return collect(response, limit, coding)
}

/** @throws AppError `too-large`, or `http-error` when it is damaged */
export async function gunzip(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await collect(Readable.from([bytes]), { maxBytes }, 'gzip')
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('http-error', 'This gzip file is damaged: ask for it again later.', { cause: error })
  }
}

// Half of the servers that say "deflate" leave out its zlib header (RFC 9110 §8.4.1.2 notes it).
const decompressors: Readonly<Record<string, (firstByte: number) => Duplex>> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  br: () => createBrotliDecompress(),
  deflate: (firstByte) => ((firstByte & 0x0f) === 8 ? createInflate() : createInflateRaw()),
}

async function collect(source: AsyncIterable<Uint8Array>, limit: BodyLimit, coding?: string): Promise<Uint8Array> {
  const { maxBytes, isCut } = limit
  const input = { bytes: 0 }
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of coding === undefined ? source : decompress(source, coding, input)) {
    parts.push(part)
    size += part.length
    if (isCut && size >= maxBytes) break
    const isBomb = coding !== undefined && size > freeBytes && size > input.bytes * maxRatio
    if (size > maxBytes || isBomb) throw tooLarge(maxBytes)
  }
  return joinBytes(parts, Math.min(size, maxBytes))
}

async function* decompress(
  source: AsyncIterable<Uint8Array>,
  coding: string,
  input: { bytes: number },
): AsyncGenerator<Uint8Array> {
  const packed = source[Symbol.asyncIterator]()
  const { value: first, done } = await packed.next()
  // Some servers announce a compression and send nothing.
  if (done) return
  async function* counted(): AsyncGenerator<Uint8Array> {
    input.bytes += first.length
    yield first
    for await (const part of { [Symbol.asyncIterator]: () => packed }) {
      input.bytes += part.length
      yield part
    }
  }
  // The error comes out of the loop below as well.
  yield* pipeline(Readable.from(counted()), decompressors[coding]!(first[0] ?? 0), () => {})
}

function tooLarge(maxBytes: number): AppError {
  const limit = maxBytes >= 1_048_576 ? `${Math.floor(maxBytes / 1_048_576)} MB` : `${maxBytes} bytes`
  return new AppError('too-large', `This page is larger than ${limit}: save it, split it and index the parts.`)
}
