// Word documents.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import {
  makeCoreProperties,
  makeDocx,
  makeZip,
  namespaces,
  relationships,
  wordParagraph,
} from '../../../fixtures/make-office.ts'

const read = async (body: string, parts = {}) => (await readInside('a.docx', makeDocx(body, parts))).text
const cell = (text: string) => `<w:tc>${wordParagraph(text)}</w:tc>`
const row = (...texts: string[]) => `<w:tr>${texts.map(cell).join('')}</w:tr>`
const styles = `<w:styles ${namespaces.w}>
  <w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
  <w:style w:styleId="Clause"><w:name w:val="Clause"/><w:basedOn w:val="Sub"/></w:style>
  <w:style w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Clause"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
  <w:style w:styleId="ListBullet"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
</w:styles>`

test('headings by style, its ancestors or outline level; lists; tables; line breaks', async () => {
  const body = [
    wordParagraph('Leave', '<w:pStyle w:val="berschrift1"/>'),
    wordParagraph('Parental leave', '<w:pStyle w:val="Clause"/>'),
    '<w:p><w:r><w:t>Six</w:t><w:tab/><w:t>weeks</w:t><w:br/><w:t>or more</w:t></w:r></w:p>',
    wordParagraph('ask', '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
    wordParagraph('early', '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
    wordParagraph('by style', '<w:pStyle w:val="ListBullet"/>'),
    `<w:tbl>${row('Kind', 'Days')}${row('Sick', '')}${row('Paid', '30')}</w:tbl>`,
    wordParagraph('End', '<w:outlineLvl w:val="0"/>'),
  ].join('')
  const { text, layout, title } = await readInside('a.docx', makeDocx(body, { 'word/styles.xml': styles }))
  expect(text).toBe(
    'Leave\n\nParental leave\n\nSix weeks\nor more\n\n- ask\n  - early\n- by style\n\n| Kind | Days |\n| Sick |\n| Paid | 30 |\n\nEnd',
  )
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Leave' },
    { offset: 7, level: 2, text: 'Parental leave' },
    { offset: text.indexOf('End'), level: 1, text: 'End' },
  ])
  expect(title).toBe('Leave')
})

test('what readers do not see is left out', async () => {
  const body = `<w:p>
    <w:r><w:t>shown</w:t></w:r><w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>
    <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:ins><w:r><w:t> added</w:t></w:r></w:ins>
    <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> not hidden</w:t></w:r>
    <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`
  expect(await read(body)).toBe('shown added not hidden')
})

test('notes and text boxes come after their paragraph, once', async () => {
  const box = (text: string) => `<w:txbxContent>${wordParagraph(text)}</w:txbxContent>`
  const body = `<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r>
    <mc:AlternateContent><mc:Choice Requires="wps">${box('Boxed')}</mc:Choice><mc:Fallback>${box('Boxed')}</mc:Fallback></mc:AlternateContent>
    </w:r><w:r><w:t> after.</w:t></w:r></w:p>${wordParagraph('Next.')}`
  const footnotes = `<w:footnotes ${namespaces.w}><w:footnote w:type="separator" w:id="0">${wordParagraph('---')}</w:footnote><w:footnote w:id="2">${wordParagraph('Noted.')}</w:footnote></w:footnotes>`
  expect(await read(body, { 'word/footnotes.xml': footnotes })).toBe('Before after.\n\nNoted.\n\nBoxed\n\nNext.')
})

test('headers and footers once, at the end; a page number alone is nothing', async () => {
  const part = (text: string) => `<w:hdr ${namespaces.w}>${wordParagraph(text)}</w:hdr>`
  const parts = {
    'word/_rels/document.xml.rels': relationships(['header', 'h1.xml'], ['header', 'h2.xml'], ['footer', 'f.xml']),
    'word/h1.xml': part('Confidential'),
    'word/h2.xml': part('Confidential'),
    'word/f.xml': part('Page 1 of 2'),
  }
  expect(await read(wordParagraph('Body'), parts)).toBe('Body\n\nConfidential')
})

