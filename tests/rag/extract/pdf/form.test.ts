// What was filled into a form stands beside its label on the page.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makePdf, type PlacedText, placed } from '../../../fixtures/make-pdf.ts'

const widget = (rect: string, entries: string) => `<< /Type /Annot /Subtype /Widget /Rect [${rect}] ${entries} >>`
const field = (rect: string, value: string, more = '') => widget(rect, `/FT /Tx /T (n) /V (${value}) ${more}`)
const box = (rect: string, state: string) =>
  widget(rect, `/FT /Btn /T (b${rect}) /V /${state} /AS /${state} /AP << /N << /On 3 0 R /Off 3 0 R >> >>`)

async function read(texts: readonly PlacedText[], ...annotations: readonly string[]): Promise<string> {
  return (await readInside('a.pdf', makePdf({ pages: [placed(...texts)], annotations }))).text
}

test('values stand behind their labels, whatever the order of the fields', async () => {
  const labels: PlacedText[] = [
    [72, 720, 'Name of the tenant:'],
    [72, 700, 'Floor:'],
    [72, 640, 'Keys are handed over on the first of the month.'],
  ]
  expect(await read(labels, field('200 695 400 712', 'third'), field('200 715 400 732', 'Ada Byron'))).toBe(
    'Name of the tenant: Ada Byron\nFloor: third\n\nKeys are handed over on the first of the month.',
  )
})

test('two fields in one row, each behind its own label', async () => {
  const labels: PlacedText[] = [
    [72, 720, 'Street:'],
    [320, 720, 'Town:'],
  ]
  expect(await read(labels, field('360 715 500 732', 'Kalmar'), field('120 715 300 732', 'Harbour Road 7'))).toBe(
    'Street: Harbour Road 7 Town: Kalmar',
  )
})

test('a label above its field', async () => {
  const labels: PlacedText[] = [
    [72, 720, 'First name'],
    [300, 720, 'Family name'],
  ]
  expect(await read(labels, field('72 698 250 715', 'Ada'), field('300 698 480 715', 'Byron'))).toBe(
    'First name Ada Family name Byron',
  )
})

test('boxes stand before what they are for, ticked or not', async () => {
  const labels: PlacedText[] = [
    [90, 720, 'I have a parking permit'],
    [90, 700, 'Send me the minutes'],
  ]
  expect(await read(labels, box('72 716 84 730', 'Off'), box('72 696 84 710', 'On'))).toBe(
    '☐ I have a parking permit\n☒ Send me the minutes',
  )
})

test('a choice is said as it is shown', async () => {
  const choice = widget('200 715 400 732', '/FT /Ch /Ff 131072 /T (c) /V (k2) /Opt [[(k1) (Tea)] [(k2) (Coffee)]]')
  expect(await read([[72, 720, 'Drink:']], choice)).toBe('Drink: Coffee')
})

test('without a label on the page the field says its name, at its place', async () => {
  const texts: PlacedText[] = [
    [72, 720, 'Registration of a boat'],
    [72, 500, 'Signed at the harbour office.'],
  ]
  expect(await read(texts, field('300 600 500 620', 'Seagull', '/TU (Name of the boat)'))).toBe(
    'Registration of a boat\n\nName of the boat: Seagull\n\nSigned at the harbour office.',
  )
})

test('a field that is hidden or empty says nothing', async () => {
  expect(
    await read([[72, 720, 'Name:']], field('200 715 400 732', 'secret', '/F 2'), field('200 715 400 732', '')),
  ).toBe('Name:')
})
