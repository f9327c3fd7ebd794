// Parts of a ZIP, each inflated under a cap before any parser sees it. Sizes that the file states are never trusted.
// Refuses passwords, damage, more than the caps and ZIP64 archives. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { crc32, inflateRawSync } from 'node:zlib'
import { AppError } from '../../errors.ts'

export interface ZipLimits {
  /** Inflated bytes of all wanted parts together. Default 200 MB. */
  readonly totalBytes: number
  /** How many times its packed size a part may unpack to, once it is above `ratioAboveBytes`. Default 200. */
  readonly ratio: number
  /** Default 10 MB. */
  readonly ratioAboveBytes: number
  /** Entries of the directory, wanted or not. Default 10,000. */
  readonly entries: number
}

const megabyte = 1024 * 1024
const defaults: ZipLimits = { totalBytes: 200 * megabyte, ratio: 200, ratioAboveBytes: 10 * megabyte, entries: 10_000 }

interface Entry {
  readonly name: string
  readonly isEncrypted: boolean
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly headerOffset: number
}

/**
 * The wanted parts, inflated, by name: without a leading slash and with forward slashes. The first of a name counts.
 * @throws AppError `too-large` (a bomb, or above the limits), `encrypted` (a wanted part has a password), `broken`
 */
export function readZip(
  bytes: Uint8Array,
  wants: (name: string) => boolean,
  limits: Partial<ZipLimits> = {},
): ReadonlyMap<string, Uint8Array> {
  const caps = { ...defaults, ...limits }
  const parts = new Map<string, Uint8Array>()
  let remaining = caps.totalBytes
  for (const entry of readDirectory(bytes, caps.entries)) {
    if (entry.name.endsWith('/') || parts.has(entry.name) || !wants(entry.name)) continue
    const part = inflate(bytes, entry, remaining, caps)
    remaining -= part.length
    parts.set(entry.name, part)
  }
  return parts
}

/** The names of all parts; none when the directory cannot be read, which `readZip` tells by name. */
export function listZip(bytes: Uint8Array): readonly string[] {
  if (findEnd(new DataView(bytes.buffer, bytes.byteOffset, bytes.length)) === null) return []
  try {
    return readDirectory(bytes, defaults.entries).map(({ name }) => name)
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}

const endSignature = 0x06054b50
const directorySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const maxCommentBytes = 0xffff

function readDirectory(bytes: Uint8Array, maxEntries: number): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = findEnd(view)
  if (end === null) throw broken('its end is missing')
  const count = view.getUint16(end + 10, true)
  const directoryBytes = view.getUint32(end + 12, true)
  const stated = view.getUint32(end + 16, true)
  if (count === 0xffff || directoryBytes === 0xffffffff || stated === 0xffffffff)
    throw tooLarge('it is a ZIP64 archive')
  if (count > maxEntries) throw tooLarge(`it holds more than ${maxEntries} parts`)
  // What stands before the archive (a self-extractor, a stray mark) shifts every offset.
  const shift = end - directoryBytes - stated
  if (shift < 0) throw broken('its directory is not where it should be')
  const entries: Entry[] = []
  let offset = stated + shift
  for (let index = 0; index < count; index++) {
    if (offset + 46 > end || view.getUint32(offset, true) !== directorySignature) throw broken('its directory is cut')
    const flags = view.getUint16(offset + 8, true)
    const nameBytes = view.getUint16(offset + 28, true)
    const name = decodeName(bytes.subarray(offset + 46, offset + 46 + nameBytes), (flags & 0x800) !== 0)
    entries.push({
      name: name.replaceAll('\\', '/').replace(/^\/+/, ''),
      isEncrypted: (flags & 1) !== 0,
      method: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      packedBytes: view.getUint32(offset + 20, true),
      headerOffset: view.getUint32(offset + 42, true) + shift,
    })
    offset += 46 + nameBytes + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true)
  }
  return entries
}

function findEnd(view: DataView): number | null {
  const last = view.byteLength - endBytes
  for (let offset = last; offset >= Math.max(0, last - maxCommentBytes); offset--)
    if (view.getUint32(offset, true) === endSignature) return offset
  return null
}

function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  return Buffer.from(bytes).toString(isUtf8 ? 'utf8' : 'latin1')
}

function inflate(bytes: Uint8Array, entry: Entry, remaining: number, caps: ZipLimits): Uint8Array {
  if (entry.isEncrypted)
    throw new AppError('encrypted', 'This file has a password: save it without one and index that.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const header = entry.headerOffset
  if (header + 30 > bytes.length || view.getUint32(header, true) !== localSignature)
    throw broken(`its part ${entry.name} is missing`)
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true)
  const packed = bytes.subarray(start, start + entry.packedBytes)
  if (packed.length < entry.packedBytes) throw broken(`its part ${entry.name} is cut`)
  const cap = Math.min(remaining, Math.max(caps.ratioAboveBytes, entry.packedBytes * caps.ratio))
  const part = unpack(packed, entry, cap)
  if (crc32(part) !== entry.crc) throw broken(`its part ${entry.name} does not match its checksum`)
  return part
}

function unpack(packed: Uint8Array, entry: Entry, cap: number): Uint8Array {
  if (entry.method !== 0 && entry.method !== 8) throw broken(`its part ${entry.name} is packed in an unknown way`)
  if (entry.method === 0) {
    if (packed.length > cap) throw tooLarge('it unpacks to more than one document may hold')
    return packed
  }
  try {
    // The library takes no cap of 0.
    const part = inflateRawSync(packed, { maxOutputLength: Math.max(1, cap) })
    if (part.length <= cap) return part
  } catch (error) {
    if (!(error instanceof RangeError)) throw broken(`its part ${entry.name} cannot be unpacked`, error)
  }
  throw tooLarge('it unpacks to more than one document may hold')
}

function tooLarge(reason: string): AppError {
  return new AppError('too-large', `This file is too large to read: ${reason}. Split it and index the parts.`)
}

function broken(reason: string, cause?: unknown): AppError {
  return new AppError('broken', `This file is damaged: ${reason}. Export or download it again.`, { cause })
}
