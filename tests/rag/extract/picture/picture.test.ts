// Pictures as files: told and measured by their heads, refused before they are decoded, read in the child.
import { describe, expect, test } from 'vitest'
import { extract, recognise } from '../../../../src/rag/extract/index.ts'
import { sizeOf } from '../../../../src/rag/extract/picture/size.ts'
import { pictureOfText, textOfPicture } from '../../../fixtures/picture-of-text.ts'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const png = (width: number, height: number) => {
  const file = Buffer.from(pictureOfText)
  file.writeUInt32BE(width, 16)
  file.writeUInt32BE(height, 20)
  return file
}
/** A TIFF of pictures without pixels: [width, height] each, in directories one after the other. */
function tiff(...sizes: readonly (readonly [number, number])[]): Uint8Array {
  const file = Buffer.alloc(8 + sizes.length * 30)
  file.write('II*\0', 'latin1')
  for (const [index, size] of sizes.entries()) {
    const at = 8 + index * 30
    file.writeUInt32LE(at, index === 0 ? 4 : at - 4)
    file.writeUInt16LE(2, at)
    for (const [entry, value] of size.entries()) {
      file.writeUInt16LE(0x100 + entry, at + 2 + entry * 12)
      file.writeUInt16LE(4, at + 4 + entry * 12)
      file.writeUInt32LE(1, at + 6 + entry * 12)
      file.writeUInt32LE(value, at + 10 + entry * 12)
    }
  }
  return file
}
const exif =
  'ff e1 00 22 45 78 69 66 00 00 4d 4d 00 2a 00 00 00 08 00 01 01 12 00 03 00 00 00 01 00 06 00 00 00 00 00 00'
const frame = 'ff c2 00 11 08 00 14 00 0a 03 01 22 00 02 11 01 03 11 01'

describe('by its head', () => {
  test.each([
    ['PNG', png(20, 10), { mediaType: 'image/png', width: 20, height: 10 }],
    [
      'JPEG',
      bytes(`ff d8 ff e0 00 04 00 00 ${frame}`),
      { mediaType: 'image/jpeg', width: 10, height: 20, orientation: 1 },
    ],
    ['JPEG on its side', bytes(`ff d8 ${exif} ${frame}`), { width: 10, height: 20, orientation: 6 }],
    ['BMP', bytes(`424d ${'00'.repeat(12)} 28000000 0a000000 ecffffff ${'00'.repeat(20)}`), { width: 10, height: 20 }],
    [
      'WebP',
      Buffer.concat([Buffer.from('RIFF....WEBPVP8X'), bytes('0a000000 00000000 090000 130000')]),
      { width: 10, height: 20 },
    ],
    ['TIFF', tiff([10, 20], [30, 5]), { width: 30, height: 20, pages: [8, 38] }],
  ])('%s', (_, file, expected) => {
    expect(sizeOf(file)).toMatchObject(expected)
  })

  test('a TIFF whose directories go in circles', () => {
    const file = Buffer.from(tiff([10, 20], [30, 5]))
    file.writeUInt32LE(8, file.length - 4)
    expect(sizeOf(file)?.pages).toEqual([8, 38])
  })
})

test.each([
  ['too-large', png(100_000, 100_000)],
  ['too-large', tiff([100_000, 100_000])],
  ['broken', png(0, 10)],
  ['broken', pictureOfText.subarray(0, 18)],
])('%s, unread', async (code, file) => {
  await expect(extract('a', file)).rejects.toMatchObject({ code, message: expect.stringMatching(/\.$/) })
})

test('is read in the child, with how sure that is', async () => {
  expect(await extract('a.png', pictureOfText)).toMatchObject({ text: '', hasPictures: true })
  const { text, layout, mediaType } = await recognise('a.png', pictureOfText)
  expect(text).toBe(textOfPicture)
  expect(layout).toEqual({ pages: [], headings: [], marks: [{ offset: 0, sure: expect.any(Number) }] })
  expect(mediaType).toBe('image/png')
})

test('one that cannot be decoded is named', async () => {
  await expect(recognise('a.png', pictureOfText.subarray(0, 600))).rejects.toMatchObject({ code: 'broken' })
})
