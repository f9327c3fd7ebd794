// Pure: what kind of picture a file is and how large, by its head alone: a hostile one is refused before it is decoded.

export interface PictureSize {
  readonly mediaType: `image/${string}`
  /** In pixels; 0 where the head does not say. */
  readonly width: number
  readonly height: number
  /** Where the head of each further picture begins: of TIFF files. */
  readonly pages: readonly number[]
  /** As EXIF counts it: 1 upright. */
  readonly orientation: number
}

/** Null for what is no PNG, JPEG, BMP, WebP or TIFF. */
export function sizeOf(bytes: Uint8Array): PictureSize | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const head = view.toString('latin1', 0, 16)
  try {
    if (head.startsWith('\x89PNG\r\n\x1a\n')) return size('image/png', view.readUInt32BE(16), view.readUInt32BE(20))
    if (head.startsWith('\xff\xd8\xff')) return sizeOfJpeg(view)
    if (head.startsWith('BM') && bitmapHeads.includes(view.readUInt32LE(14)))
      return size('image/bmp', Math.abs(view.readInt32LE(18)), Math.abs(view.readInt32LE(22)))
    if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return sizeOfWebp(view)
    if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return sizeOfTiff(view, head.startsWith('II'))
  } catch (error) {
    // Cut off: its kind is known all the same.
    if (!(error instanceof RangeError)) throw error
    const kind = /^\x89PNG/.test(head)
      ? 'png'
      : head.startsWith('\xff\xd8')
        ? 'jpeg'
        : head.startsWith('RIFF')
          ? 'webp'
          : null
    return kind === null ? null : size(`image/${kind}`, 0, 0)
  }
  return null
}

/** Sizes of the heads that follow: https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types */
const bitmapHeads = [40, 52, 56, 64, 108, 124]

function size(mediaType: PictureSize['mediaType'], width: number, height: number, orientation = 1): PictureSize {
  return { mediaType, width, height, pages: [], orientation }
}

/** https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1.3; orientation: https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf */
function sizeOfJpeg(view: Buffer): PictureSize {
  let orientation = 1
  for (let at = 2; at + 4 <= view.length; ) {
    if (view[at] !== 0xff) break
    const marker = view[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.readUInt16BE(at + 2)
    if (marker === 0xe1 && view.toString('latin1', at + 4, at + 10) === 'Exif\0\0')
      orientation = orientationIn(view.subarray(at + 10, at + 2 + length)) ?? orientation
    // Frames of all kinds, without the tables that are numbered among them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return size('image/jpeg', view.readUInt16BE(at + 7), view.readUInt16BE(at + 5), orientation)
    at += 2 + length
  }
  return size('image/jpeg', 0, 0)
}

function orientationIn(exif: Buffer): number | undefined {
  const isLittle = exif.toString('latin1', 0, 2) === 'II'
  if (exif.length < 8) return undefined
  const first = readTags(exif, isLittle ? exif.readUInt32LE(4) : exif.readUInt32BE(4), isLittle)
  return first?.tags.get(0x0112)
}

/** https://developers.google.com/speed/webp/docs/riff_container */
function sizeOfWebp(view: Buffer): PictureSize {
  const kind = view.toString('latin1', 12, 16)
  if (kind === 'VP8X') return size('image/webp', view.readUIntLE(24, 3) + 1, view.readUIntLE(27, 3) + 1)
  if (kind === 'VP8L') {
    const bits = view.readUInt32LE(21)
    return size('image/webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1)
  }
  return size('image/webp', view.readUInt16LE(26) & 0x3fff, view.readUInt16LE(28) & 0x3fff)
}

/** https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, section 2; the largest of its pictures. */
function sizeOfTiff(view: Buffer, isLittle: boolean): PictureSize {
  const pages: number[] = []
  let width = 0
  let height = 0
  let at = isLittle ? view.readUInt32LE(4) : view.readUInt32BE(4)
  while (at !== 0 && pages.length < maxTiffPages && !pages.includes(at)) {
    const directory = readTags(view, at, isLittle)
    if (!directory) break
    pages.push(at)
    width = Math.max(width, directory.tags.get(0x0100) ?? 0)
    height = Math.max(height, directory.tags.get(0x0101) ?? 0)
    at = directory.next
  }
  return { mediaType: 'image/tiff', width, height, pages, orientation: 1 }
}

/** More are not read anyway, and each costs a look. */
const maxTiffPages = 200

function readTags(view: Buffer, at: number, isLittle: boolean) {
  const short = (place: number) => (isLittle ? view.readUInt16LE(place) : view.readUInt16BE(place))
  const long = (place: number) => (isLittle ? view.readUInt32LE(place) : view.readUInt32BE(place))
  if (at + 2 > view.length) return null
  const count = short(at)
  if (at + 6 + count * 12 > view.length) return null
  const tags = new Map<number, number>()
  for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12)
    tags.set(short(entry), short(entry + 2) === 3 ? short(entry + 8) : long(entry + 8))
  return { tags, next: long(at + 2 + count * 12) }
}
