// Where in a document a passage stands, as people read it.
import type { DocumentRef, Locator } from '../model.ts'

/** The headings above a place on one line, without a first one that only repeats the document's title; '' without any. */
export function headingBelowTitle(document: Pick<DocumentRef, 'title'>, locator: Pick<Locator, 'heading'>): string {
  const [heading, title] = [locator.heading ?? '', document.title].map((text) => text.replace(/\s+/g, ' ').trim())
  if (heading === title) return ''
  return heading!.startsWith(`${title} › `) ? heading!.slice(title!.length + 3) : heading!
}
