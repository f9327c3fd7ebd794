// HTML to readable text: blocks as paragraphs, list items as "- ", table rows as "a | b". What a reader does not see
// (scripts, navigation, hidden parts) is left out. Walks without recursion: pages nest deeper than the call stack.
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { BlockWriter } from './block-writer.ts'
import { decodeText } from './decode.ts'
import type { Format } from './format.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

const skipped = new Set(
  'audio button canvas datalist head iframe nav noscript object script select style svg template video'.split(' '),
)
const paragraphs = new Set(
  'address article aside blockquote details div dl fieldset figure footer form header main ol p section table ul'.split(
    ' ',
  ),
)
const lines = new Set('caption dd dt figcaption li option summary tr'.split(' '))

export const html: Format = {
  id: 'html',
  mediaType: 'text/html',
  extensions: ['.html', '.htm', '.xhtml'],
  // The parser takes quadratic time on hostile nesting: 64 KB of it under a second, so only that in the process.
  jailAboveBytes: 64 * 1024,
  recognises: (bytes, name) =>
    // A .txt or JSONL item that shows HTML source is that source.
    !name.endsWith('.txt') &&
    /^(?:\xef\xbb\xbf)?\s*(?:<!--[\s\S]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html)[\s>]/i.test(head(bytes)),
  read(bytes) {
    const { text, headings, title } = toText(parse(decodeText(bytes, declaredCharset(bytes))))
    const shown = title || headings.find(({ level }) => level === 1)?.text
    return { text, layout: { pages: [], headings }, ...(shown ? { title: shown } : {}), mediaType: 'text/html' }
  },
}

function head(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1')
}

/** https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding */
function declaredCharset(bytes: Uint8Array): string | undefined {
  return /<(?:meta[^>]+charset|\?xml[^>]+encoding)\s*=\s*["']?\s*([\w:.-]+)/i.exec(head(bytes))?.[1]
}

function toText(document: Node) {
  const writer = new BlockWriter()
  const layoutTables = findLayoutTables(document)
  let title = ''
  const work: (Node | (() => void))[] = [document]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (typeof next === 'function') {
      next()
      continue
    }
    if (next.nodeName === '#text' && 'value' in next) writer.write(next.value)
    if (!('childNodes' in next)) continue
    if ('tagName' in next) {
      if (next.tagName === 'head') title ||= headTitle(next)
      if (skipped.has(next.tagName) || isHidden(next)) continue
      const leave = enter(next, writer, layoutTables)
      if (leave) work.push(leave)
    }
    for (let index = next.childNodes.length - 1; index >= 0; index--) work.push(next.childNodes[index]!)
  }
  return { text: writer.text, headings: writer.headings, title }
}

/** Writes what stands before the element's children; returns what stands after them. */
function enter(element: Element, writer: BlockWriter, layoutTables: ReadonlySet<Node>): (() => void) | null {
  const tag = element.tagName
  if (tag === 'br') writer.breakLine()
  else if (tag === 'hr') writer.breakParagraph()
  else if (/^h[1-6]$/.test(tag)) {
    writer.openHeading(Number(tag[1]))
    return () => writer.closeHeading()
  } else if (tag === 'pre') {
    writer.openPreformatted()
    return () => writer.closePreformatted()
  } else if (tag === 'td' || tag === 'th') {
    if (isInLayoutTable(element, layoutTables)) writer.breakParagraph()
    else {
      writer.openCell()
      return () => writer.closeCell()
    }
  } else if (tag === 'tr') {
    writer.openRow()
    return () => writer.breakLine()
  } else if (tag === 'li') {
    writer.openItem()
    return () => writer.breakLine()
  } else if (tag === 'ul' || tag === 'ol') {
    writer.openList()
    return () => writer.closeList()
  } else if (lines.has(tag)) {
    writer.breakLine()
    return () => writer.breakLine()
  } else if (paragraphs.has(tag)) {
    writer.breakParagraph()
    return () => writer.breakParagraph()
  }
  return null
}

function isHidden(element: Element): boolean {
  // Some pages hide their body until a script runs, which none does here.
  if (element.tagName === 'html' || element.tagName === 'body') return false
  return element.attrs.some(
    ({ name, value }) =>
      (name === 'hidden' && value !== 'until-found') ||
      (name === 'aria-hidden' && value === 'true') ||
      (name === 'style' && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(value)),
  )
}

function headTitle(headElement: Element): string {
  const title = headElement.childNodes.find((child) => child.nodeName === 'title')
  if (title === undefined || !('childNodes' in title)) return ''
  return title.childNodes
    .map((child) => ('value' in child ? child.value : ''))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

/** Tables that hold headings or other tables arrange a page: their cells are blocks, not a row of values. */
function findLayoutTables(document: Node): ReadonlySet<Node> {
  const found = new Set<Element>()
  const work: { node: Node; table: Element | null }[] = [{ node: document, table: null }]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { node, table } = next
    if (!('childNodes' in node)) continue
    const isTable = node.nodeName === 'table' && 'tagName' in node
    if (table && (isTable || /^h[1-6]$/.test(node.nodeName))) found.add(table)
    for (const child of node.childNodes) work.push({ node: child, table: isTable ? node : table })
  }
  return found
}

function isInLayoutTable(cell: Element, layoutTables: ReadonlySet<Node>): boolean {
  // table > tbody > tr > td, as the parser always builds it.
  const row = cell.parentNode
  const body = row && 'parentNode' in row ? row.parentNode : null
  const table = body && 'parentNode' in body ? body.parentNode : null
  return table !== null && layoutTables.has(table)
}
