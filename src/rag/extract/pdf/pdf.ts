// PDFs with a text layer, page by page, with what is filled into their forms. Refuses what has a password, is broken,
// is blank or is a scan.
// Always read in a child process: see jail.ts.
import { fileURLToPath } from 'node:url'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { AppError } from '../../../errors.ts'
import type { Layout } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { cleanProperties, type Properties } from '../document-properties.ts'
import { inReadingOrder } from './columns.ts'
import { withFormValues } from './form.ts'
import { type Document, type Page, readPage } from './page.ts'
import { collectWords, toTexts } from './paragraphs.ts'
import { partRunningHeads } from './running-heads.ts'

/** @throws AppError `encrypted`, `broken`, `empty`, `no-text-layer` */
export async function readPdf(bytes: Uint8Array): Promise<Extracted> {
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
  if (pages.every(({ lines, values }) => lines.length === 0 && values.length === 0))
    throw await explainBlank(document, failures)

  const offsets: Layout['pages'][number][] = []
  let text = ''
  for (const [index, read] of textsOf(pages).entries()) {
    if (text !== '' && read !== '') text += '\n\n'
    offsets.push({ offset: text.length, page: index + 1 })
    text += read
  }
  return {
    text,
    layout: { pages: offsets, headings: [] },
    ...(await readProperties(document)),
    mediaType: 'application/pdf',
  }
}

function textsOf(pages: readonly Page[]): string[] {
  const parted = partRunningHeads(pages.map(({ lines }) => lines)).map(({ head, body, foot }, index) => ({
    head,
    body: inReadingOrder(withFormValues(body, pages[index]!.values)),
    foot,
  }))
  return toTexts(parted, collectWords(parted.flatMap(({ head, body, foot }) => [...head, ...body, ...foot])))
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
      ...characterMaps(),
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
        'This PDF holds only pictures of pages: run text recognition (OCR) over it and index the result.',
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

/** What the codes of East Asian fonts mean that are not embedded; without them their text cannot be read. */
function characterMaps(): { cMapUrl?: string; cMapPacked?: true } {
  try {
    return {
      cMapUrl: fileURLToPath(new URL('cmaps/', import.meta.resolve('pdfjs-dist/package.json'))),
      cMapPacked: true,
    }
  } catch {
    // An installation without them reads all other PDFs.
    return {}
  }
}

function brokenError(cause: unknown): AppError {
  return new AppError('broken', 'This PDF is damaged and cannot be read: export or download it again.', { cause })
}
