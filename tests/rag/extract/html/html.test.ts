// HTML to readable text with its blocks, and what a reader does not see left out.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const read = (html: string, name = 'page.html') => extract(name, Buffer.from(html))
const textOf = async (body: string) => (await read(`<!doctype html><body>${body}`)).text

test('paragraphs, headings and their offsets', async () => {
  const { text, title, layout, mediaType } = await read(
    '<!doctype html><title>Travel &amp; costs</title><h1>Travel</h1><p>Book\n  early&nbsp;&mdash; or <b>walk</b>.</p><div>One<br>two</div><h2>Tr<i>ai</i>ns<br>only</h2>x',
  )
  expect(text).toBe('Travel\n\nBook early — or walk.\n\nOne\ntwo\n\nTrains\nonly\n\nx')
  expect(title).toBe('Travel & costs')
  expect(mediaType).toBe('text/html')
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Travel' },
    { offset: text.indexOf('Trains'), level: 2, text: 'Trains only' },
  ])
})

test('without a title the first h1 is it', async () => {
  expect((await read('<html><h2>b</h2><h1>A</h1>')).title).toBe('A')
})

test('lists nest, tables become rows', async () => {
  expect(await textOf('<ul><li>a<ul><li>b</ul><li><p>c</p></ul>after')).toBe('- a\n  - b\n- c\n\nafter')
  expect(await textOf('<table><tr><th>Day<th>Hours<tr><td><p>Mon</p><td>9<br>17<tr><td><td>closed<td></table>z')).toBe(
    '| Day | Hours |\n| --- | --- |\n| Mon | 9 17 |\n| | closed |\n\nz',
  )
})

test('a cell over several rows or columns is told where it stands', async () => {
  expect(
    await textOf(
      '<table><thead><tr><th>Team<th>Who<th>Since</thead><tr><td rowspan=2>Core<td>Ada<td>1<tr><td>Bob<td>2<tr><td colspan=2>nobody<td>3</table>',
    ),
  ).toBe('| Team | Who | Since |\n| --- | --- | --- |\n| Core | Ada | 1 |\n| Core | Bob | 2 |\n| nobody | | 3 |')
})

test('cells that are told again do not add up without end', async () => {
  const cells = `<td rowspan=65000>${'x'.repeat(99)}`.repeat(150)
  expect((await textOf(`<table><tr>${cells}${'<tr><td>y'.repeat(4000)}</table>`)).length).toBeLessThan(2_000_000)
})

test('XHTML closes what HTML would leave open', async () => {
  expect(
    (await read('<?xml version="1.0"?><html><head><title/><script/></head><body><p>seen<a id="x"/></p></body></html>'))
      .text,
  ).toBe('seen')
})

test('tables that arrange a page are no rows', async () => {
  expect(await textOf('<table><tr><td><h1>T</h1>left<td><table><tr><td>1<td>2</table></table>')).toBe(
    'T\n\nleft\n\n| 1 | 2 |',
  )
})

test('preformatted text keeps its lines and spaces', async () => {
  expect(await textOf('<p>run</p><pre>\nif x:\n  <b>go</b> on\n\n</pre><p>done</p>')).toBe(
    'run\n\nif x:\n  go on\n\ndone',
  )
})

test('a term and what it is defined as stay together', async () => {
  expect(
    await textOf(
      '<dl><dt>Apse<dd>the east end<dt>Nave<dt>Aisle<dd><p>The long part.</p><p>More.</p><dd>also a walk<dt>Why?<dd>Light.<dt>Tools<dd><ul><li>a<li>b</ul><dt>Lost</dl><dl><div><dt>A:<dd>1</div><div><dt>B<dd>2</div></dl>end',
    ),
  ).toBe(
    'Apse: the east end\n\nNave, Aisle: The long part.\n\nMore.\n\nAisle: also a walk\n\nWhy?\nLight.\n\nTools:\n- a\n- b\n\nLost\n\nA: 1\n\nB: 2\n\nend',
  )
})

