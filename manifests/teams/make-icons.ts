// Draws the app's icons, color.png and outline.png: a speech bubble that opens a quotation. Run it after a change of the
// mark (node manifests/teams/make-icons.ts) and look at what it drew.
// Sizes and colours: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

type Color = readonly [red: number, green: number, blue: number]
/** Whether a point is inside; the picture is a square from 0 to 1, y downwards. */
type Shape = (x: number, y: number) => boolean
/** Painted one over the other. */
type Layer = readonly [shape: Shape, color: Color]

const navy: Color = [0x1f, 0x3a, 0x5f]
const white: Color = [0xff, 0xff, 0xff]

const everything: Shape = () => true
const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) <= radius
const either =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.some((shape) => shape(x, y))
const without =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    shape(x, y) && !hole(x, y)

/** A rectangle with round corners. */
function box(left: number, top: number, right: number, bottom: number, radius: number): Shape {
  return (x, y) => {
    const dx = Math.max(left + radius - x, x - right + radius, 0)
    const dy = Math.max(top + radius - y, y - bottom + radius, 0)
    return Math.hypot(dx, dy) <= radius
  }
}

/** A triangle with its corners in clockwise order. */
function triangle(...corners: readonly (readonly [number, number])[]): Shape {
  return (x, y) =>
    corners.every(([ax, ay], i) => {
      const [bx, by] = corners[(i + 1) % corners.length]!
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0
    })
}

/** The opening mark of a quotation, a ball with a horn: its ball at (x, y). */
function openingMark(x: number, y: number, radius: number): Shape {
  const horn = without(
    without(
      circle(x + radius * 0.9, y - radius * 0.1, radius * 1.9),
      circle(x + radius * 1.5, y + radius * 0.1, radius * 1.75),
    ),
    // Only its upper half.
    (_, py) => py > y,
  )
  return either(
    circle(x, y, radius),
    without(horn, (px) => px > x + radius * 0.9),
  )
}

const quotation = (y: number, radius: number, gap: number) =>
  either(openingMark(0.5 - gap, y, radius), openingMark(0.5 + gap, y, radius))

const bubble = (inset: number) =>
  either(
    box(0.2 + inset, 0.23 + inset, 0.8 - inset, 0.68 - inset, 0.1 - inset / 2),
    triangle([0.3 + inset * 1.2, 0.6], [0.48 - inset * 1.6, 0.6], [0.3 + inset * 1.2, 0.82 - inset * 2.6]),
  )

/** Pixels of red, green, blue and alpha. Each is the mean of 8 × 8 points. */
function draw(size: number, layers: readonly Layer[]): Uint8Array {
  const points = 8
  const pixels = new Uint8Array(size * size * 4)
  for (let i = 0; i < size * size; i++) {
    const sum = [0, 0, 0]
    let covered = 0
    for (let j = 0; j < points * points; j++) {
      const x = ((i % size) + ((j % points) + 0.5) / points) / size
      const y = (Math.floor(i / size) + (Math.floor(j / points) + 0.5) / points) / size
      const color = layers.findLast(([shape]) => shape(x, y))?.[1]
      if (!color) continue
      covered += 1
      color.forEach((value, channel) => {
        sum[channel]! += value
      })
    }
    const alpha = Math.round((covered / points ** 2) * 255)
    pixels.set([...sum.map((value) => Math.round(value / Math.max(1, covered))), alpha], i * 4)
  }
  return pixels
}

/** A PNG of 8 bits a channel with alpha: https://www.w3.org/TR/png-3/ */
function encodePng(size: number, pixels: Uint8Array): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // 8 bits, red green blue alpha, deflate, no filter to choose, not interlaced.
  header.set([8, 6, 0, 0, 0], 8)
  // Each row begins with its filter: none.
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) rows.set(pixels.subarray(y * size * 4, (y + 1) * size * 4), y * (size * 4 + 1) + 1)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', new Uint8Array(0)),
  ])
}

function write(name: string, size: number, layers: readonly Layer[]): void {
  writeFileSync(join(import.meta.dirname, name), encodePng(size, draw(size, layers)))
}

/** The mark of 0.2 to 0.8 made to fill the small picture. */
const enlarged =
  (shape: Shape): Shape =>
  (x, y) =>
    shape(0.5 + (x - 0.5) * 0.68, 0.525 + (y - 0.5) * 0.68)

write('color.png', 192, [
  [everything, navy],
  [bubble(0), white],
  [quotation(0.5, 0.062, 0.105), navy],
])
write('outline.png', 32, [
  [enlarged(without(bubble(0), bubble(0.045))), white],
  [enlarged(quotation(0.5, 0.06, 0.1)), white],
])
