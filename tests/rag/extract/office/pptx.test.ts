// PowerPoint presentations.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makePptx, namespaces, relationships, shape } from '../../../fixtures/make-office.ts'

test('slides in the order they are shown, title first, lists, and what every slide repeats left out', async () => {
  const first = shape('body', 'One', 'Two') + shape('title', 'Plan') + shape('sldNum', '1') + shape('ftr', 'Acme')
  const { text, layout, title } = await readInside(
    'a.pptx',
    makePptx([first, '', shape('ctrTitle', 'Later') + shape('subTitle', 'Soon')]),
  )
  expect(text).toBe('Plan\n\n- One\n- Two\n\nLater\n\nSoon')
  expect(layout.marks).toEqual([
    { offset: 0, slide: 1 },
    { offset: text.indexOf('Later'), slide: 3 },
  ])
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Plan' },
    { offset: text.indexOf('Later'), level: 1, text: 'Later' },
  ])
  expect(title).toBe('Plan')
})

test('tables, charts and notes', async () => {
  const cell = (text: string) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
  const table = `<p:graphicFrame><a:tbl><a:tr>${cell('Team')}${cell('Cups')}</a:tr><a:tr>${cell('Blues')}${cell('1')}</a:tr></a:tbl></p:graphicFrame>`
  const points = (...values: string[]) =>
    values.map((value, index) => `<c:pt idx="${index}"><c:v>${value}</c:v></c:pt>`).join('')
  const chart = `<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
    <c:title><c:tx><a:t>Sales</a:t></c:tx></c:title><c:ser><c:tx><c:v>North</c:v></c:tx><c:cat>${points('2023', '2024')}</c:cat><c:val>${points('4.2999999999999998', '5')}</c:val></c:ser></c:chartSpace>`
  const file = makePptx([table], {
    'ppt/slides/_rels/slide1.xml.rels': relationships(
      ['chart', '../charts/chart1.xml'],
      ['notesSlide', '../notesSlides/n1.xml'],
    ),
    'ppt/charts/chart1.xml': chart,
    'ppt/notesSlides/n1.xml': `<p:notes ${namespaces.p}>${shape('sldImg', 'x')}${shape('body', 'Say hello.')}${shape('sldNum', '1')}</p:notes>`,
  })
  expect((await readInside('a.pptx', file)).text).toBe(
    '| Team | Cups |\n| Blues | 1 |\n\nSales\n\n| | North |\n| --- | --- |\n| 2023 | 4.3 |\n| 2024 | 5 |\n\nNotes:\n\nSay hello.',
  )
})

test('a lost slide and damaged notes cost only themselves', async () => {
  const file = makePptx([shape('title', 'Kept')], {
    'ppt/_rels/presentation.xml.rels': relationships(['slide', 'slides/slide1.xml'], ['slide', 'slides/gone.xml']),
    'ppt/slides/_rels/slide1.xml.rels': relationships(['notesSlide', '../notesSlides/n1.xml']),
    'ppt/notesSlides/n1.xml': '<p:notes>',
  })
  expect((await readInside('a.pptx', file)).text).toBe('Kept')
})

test('cells over rows and columns, and a first row that is one', async () => {
  const cell = (text: string, spans = '') =>
    `<a:tc ${spans}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`
  const rows = [
    cell('Lab') + cell('Sat') + cell('Sun'),
    cell('Alpha', 'rowSpan="2"') + cell('Mara', 'gridSpan="2"') + cell('', 'hMerge="1"'),
    cell('', 'vMerge="1"') + cell('Odd') + cell('Ivo'),
  ].map((cells) => `<a:tr>${cells}</a:tr>`)
  const table = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>${rows.join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
  expect((await readInside('a.pptx', makePptx([table]))).text).toBe(
    '| Lab | Sat | Sun |\n| --- | --- | --- |\n| Alpha | Mara | Mara |\n| Alpha | Odd | Ivo |',
  )
})
