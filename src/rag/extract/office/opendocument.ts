// OpenDocument texts, sheets, presentations and drawings, zipped or as one XML file, and OpenOffice.org 1 before them.
// Refuses what has a password, is broken, and what ZIP refuses.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { BlockWriter } from '../block-writer.ts'
import { readZip } from '../zip.ts'
import { type Block, writeBlocks } from './blocks.ts'
import { readPages } from './opendocument-body.ts'
import { isFlatOpenDocument, officeMediaType } from './opendocument-head.ts'
import { readLooks } from './opendocument-styles.ts'
import { joinSlides } from './pptx.ts'
import { readProperties } from './properties.ts'
import { readSheets } from './sheets/opendocument-sheets.ts'

const family = 'application/vnd.oasis.opendocument.'
const kinds = ['text', 'spreadsheet', 'presentation', 'graphics'] as const
type Kind = (typeof kinds)[number]

/** @throws AppError `too-large`, `encrypted`, `broken` */
export function readOpenDocument(bytes: Uint8Array): Extracted {
  const isFlat = isFlatOpenDocument(bytes)
  const parts = isFlat
    ? new Map([['content.xml', bytes]])
    : readZip(bytes, (name) => /^(?:content\.xml|styles\.xml|meta\.xml|mimetype|META-INF\/manifest\.xml)$/.test(name))
  const manifest = parts.get('META-INF/manifest.xml')
  if (manifest && text(manifest).includes('encryption-data'))
    throw new AppError('encrypted', 'This file has a password: save it without one and index that.')
  const content = parts.get('content.xml')
  if (content === undefined)
    throw new AppError('broken', 'This file is damaged: it has no content. Export or download it again.')
  const kind = kindOf(parts.get('mimetype') ?? bytes.subarray(0, 4096), content)
  const properties = readProperties(isFlat ? undefined : parts.get('meta.xml'))
  const body = kind === 'spreadsheet' ? readSheets(content) : readBody(content, kind, parts.get('styles.xml'))
  const title = properties.title ?? (kind === 'spreadsheet' ? undefined : body.layout.headings[0]?.text)
  return { ...body, ...properties, ...(title === undefined ? {} : { title }), mediaType: family + kind }
}

function readBody(content: Uint8Array, kind: Kind, styles?: Uint8Array): Pick<Extracted, 'text' | 'layout'> {
  const pages = readPages(content, readLooks([...(styles === undefined ? [] : [styles]), content]))
  if (kind !== 'text') {
    const { text, headings, marks } = joinSlides(pages.map(titleFirst))
    return { text, layout: { pages: [], headings, marks } }
  }
  const writer = new BlockWriter()
  writeBlocks(writer, pages.flat())
  return { text: writer.text, layout: { pages: [], headings: writer.headings } }
}

/** Shapes come in the order they were drawn. */
function titleFirst(blocks: readonly Block[]): Block[] {
  const isTitle = (block: Block) => block.kind === 'paragraph' && block.heading !== undefined
  return [...blocks.filter(isTitle), ...blocks.filter((block) => !isTitle(block))]
}

/** As the file names itself; OpenOffice.org 1 says "writer", "calc", "impress" and "draw". */
function kindOf(mimetype: Uint8Array, content: Uint8Array): Kind {
  const named = officeMediaType.exec(text(mimetype))?.[1] ?? ''
  const old: Readonly<Record<string, Kind>> = {
    writer: 'text',
    calc: 'spreadsheet',
    impress: 'presentation',
    draw: 'graphics',
  }
  const stated = kinds.find((kind) => kind === named) ?? old[named]
  if (stated !== undefined) return stated
  const start = text(content.subarray(0, 1024 * 1024))
  return (
    kinds.find((kind) => kind !== 'text' && start.includes(`<office:${kind === 'graphics' ? 'drawing' : kind}`)) ??
    'text'
  )
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
