// OpenDocument files.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makeOpenDocument, makeZip, namespaces } from '../../../fixtures/make-office.ts'

test('a text: headings, lists, tables, notes, spaces; comments and deletions left out', async () => {
  const body = `<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>
    <text:h text:outline-level="2">Leave</text:h>
    <text:p>Six<text:s text:c="3"/>weeks<text:line-break/>paid<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noted.</text:p></text:note-body></text:note>.<office:annotation><text:p>remark</text:p></office:annotation></text:p>
    <text:list><text:list-item><text:p>ask</text:p><text:list><text:list-item><text:p>early</text:p></text:list-item></text:list></text:list-item></text:list>
    <table:table><table:table-row><table:table-cell><text:p>Kind</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>Days</text:p></table:table-cell></table:table-row></table:table>`
  const { text, layout, mediaType } = await readInside('a.bin', makeOpenDocument('text', body))
  expect(text).toBe('Leave\n\nSix weeks\npaid.\n\nNoted.\n\n- ask\n  - early\n\n| Kind | Days | Days |')
  expect(layout.headings).toEqual([{ offset: 0, level: 2, text: 'Leave' }])
  expect(mediaType).toBe('application/vnd.oasis.opendocument.text')
})

test('a spreadsheet: what is seen, where it stands, and no edge of the sheet', async () => {
  const cell = (text: string, more = '') => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`
  const body = `<table:table table:name="Costs"><table:table-row>${cell('Item')}${cell('Cost')}</table:table-row>
    <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>
    <table:table-row><table:table-cell/>${cell('9 €', 'office:value="9"')}<table:table-cell table:number-columns-repeated="16380"/></table:table-row></table:table>`
  const { text, layout } = await readInside('a.ods', makeOpenDocument('spreadsheet', body))
  expect(text).toBe('Costs\n\n| Item | Cost |\n\n9 €')
  expect(layout.marks).toEqual([
    { offset: 0, sheet: 'Costs', row: 1, from: 'A', to: 'B' },
    { offset: 24, sheet: 'Costs', row: 5, from: 'B', to: 'B' },
  ])
})

test('a presentation: slides, titles first, notes', async () => {
  const frame = (kind: string, text: string) =>
    `<draw:frame presentation:class="${kind}"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`
  const body = `<draw:page>${frame('subtitle', 'Soon')}${frame('title', 'Plan')}<presentation:notes>${frame('notes', 'Say hello.')}</presentation:notes></draw:page><draw:page>${frame('title', 'End')}${frame('page-number', '2')}</draw:page>`
  const { text, layout, title } = await readInside('a.odp', makeOpenDocument('presentation', body))
  expect(text).toBe('Plan\n\nSoon\n\nNotes:\n\nSay hello.\n\nEnd')
  expect(layout.marks).toEqual([
    { offset: 0, slide: 1 },
    { offset: text.indexOf('End'), slide: 2 },
  ])
  expect(title).toBe('Plan')
})

test('one XML file in place of a ZIP', async () => {
  const flat = `<?xml version="1.0"?><office:document ${namespaces.odf} office:mimetype="application/vnd.oasis.opendocument.text"><office:meta><meta:x/></office:meta><office:master-styles><text:p>header</text:p></office:master-styles><office:body><office:text><text:p>Flat.</text:p></office:text></office:body></office:document>`
  expect((await readInside('a.fodt', Buffer.from(flat))).text).toBe('Flat.')
})

test('properties', async () => {
  const meta = `<office:document-meta ${namespaces.odf} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><meta:initial-creator>Ada</meta:initial-creator><dc:creator>Bob</dc:creator><dc:date>2024-03-01T10:00:00.123456789</dc:date><dc:language>en-GB</dc:language></office:meta></office:document-meta>`
  expect(await readInside('a.odt', makeOpenDocument('text', '<text:p>x</text:p>', { 'meta.xml': meta }))).toMatchObject(
    {
      author: 'Ada',
      modifiedAt: '2024-03-01T10:00:00.123Z',
      language: 'en',
    },
  )
})

const manifest = '<manifest:manifest><manifest:encryption-data/></manifest:manifest>'
test.each([
  ['encrypted', makeOpenDocument('text', 'x', { 'META-INF/manifest.xml': manifest })],
  ['broken', makeZip({ mimetype: 'application/vnd.oasis.opendocument.text' })],
  ['broken', Buffer.from('This is not a zip file!')],
  ['empty', makeOpenDocument('text', '<text:p/>')],
])('%s', async (code, file) => {
  await expect(extract('a.odt', file)).rejects.toMatchObject({ name: 'AppError', code })
})

test.each(['text', 'spreadsheet'])('cells over rows and columns, rows that name columns: %s', async (kind) => {
  const cell = (text: string, spans = '') => `<table:table-cell ${spans}><text:p>${text}</text:p></table:table-cell>`
  const covered = '<table:covered-table-cell><text:p>hidden</text:p></table:covered-table-cell>'
  const row = (...cells: string[]) => `<table:table-row>${cells.join('')}</table:table-row>`
  const head = row(cell('Boat'), cell('Sat'), cell('Sun'))
  const body =
    row(cell('Tern', 'table:number-rows-spanned="2"'), cell('Vera', 'table:number-columns-spanned="2"'), covered) +
    row(covered, cell('Per'), cell('Liv'))
  const table = `<table:table table:name=""><table:table-header-rows>${head}</table:table-header-rows>${body}</table:table>`
  const { text } = await readInside('a.bin', makeOpenDocument(kind, table))
  expect(text).toBe('| Boat | Sat | Sun |\n| --- | --- | --- |\n| Tern | Vera | Vera |\n| Tern | Per | Liv |')
})
