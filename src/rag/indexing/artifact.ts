// An artifact's address: the SHA-256 of its text and layout, so that neither can change without being noticed.
import { createHash } from 'node:crypto'
import type { Layout, Mark } from '../../layout.ts'

export function artifactHash({ text, layout }: { readonly text: string; readonly layout: Layout }): string {
  // Key order is fixed here: the database returns JSON objects in an order of its own.
  const pages = layout.pages.map(({ offset, page }) => [offset, page])
  const headings = layout.headings.map(({ offset, level, text: heading }) => [offset, level, heading])
  const places = {
    pages,
    headings,
    ...(layout.marks && { marks: layout.marks.map(fields) }),
    ...(layout.isByLine && { isByLine: true }),
  }
  return createHash('sha256').update(JSON.stringify(places)).update('\0').update(text).digest('hex')
}

function fields(mark: Mark): readonly (string | number | null)[] {
  if ('slide' in mark) return [mark.offset, mark.slide]
  if ('time' in mark) return [mark.offset, mark.time]
  if ('sure' in mark) return [mark.offset, mark.sure]
  return [mark.offset, mark.sheet, mark.row, mark.from, mark.to]
}
