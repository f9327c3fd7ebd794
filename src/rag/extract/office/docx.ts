// Word documents (.docx, .docm, .dotx): headings, lists, tables, notes, text boxes, headers and footers.
// What readers do not see (tracked deletions, hidden text, field codes) is left out. Refuses what its package refuses.
import { BlockWriter } from '../block-writer.ts'
import { type Block, writeBlocks } from './blocks.ts'
import { readWordBlocks } from './docx-body.ts'
import { headingLevels, type WordStyles } from './docx-styles.ts'
import { type OfficePackage, type OfficeText, openPackage } from './package.ts'

/** @throws AppError `too-large`, `encrypted`, `broken` */
export function readDocx(bytes: Uint8Array): OfficeText {
  const office = openPackage(bytes, 'word/document.xml')
  const styles = headingLevels(office.part(office.related(office.main, 'styles') ?? 'word/styles.xml'))
  const body = readWordBlocks(office.part(office.main)!, styles, readNotes(office, styles))
  const writer = new BlockWriter()
  writeBlocks(writer, body)
  writeBlocks(writer, readMargins(office, styles))
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
function readNotes(office: OfficePackage, styles: WordStyles): ReadonlyMap<string, readonly Block[]> {
  const notes = new Map<string, readonly Block[]>()
  for (const kind of ['footnote', 'endnote'] as const) {
    const part = office.part(office.related(office.main, `${kind}s`) ?? `word/${kind}s.xml`)
    if (part === undefined) continue
    readWordBlocks(part, styles, new Map(), (id, blocks) => notes.set(`${kind} ${id}`, blocks))
  }
  return notes
}

/** Headers and footers, each text once: sections repeat them. Numbers of pages alone are left out. */
function readMargins(office: OfficePackage, styles: WordStyles): Block[] {
  const seen = new Set<string>()
  const margins: Block[] = []
  for (const { type, part } of office.relationships(office.main)) {
    const bytes = type === 'header' || type === 'footer' ? office.part(part) : undefined
    if (bytes === undefined) continue
    const blocks = readWordBlocks(bytes, styles, new Map())
    const key = JSON.stringify(blocks)
    if (seen.has(key) || !/\p{L}{2}/u.test(key.replaceAll(/"\w+":|"(?:paragraph|table)"|\bpage\b|\bof\b/gi, '')))
      continue
    seen.add(key)
    for (const block of blocks) margins.push(block)
  }
  // A running head repeats the title: no heading of the text's own.
  return margins.map((block) => (block.kind === 'paragraph' ? { kind: 'paragraph', text: block.text } : block))
}