test('a table that arranges the page is no table of values', async () => {
  const frame = `<w:tbl><w:tr><w:tc>${wordParagraph('One.')}${wordParagraph('Two.')}</w:tc></w:tr></w:tbl>`
  expect(await read(frame)).toBe('One.\n\nTwo.')
})

test('the standard’s strict form, UTF-16, any prefix and a main part in a place of its own', async () => {
  const xml = `<?xml version="1.0" encoding="UTF-16"?><d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"><d:body><d:p><d:r><d:t>Strict é &amp; so</d:t></d:r></d:p></d:body></d:document>`
  const file = makeZip({
    '_rels/.rels': relationships(['officeDocument', '/word/main.xml']),
    'word/main.xml': Buffer.from(`\ufeff${xml}`, 'utf16le'),
  })
  expect((await readInside('a.bin', file)).text).toBe('Strict é & so')
})

test('says who wrote it, when, in which language; a title that names nothing is not one', async () => {
  const extracted = await readInside(
    'a.docx',
    makeDocx(wordParagraph('x'), { 'docProps/core.xml': makeCoreProperties('Staff &lt;handbook&gt;') }),
  )
  expect(extracted).toMatchObject({
    title: 'Staff <handbook>',
    author: 'Ada Byron',
    language: 'de',
    modifiedAt: '2024-03-01T10:00:00.000Z',
  })
  const unnamed = await readInside(
    'a.docx',
    makeDocx(wordParagraph('x'), { 'docProps/core.xml': makeCoreProperties('Microsoft Word - Document1') }),
  )
  expect(unnamed).not.toHaveProperty('title')
})

const doctype = `<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>`
const entities = `${doctype}<w:document ${namespaces.w}><w:body>${wordParagraph('&b;')}</w:body></w:document>`
test.each([
  ['empty', 'no text', makeDocx(wordParagraph(' '))],
  ['broken', 'no main part', makeZip({ '[Content_Types].xml': '<Types/>', 'word/styles.xml': '<a/>' })],
  [
    'broken',
    'cut XML',
    makeDocx('', { 'word/document.xml': `<w:document ${namespaces.w}><w:body>${wordParagraph('x')}` }),
  ],
  ['broken', 'no XML', makeDocx('', { 'word/document.xml': 'words' })],
  ['broken', 'entities of its own', makeDocx('', { 'word/document.xml': entities })],
  [
    'broken',
    'nesting without end',
    makeDocx('<w:tbl><w:tr><w:tc>'.repeat(1000) + '</w:tc></w:tr></w:tbl>'.repeat(1000)),
  ],
  ['too-large', 'a bomb', makeDocx(' '.repeat(12 * 1024 * 1024))],
  ['broken', 'cut archive', makeDocx(wordParagraph('x')).subarray(0, 200)],
])('%s: %s', async (code, _, file) => {
  await expect(extract('a.docx', file)).rejects.toMatchObject({ name: 'AppError', code })
})

test('cells over rows and columns, rows that name columns', async () => {
  const of = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${wordParagraph(text)}</w:tc>`
  const [first, below] = ['<w:vMerge w:val="restart"/>', '<w:vMerge/>']
  const line = (cells: string, properties = '') => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`
  const head = '<w:tblHeader/>'
  expect(
    await read(
      `<w:tbl>${line(of('Site', first) + of('Lead', '<w:gridSpan w:val="2"/>'), head)}${line(of('', below) + of('Day') + of('Night'), head)}
      ${line(of('Quay', first) + of('Pim') + of('Lena'))}${line(of('', below) + of('Ada', '<w:gridSpan w:val="2"/>'))}</w:tbl>`,
    ),
  ).toBe('| Site | Lead, Day | Lead, Night |\n| --- | --- | --- |\n| Quay | Pim | Lena |\n| Quay | Ada | Ada |')
  const bold = (text: string) => `<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p></w:tc>`
  const styled = line(of('Kit') + of('Holds'), '<w:cnfStyle w:val="100000000000"/>')
  for (const names of [line(bold('Kit') + bold('Holds')), styled])
    expect(await read(`<w:tbl>${names}${line(of('Red') + of('Rope'))}</w:tbl>`)).toBe(
      '| Kit | Holds |\n| --- | --- |\n| Red | Rope |',
    )
})
