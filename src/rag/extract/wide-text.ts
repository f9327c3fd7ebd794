// UTF-16 and UTF-32, by their byte order mark or by where their zeros stand. Refuses (null) what only looks like it.

const sampleBytes = 65_536
// Zeros in text that is not wide are damage; Latin text in UTF-16 has a half of them, Cyrillic a tenth.
const minZeroShare = 0.02

type Encoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** https://encoding.spec.whatwg.org/#bom-sniff, and UTF-32, which that leaves out. Null when the bytes are neither. */
export function decodeWide(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return decodeUtf32(bytes, true)
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return decodeUtf32(bytes, false)
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const encoding = guess(bytes.subarray(0, sampleBytes))
  if (encoding === null) return null
  const read = (part: Uint8Array) =>
    encoding.startsWith('utf-16') ? new TextDecoder(encoding).decode(part) : decodeUtf32(part, encoding === 'utf-32le')
  return isProse(read(bytes.subarray(0, sampleBytes))) ? read(bytes) : null
}

function guess(bytes: Uint8Array): Encoding | null {
  const zeros = [0, 0, 0, 0]
  for (let index = 0; index < bytes.length; index++) if (bytes[index] === 0) zeros[index % 4]!++
  const quarter = Math.floor(bytes.length / 4)
  const [a, b, c, d] = zeros.map((found) => found / Math.max(1, quarter)) as [number, number, number, number]
  if ((a + b + c + d) / 4 < minZeroShare) return null
  if (quarter > 0 && d > 0.98 && c > 0.9 && a < 0.5) return 'utf-32le'
  if (quarter > 0 && a > 0.98 && b > 0.9 && d < 0.5) return 'utf-32be'
  if (a + c < (b + d) / 20) return 'utf-16le'
  if (b + d < (a + c) / 20) return 'utf-16be'
  return null
}

/** Numbers in two or four bytes have zeros in the same places, but do not read as words. */
function isProse(text: string): boolean {
  const words = text.match(/[\p{L}\p{M}\p{N}\p{P}\p{Zs}\r\n\t]/gu)?.length ?? 0
  return words >= text.length * 0.9
}

function decodeUtf32(bytes: Uint8Array, isLittleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: string[] = []
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, isLittleEndian)
    if (at === 0 && code === 0xfeff) continue
    parts.push(code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code))
  }
  return parts.join('')
}
