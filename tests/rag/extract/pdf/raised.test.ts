// Raised and lowered text of a PDF: smaller letters off the baseline of their line.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makePdf, type PlacedText, placed } from '../../../fixtures/make-pdf.ts'

async function read(...texts: readonly PlacedText[]): Promise<string> {
  return (await readInside('a.pdf', makePdf({ pages: [placed(...texts)] }))).text
}

test('an exponent is no digit of the number before it', async () => {
  const text = await read([72, 700, 'The tank holds 10'], [158.5, 704, '4', 7], [165.5, 700, 'litres in 6 m'])
  expect(text).toBe('The tank holds 10⁴ litres in 6 m')
})

test('an index is lowered', async () => {
  expect(await read([72, 700, 'CO'], [88.5, 697.5, '2', 7], [92.4, 700, '-free'])).toBe('CO₂-free')
})

test('the mark of a note does not change a price', async () => {
  const text = await read(
    [72, 700, 'Dues are 640'],
    [138, 704, '2', 6],
    [144.5, 700, 'kroner.'],
    [72, 90, '2', 6],
    [77, 86, 'Half in winter.', 8],
  )
  expect(text).toBe('Dues are 640² kroner.\n\n² Half in winter.')
})

test('small capitals and sizes that differ on one baseline stay as they are', async () => {
  expect(await read([72, 700, 'Room 4'], [107.6, 700, '2', 8], [115, 700, 'is shut.'])).toBe('Room 42 is shut.')
})
