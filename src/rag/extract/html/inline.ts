// What elements inside a line say of their text: raised, lowered, struck out, a note's mark, code. Pure.
import type { Baseline } from '../raised.ts'
import { attribute, type Element, isElement, shortTextOf } from './tree.ts'

const struck = new Set(['s', 'strike', 'del'])
const baselines: Readonly<Record<string, Baseline>> = { sup: 'raised', super: 'raised', sub: 'lowered' }
// https://www.w3.org/TR/mathml-core/#subscripts-and-superscripts-msub-msup-msubsup: by place below the parent.
const scripts: Readonly<Record<string, readonly (Baseline | undefined)[]>> = {
  msup: [undefined, 'raised'],
  msub: [undefined, 'lowered'],
  msubsup: [undefined, 'lowered', 'raised'],
}
const codeTags = new Set(['code', 'kbd', 'samp', 'tt'])
const codeClass =
  /\b(?:highlight|hljs|lang(?:uage)?-|brush|code|codehilite|prettyprint|source-?code|shell|console|terminal|programlisting|screen|literal-block)/i

/** Text that no longer holds. */
export function isStruck(element: Element): boolean {
  return struck.has(element.tagName) || /text-decoration[\w-]*\s*:[^;]*line-through/i.test(styleOf(element))
}

export function baselineOf(element: Element): Baseline | undefined {
  const named = element.tagName === 'sup' || element.tagName === 'sub' ? baselines[element.tagName] : undefined
  const style =
    named ?? baselines[/vertical-align\s*:\s*(super|sub)\b/i.exec(styleOf(element))?.[1]?.toLowerCase() ?? '']
  return style ?? inFormula(element)
}

function inFormula(element: Element): Baseline | undefined {
  const parent = element.parentNode
  const places = parent && isElement(parent) ? scripts[parent.tagName] : undefined
  if (!places || !parent) return undefined
  // A hostile one has any number of children.
  let place = 0
  for (const child of parent.childNodes.slice(0, 10)) {
    if (child === element) return places[place]
    if (isElement(child)) place++
  }
  return undefined
}

/** The mark that leads to a note, or from it back: the note itself is read where it stands. */
export function isNoteMark(element: Element): boolean {
  if (element.tagName === 'a') {
    const roles = ['role', 'epub:type', 'class', 'rel'].map((name) => attribute(element, name) ?? '').join(' ')
    if (/\b(?:doc-noteref|noteref|footnote-ref|doc-backlink|backlink|footnote-back(?:ref|link)?)\b/i.test(roles))
      return isShort(element)
    return isInPage(element) && /^(?:[↩↑⏎^\s]|\ufe0e|\ufe0f){1,8}$/u.test(shortTextOf(element, 20) ?? '')
  }
  if (element.tagName !== 'sup' || !isShort(element)) return false
  return isLink(element.parentNode) || element.childNodes.some((child) => isLink(child) || holdsLink(child))
}

const isShort = (element: Element) => /^[\p{L}\p{N}*†‡§#¶ ,()[\]↩↑–-]+$/u.test(shortTextOf(element, 20)?.trim() ?? '')
const isLink = (node: Element['parentNode'] | Element['childNodes'][number]) =>
  node !== null && isElement(node) && node.tagName === 'a' && attribute(node, 'href') !== undefined
const holdsLink = (node: Element['childNodes'][number]) => 'childNodes' in node && node.childNodes.some(isLink)
const isInPage = (element: Element) => attribute(element, 'href')?.includes('#') ?? false

/** Inside a line. */
export function isCode(element: Element): boolean {
  return codeTags.has(element.tagName)
}

/** Preformatted text is code where its page says so: mails and old books are preformatted, too. */
export function isCodeBlock(pre: Element): boolean {
  const parent = pre.parentNode
  const classes = [pre, ...(parent && isElement(parent) ? [parent] : [])].map((one) => attribute(one, 'class') ?? '')
  return classes.some((one) => codeClass.test(one)) || pre.childNodes.some((child) => isElement(child) && isCode(child))
}

function styleOf(element: Element): string {
  return attribute(element, 'style') ?? ''
}
