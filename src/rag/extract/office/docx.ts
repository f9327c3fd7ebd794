// Word documents (.docx, .docm, .dotx): headings, lists and numbers, tables, notes, text boxes, headers, footers, and files
// that it holds as parts of its text. What readers do not see (deletions, hidden text, field codes) and what is struck out
// is left out. Refuses what its package refuses; a part that cannot be read is named with the reason.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { BlockWriter } from '../block-writer.ts'
import type { ReadInside } from '../format.ts'
import { type Block, writeBlocks } from './blocks.ts'
import { readWordBlocks, type WordContext } from './docx-body.ts'
import { type OfficePackage, type OfficeText, openPackage } from './package.ts'
import { Numbering } from './word/numbering.ts'
import { readStyles } from './word/styles.ts'

// Embedded objects are other documents, shown as pictures; the parts that `w:altChunk` names are text.
const chunkNames = /^(?!.*\/embeddings\/).*\.(?:html?|xhtml|mht|mhtml|txt|rtf|doc[xm])$/i

/** @throws AppError `too-large`, `encrypted`, `broken` */
export async function readDocx(bytes: Uint8Array, inside: ReadInside): Promise<OfficeText> {
  const office = openPackage(bytes, 'word/document.xml', chunkNames)
  const styles = readStyles(office.part(office.related(office.main, 'styles') ?? 'word/styles.xml'))
  const numbering = office.part(office.related(office.main, 'numbering') ?? 'word/numbering.xml')
  const context = () => ({ styles, numbering: new Numbering(numbering), notes: new Map() })
  const notes = readNotes(office, context())
  const chunks = await readChunks(office, inside)
  const body = readWordBlocks(office.part(office.main)!, { ...context(), notes, chunks })
  const writer = new BlockWriter()
  writeBlocks(writer, body)
  writeBlocks(writer, readMargins(office, context()))
  const title =
    office.properties.title ?? (writer.headings.find(({ level }) => level === 1) ?? writer.headings[0])?.text
  return {
    text: writer.text,
    layout: { pages: [], headings: writer.headings },
    ...office.properties,
    ...(title === undefined ? {} : { title }),
  }
}

/** Foot- and endnotes by kind and id. */
function readNotes(office: OfficePackage, context: WordContext): ReadonlyMap<string, readonly Block[]> {
  const notes = new Map<string, readonly Block[]>()
  for (const kind of ['footnote', 'endnote'] as const) {
    const part = office.part(office.related(office.main, `${kind}s`) ?? `word/${kind}s.xml`)
    if (part === undefined) continue
    readWordBlocks(part, context, (id, blocks) => notes.set(`${kind} ${id}`, blocks))
  }
  return notes
}

/** By the ids of their relationships. */
async function readChunks(office: OfficePackage, inside: ReadInside): Promise<ReadonlyMap<string, readonly Block[]>> {
  const chunks = new Map<string, readonly Block[]>()
  for (const { id, type, part } of office.relationships(office.main)) {
    if (type !== 'aFChunk') continue
    const name = part.slice(part.lastIndexOf('/') + 1)
    try {
      const bytes = office.part(part)
      if (bytes === undefined) throw new AppError('unsupported', 'Its format is not read.')
      chunks.set(id, toBlocks(await inside(name, bytes)))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      chunks.set(id, [{ kind: 'paragraph', text: `${name} is a part of this text and was not read. ${error.message}` }])
    }
  }
  return chunks
}

/** Paragraphs and headings; its rows and items stay lines. */
function toBlocks({ text, layout }: Extracted): Block[] {
  const headings = new Map(layout.headings.map(({ offset, level }) => [offset, level]))
  const blocks: Block[] = []
  let offset = 0
  for (const part of text.split('\n\n')) {
    const heading = headings.get(offset + (part.length - part.trimStart().length))
    blocks.push({ kind: 'paragraph', text: part, ...(heading === undefined ? {} : { heading }) })
    offset += part.length + 2
  }
  return blocks
}

/** Headers and footers, each text once: sections repeat them. Numbers of pages alone are left out. */
function readMargins(office: OfficePackage, context: WordContext): Block[] {
  const seen = new Set<string>()
  const margins: Block[] = []
  for (const { type, part } of office.relationships(office.main)) {
    const bytes = type === 'header' || type === 'footer' ? office.part(part) : undefined
    if (bytes === undefined) continue
    const blocks = readWordBlocks(bytes, context)
    const key = JSON.stringify(blocks)
    if (seen.has(key) || !/\p{L}{2}/u.test(key.replaceAll(/"\w+":|"(?:paragraph|table)"|\bpage\b|\bof\b/gi, '')))
      continue
    seen.add(key)
    for (const block of blocks) margins.push(block)
  }
  // A running head repeats the title: no heading of the text's own.
  return margins.map((block) => (block.kind === 'paragraph' ? { kind: 'paragraph', text: block.text } : block))
}
