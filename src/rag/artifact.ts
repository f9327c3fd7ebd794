// An artifact's address: the SHA-256 of its text and layout, so that neither can change without being noticed.
import { createHash } from 'node:crypto'
import type { Layout } from './types.ts'

export function artifactHash({ text, layout }: { readonly text: string; readonly layout: Layout }): string {
  // Key order is fixed here: the database returns JSON objects in an order of its own.
  const pages = layout.pages.map(({ offset, page }) => [offset, page])
  const headings = layout.headings.map(({ offset, level, text: heading }) => [offset, level, heading])
  return createHash('sha256').update(JSON.stringify({ pages, headings })).update('\0').update(text).digest('hex')
}
