// Pages that are pictures: what a page paints of pictures is painted onto a grey page of our own, upright and as large as the
// largest of them is, without a canvas. Paths, patterns and clips are left out: scans have none.
import { getResolvedPDFJS } from 'unpdf'
import type { Document } from './page.ts'

/** Pixels of one picture: an A3 page at 400 dots an inch has 31 million. Larger ones are refused before they are decoded. */
export const maxPixels = 40_000_000
/** Text is recognised best, and fast enough, at this many dots an inch; also of the page that is painted on. */
const maxDotsPerInch = 300
const maxPagePixels = 12_000_000
/** Side by side or above each other: a scanner's strips. */
const maxPictures = 2_000

type Matrix = readonly [number, number, number, number, number, number]

interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
  /** As PDF.js numbers them: 1 one bit a pixel, 2 RGB, 3 RGBA; 0 a stencil, painted where its bits are 0. */
  readonly kind: 0 | 1 | 2 | 3
  /** The unit square, upwards, to the page in points. */
  readonly matrix: Matrix
}

export interface PaintedPage {
  /** Of the page that pictures cover; those above each other count twice. */
  readonly share: number
  readonly dotsPerInch: number
  /** As PNM: https://netpbm.sourceforge.net/doc/pgm.html */
  toPicture(): Uint8Array
}

/** @throws where none of its pictures can be decoded */
export async function paintPage(document: Document, pageNumber: number): Promise<PaintedPage> {
  const page = await document.getPage(pageNumber)
  try {
    const [left = 0, bottom = 0, right = 0, top = 0] = page.view
    const { width, height, transform } = page.getViewport({ scale: 1 })
    const pictures = await picturesOf(page, transform as unknown as Matrix)
    const area = Math.max(1, (right - left) * (top - bottom))
    const share = pictures.reduce((sum, { matrix: [a, b, c, d] }) => sum + Math.abs(a * d - b * c), 0) / area
    const dots = pictures.map((one) => (72 * one.width) / Math.max(1, Math.hypot(one.matrix[0], one.matrix[1])))
    const fitting = 72 * Math.sqrt(maxPagePixels / Math.max(1, width * height))
    const dotsPerInch = Math.min(
      fitting,
      maxDotsPerInch,
      dots.reduce((most, one) => Math.max(most, one), 72),
    )
    return { share, dotsPerInch, toPicture: () => paint(pictures, width, height, dotsPerInch / 72) }
  } finally {
    page.cleanup()
  }
}

type Page = Awaited<ReturnType<Document['getPage']>>

async function picturesOf(page: Page, toViewport: Matrix): Promise<Picture[]> {
  const { OPS } = await getResolvedPDFJS()
  const { fnArray, argsArray } = await page.getOperatorList()
  const found: Picture[] = []
  const saved: Matrix[] = []
  let lost = 0
  let matrix = toViewport
  for (const [at, op] of fnArray.entries()) {
    const args = (argsArray[at] ?? []) as unknown[]
    if (op === OPS.save || op === OPS.beginGroup) saved.push(matrix)
    else if (op === OPS.restore || op === OPS.endGroup || op === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix
    else if (op === OPS.transform) matrix = times(matrix, args as unknown as Matrix)
    else if (op === OPS.paintFormXObjectBegin) {
      saved.push(matrix)
      if (Array.isArray(args[0])) matrix = times(matrix, args[0] as unknown as Matrix)
    } else if (found.length < maxPictures) {
      const isStencil = op === OPS.paintImageMaskXObject
      if (!isStencil && op !== OPS.paintImageXObject && op !== OPS.paintInlineImageXObject) continue
      const picture = await resolve(page, args[0])
      if (picture) found.push({ ...picture, matrix, ...(isStencil && { kind: 0 as const }) })
      else lost += 1
    }
  }
  if (found.length === 0 && lost > 0) throw new Error('its pictures cannot be decoded')
  return found
}

/** A picture stands in the list itself, or is named and handed over when it is decoded. */
async function resolve(page: Page, named: unknown): Promise<Omit<Picture, 'matrix'> | null> {
  const given = (typeof named === 'object' ? named : await fetch(page, String(named))) as Partial<Picture> | null
  if (!given) return null
  if (typeof given.data === 'string') {
    const data = await fetch(page, given.data)
    return resolve(page, data && { ...given, ...(data as object) })
  }
  const { width, height, data, kind = 0 } = given
  return data && width && height ? { width, height, data, kind } : null
}

function fetch(page: Page, id: string): Promise<object | null> {
  const objects = id.startsWith('g_') ? page.commonObjs : page.objs
  return new Promise((done) => objects.get(id, (value: object | null) => done(value)))
}

/** `inner` first, then `outer`: ISO 32000-1, 8.3.4. */
function times([a, b, c, d, e, f]: Matrix, [p, q, r, s, t, u]: Matrix): Matrix {
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f]
}

