// Pages of a PDF that are pictures of text: which they are, and what text recognition reads in them, in a limited time.
import { createRecogniser } from '../ocr/recogniser.ts'
import type { Page } from './lay-out.ts'
import type { Document } from './page.ts'
import { maxPixels, paintPage } from './pictures.ts'
import { toRecognisedLines } from './recognised-lines.ts'

/** A page with fewer letters may be a picture with a stamp or a number of the scanner on it. */
const fewLetters = 80
/** Of the page that its pictures cover. */
const leastShare = { withLetters: 0.5, without: 0.1 }
/** Choices: a page takes some seconds. The child is ended after a little more. */
const maxPages = 50
const maxMs = 100_000
const tooLarge = `a picture may have more than ${maxPixels / 1e6} million pixels`
/** Pages that are looked at before it is taken for granted that there are pictures among them. */
const maxLooks = 100

/** What the file says of its pictures before any is decoded: their dictionaries are never packed, ISO 32000-1, 7.5.7. */
export interface PictureHeads {
  readonly hasAny: boolean
  /** Of more than `maxPixels`: the library leaves it out, unsaid. */
  readonly hasHuge: boolean
}

export function pictureHeads(bytes: Uint8Array): PictureHeads {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let hasAny = false
  for (let at = file.indexOf('/Width'); at >= 0; at = file.indexOf('/Width', at + 6)) {
    const near = file.toString('latin1', Math.max(0, at - dictionaryLength), at + dictionaryLength)
    const width = Number(/^\s*(\d{1,9})/.exec(near.slice(Math.min(at, dictionaryLength) + 6))?.[1] ?? 0)
    const heights = [...near.matchAll(/\/Height\s{0,9}(\d{1,9})/g)].map(([, height]) => Number(height))
    hasAny ||= heights.length > 0
    if (heights.some((height) => width * height > maxPixels)) return { hasAny: true, hasHuge: true }
  }
  return { hasAny, hasHuge: false }
}

/** Bytes on either side: a dictionary of a picture is that short. */
const dictionaryLength = 300

export async function holdsPictures(document: Document, heads: PictureHeads, pages: readonly Page[]): Promise<boolean> {
  const few = pages.flatMap((page, index) => (lettersOf(page) < fewLetters ? [index] : []))
  if (few.length === 0 || !heads.hasAny) return false
  if (heads.hasHuge) return true
  for (const index of few.slice(0, maxLooks)) {
    const painted = await paintPage(document, index + 1).catch(() => null)
    if (painted && covers(painted.share, pages[index]!)) return true
  }
  return few.length > maxLooks
}

/** The pages with what was recognised, and what was left out. */
export async function recognisePages(
  document: Document,
  heads: PictureHeads,
  pages: readonly Page[],
): Promise<{ readonly pages: readonly Page[]; readonly note?: string }> {
  const read = [...pages]
  const left = new Map<string, number[]>()
  const leave = (page: number, why: string) => left.set(why, [...(left.get(why) ?? []), page])
  const startedAt = performance.now()
  let recogniser: Awaited<ReturnType<typeof createRecogniser>> | undefined
  let count = 0
  let longest = 0
  for (const [index, page] of pages.entries()) {
    if (lettersOf(page) >= fewLetters) continue
    const pageStartedAt = performance.now()
    if (count >= maxPages) leave(index + 1, `at most ${maxPages} pages of a file are recognised`)
    else if (pageStartedAt - startedAt + longest > maxMs) leave(index + 1, 'recognising the others took too long')
    else
      try {
        const painted = await paintPage(document, index + 1)
        if (!covers(painted.share, page)) {
          if (heads.hasHuge && painted.share === 0) leave(index + 1, tooLarge)
          continue
        }
        count += 1
        recogniser ??= await createRecogniser()
        const { words, sure } = recogniser.recognise(painted.toPicture())
        longest = Math.max(longest, performance.now() - pageStartedAt)
        if (words.length === 0) leave(index + 1, 'no text was recognised')
        else {
          const lines = toRecognisedLines(words, 72 / painted.dotsPerInch)
          read[index] = { ...page, lines: [...page.lines, ...lines], sure }
        }
      } catch {
        leave(index + 1, 'a picture is damaged')
      }
  }
  const note = [...left].map(([why, numbers]) => `Not read: ${pagesInWords(numbers)} (${why}).`).join(' ')
  return { pages: read, ...(note !== '' && { note }) }
}

function lettersOf({ lines }: Page): number {
  return lines.reduce((sum, { text }) => sum + (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0)
}

function covers(share: number, page: Page): boolean {
  return share >= (lettersOf(page) > 0 ? leastShare.withLetters : leastShare.without)
}

/** "page 3", "pages 3, 5 and 51–80". */
function pagesInWords(pages: readonly number[]): string {
  const stretches: [number, number][] = []
  for (const page of pages) {
    const last = stretches.at(-1)
    if (last && last[1] === page - 1) last[1] = page
    else stretches.push([page, page])
  }
  const named = stretches.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`))
  const list = named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : named.join('')
  return `${pages.length > 1 ? 'pages' : 'page'} ${list}`
}
