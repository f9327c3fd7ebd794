// What Word makes of a document: numbers of paragraphs, fields, symbols, parts in other formats.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makeDocx, namespaces, relationships, wordParagraph } from '../../../fixtures/make-office.ts'

const read = async (body: string, parts = {}) => (await readInside('a.docx', makeDocx(body, parts))).text
const numbered = (text: string, level: number, list = 1) =>
  wordParagraph(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`)
const level = (at: number, text: string, format = 'decimal', more = '') =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`
const numbering = (...levels: string[]) => ({
  'word/numbering.xml': `<w:numbering ${namespaces.w}><w:abstractNum w:abstractNumId="0">${levels.join('')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>`,
})

test('clauses are numbered over their levels, and a level begins anew below the next one', async () => {
  const body = [
    numbered('Scope', 0),
    numbered('Pallets.', 1),
    numbered('Drums.', 1),
    numbered('Liability', 0),
    numbered('Damage.', 1),
    numbered('Anew', 0, 2),
    numbered('On.', 0, 2),
  ].join('')
  expect(await read(body, numbering(level(0, '%1.'), level(1, '%1.%2')))).toBe(
    '1. Scope\n\n1.1 Pallets.\n\n1.2 Drums.\n\n2. Liability\n\n2.1 Damage.\n\n7. Anew\n8. On.',
  )
})

test('letters, romans, signs, bullets; legal numbers are digits', async () => {
  const body = [numbered('One', 0), numbered('Two', 1), numbered('Three', 2), numbered('Four', 3), numbered('Five', 4)]
  const levels = [
    level(0, '§ %1', 'upperRoman'),
    level(1, '%2)', 'lowerLetter'),
    level(2, '(%3)', 'lowerRoman'),
    level(3, '%1.%4', 'decimal', '<w:isLgl/>'),
    level(4, '•', 'bullet'),
  ]
  expect(await read(body.join(''), numbering(...levels))).toBe(
    '§ I One\n\n  a) Two\n    - (i) Three\n\n1.1 Four\n\n        - Five',
  )
})

test('headings carry the numbers of their styles', async () => {
  const styles = `<w:styles ${namespaces.w}><w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="H1"/></w:style></w:styles>`
  const heading = (style: string, text: string) => wordParagraph(text, `<w:pStyle w:val="${style}"/>`)
  const levels = [level(0, '%1'), level(1, '%1.%2', 'decimal', '<w:pStyle w:val="H2"/>')]
  const body = `${heading('H1', 'Use')}${heading('H2', 'Indoors')}${heading('H2', 'Outdoors')}`
  const { layout } = await readInside('a.docx', makeDocx(body, { 'word/styles.xml': styles, ...numbering(...levels) }))
  expect(layout.headings.map(({ text }) => text)).toEqual(['1 Use', '1.1 Indoors', '1.2 Outdoors'])
})

const code = (text: string) => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`
const shown = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`
const char = (type: string, inside = '') => `<w:r><w:fldChar w:fldCharType="${type}">${inside}</w:fldChar></w:r>`

test('the results of fields are text, their codes are not', async () => {
  const nested = `${char('begin')}${code(' IF ')}${char('begin')}${code(' MERGEFIELD x ')}${char('separate')}${shown('leak')}${char('end')}${code(' = 1 "a" "b" ')}${char('separate')}${shown('chosen')}${char('end')}`
  const link = `${char('begin')}${code(' HYPERLINK "https://x.example" ')}${char('separate')}${shown('the page')}${char('end')}`
  const simple = `<w:fldSimple w:instr=" DATE ">${shown('3 May')}</w:fldSimple>`
  expect(await read(`<w:p>${nested}${shown(', see ')}${link}${shown(' of ')}${simple}</w:p>`)).toBe(
    'chosen, see the page of 3 May',
  )
})

test('a field without a result says what it holds itself', async () => {
  const bare = (text: string, form = '') => `${char('begin', form)}${code(text)}${char('end')}`
  const box = (checked: number) => `<w:ffData><w:checkBox><w:checked w:val="${checked}"/></w:checkBox></w:ffData>`
  const list =
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Kiel"/><w:listEntry w:val="Oslo"/></w:ddList></w:ffData>'
  const body = [
    bare(' QUOTE "quoted" '),
    bare(' SYMBOL 176 \\f "Symbol" '),
    bare(' MERGEFIELD Name '),
    bare(' FORMCHECKBOX ', box(1)),
    bare(' FORMCHECKBOX ', box(0)),
    bare(' FORMDROPDOWN ', list),
    bare(' PAGE '),
  ]
  expect(await read(`<w:p>${body.join(shown(' '))}</w:p>`)).toBe('quoted ° «Name» ☒ ☐ Oslo')
})

test('a field that never ends takes nothing along', async () => {
  expect(await read(`<w:p>${char('begin')}${code(' REF x ')}</w:p>${wordParagraph('After.')}`)).toBe('After.')
})

test('symbols by their fonts', async () => {
  const sym = (font: string, value: string) => `<w:r><w:sym w:font="${font}" w:char="${value}"/></w:r>`
  const body = `${shown('at ')}${sym('Symbol', 'F0B3')}${shown(' 40 ')}${sym('Symbol', 'F0B0')}${shown('C ')}${sym('Wingdings', 'F0FE')}${sym('Wingdings', 'F0FC')}${sym('Arial', '00B5')}<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3\uf06d</w:t></w:r>`
  expect(await read(`<w:p>${body}</w:p>`)).toBe('at ≥ 40 °C ☑✓µ≤μ')
})

test('hyphens, tabs, and what a content control only asks for', async () => {
  const control = (properties: string, text: string) =>
    `<w:sdt><w:sdtPr>${properties}</w:sdtPr><w:sdtContent>${shown(text)}</w:sdtContent></w:sdt>`
  const body = `<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail co</w:t><w:softHyphen/><w:t>operate</w:t><w:tab/></w:r>${control('', 'filled')}${control('<w:showingPlcHdr/>', 'Click here')}`
  expect(await read(`<w:p>${body}</w:p>`)).toBe('e-mail cooperate filled')
})

test('parts in other formats stand where they are named, once, and what cannot be read is named', async () => {
  const chunk = (id: number) =>
    `<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r${id}"/>`
  const page = '<!doctype html><h2>Part</h2><p>From <b>HTML</b>.</p><ul><li>a<li>b</ul>'
  const parts = {
    'word/_rels/document.xml.rels': relationships(
      ['aFChunk', 'chunk.html'],
      ['aFChunk', 'inner.docx'],
      ['aFChunk', 'chunk.mht'],
      ['aFChunk', 'lost.html'],
      ['aFChunk', 'note.txt'],
    ),
    'word/chunk.html': page,
    'word/inner.docx': makeDocx(wordParagraph('From Word.')),
    'word/chunk.mht': 'MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<p>From MHT.</p>',
    'word/note.txt': 'From text.',
  }
  const { text, layout } = await readInside(
    'a.docx',
    makeDocx(`${wordParagraph('Before.')}${[1, 2, 3, 4, 5, 1].map(chunk).join('')}${wordParagraph('After.')}`, parts),
  )
  expect(text).toBe(
    'Before.\n\nPart\n\nFrom HTML.\n\n- a\n- b\n\nFrom Word.\n\nFrom MHT.\n\nlost.html is a part of this text and was not read. Its format is not read.\n\nFrom text.\n\nAfter.',
  )
  expect(layout.headings.map((one) => one.text)).toEqual(['Part'])
})
