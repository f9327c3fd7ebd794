// Quotes of an earlier answer as they stand in their documents now. Refuses all of them where one is gone, or is not for the
// reader any more: what rests on it cannot be said again.
import type { LongText } from '../../layout.ts'
import type { AccessScope, Citation } from '../../model.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'
import { type LinkTo, placeIn } from '../search/locator.ts'

interface CiteAgainOptions {
  readonly store: Pick<DocumentStore, 'readForReader'>
  readonly linkTo: LinkTo
}

/** UTF-16 code units that are looked through at once. */
const pieceLength = 500_000

/** Where a quote begins: where it was, else where it is found first; -1 where it is not. */
function findQuote(text: LongText, quote: string, wasAt: number): number {
  if (text.slice(wasAt, wasAt + quote.length) === quote) return wasAt
  for (let from = 0; from < text.length; from += pieceLength) {
    const at = text.slice(from, Math.min(text.length, from + pieceLength + quote.length)).indexOf(quote)
    if (at >= 0) return from + at
  }
  return -1
}

/** With the same marks and quotes; their places and addresses are made anew. Null when one of them is not to be had. */
export function createCiteAgain({ store, linkTo }: CiteAgainOptions) {
  return async (scope: AccessScope, citations: readonly Citation[]): Promise<readonly Citation[] | null> => {
    const ids = [...new Set(citations.map(({ document }) => document.id))]
    const read = await Promise.all(ids.map(async (id) => [id, await store.readForReader(scope, id)] as const))
    const documents = new Map(read)
    const cited: Citation[] = []
    for (const { marker, quote, document: before, locator: was } of citations) {
      const found = documents.get(before.id)
      const start = found ? findQuote(found.text, quote, was.start) : -1
      if (!found || start < 0) return null
      const { id, mediaType, revision, url: original, uri, title } = found
      const end = start + quote.length
      const locator = start === was.start ? was : { ...placeIn(found.layout, found.text, start, end), start, end }
      const document = {
        ...{ id, title, uri, mediaType, revision, modifiedAt: found.modifiedAt ?? found.createdAt },
        ...(original !== null && { url: original }),
      }
      const url = linkTo(document, locator, quote)
      cited.push({
        marker,
        document: { ...before, title, uri },
        quote,
        locator,
        ...(url !== undefined && { url }),
      })
    }
    return cited
  }
}
