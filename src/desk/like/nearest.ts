// The documents nearest to one: those that its title and key sentences find.
import type { AccessScope, SearchResult } from '../../model.ts'
import type { Rag } from '../../rag/types.ts'
import type { DocumentStore } from '../../store/documents/documents.ts'

/** UTF-16 code units of a document that its key sentences are taken from: as much as summaries of pages read. */
const readLength = 200_000
const sentences = 5
/** Of what is looked for: words past it hardly change what is near. */
const queryLength = 1_500

export interface NearestTools {
  readonly store: Pick<DocumentStore, 'readForReader'>
  readonly rag: Pick<Rag, 'search' | 'summarize'>
}

/** Words alone: in a search quotes, colons and dashes would be limits. */
const plain = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()

/**
 * As a search's result, with the document's title for its query; the document itself is not in it. Empty when the reader
 * may not see it.
 */
export async function findNearest(
  { store, rag }: NearestTools,
  scope: AccessScope,
  id: string,
  top: number,
): Promise<SearchResult> {
  const document = await store.readForReader(scope, id)
  if (document === null) return { query: '', hits: [], tookMs: 0 }
  const { title } = document
  const said = await rag.summarize(document.text.slice(0, readLength), sentences)
  const words = [title, ...said].map(plain).join(' ').slice(0, queryLength).toWellFormed()
  const { hits, tookMs } = await rag.search(words, scope, top + 1)
  const others = hits.filter((hit) => hit.document.id !== id).slice(0, top)
  return { query: title, hits: others.map((hit, index) => ({ ...hit, rank: index + 1 })), tookMs }
}
