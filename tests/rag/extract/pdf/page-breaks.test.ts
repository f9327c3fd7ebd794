// A sentence over a page break is whole, and running heads and feet are none of it.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { chunk } from '../../../../src/rag/indexing/chunk.ts'
import { makePdf, type PlacedText, placed } from '../../../fixtures/make-pdf.ts'

/** Each page's text. */
async function read(...pages: readonly (readonly PlacedText[])[]): Promise<string[]> {
  const { text, layout } = await readInside('a.pdf', makePdf({ pages: pages.map((texts) => placed(...texts)) }))
  return layout.pages.map(({ offset }, page) => text.slice(offset, layout.pages[page + 1]?.offset).trim())
}

const body = (...texts: readonly string[]) => texts.map((text, row): PlacedText => [72, 700 - row * 14, text])
const head = (text: string): PlacedText => [72, 770, text]
const foot = (text: string, x = 280): PlacedText => [x, 40, text]

const first = body('The warden locks the gate at dusk and', 'hands the key to the night watch, who')
const second = [...body('keeps it until the morning.'), [72, 660, 'Visitors ring the bell.']] satisfies PlacedText[]
const sentence =
  'The warden locks the gate at dusk and hands the key to the night watch, who keeps it until the morning.'

test('a sentence that goes on overleaf stands where it begins, without heads and feet', async () => {
  const pages = [first, second, body('Dogs wait outside.')].map((texts, page) => [
    head('Rules of the quarry'),
    ...texts,
    foot(`Page ${page + 1} of 3`),
  ])
  expect(await read(...pages)).toEqual([
    `Rules of the quarry\n\n${sentence}`,
    'Visitors ring the bell.',
    'Dogs wait outside.',
  ])
})

test('its page is the one where it begins', async () => {
  const { text, layout } = await extract('a.pdf', makePdf({ pages: [placed(...first), placed(...second)] }))
  expect(chunk({ text, layout }).map((one) => [one.page, one.text])).toEqual([
    [1, sentence],
    [2, 'Visitors ring the bell.'],
  ])
})

test('a foot that is drawn in the middle of the text', async () => {
  const page = (number: number, [one, ...others]: readonly PlacedText[]) => [one!, foot(String(number)), ...others]
  const pages = await read(page(1, body('Dogs wait outside.', 'Cats may come in.')), page(2, first))
  expect(pages[1]).toContain('at dusk and hands the key')
})

test('a word that is hyphenated at the page break', async () => {
  const pages = await read(body('The warden keeps the key of the maga-'), body('zine in the office.'))
  expect(pages).toEqual(['The warden keeps the key of the magazine in the office.', ''])
})

test('heads of left and right pages, each said once', async () => {
  const pages = Array.from({ length: 6 }, (_, page) => [
    head(page % 2 === 0 ? `${page + 1} Rules of the quarry` : 'The warden'),
    ...body(`Rule ${page} is kept.`),
    foot(`- ${page + 1} -`),
  ])
  const text = (await read(...pages)).join('\n')
  expect(text.match(/The warden/g)).toHaveLength(1)
  expect(text).not.toContain('- 3 -')
})

test('a note at the foot of the page is not taken into the sentence', async () => {
  const note: PlacedText = [72, 60, 'The watch is paid by the parish', 8]
  expect(await read([...first, note], second)).toEqual([
    `${sentence}\n\nThe watch is paid by the parish`,
    'Visitors ring the bell.',
  ])
})

test('what changes from page to page is kept', async () => {
  const pages = [7, 12, 31].map((number) => [
    head(`Permit ${number}`),
    ...body('Blasting is allowed.', 'Wear a helmet.'),
  ])
  expect((await read(...pages)).map((text) => text.split('\n')[0])).toEqual(['Permit 7', 'Permit 12', 'Permit 31'])
})

test('the header of a table is kept on each page', async () => {
  const row = (y: number, name: string, value: string): PlacedText[] => [
    [72, y, name],
    [300, y, value],
  ]
  const page = (name: string) => [
    ...row(740, 'Machine', 'Weight'),
    ...row(726, name, '4 t'),
    ...row(712, `${name} II`, '6 t'),
  ]
  for (const text of await read(page('Crusher'), page('Loader'), page('Pump'))) expect(text).toContain('Machine Weight')
})

test('titles of slides are kept where they are repeated', async () => {
  const slide = (text: string): PlacedText[] => [[72, 740, 'Agenda', 28], ...body(text)]
  for (const text of await read(slide('Crusher.'), slide('Loader.'), slide('Pump.'))) expect(text).toContain('Agenda')
})

test('a page that ends in the middle does not swallow the next one', async () => {
  const caption: PlacedText[] = [
    ...body('The quarry opens at seven in the morning.', 'It closes at dusk.'),
    [72, 400, 'The crusher'],
  ]
  expect((await read(caption, body('warm days need water.')))[1]).toBe('warm days need water.')
})
