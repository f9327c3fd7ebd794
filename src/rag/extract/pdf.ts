// PDFs with a text layer, page by page. Refuses what has a password, is broken, is blank or is a scan.
// Always read in a child process: see jail.ts.
import { AppError } from '../../errors.ts'
import type { Extracted, Layout } from '../types.ts'
import type { Format } from './format.ts'
import { collectWords, type PdfLine, toLines, toText } from './pdf-lines.ts'

export const pdf: Format = {
  id: 'pdf',
  mediaType: 'application/pdf',
  extensions: ['.pdf'],
  jailAboveBytes: 0,
  // Readers accept the header within the first 1,024 bytes: ISO 32000-1, implementation note 13.
  recognises: (bytes, name) => {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1')
    return /^(?:\xef\xbb\xbf)?\s*%PDF-/.test(head) || (name.endsWith('.pdf') && head.includes('%PDF-'))
  },
  read: readPdf,
}

// The library is loaded here and not above: only the child process ever needs it.
type Library = typeof import('unpdf')
type Document = Awaited<ReturnType<Library['getDocumentProxy']>>

async function readPdf(bytes: Uint8Array): Promise<Extracted> {
  const library = await import('unpdf')
  const document = await open(library, bytes)
  const pages: PdfLine[][] = []
  for (let page = 1; page <= document.numPages; page++) pages.push(await readLines(document, page))
  if (pages.length === 0) throw new AppError('empty', 'This PDF has no pages.')
  if (pages.every((lines) => lines.length === 0)) throw await explainBlank(library, document)

  const words = collectWords(pages.flat())
  const offsets: Layout['pages'][number][] = []
  let text = ''
  pages.forEach((lines, index) => {
    if (text !== '' && lines.length > 0) text += '\n\n'
    offsets.push({ offset: text.length, page: index + 1 })
    text += toText(lines, words)
  })
  const title = await readTitle(document)
  return {
    text,
    layout: { pages: offsets, headings: [] },
    ...(title === undefined ? {} : { title }),
    mediaType: 'application/pdf',
  }
}

async function open(library: Library, bytes: Uint8Array): Promise<Document> {
  try {
    // `data` is detached by the library, so it gets its own copy, and it refuses a Buffer. Errors only: warnings would be a hostile file's text.
    return await library.getDocumentProxy(new Uint8Array(bytes), {
      verbosity: 0,
      useSystemFonts: false,
      disableFontFace: true,
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException')
      throw new AppError('encrypted', 'This PDF has a password: save it without one and index that.', { cause: error })
    if (error instanceof Error && /zero-page|no pages|page count/i.test(error.message))
      throw new AppError('empty', 'This PDF has no pages.', { cause: error })
    throw brokenError(error)
  }
}

async function readLines(document: Document, pageNumber: number): Promise<PdfLine[]> {
  try {
    const page = await document.getPage(pageNumber)
    const { items } = await page.getTextContent()
    page.cleanup()
    return toLines(
      items.flatMap((item) => {
        if (!('str' in item)) return []
        const [a, b, c, d, x, y] = item.transform as number[]
        const fontSize = Math.hypot(c ?? 0, d ?? 0) || Math.hypot(a ?? 0, b ?? 0)
        return [{ str: item.str, x: x ?? 0, y: y ?? 0, width: item.width, fontSize, hasEOL: item.hasEOL }]
      }),
    )
  } catch (error) {
    throw brokenError(error, ` from page ${pageNumber} on`)
  }
}

/** Nothing to read: a page that paints something is a scan or outlined letters; else it is blank. */
async function explainBlank(library: Library, document: Document): Promise<AppError> {
  const { OPS } = await library.getResolvedPDFJS()
  const painting = new Set(
    Object.entries(OPS).flatMap(([name, op]) =>
      /^(?:paint|fill|stroke|shading|constructPath)/i.test(name) ? [op] : [],
    ),
  )
  for (let page = 1; page <= document.numPages; page++) {
    const { fnArray } = await (await document.getPage(page)).getOperatorList()
    if (fnArray.some((op: number) => painting.has(op)))
      return new AppError(
        'no-text-layer',
        'This PDF holds only pictures of pages: run text recognition (OCR) over it and index the result.',
      )
  }
  return new AppError('empty', 'This PDF has only blank pages.')
}

async function readTitle(document: Document): Promise<string | undefined> {
  const metadata = await document.getMetadata().catch(() => null)
  const info: object = metadata?.info ?? {}
  const raw = 'Title' in info && typeof info.Title === 'string' ? info.Title : ''
  const title = raw
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^Microsoft (?:Office )?(?:Word|PowerPoint|Excel) - /, '')
    .trim()
  // What a program fills in by itself names nothing.
  const isFileName = /\.(?:docx?|pptx?|xlsx?|odt|rtf|tex|dvi|pdf|indd|qxd|html?|tiff?|jpe?g|png)$/i.test(title)
  const isFiller = /^(?:untitled|title|document|presentation|powerpoint presentation|slide) ?\d*$|^$/i.test(title)
  return isFileName || isFiller ? undefined : title
}

function brokenError(cause: unknown, where = ''): AppError {
  return new AppError('broken', `This PDF is damaged and cannot be read${where}: export or download it again.`, {
    cause,
  })
}
