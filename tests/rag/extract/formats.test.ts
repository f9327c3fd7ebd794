// Every format of the table keeps the contract. A new one is one line below: small files of its own.
import { expect, test } from 'vitest'
import { formats } from '../../../src/rag/extract/formats.ts'
import { type FormatSample, testFormat } from '../../contracts/format.ts'
import { makeEpub } from '../../fixtures/make-epub.ts'
import {
  makeCoreProperties,
  makeDocx,
  makeOpenDocument,
  makePptx,
  makeXlsx,
  namespaces,
  relationships,
  shape,
  wordParagraph,
} from '../../fixtures/make-office.ts'
import { lines, makePdf } from '../../fixtures/make-pdf.ts'
import { pictureOfText } from '../../fixtures/picture-of-text.ts'

const say = 'Parental leave lasts sixteen weeks.'
const ask = 'Ask two weeks early.'
const properties = ['title', 'author', 'modifiedAt', 'language'] as const

/** A file with these two sentences in it, unless `more` says otherwise. */
function file(
  name: string,
  content: Uint8Array | string,
  holds: FormatSample['holds'] = [],
  more: Partial<FormatSample> = {},
): FormatSample {
  return {
    name,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    words: [say, ask],
    holds,
    ...more,
  }
}

const printed = makePdf({
  pages: [lines(say), '', lines(ask)],
  info: "/Title (Staff handbook) /Author (Ada) /ModDate (D:20240301120000+02'00')",
})
const core = { 'docProps/core.xml': makeCoreProperties('Staff handbook') }
const word = makeDocx(
  wordParagraph('Leave', '<w:pStyle w:val="clause"/>') +
    `<w:p><w:r><w:t>${say}</w:t><w:footnoteReference w:id="2"/></w:r></w:p>` +
    wordParagraph('Asking', '<w:outlineLvl w:val="1"/>') +
    wordParagraph(ask, '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>') +
    `<w:tbl><w:tr><w:tc>${wordParagraph('Sick')}</w:tc><w:tc>${wordParagraph('3 days')}</w:tc></w:tr></w:tbl>`,
  {
    ...core,
    'word/styles.xml': `<w:styles ${namespaces.w}><w:style w:styleId="clause"><w:name w:val="Clause"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`,
    'word/footnotes.xml': `<w:footnotes ${namespaces.w}><w:footnote w:id="2">${wordParagraph('Noted.')}</w:footnote></w:footnotes>`,
  },
)
const slides = makePptx(
  [shape('title', 'Leave') + shape('body', say, 'Paid.'), shape('title', 'Asking') + shape('body', ask)],
  {
    ...core,
    'ppt/slides/_rels/slide1.xml.rels': relationships(['notesSlide', '../notesSlides/n1.xml'], ['chart', '../c1.xml']),
    'ppt/notesSlides/n1.xml': `<p:notes ${namespaces.p}>${shape('body', 'Say hello.')}</p:notes>`,
    'ppt/c1.xml':
      '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:ser><c:tx><c:v>Days</c:v></c:tx><c:cat><c:pt idx="0"><c:v>2023</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>4.2</c:v></c:pt></c:val></c:ser></c:chartSpace>',
  },
)
const workbook = makeXlsx(
  {
    Leave: `<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" s="1"><v>45000</v></c></row>`,
    Asking: `<row r="4"><c r="A4" t="inlineStr"><is><t>${ask}</t></is></c><c s="2"><v>0.25</v></c></row>`,
  },
  {
    ...core,
    'xl/sharedStrings.xml': `<sst ${namespaces.x}><si><t>${say}</t></si></sst>`,
    'xl/styles.xml': `<styleSheet ${namespaces.x}><numFmts><numFmt numFmtId="164" formatCode="0.0&quot; km&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
  },
)
const meta = {
  'meta.xml': `<office:document-meta ${namespaces.odf} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>Staff handbook</dc:title><dc:creator>Ada</dc:creator><dc:date>2024-03-01T10:00:00</dc:date><dc:language>en-GB</dc:language></office:meta></office:document-meta>`,
}
const odfCell = (text: string) =>
  `<table:table-cell table:number-columns-repeated="2"><text:p>${text}</text:p></table:table-cell>`
const odfText = `<text:h text:outline-level="2">Leave</text:h><text:p>${say}</text:p><text:list><text:list-item><text:p>${ask}</text:p></text:list-item></text:list><table:table><table:table-row>${odfCell('Sick')}</table:table-row></table:table>`
const odfSheet = `<table:table table:name="Leave"><table:table-row table:number-rows-repeated="3">${odfCell('')}${odfCell(say)}</table:table-row><table:table-row>${odfCell(ask)}</table:table-row></table:table>`
const odfSlide = (title: string, text: string) =>
  `<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>${title}</text:p></draw:text-box></draw:frame><text:p>${text}</text:p></draw:page>`
const odfSlides = odfSlide('Leave', say) + odfSlide('Asking', ask)
const odfFlat = `<?xml version="1.0"?><office:document ${namespaces.odf} office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>${odfText}</office:text></office:body></office:document>`
const mail = [
  'From: =?utf-8?q?Ada_M=C3=BCller?= <ada@example.com>',
  'To: team@example.com',
  'Date: Tue, 4 Mar 2025 10:00:00 +0100',
  'Subject: Leave',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  say.replace('.', '=2E'),
  '--b',
  'Content-Type: text/html; name=early.html',
  'Content-Disposition: attachment; filename=early.html',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(`<!doctype html><h1>Asking</h1><p>${ask}</p>`).toString('base64'),
  '--b--',
].join('\r\n')
const page = `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Leave | Handbook</title><meta name="author" content="Ada Byron"><meta name="dcterms.modified" content="2024-03-01T10:00:00+01:00"></head>
<body><nav><a href="/">Home</a></nav><h1>Leave</h1><p>${say}</p><h2>Asking</h2><ul><li>${ask}</li></ul><table><tr><th>Kind<th>Days<tr><td colspan="2" rowspan="2">Sick<tr><td>3</table></body></html>`
const rich = String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Cyr;}}{\stylesheet{\s1 heading 1;}{\s2\outlinelevel1 Clause;}}{\info{\title Staff handbook}{\author Ada}{\revtim\yr2024\mo3\dy1\hr10\min5}}
\pard\s1 Leave\par\pard ${say}{\footnote\pard Noted \u8364?\'e9.}\par\pard\s2 Asking\par\pard\outlinelevel2 When\par{\listtext\pard 1.\tab}\pard\ls1\ilvl1 ${ask}\par\pard\trowd\intbl Sick\cell 3\cell\row\pard {\f1\'ef\'f0} After.}`
const captions = `WEBVTT\nLanguage: en\n\n00:01.000 --> 00:03.000\nAda: ${say}\n\n1:00:03.200 --> 1:00:05.000\nBob: ${ask}\n`
const prose = `---\ntitle: Staff handbook\nauthor: Ada\ndate: 2024-03-01\nlang: en\n---\n# Leave\n\n${say}\n\nAsking\n------\n\n- ${ask}\n`
const rules = [say, ask].map((rule, index) => ({ id: index + 1, rule }))
const records = { title: 'Staff handbook', author: 'Ada', updated: '2024-05-01', rules }
const cells = [
  { cell_type: 'markdown', source: ['# Leave\n', say] },
  { cell_type: 'code', source: 'print(1)', outputs: [{ text: [`${ask}\n`] }] },
]

const samples: Readonly<Record<string, readonly FormatSample[]>> = {
  pdf: [file('a.pdf', printed, ['pages', 'title', 'author', 'modifiedAt'])],
  docx: [file('a.docx', word, ['headings', ...properties])],
  pptx: [file('a.pptx', slides, ['headings', 'marks', ...properties])],
  xlsx: [file('a.xlsx', workbook, ['headings', 'marks', ...properties])],
  opendocument: [
    file('a.odt', makeOpenDocument('text', odfText, meta), ['headings', ...properties]),
    file('a.fodt', odfFlat, ['headings']),
    file('a.ods', makeOpenDocument('spreadsheet', odfSheet, meta), ['headings', 'marks', ...properties]),
    file('a.odp', makeOpenDocument('presentation', odfSlides, meta), ['headings', 'marks', ...properties]),
  ],
  rtf: [file('a.rtf', rich, ['headings', 'title', 'author', 'modifiedAt'])],
  picture: [file('a.png', pictureOfText, [], { words: [] })],
  epub: [file('a.epub', makeEpub(), ['headings', ...properties], { words: ['Herons\nstand.', 'Fish.'] })],
  html: [file('a.html', page, ['headings', ...properties])],
  email: [file('a.eml', mail, ['headings', 'title', 'author', 'modifiedAt'])],
  markdown: [file('a.md', prose, ['headings', ...properties])],
  transcript: [file('a.vtt', captions, ['marks', 'language'])],
  csv: [file('a.csv', `No,Rule\n1,${say}\n2,${ask}\n`, ['isByLine'])],
  json: [file('a.json', JSON.stringify(records), ['title', 'author', 'modifiedAt'])],
  notebook: [file('a.ipynb', JSON.stringify({ cells }), ['headings', 'title'])],
  source: [file('a.py', `# ${say}\nprint("${ask}")\n`, ['isByLine'], { recognisedAs: 'dockerfile' })],
  settings: [file('a.yaml', `# ${say}\nask: ${ask}\n`, ['isByLine'])],
  log: [file('a.log', `10:00 ${say}\n10:01 ${ask}\n`, ['isByLine'])],
  text: [file('a.txt', `${say}\n${ask}\n`)],
}

test('every format has its samples here', () => {
  expect(Object.keys(samples).toSorted()).toEqual(formats.map(({ id }) => id).toSorted())
})

for (const [id, files] of Object.entries(samples)) testFormat(id, files)
