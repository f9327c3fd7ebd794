// What a page says about itself: its title without the site's name, author, date and language. Trusts only what is
// marked up as such; a page without marks has none of them but its title.
import { toIsoDate } from '../dates.ts'
import { cleanProperties, type Properties } from '../document-properties.ts'
import { attribute, type Element, elementsOf, isUnseen, type Node, textOf } from './tree.ts'

// https://ogp.me, https://schema.org, https://www.dublincore.org/specifications/dublin-core/dcq-html/
const authorNames = ['author', 'article:author', 'dc.creator', 'dcterms.creator', 'citation_author', 'parsely-author']
const modifiedNames =
  'article:modified_time og:updated_time last-modified dcterms.modified dc.date.modified modified revised date dc.date dcterms.date dcterms.created article:published_time publish-date'.split(
    ' ',
  )
const maxJsonNodes = 2000

export function readMetadata(document: Node): Properties {
  const elements = [...elementsOf(document)]
  const metas = readMetas(elements)
  const linked = readLinkedData(elements)
  const author = firstOf([...authorNames.map((name) => metas.get(name)), linked.author, markedAuthor(elements)], asName)
  const modifiedAt = firstOf(
    [...modifiedNames.slice(0, 7).map((name) => metas.get(name)), linked.modified, markedDate(elements, 'datemodified')]
      .concat(modifiedNames.slice(7).map((name) => metas.get(name)))
      .concat([linked.published, markedDate(elements, 'datepublished')]),
    toIsoDate,
  )
  const root = elements.find(({ tagName }) => tagName === 'html')
  const language = root && (attribute(root, 'lang') ?? attribute(root, 'xml:lang'))
  return cleanProperties({ title: readTitle(elements, metas), author, modifiedAt, language })
}

function firstOf(
  values: readonly (string | undefined)[],
  read: (value: string) => string | undefined,
): string | undefined {
  for (const value of values) {
    const found = value === undefined ? undefined : read(value)
    if (found !== undefined) return found
  }
  return undefined
}

function readMetas(elements: readonly Element[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const element of elements) {
    if (element.tagName !== 'meta') continue
    const name = ['name', 'property', 'itemprop', 'http-equiv'].map((key) => attribute(element, key)).find(Boolean)
    const content = attribute(element, 'content')?.replaceAll(/\s+/g, ' ').trim()
    if (name && content && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), content)
  }
  return found
}

/** A profile's address or a program that made the page is no author. */
function asName(value: string): string | undefined {
  const name = value.replace(/^by\s+/i, '').trim()
  return name === '' || name.length > 100 || /^https?:|^[@/]/.test(name) ? undefined : name
}

function readTitle(elements: readonly Element[], metas: ReadonlyMap<string, string>): string | undefined {
  const headings = elements.filter((element) => element.tagName === 'h1' && !isUnseen(element)).map(headingText)
  const site = metas.get('og:site_name') ?? metas.get('application-name')
  const titleElement = elements.find(
    ({ tagName, parentNode }) => tagName === 'title' && parentNode?.nodeName === 'head',
  )
  const raw = metas.get('og:title') ?? (titleElement ? textOf(titleElement) : '')
  const title = withoutSite(raw, headings, site)
  return title || headings.find((text) => text !== '')
}

function headingText(heading: Element): string {
  return textOf(heading).replace(/(?<!\s)\s*[¶#🔗]$/u, '')
}

const separator = /(?<!\s)\s+(?:[|·•»«]|::?|[-–—])\s+/

/** "Travel policy | Handbook" and "Travel policy - Wiki" are "Travel policy": the heading or the site's name tells. */
function withoutSite(title: string, headings: readonly string[], site: string | undefined): string {
  const isSame = (a: string | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase()
  const parts = title.split(separator)
  if (parts.length === 1) return title
  const heading = headings.find(
    (text) => text !== '' && !isSame(text, site) && !isSame(text, parts.at(-1)) && startsPart(title, text),
  )
  if (heading !== undefined) return heading
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  const head = title.slice(0, title.length - last.length).replace(/(?<!\s)\s+\S+\s+$/, '')
  if (isSame(last, site)) return head
  if (isSame(first, site)) return title.slice(first.length).replace(/^\s+\S+\s+/, '')
  // A bar and not a dash: dashes stand in titles.
  return /\s[|·•]\s[^|·•]*$/.test(title) && head.length > 3 ? head : title
}

function startsPart(title: string, heading: string): boolean {
  if (!title.toLowerCase().startsWith(heading.toLowerCase())) return false
  const rest = title.slice(heading.length)
  return rest === '' || separator.exec(rest)?.index === 0
}

function markedAuthor(elements: readonly Element[]): string | undefined {
  const marked = elements.find(
    (element) =>
      /\bauthor\b/i.test(attribute(element, 'itemprop') ?? '') ||
      (element.tagName === 'a' && /\bauthor\b/i.test(attribute(element, 'rel') ?? '')),
  )
  return marked ? textOf(marked) || undefined : undefined
}

function markedDate(elements: readonly Element[], property: string): string | undefined {
  const marked = elements.find((element) => attribute(element, 'itemprop')?.toLowerCase() === property)
  return marked && (attribute(marked, 'datetime') ?? attribute(marked, 'content') ?? textOf(marked))
}

interface LinkedData {
  author?: string | undefined
  modified?: string
  published?: string
}

/** JSON-LD, anywhere in its graph: https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents */
function readLinkedData(elements: readonly Element[]): LinkedData {
  const found: LinkedData = {}
  for (const element of elements) {
    if (element.tagName !== 'script' || attribute(element, 'type') !== 'application/ld+json') continue
    const work: unknown[] = [parseJson(textOf(element))]
    for (let count = 0; work.length > 0 && count < maxJsonNodes; count++) {
      const node = work.pop()
      if (typeof node !== 'object' || node === null) continue
      if ('author' in node) found.author ??= nameIn(node.author)
      if ('dateModified' in node && typeof node.dateModified === 'string') found.modified ??= node.dateModified
      if ('datePublished' in node && typeof node.datePublished === 'string') found.published ??= node.datePublished
      for (const value of Object.values(node)) work.push(value)
    }
  }
  return found
}

function nameIn(author: unknown): string | undefined {
  const first: unknown = Array.isArray(author) ? author[0] : author
  if (typeof first === 'string') return first
  return typeof first === 'object' && first !== null && 'name' in first && typeof first.name === 'string'
    ? first.name
    : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A broken block says nothing; the page is read all the same.
    return null
  }
}
