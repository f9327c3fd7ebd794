// What of a page is its content: navigation, banners, side columns and what surrounds the text on every page of a site
// are told by their tags, roles, names and share of links. When in doubt it stays: a missing passage answers nothing.
import { attribute, type Element, elementsOf, isElement, isUnseen, type Node, textOf } from './tree.ts'

/** Text of one element and all below it, in UTF-16 units without white space. `linked`: of it in links. */
interface Size {
  chars: number
  linked: number
  links: number
  headings: number
}

export interface MainContent {
  readonly root: Node
  /** Elements below `root` that are not content. */
  readonly leftOut: ReadonlySet<Node>
}

const nothing: Size = { chars: 0, linked: 0, links: 0, headings: 0 }
const roles = new Set('alertdialog banner contentinfo dialog menu menubar navigation search toolbar tooltip'.split(' '))
/** Names of what leads elsewhere: left out when it is mostly links, or little. */
const leading =
  /(?:^|[-_ ])(?:site-?header|site-?footer|page-?footer|footer|masthead|top-?bar|nav|navi|navigation|navbar|nav-?bar|menu|sidebar|side-?bar|side-?nav|sidenav|breadcrumbs?|pagination|pager|prev-?next|toc|table[-_]?of[-_]?contents|related|recommended|share|sharing|social|catlinks|printfooter|tags|tag-?list|edit-?link|page-?actions|jump-?to-?nav|skip-?links?|navbox|footer-?links|portlet|interlanguage)(?:$|[-_ ])/
/** Names of what asks for something: left out when it is little. */
const asking =
  /(?:^|[-_ ])(?:cookies?|cookie-?(?:banner|consent|notice|bar)|consent|gdpr|onetrust[-\w]*|newsletter|subscribe|sign-?up|promo|advert(?:isement)?s?|ads?|ad-?slot|popup|pop-?up|modal|survey|feedback|was-?this-?helpful|paywall)(?:$|[-_ ])/
/** Names of what stands aside and belongs to the text. */
const notes = /(?:^|[-_ ])(?:admonition|alert|callout|caution|hint|important|info|note|tip|warning)(?:$|[-_ ])/
/** Small signs between the words of an article, which are no words of it. */
const marks =
  /(?:^| )(?:mw-editsection|mw-cite-backlink|headerlink|header-?anchor|anchor-?link|hash-?link|reference|noprint|lineno|linenos|line-?numbers?|blob-num|gutter|copy-?button|skip-?link|mw-jump-link|skip-to-content)(?:$| )/
const containers =
  /(?:^| )(?:mw-content-text|main-content|maincontent|content|page-?content|wiki-content|markdown-body|entry-content|post-content|article-?(?:body|content)|bodycontent|documentwrapper|md-content|theme-doc-markdown|main|article)(?:$| )/

const limits = {
  /** Share of text in links above which a part leads elsewhere. */
  linkShare: 0.5,
  /** A part named as one that leads elsewhere is left out below so many characters, whatever its links. */
  littleChars: 120,
  /** A part that asks for something may hold so much, and so much of the page. */
  askingChars: 1500,
  askingShare: 0.3,
  /** Below it a `main` or `article` is a frame that a script fills, or one of many. */
  rootShare: 0.4,
  /** A block of so many links, and hardly anything else, is a menu where nothing else says so. */
  menuLinks: 5,
  menuLinkShare: 0.85,
  /** Longer ones on average are titles or sentences. */
  menuLinkChars: 30,
  /** What has to be left of the page. */
  leftShare: 0.2,
}

/** Never empty where the page has text: with hardly anything left, the page as it stands is its content. */
export function findMainContent(document: Node): MainContent {
  const sizes = measure(document)
  const body = [...elementsOf(document)].find(({ tagName }) => tagName === 'body') ?? document
  const whole = sizes.get(body)?.chars ?? 0
  const leftOut = new Set<Node>()
  for (const element of elementsOf(body)) if (isSurrounding(element, sizes, whole)) leftOut.add(element)
  const kept = measure(document, leftOut)
  const root = findRoot(body, kept)
  if (root === body) for (const element of findMenus(body, kept)) leftOut.add(element)
  const left = measure(root, leftOut).get(root)?.chars ?? 0
  if (left < whole * limits.leftShare) return { root: body, leftOut: new Set([...leftOut].filter(isMark)) }
  return { root, leftOut }
}

