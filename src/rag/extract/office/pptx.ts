// PowerPoint presentations (.pptx, .pptm, .ppsx, .potx): each slide's title, text, tables, charts, diagrams and notes,
// in the order they are shown. Refuses what its package refuses.
import { AppError } from '../../../errors.ts'
import type { Layout, Mark } from '../../../layout.ts'
import { BlockWriter } from '../block-writer.ts'
import { readXml } from '../xml.ts'
import { type Block, writeBlocks } from './blocks.ts'
import { readChart } from './chart.ts'
import { type OfficePackage, type OfficeText, openPackage } from './package.ts'
import { readSlide } from './pptx-slide.ts'

/** @throws AppError `too-large`, `encrypted`, `broken` */
export function readPptx(bytes: Uint8Array): OfficeText {
  const office = openPackage(bytes, 'ppt/presentation.xml')
  const slides = slideParts(office).map((part) => readBlocks(office, part))
  const { text, headings, marks } = joinSlides(slides)
  const title = office.properties.title ?? headings[0]?.text
  return {
    text,
    layout: { pages: [], headings, marks },
    ...office.properties,
    ...(title === undefined ? {} : { title }),
  }
}

/** A blank line apart; a slide without any text leaves no trace but counts. */
export function joinSlides(slides: readonly (readonly Block[])[]): {
  readonly text: string
  readonly headings: Layout['headings']
  readonly marks: readonly Mark[]
} {
  const texts: string[] = []
  const headings: Layout['headings'][number][] = []
  const marks: Mark[] = []
  let offset = 0
  slides.forEach((blocks, index) => {
    const writer = new BlockWriter()
    writeBlocks(writer, blocks)
    if (writer.text === '') return
    marks.push({ offset, slide: index + 1 })
    for (const heading of writer.headings) headings.push({ ...heading, offset: offset + heading.offset })
    texts.push(writer.text)
    offset += writer.text.length + 2
  })
  return { text: texts.join('\n\n'), headings, marks }
}

function slideParts(office: OfficePackage): string[] {
  const related = new Map(office.relationships(office.main).map(({ id, part }) => [id, part]))
  const parts: string[] = []
  readXml(office.part(office.main)!, {
    open(name, attributes) {
      if (name !== 'p:sldId') return
      const part = related.get(attributes['r:id'] ?? '')
      // A slide that a damaged file lost is left out; the others are still read.
      if (part !== undefined && office.part(part) !== undefined) parts.push(part)
    },
  })
  return parts
}

function readBlocks(office: OfficePackage, part: string): Block[] {
  const blocks = readSlide(office.part(part)!)
  const add = (more: readonly Block[]) => {
    for (const block of more) blocks.push(block)
  }
  for (const { type, part: to } of office.relationships(part)) {
    const bytes = office.part(to)
    if (bytes === undefined) continue
    if (type === 'chart') add(readAside(() => readChart(bytes)))
    else if (type === 'diagramData') add(readAside(() => readSlide(bytes)))
  }
  const notes = office.related(part, 'notesSlide')
  if (notes !== undefined) {
    const said = readAside(() => readSlide(office.part(notes)!, true))
    if (said.some((block) => block.kind === 'table' || block.text.trim() !== ''))
      add([{ kind: 'paragraph', text: 'Notes:' }, ...said])
  }
  return blocks
}

/** What hangs on a slide may be damaged without the slide being so. */
function readAside(read: () => Block[]): Block[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}
