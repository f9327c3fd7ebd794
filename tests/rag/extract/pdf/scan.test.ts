// Pages that are pictures: found, painted upright without a canvas, and recognised.
import { getDocumentProxy } from 'unpdf'
import { describe, expect, test } from 'vitest'
import { readPdf, recognisePdf } from '../../../../src/rag/extract/pdf/pdf.ts'
import { paintPage } from '../../../../src/rag/extract/pdf/pictures.ts'
import { lines, makePdf, type PdfPlan } from '../../../fixtures/make-pdf.ts'
import { pictureSize, pixelsOfPicture, textOfPicture } from '../../../fixtures/picture-of-text.ts'

const whole = 'q 612 0 0 792 0 0 cm /I0 Do Q'
const grey = (width: number, height: number) =>
  `/Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8`

/** Each quarter of the page as it is painted, by rows: 0 black, 255 white. */
async function quarters(plan: PdfPlan): Promise<number[]> {
  const document = await getDocumentProxy(new Uint8Array(makePdf(plan)), { verbosity: 0 })
  const picture = Buffer.from((await paintPage(document, 1)).toPicture())
  const [, width = 0, height = 0] = /^P5\n(\d+) (\d+)\n255\n/.exec(picture.toString('latin1', 0, 30))?.map(Number) ?? []
  const pixels = picture.subarray(-width * height)
  const at = (x: number, y: number) => pixels[Math.floor(y * height) * width + Math.floor(x * width)]!
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)]
}

describe('painted', () => {
  const four = Buffer.from([10, 80, 160, 240])
  const pictures = [[grey(2, 2), four]] as const

  test.each<[string, PdfPlan, number[]]>([
    ['as it stands', { pages: [whole], pictures }, [10, 80, 160, 240]],
    ['turned by the page', { pages: [whole], pictures, pageEntries: '/Rotate 90' }, [160, 10, 240, 80]],
    ['turned by its matrix', { pages: ['q -612 0 0 -792 612 792 cm /I0 Do Q'], pictures }, [240, 160, 80, 10]],
    ['mirrored', { pages: ['q 612 0 0 -792 0 792 cm /I0 Do Q'], pictures }, [160, 240, 10, 80]],
    [
      'in strips',
      {
        pages: ['q 612 0 0 396 0 396 cm /I0 Do Q q 612 0 0 396 0 0 cm /I1 Do Q'],
        pictures: [
          [grey(2, 1), four.subarray(0, 2)],
          [grey(2, 1), four.subarray(2)],
        ],
      },
      [10, 80, 160, 240],
    ],
    [
      'in colours',
      {
        pages: [whole],
        pictures: [['/Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8', Buffer.from([255, 0, 0])]],
      },
      [76, 76, 76, 76],
    ],
    [
      'a stencil, black where its bits are 0',
      {
        pages: [whole],
        pictures: [['/Width 2 /Height 2 /ImageMask true /BitsPerComponent 1', Buffer.from([0x40, 0x80])]],
      },
      [0, 255, 255, 0],
    ],
  ])('%s', async (_, plan, expected) => {
    expect(await quarters(plan)).toEqual(expected)
  })
})

const scan = [
  `/Width ${pictureSize.width} /Height ${pictureSize.height} /ColorSpace /DeviceGray /BitsPerComponent 1`,
  pixelsOfPicture(),
] as const
// As wide as the page and as high as it is, so that less than half of it is covered.
const strip = 'q 612 0 0 148 0 600 cm /I0 Do Q'

test('a scan is found, and read with how sure that is', async () => {
  const pdf = makePdf({ pages: [strip], pictures: [scan] })
  expect(await readPdf(pdf)).toMatchObject({ text: '', hasPictures: true })
  const { text, layout } = await recognisePdf(pdf)
  expect(text).toBe(textOfPicture)
  expect(layout).toEqual({
    pages: [{ offset: 0, page: 1 }],
    headings: [],
    marks: [{ offset: 0, sure: expect.any(Number) }],
  })
})

test('pages with text keep it, and what cannot be recognised is named', async () => {
  const prose = lines(...Array.from({ length: 4 }, (_, row) => `Line ${row} of a page that has a text of its own.`))
  const flat = [grey(1, 1), Buffer.from([200])] as const
  const pdf = makePdf({ pages: [prose, strip, 'q 612 0 0 792 0 0 cm /I1 Do Q', prose], pictures: [scan, flat] })
  const { text, layout, note, hasPictures } = await recognisePdf(pdf)
  expect(text).toContain(`own.\n\n${textOfPicture}\n\nLine 0`)
  expect(layout.marks).toEqual([
    { offset: text.indexOf(textOfPicture), sure: expect.any(Number) },
    { offset: text.lastIndexOf('Line 0'), sure: null },
  ])
  expect(note).toBe('Not read: page 3 (no text was recognised).')
  expect(hasPictures).toBeUndefined()
})

test('a text with a small picture has none to be recognised', async () => {
  const pdf = makePdf({ pages: [`${lines('Form 7')} q 90 0 0 90 10 10 cm /I0 Do Q`], pictures: [scan] })
  expect(await readPdf(pdf)).not.toHaveProperty('hasPictures')
})

test('a picture with too many pixels is named before it is decoded', async () => {
  const pdf = makePdf({ pages: [whole], pictures: [[grey(100_000, 100_000), Buffer.from('x')]] })
  expect(await readPdf(pdf)).toMatchObject({ hasPictures: true })
  await expect(recognisePdf(pdf)).rejects.toMatchObject({
    code: 'no-text-layer',
    message: expect.stringContaining('40 million pixels'),
  })
})