test('code is marked as such, and prose that is preformatted is not', async () => {
  expect(
    await textOf(
      '<h2>The <code>ask</code> command</h2><p>A <code>Map&lt;string, List&lt;int&gt;&gt;</code>, or <kbd>Ctrl</kbd>.</p><pre><code>a | b\n  c\n</code></pre><div class="highlight"><pre>d</pre></div><pre>prose</pre><ul><li><pre class=code>e</pre></ul><p><code>f<br>g</code>',
    ),
  ).toBe(
    'The ask command\n\nA `Map<string, List<int>>`, or `Ctrl`.\n\n```\na | b\n  c\n```\n\n```\nd\n```\n\nprose\n\n- e\n\n```\nf\ng\n```',
  )
})

test('marks of notes are no part of a word or number', async () => {
  expect(
    await textOf(
      '<p>costs 95<sup><a href="#fn1">1</a></sup> or 97<a href="n.html#2" epub:type="noteref">2</a> or 98<a href="#3"><sup>3</sup></a>, 99<sup>*</sup>, 94<sup>4</sup>.</p><ol><li>Without tax. <a href="#r1" role="doc-backlink">↩</a></ol>',
    ),
  ).toBe('costs 95 or 97 or 98, 99*, 94⁴.\n\n- Without tax.')
})

test('what is not seen is not read', async () => {
  expect(
    await textOf(
      '<nav>menu</nav><script>1</script><style>p{}</style><template>t</template><noscript>n</noscript><p hidden>h</p><p aria-hidden=true>i</p><p style="color:red; display : none">d</p><svg><title>s</title></svg><p>seen</p>',
    ),
  ).toBe('seen')
  await expect(textOf('<script>only()</script>')).rejects.toMatchObject({ code: 'empty' })
})

test('HTML is known by its bytes, except in a text file', async () => {
  expect((await read('\ufeff<!-- x --><!DOCTYPE html><p>a', 'saved')).mediaType).toBe('text/html')
  expect(await read('<html><p>a', 'doc-7.txt')).toMatchObject({ mediaType: 'text/plain', text: '<html><p>a' })
})

test('its own charset counts', async () => {
  const bytes = Buffer.concat([
    Buffer.from('<!doctype html><meta charset="shift_jis"><p>'),
    new Uint8Array([0x93, 0xfa, 0x96, 0x7b]),
  ])
  expect((await extract('a.html', bytes)).text).toBe('日本')
})

test('nesting deeper than the call stack is read', async () => {
  expect(await textOf(`${'<div>'.repeat(12_000)}deep`)).toBe('deep')
})

test('a large page is read in the child process', async () => {
  const { text, title } = await read(`<!doctype html><title>Long</title>${'<p>word</p>'.repeat(10_000)}`)
  expect(title).toBe('Long')
  expect(text.split('\n\n')).toHaveLength(10_000)
})

test('headers of several rows, of bold cells, and spans that end with their group of rows', async () => {
  const head = '<thead><tr><th rowspan=2>Line<th colspan=2>Fare<tr><th>Day<th>Night</thead>'
  expect(await textOf(`<table>${head}<tr><td>Bay<td>3<td>5</table>`)).toBe(
    '| Line | Fare, Day | Fare, Night |\n| --- | --- | --- |\n| Bay | 3 | 5 |',
  )
  expect(await textOf('<table><tr><td><b>Vat</b><td><strong>Brew</strong><tr><td>One<td>Stout</table>')).toBe(
    '| Vat | Brew |\n| --- | --- |\n| One | Stout |',
  )
  const groups = '<tbody><tr><td rowspan=0>A<td>1<tr><td>2</tbody><tbody><tr><td>B<td>3<tr><td>C<td>4</tbody>'
  expect(await textOf(`<table>${groups}</table>`)).toBe('| A | 1 |\n| A | 2 |\n| B | 3 |\n| C | 4 |')
  expect(await textOf('<table><tr><td>a|b<td>c</table>')).toBe('| a\\|b | c |')
})