function isSurrounding(element: Element, sizes: ReadonlyMap<Node, Size>, whole: number): boolean {
  const { tagName: tag } = element
  if (/^(?:html|body|main|article|pre|code)$/.test(tag) || attribute(element, 'role') === 'main') return false
  if (isMark(element)) return true
  const { chars, linked, headings } = sizes.get(element) ?? nothing
  if (chars === 0) return false
  const isLinks = linked > chars * limits.linkShare
  const isLittle = chars < limits.littleChars && headings === 0
  const isInArticle = () => hasAncestor(element, /^(?:article|main|section)$/)
  if (roles.has(attribute(element, 'role') ?? '')) return chars < whole * 0.5
  if (tag === 'nav') return true
  if (tag === 'footer') return isInArticle() ? isLinks : chars < whole * 0.5
  if (tag === 'header') return !isInArticle() && (headings === 0 || isLinks) && chars < whole * 0.5
  if (tag === 'aside') return isLinks || (chars < whole * 0.5 && !isInArticle() && !notes.test(nameOf(element)))
  const name = nameOf(element)
  if (leading.test(name) && (isLinks || isLittle)) return chars < whole * 0.8
  return asking.test(name) && chars < limits.askingChars && chars < whole * limits.askingShare
}

function isMark(node: Node): boolean {
  if (!isElement(node)) return false
  const text = node.tagName === 'a' || node.tagName === 'sup' ? textOf(node) : ''
  if (node.tagName === 'sup') return /^(?:\[[^[\]]{1,30}\]\s*)+$/.test(text)
  if (node.tagName === 'a' && /^(?:[#¶§🔗]|skip to .{1,30}|jump to .{1,30}|edit (?:this )?page.{0,20})$/iu.test(text))
    return true
  return /^(?:a|button|div|span|sup|td|th|pre|ul|p)$/.test(node.tagName) && marks.test(nameOf(node)) && isShort(node)
}

function isShort(element: Element): boolean {
  return textOf(element).replaceAll(/[\d\s]+/g, '').length < 60
}

function nameOf(element: Element): string {
  return `${attribute(element, 'id') ?? ''} ${attribute(element, 'class') ?? ''}`.trim().toLowerCase()
}

function hasAncestor(element: Element, tags: RegExp): boolean {
  for (let node = element.parentNode; node && isElement(node); node = node.parentNode)
    if (tags.test(node.tagName)) return true
  return false
}

/** The one element that says it is the content and holds enough of the text; else the body. */
function findRoot(body: Node, sizes: ReadonlyMap<Node, Size>): Node {
  const enough = (sizes.get(body)?.chars ?? 0) * limits.rootShare
  const all = [...elementsOf(body)].filter((element) => (sizes.get(element)?.chars ?? 0) >= enough)
  const mains = all.filter((element) => element.tagName === 'main' || attribute(element, 'role') === 'main')
  if (mains.length > 0) return mains[0]!
  const articles = [...elementsOf(body)].filter(({ tagName }) => tagName === 'article')
  if (articles.length === 1 && all.includes(articles[0]!)) return articles[0]!
  return all.find((element) => /^(?:div|section|td)$/.test(element.tagName) && containers.test(nameOf(element))) ?? body
}

/** Outermost blocks of links, on a page whose tags and names tell nothing. */
function findMenus(body: Node, sizes: ReadonlyMap<Node, Size>): Node[] {
  const found: Node[] = []
  const work: Node[] = [body]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    const { chars, linked, links, headings } = sizes.get(node) ?? nothing
    const isMenu = links >= limits.menuLinks && linked > chars * limits.menuLinkShare && headings === 0
    if (isMenu && node !== body && linked / links < limits.menuLinkChars) found.push(node)
    else if ('childNodes' in node) for (const child of node.childNodes) work.push(child)
  }
  const menus = found.reduce((sum, menu) => sum + (sizes.get(menu)?.chars ?? 0), 0)
  // A page of links is what it is for.
  return menus < (sizes.get(body)?.chars ?? 0) / 2 ? found : []
}

/** Sizes of all elements below a node, from the innermost out. */
function measure(root: Node, leftOut: ReadonlySet<Node> = new Set()): ReadonlyMap<Node, Size> {
  const sizes = new Map<Node, Size>()
  const order: Node[] = []
  const work: Node[] = [root]
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    order.push(node)
    if (!('childNodes' in node) || leftOut.has(node) || (isElement(node) && isUnseen(node))) continue
    for (const child of node.childNodes) work.push(child)
  }
  for (const node of order.toReversed()) {
    const size = { ...(sizes.get(node) ?? nothing) }
    if (node.nodeName === '#text' && 'value' in node) size.chars = node.value.replaceAll(/\s+/g, '').length
    if (isElement(node) && node.tagName === 'a' && attribute(node, 'href') !== undefined) {
      size.linked = size.chars
      size.links = 1
    }
    if (/^h[1-6]$/.test(node.nodeName) && size.chars > 0) size.headings++
    sizes.set(node, size)
    const parent = 'parentNode' in node ? node.parentNode : null
    if (parent === null) continue
    const sum = sizes.get(parent) ?? { ...nothing }
    for (const key of ['chars', 'linked', 'links', 'headings'] as const) sum[key] += size[key]
    sizes.set(parent, sum)
  }
  return sizes
}