function paint(pictures: readonly Picture[], widthPt: number, heightPt: number, scale: number): Uint8Array {
  const width = Math.max(1, Math.round(widthPt * scale))
  const height = Math.max(1, Math.round(heightPt * scale))
  const head = Buffer.from(`P5\n${width} ${height}\n255\n`)
  const page = new Uint8Array(head.length + width * height).fill(255)
  page.set(head)
  const pixels = page.subarray(head.length)
  for (const picture of pictures) paintOne(picture, pixels, width, height, scale)
  return page
}

/** For each pixel of the page within the picture's bounds, the mean of the picture's pixels that fall on it. */
function paintOne(picture: Picture, pixels: Uint8Array, width: number, height: number, scale: number): void {
  const [a, b, c, d, e, f] = picture.matrix.map((value) => value * scale) as unknown as Matrix
  const determinant = a * d - b * c
  if (Math.abs(determinant) < 1e-6) return
  const xs = [e, e + a, e + c, e + a + c]
  const ys = [f, f + b, f + d, f + b + d]
  const [fromX, toX] = [Math.max(0, Math.floor(Math.min(...xs))), Math.min(width, Math.ceil(Math.max(...xs)))]
  const [fromY, toY] = [Math.max(0, Math.floor(Math.min(...ys))), Math.min(height, Math.ceil(Math.max(...ys)))]
  const density = Math.sqrt((picture.width * picture.height) / Math.abs(determinant))
  const samples = Math.min(3, Math.max(1, Math.ceil(density - 0.3)))
  const greyAt = greyOf(picture)
  for (let y = fromY; y < toY; y++)
    for (let x = fromX; x < toX; x++) {
      const before = pixels[y * width + x]!
      let sum = 0
      let isPainted = false
      for (let j = 0; j < samples; j++)
        for (let i = 0; i < samples; i++) {
          const dx = x + (i + 0.5) / samples - e
          const dy = y + (j + 0.5) / samples - f
          const u = (d * dx - c * dy) / determinant
          const v = (a * dy - b * dx) / determinant
          const isInside = u >= 0 && u < 1 && v >= 0 && v < 1
          isPainted ||= isInside
          // The first row of a picture is its upper one.
          sum += isInside
            ? greyAt(Math.floor(u * picture.width), Math.floor((1 - v) * picture.height - 1e-9), before)
            : before
        }
      if (isPainted) pixels[y * width + x] = sum / (samples * samples)
    }
}

/** The grey of a pixel over what is below it. */
function greyOf({ data, width, height, kind }: Picture): (x: number, y: number, below: number) => number {
  const row = (width + 7) >> 3
  const clamp = (y: number) => (y < 0 ? 0 : y >= height ? height - 1 : y)
  const bit = (x: number, y: number) => (data[clamp(y) * row + (x >> 3)]! >> (7 - (x & 7))) & 1
  if (kind === 0) return (x, y, below) => (bit(x, y) === 0 ? 0 : below)
  if (kind === 1) return (x, y) => bit(x, y) * 255
  const size = kind === 2 ? 3 : 4
  return (x, y, below) => {
    const at = (clamp(y) * width + x) * size
    const grey = data[at]! * 0.299 + data[at + 1]! * 0.587 + data[at + 2]! * 0.114
    const alpha = kind === 3 ? data[at + 3]! / 255 : 1
    return grey * alpha + below * (1 - alpha)
  }
}
