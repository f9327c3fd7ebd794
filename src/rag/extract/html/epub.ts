// EPUB books: their chapters in reading order. Refuses copy-protected books by name; lists of contents are left out.
// https://www.w3.org/TR/epub-33/
import { posix } from 'node:path'
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'
import { cleanProperties } from '../document-properties.ts'
import { joinTexts } from '../join-texts.ts'
import { readXml } from '../xml.ts'
import { readZip } from '../zip.ts'
import { htmlToText } from './html.ts'

interface Package {
  readonly properties: Partial<Record<'title' | 'author' | 'modified' | 'date' | 'language', string>>
  /** Paths in the archive, in reading order. */
  readonly chapters: readonly string[]
}

/** @throws AppError `too-large`, `encrypted`, `broken`, `binary` */
export function readEpub(bytes: Uint8Array): Extracted {
  const parts = readZip(bytes, (name) => !/\.(?:jpe?g|png|gif|webp|svg|css|js|[ot]tf|woff2?|mp[34]|m4a)$/i.test(name))
  const book = readPackage(parts)
  refuseProtected(parts.get('META-INF/encryption.xml'), book.chapters)
  const chapters = book.chapters.flatMap((path) => {
    const chapter = parts.get(path)
    return chapter === undefined ? [] : [htmlToText(decodeText(chapter))]
  })
  if (chapters.length === 0) throw broken('its chapters are missing')
  const { text, headings } = joinTexts(chapters)
  const { title, author, language, modified, date } = book.properties
  return {
    text,
    layout: { pages: [], headings },
    ...cleanProperties({ title, author, modifiedAt: modified ?? date, language }),
    mediaType: 'application/epub+zip',
  }
}

function readPackage(parts: ReadonlyMap<string, Uint8Array>): Package {
  const container = parts.get('META-INF/container.xml')
  let path = [...parts.keys()].find((name) => name.toLowerCase().endsWith('.opf'))
  if (container)
    readXml(container, {
      open(name, attributes) {
        if (localName(name) === 'rootfile' && parts.has(attributes['full-path'] ?? '')) path = attributes['full-path']
      },
    })
  const opf = path === undefined ? undefined : parts.get(path)
  if (path === undefined || opf === undefined) throw broken('its package document is missing')
  const properties: Package['properties'] = {}
  const items = new Map<string, string>()
  const order: string[] = []
  const contents = new Set<string>()
  const folder = posix.dirname(path)
  let field: keyof Package['properties'] | undefined
  readXml(opf, {
    open(name, attributes) {
      const local = localName(name)
      field = propertyOf(name, attributes)
      if (field && properties[field] !== undefined) field = undefined
      const { id, href, properties: roles } = attributes
      const isContents = roles?.split(' ').includes('nav') || /ncx/.test(attributes['media-type'] ?? '')
      if (local === 'item' && id && href && !isContents) items.set(id, posix.join(folder, unescapePath(href)))
      // EPUB 2 names the page of contents in its guide.
      if (local === 'reference' && attributes.type === 'toc' && href)
        contents.add(posix.join(folder, unescapePath(href)))
      if (local === 'itemref' && attributes.idref) order.push(attributes.idref)
    },
    text(value) {
      if (field) properties[field] = (properties[field] ?? '') + value
    },
    close() {
      field = undefined
    },
  })
  return { properties, chapters: order.flatMap((id) => items.get(id) ?? []).filter((item) => !contents.has(item)) }
}

function propertyOf(name: string, attributes: Readonly<Record<string, string>>) {
  const local = localName(name)
  if (local === 'meta') return attributes.property === 'dcterms:modified' ? 'modified' : undefined
  if (!name.startsWith('dc:')) return undefined
  return ({ title: 'title', creator: 'author', date: 'date', language: 'language' } as const)[local]
}

/** Fonts may be scrambled in a book that anyone may read; chapters may not. https://www.w3.org/TR/epub-33/#sec-container-metainf-encryption.xml */
function refuseProtected(encryption: Uint8Array | undefined, chapters: readonly string[]): void {
  if (encryption === undefined) return
  readXml(encryption, {
    open(name, attributes) {
      const path = unescapePath(attributes.URI ?? '')
      if (localName(name) === 'CipherReference' && chapters.includes(path))
        throw new AppError('encrypted', 'This book is copy-protected (DRM): index a version without protection.')
    },
  })
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1)
}

/** Without its fragment. What is no escape stays as it is. */
function unescapePath(href: string): string {
  const path = href.split('#', 1)[0] ?? ''
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function broken(reason: string): AppError {
  return new AppError('broken', `This book is damaged: ${reason}. Export or download it again.`)
}
