// PDFs with a text layer, page by page, with what is filled into their forms. Refuses what has a password, is broken,
// is blank or is drawn. Pages that are pictures are read by text recognition, in a second turn that may take long.
// Always read in a child process: see jail.ts.
import { fileURLToPath } from 'node:url'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { cleanProperties, type Properties } from '../document-properties.ts'
import { layOut, type Page } from './lay-out.ts'
import { type Document, readPage } from './page.ts'
import { maxPixels } from './pictures.ts'
import { holdsPictures, pictureHeads, recognisePages } from './scan.ts'

/**
 * Its text; `hasPictures` where pages are pictures, which recognisePdf reads too.
 * @throws AppError `encrypted`, `broken`, `empty`, `no-text-layer`
 */
export async function readPdf(bytes: Uint8Array): Promise<Extracted> {
  const { document, pages, failures } = await readPages(bytes)
  const hasPictures = await holdsPictures(document, pictureHeads(bytes), pages)
  if (!hasPictures && pages.every(isBlank)) throw await explainBlank(document, failures)
  return { ...(await toExtracted(document, pages)), ...(hasPictures && { hasPictures }) }
}

/**
 * Its text with that of the pages that are pictures. What was left out is noted.
 * @throws AppError as readPdf
 */
export async function recognisePdf(bytes: Uint8Array): Promise<Extracted> {
  const { document, pages } = await readPages(bytes)
  const { pages: read, note } = await recognisePages(document, pictureHeads(bytes), pages)
  if (read.every(isBlank))
    throw new AppError(
      'no-text-layer',
      `This PDF holds only pictures of pages, and no text was recognised in them${note === undefined ? '' : ` (${note})`}: scan it again, upright and at 300 dots an inch, or index the text itself.`,
    )
  return { ...(await toExtracted(document, read)), ...(note !== undefined && { note }) }
}

function isBlank({ lines, values }: Page): boolean {
  return lines.length === 0 && values.length === 0
}

async function toExtracted(document: Document, pages: readonly Page[]): Promise<Extracted> {
  return { ...layOut(pages), ...(await readProperties(document)), mediaType: 'application/pdf' }
}

async function readPages(
  bytes: Uint8Array,
): Promise<{ readonly document: Document; readonly pages: readonly Page[]; readonly failures: unknown[] }> {
  // Every PDF says near its end where its index starts: ISO 32000-1, 7.5.5. The library would read what is left of one
  // that was cut off, and nobody would know what is missing.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('startxref'))
    throw new AppError('broken', 'This PDF is cut off, its end is missing: download or export it again.')
  const document = await open(bytes)
  const pages: Page[] = []
  const failures: unknown[] = []
  for (let page = 1; page <= document.numPages; page++)
    pages.push(
      await readPage(document, page).catch((error) => {
        failures.push(error)
        return { lines: [], values: [] }
      }),
    )
  // What is damaged in one page need not cost the others.
  if (failures.length > 0 && failures.length === pages.length) throw brokenError(failures[0])
  if (pages.length === 0) throw new AppError('empty', 'This PDF has no pages.')
  return { document, pages, failures }
}

async function open(bytes: Uint8Array): Promise<Document> {
  try {
    // `data` is detached by the library, so it gets its own copy, and it refuses a Buffer. Errors only: warnings would be a hostile file's text.
    return await getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      useSystemFonts: false,
      disableFontFace: true,
      // Forms that exist only as XFA are pages all the same.
      enableXfa: true,
      isOffscreenCanvasSupported: false,
      maxImageSize: maxPixels,
      ...libraryFiles(),
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new AppError('encrypted', 'This PDF has a password: save it without one and index that.', { cause: error })
    if (error instanceof Error && /zero-page|no pages|page count/i.test(error.message))
      throw new AppError('empty', 'This PDF has no pages.', { cause: error })
    throw brokenError(error)
  }
}

/** Nothing to read: a page that paints something is a scan or outlined letters; else it is damaged or blank. */
async function explainBlank(document: Document, failures: unknown[]): Promise<AppError> {
  const { OPS } = await getResolvedPDFJS()
  const painting = new Set(
    Object.entries(OPS).flatMap(([name, op]) =>
      /^(?:paint|fill|stroke|shading|constructPath)/i.test(name) ? [op] : [],
    ),
  )
  for (let page = 1; page <= document.numPages; page++) {
    const operators = await operatorsOf(document, page).catch((error) => {
      failures.push(error)
      return []
    })
    if (operators.some((op) => painting.has(op)))
      return new AppError(
        'no-text-layer',
        'This PDF shows its text as drawings, which are not read: run text recognition (OCR) over it and index the result.',
      )
  }
  if (failures.length > 0) return brokenError(failures[0])
  return new AppError('empty', 'This PDF has only blank pages.')
}

async function operatorsOf(document: Document, page: number): Promise<readonly number[]> {
  return (await (await document.getPage(page)).getOperatorList()).fnArray
}

async function readProperties(document: Document): Promise<Properties> {
  const metadata = await document.getMetadata().catch(() => null)
  const info = (metadata?.info ?? {}) as Readonly<Record<string, unknown>>
  const text = (name: string) => (typeof info[name] === 'string' ? (info[name] as string) : undefined)
  return cleanProperties({
    title: text('Title'),
    author: text('Author'),
    modifiedAt: isoDate(text('ModDate') ?? text('CreationDate')),
    language: text('Language'),
  })
}

/** "D:20240131120000+01'00'": ISO 32000-1, 7.9.4. */
function isoDate(stated: string | undefined): string | undefined {
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', sign, hours, minutes = '00'] =
    /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?)?/.exec(stated ?? '') ?? []
  if (year === undefined) return undefined
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`
}

/** What the codes of East Asian fonts mean that are not embedded, and what decodes fax pictures and JPEG 2000. */
function libraryFiles(): { cMapUrl?: string; cMapPacked?: true; wasmUrl?: string } {
  try {
    const folder = (name: string) => fileURLToPath(new URL(name, import.meta.resolve('pdfjs-dist/package.json')))
    return { cMapUrl: folder('cmaps/'), cMapPacked: true, wasmUrl: folder('wasm/') }
  } catch {
    // An installation without them reads all other PDFs.
    return {}
  }
}

function brokenError(cause: unknown): AppError {
  return new AppError('broken', 'This PDF is damaged and cannot be read: export or download it again.', { cause })
}
