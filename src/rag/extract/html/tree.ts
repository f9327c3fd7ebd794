// The tree of a page as parse5 builds it, and how it is walked: without recursion, for pages nest deeper than the stack.
import { type DefaultTreeAdapterTypes, parse } from 'parse5'

export type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

// https://html.spec.whatwg.org/multipage/syntax.html#void-elements
const voidTags = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

/** XHTML is known by its XML declaration: there `<title/>` is closed, where HTML would take all that follows for it. */
export function parseMarkup(markup: string): Node {
  if (!/^\s*<\?xml\b/.test(markup)) return parse(markup)
  return parse(
    markup.replaceAll(/<([a-z][\w:-]*)((?:\s[^<>]*)?)\/>/gi, (whole, tag: string, attributes: string) =>
      voidTags.has(tag.toLowerCase()) ? whole : `<${tag}${attributes}></${tag}>`,
    ),
  )
}

export function isElement(node: Node): node is Element {
  return 'tagName' in node
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((attr) => attr.name === name)?.value
}

/** All elements under a node and itself, in document order. */
export function* elementsOf(root: Node): Generator<Element> {
  const work: Node[] = [root]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (isElement(node)) yield node
    if ('childNodes' in node) for (let at = node.childNodes.length - 1; at >= 0; at--) work.push(node.childNodes[at]!)
  }
}

/** All text below a node on one line. */
export function textOf(root: Node): string {
  return rawTextOf(root).replaceAll(/\s+/g, ' ').trim()
}

/** As `rawTextOf`, of what holds little: null where it is longer, in UTF-16 units, or nests at length. */
export function shortTextOf(root: Node, maxChars: number): string | null {
  let text = ''
  let looks = 2 * maxChars
  const work: Node[] = [root]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (looks-- === 0) return null
    if (node.nodeName === '#text' && 'value' in node) text += node.value
    if (text.length > maxChars || ('childNodes' in node && node.childNodes.length > maxChars)) return null
    if ('childNodes' in node) for (let at = node.childNodes.length - 1; at >= 0; at--) work.push(node.childNodes[at]!)
  }
  return text
}

/** All text below a node, its white space as it is. */
export function rawTextOf(root: Node): string {
  const parts: string[] = []
  const work: Node[] = [root]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    if (node.nodeName === '#text' && 'value' in node) parts.push(node.value)
    if ('childNodes' in node) for (let at = node.childNodes.length - 1; at >= 0; at--) work.push(node.childNodes[at]!)
  }
  return parts.join('')
}

// Not in the list: parts that some pages show without their script (form), and `nav`, which may be all there is.
const unseen = new Set(
  'annotation annotation-xml audio button canvas datalist dialog embed head iframe noscript object script select style svg template textarea video'.split(
    ' ',
  ),
)

/** What a reader of the page does not see as text. */
export function isUnseen(element: Element): boolean {
  // Some pages hide their body until a script runs, which none does here.
  if (element.tagName === 'html' || element.tagName === 'body') return false
  if (element.tagName === 'dialog' && attribute(element, 'open') !== undefined) return false
  if (unseen.has(element.tagName)) return true
  return element.attrs.some(
    ({ name, value }) =>
      (name === 'hidden' && value !== 'until-found') ||
      (name === 'aria-hidden' && value === 'true') ||
      (name === 'style' && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(value)),
  )
}
