// Text that is drawn over itself is one text; what only looks alike is not.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makePdf, type PlacedText, placed } from '../../../fixtures/make-pdf.ts'

async function read(...texts: readonly PlacedText[]): Promise<string> {
  return (await readInside('a.pdf', makePdf({ pages: [placed(...texts)] }))).text
}

const meeting = 'The meeting point is the old mill.'

test('three strokes for bold, to the side and below', async () => {
  expect(await read([72, 720, meeting], [72.4, 720, meeting], [72.4, 719.7, meeting])).toBe(meeting)
})

test('the line below is still a line of its own', async () => {
  const lines = ['Tel 550', 'Old Mill, Miller Lane 4', 'Open from May'].map(
    (text, row): PlacedText => [72, 720 - row * 14, text],
  )
  const strokes = lines.flatMap(([x, y, text]): PlacedText[] => [
    [x, y, text],
    [x + 0.5, y, text],
  ])
  expect(await read(...strokes)).toBe('Tel 550\nOld Mill, Miller Lane 4 Open from May')
})

test('a page that is drawn a second time as a whole', async () => {
  const page: PlacedText[] = [
    [72, 720, meeting],
    [72, 600, 'Bring a lamp.'],
  ]
  expect(await read(...page, ...page.map(([x, y, text]): PlacedText => [x + 0.8, y - 0.6, text]))).toBe(
    `${meeting}\n\nBring a lamp.`,
  )
})

test('a large title with a shadow', async () => {
  expect(await read([72, 700, 'Old Mill', 36], [75, 697, 'Old Mill', 36])).toBe('Old Mill')
})

test('a line whose pieces are cut otherwise the second time', async () => {
  expect(await read([72, 720, meeting], [72.3, 720, 'The meeting point'], [163, 720, 'is the old mill.'])).toBe(meeting)
})

test.each([2, 3])('bold made of single letters, each drawn %i times', async (times) => {
  // Widths of Helvetica, in thousandths of the size.
  const widths: Readonly<Record<string, number>> = {
    T: 611,
    i: 222,
    l: 222,
    ' ': 278,
    '.': 278,
    c: 500,
    s: 500,
    k: 500,
  }
  const letters: PlacedText[] = []
  let x = 72
  for (const letter of 'The mill is still closed.') {
    for (let copy = 0; copy < times; copy++) letters.push([x + copy * 0.3, 720, letter])
    x += ((widths[letter] ?? (letter === 'm' ? 833 : letter === 't' ? 278 : 556)) / 1000) * 11
  }
  expect(await read(...letters)).toBe('The mill is still closed.')
})

test('the same words in two lines or two cells are said twice', async () => {
  const text = await read([72, 720, 'closed'], [150, 720, 'closed'], [72, 708, 'closed'])
  expect(text.match(/closed/g)).toHaveLength(3)
})

test('narrow letters that follow each other are kept', async () => {
  expect(await read([72, 720, 'l'], [74.5, 720, 'l'], [77, 720, 'l'])).toMatch(/l ?l ?l/)
})

test('bold made word by word, each drawn three times', async () => {
  // Where each word begins in Helvetica of 11 points.
  const words = [
    [72, 'The'],
    [94.01, 'rescue'],
    [130.08, 'winch'],
    [161.26, 'lifts'],
    [180.82, '780'],
  ] as const
  const drawn = words.flatMap(([x, word]) => [0, 0.35, 0.7].map((by): PlacedText => [x + by, 700, word]))
  expect(await read(...drawn)).toBe('The rescue winch lifts 780')
})

test('a syllable that is said twice stays', async () => {
  expect(await read([72, 700, 'The can'], [110.5, 700, 'can of Nan'], [168, 700, 'Nan Nan'])).toContain('can')
})
