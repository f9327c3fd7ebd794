// Text recognition as it runs in the child, here without one.
import { beforeAll, expect, test } from 'vitest'
import { createRecogniser, type Recogniser } from '../../../../src/rag/extract/ocr/recogniser.ts'
import { pictureOfText, pictureSize, pixelsOfPicture, textOfPicture } from '../../../fixtures/picture-of-text.ts'

let recogniser: Recogniser
beforeAll(async () => {
  recogniser = await createRecogniser()
})

/** As PNM, where 1 is black. */
function upsideDown(): Uint8Array {
  const { width, height } = pictureSize
  const mirrored = (byte: number) => Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2)
  const pixels = pixelsOfPicture()
    .map((byte) => mirrored(byte) ^ 0xff)
    .reverse()
  return Buffer.concat([Buffer.from(`P4\n${width} ${height}\n`), pixels])
}

const textOf = ({ words }: ReturnType<Recogniser['recognise']>) => words.map(({ text }) => text).join(' ')

test('words, their places and how sure they are', () => {
  const read = recogniser.recognise(pictureOfText)
  expect(textOf(read)).toBe(textOfPicture)
  expect(read.sure).toBeGreaterThan(85)
  expect(new Set(read.words.map(({ line }) => line)).size).toBe(3)
  for (const { left, right, top, bottom } of read.words) {
    expect(left).toBeLessThan(right)
    expect(top).toBeLessThan(bottom)
    expect(right).toBeLessThanOrEqual(pictureSize.width)
  }
})

test('a picture that lies upside down, unsaid', () => {
  expect(textOf(recogniser.recognise(upsideDown()))).toBe(textOfPicture)
})

test('what shows no text gives no words', () => {
  const [width, height] = [200, 80]
  let seed = 7
  const noise = Uint8Array.from({ length: width * height }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed >> 23
  })
  expect(recogniser.recognise(Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), noise])).words).toEqual([])
})

test('what is no picture is refused, and the next one is read', () => {
  expect(() => recogniser.recognise(Buffer.from('no picture'))).toThrow('decoded')
  expect(recogniser.recognise(pictureOfText).words).not.toEqual([])
})
