// What is raised, lowered or struck out, in every format that can say so.
import { describe, expect, it } from 'vitest'
import { readInside } from '../../../src/rag/extract/inside.ts'
import { Runs, shift } from '../../../src/rag/extract/raised.ts'
import { makeDocx, makeOpenDocument, makePptx, namespaces, shape } from '../../fixtures/make-office.ts'

describe('shift', () => {
  it.each([
    ['10', '6', '10⁶'],
    ['10', '-6', '10⁻⁶'],
    ['m', '3', 'm³'],
    ['2', 'n+1', '2ⁿ⁺¹'],
    ['e', 'x', 'e^x'],
    ['e', '2x', 'e^(2x)'],
    ['Na', '+', 'Na⁺'],
    ['SO₄', '2−', 'SO₄²⁻'],
    ['20', 'th', '20th'],
    ['1', 'er', '1er'],
    ['M', 'me', 'Mme'],
    ['Acme', 'TM', 'Acme™'],
    ['95', '*', '95*'],
    ['95', '[1]', '95[1]'],
    ['95', 'a', '95^a'],
    ['word', '1, 2', 'word[1, 2]'],
    ['', 'Small print', 'Small print'],
  ])('%s raised %s', (before, text, shown) => expect(before + shift(text, 'raised', before)).toBe(shown))

  it.each([
    ['H', '2', 'H₂'],
    ['V', 'max', 'Vₘₐₓ'],
    ['C', 'b', 'C_b'],
    ['T', 'in,2', 'T_(in,2)'],
  ])('%s lowered %s', (before, text, shown) => expect(before + shift(text, 'lowered', before)).toBe(shown))

  it('is told what stands before, over runs', () => {
    const runs = new Runs()
    runs.write('on the 3')
    runs.write('r', 'raised')
    runs.write('d', 'raised')
    runs.write(' of 10')
    runs.write('1', 'raised')
    runs.write('2', 'raised')
    expect(runs.text).toBe('on the 3rd of 10¹²')
  })
})

const styleNamespace = 'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
const said = 'It holds 3.2×10⁶ litres, 15 m³ of H₂O, for 95 euros.'

describe('each format says', () => {
  it.each([
    [
      'HTML',
      'a.html',
      '<!doctype html><p>It holds 3.2&times;10<sup>6</sup> litres, 15 m<span style="vertical-align: super">3</span> of H<sub>2</sub>O, for <s>120</s><del>110 </del><span style="text-decoration:red line-through">100</span>95 euros<sup><a href="#fn1">1</a></sup>.',
    ],
    [
      'Word',
      'a.docx',
      makeDocx(
        `<w:p>${run('It holds 3.2×10')}${run('6', '<w:vertAlign w:val="superscript"/>')}${run(' litres, 15 m')}${run('3', '<w:rStyle w:val="Up"/>')}${run(' of H')}${run('2', '<w:vertAlign w:val="subscript"/>')}${run('O, for ')}${run('120 ', '<w:strike/><w:dstrike w:val="0"/>')}${run('110 ', '<w:dstrike/>')}${run('100 ', '<w:rStyle w:val="Old"/>')}${run('95', '<w:rStyle w:val="Old"/><w:strike w:val="0"/>')}${run(' euros.')}</w:p>`,
        {
          'word/styles.xml': `<w:styles ${namespaces.w}><w:style w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:styleId="Old"><w:rPr><w:strike/></w:rPr></w:style></w:styles>`,
        },
      ),
    ],
    [
      'PowerPoint',
      'a.pptx',
      makePptx([
        shape('body', 'X').replace(
          /<a:p>.*<\/a:p>/s,
          `<a:p>${slideRun('It holds 3.2×10')}${slideRun('6', 'baseline="30000"')}${slideRun(' litres, 15 m')}${slideRun('3', 'baseline="30000"')}${slideRun(' of H')}${slideRun('2', 'baseline="-25000"')}${slideRun('O, for ')}${slideRun('120 ', 'strike="sngStrike"')}${slideRun('95', 'strike="noStrike"')}${slideRun(' euros.')}</a:p>`,
        ),
      ]),
    ],
    [
      'OpenDocument',
      'a.odt',
      makeOpenDocument(
        'text',
        '<text:p>It holds 3.2×10<text:span text:style-name="Up">6</text:span> litres, 15 m<text:span text:style-name="Up2">3</text:span> of H<text:span text:style-name="Down">2</text:span>O, for <text:span text:style-name="Old">120 <text:span text:style-name="Up">2</text:span></text:span>95 euros.</text:p>',
        {
          'styles.xml': `<office:document-styles ${namespaces.odf} ${styleNamespace}><office:styles>${[
            odfStyle('Up', 'style:text-position="super 58%"'),
            odfStyle('Up2', '', 'style:parent-style-name="Up"'),
            odfStyle('Down', 'style:text-position="-33% 58%"'),
            odfStyle('Old', 'style:text-line-through-style="solid" style:text-line-through-type="single"'),
          ].join('')}</office:styles></office:document-styles>`,
        },
      ),
    ],
    [
      'RTF',
      'a.rtf',
      String.raw`{\rtf1\ansi It holds 3.2\'d710{\super 6} litres, 15 m\up6 3\up0  of H{\sub 2}O, for {\strike 120 }{\striked1 110 }95 euros.\par}`,
    ],
  ])('%s', async (_, name, file) => {
    const { text } = await readInside(name, typeof file === 'string' ? Buffer.from(file) : file)
    expect(text.trim()).toBe(said)
  })
})

it('formulas keep their exponents', async () => {
  const math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
  const power = `<m:oMath ${math}><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>6</m:t></m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t> 1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>`
  expect((await readInside('a.docx', makeDocx(`<w:p>${power}</w:p>`))).text).toBe('10⁶ 1/2')
  const page = '<!doctype html><p><math><msup><mn>10</mn><mn>6</mn></msup></math> and x<sup>2</sup>'
  expect((await readInside('a.html', Buffer.from(page))).text).toBe('10⁶ and x²')
})

it('a file that is struck out from end to end is refused by name', async () => {
  const { extract } = await import('../../../src/rag/extract/index.ts')
  await expect(extract('a.html', Buffer.from('<!doctype html><del>All of it.</del>'))).rejects.toMatchObject({
    code: 'empty',
    message: expect.stringContaining('struck out'),
  })
})

function run(text: string, properties = ''): string {
  return `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`
}

function slideRun(text: string, attributes = ''): string {
  return `<a:r><a:rPr ${attributes}/><a:t>${text}</a:t></a:r>`
}

function odfStyle(name: string, properties: string, attributes = ''): string {
  return `<style:style style:name="${name}" style:family="text" ${attributes}><style:text-properties ${properties}/></style:style>`
}
