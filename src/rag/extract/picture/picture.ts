// Pictures of text: PNG, JPEG, BMP, WebP, and TIFF with its pages. Refuses what is damaged, too large to be decoded, or
// shows no text.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { createRecogniser } from '../ocr/recogniser.ts'
import { layOut, type Page } from '../pdf/lay-out.ts'
import { toRecognisedLines } from '../pdf/recognised-lines.ts'
import { type PictureSize, sizeOf } from './size.ts'

/** Pixels of one picture: cameras of phones take up to 50 million, and the recognition then a gigabyte. */
const maxPixels = 40_000_000
/** Points: what lines are measured in does not depend on how finely a picture was taken. */
const pageWidth = 595
const maxPages = 50
const maxMs = 100_000

/** What it is, without its text. @throws AppError `broken`, `too-large` */
export function describePicture(bytes: Uint8Array): Extracted {
  const { mediaType } = checkedSize(bytes)
  return { text: '', layout: { pages: [], headings: [] }, mediaType, hasPictures: true }
}

/** @throws AppError as describePicture, and `no-text-layer` */
export async function recognisePicture(bytes: Uint8Array): Promise<Extracted> {
  const size = checkedSize(bytes)
  const recogniser = await createRecogniser()
  const startedAt = performance.now()
  const pages: Page[] = []
  for (const page of separate(bytes, size)) {
    if (pages.length >= maxPages || performance.now() - startedAt > maxMs) break
    try {
      const { words, sure } = recogniser.recognise(page, size.orientation)
      const lines = toRecognisedLines(words, pageWidth / Math.max(1, size.width))
      pages.push({ lines, values: [], ...(lines.length > 0 && { sure }) })
    } catch (cause) {
      if (size.pages.length < 2) throw broken(cause)
      pages.push({ lines: [], values: [] })
    }
  }
  const { text, layout } = layOut(pages)
  if (text === '')
    throw new AppError(
      'no-text-layer',
      'No text was recognised in this picture: take it again, upright, sharp and at 300 dots an inch, or index the text itself.',
    )
  return {
    text,
    layout: size.pages.length > 1 ? layout : { ...layout, pages: [] },
    mediaType: size.mediaType,
    ...(size.pages.length > pages.length && {
      note: `Not read: its pages from ${pages.length + 1} on, of ${size.pages.length}.`,
    }),
  }
}

function checkedSize(bytes: Uint8Array): PictureSize {
  const size = sizeOf(bytes)
  if (!size || size.width === 0 || size.height === 0) throw broken()
  if (size.width * size.height > maxPixels)
    throw new AppError(
      'too-large',
      `This picture has more than ${maxPixels / 1e6} million pixels: make it smaller, 300 dots an inch are enough.`,
    )
  return size
}

/** Each picture of a file as a file: of a TIFF, one that begins with another of its directories. */
function* separate(bytes: Uint8Array, { pages }: PictureSize): Generator<Uint8Array> {
  if (pages.length < 2) yield bytes
  else
    for (const at of pages) {
      const copy = Buffer.from(bytes)
      if (copy[0] === 0x49) copy.writeUInt32LE(at, 4)
      else copy.writeUInt32BE(at, 4)
      yield copy
    }
}

function broken(cause?: unknown): AppError {
  return new AppError('broken', 'This picture is damaged and cannot be read: save or download it again.', { cause })
}
