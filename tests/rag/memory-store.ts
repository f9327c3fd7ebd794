// A SearchStore in memory, for tests of the pure engine: the same sum over shared terms, without a database.
import type { AccessScope, WorkspaceId } from '../../src/model.ts'
import { defaultAverageLength, indexTerms } from '../../src/rag/bm25.ts'
import { chunk } from '../../src/rag/chunk.ts'
import type { ChunkHit, SearchStore } from '../../src/store/types.ts'

export const scope: AccessScope = {
  workspaceId: '00000000-0000-0000-0000-000000000000' as WorkspaceId,
  audiences: ['workspace'],
}

export interface Note {
  readonly id: string
  readonly title: string
  /** Markdown with ATX headings. */
  readonly text: string
}

export function createMemoryStore(notes: readonly Note[]): SearchStore {
  const chunks = notes.flatMap((note) => {
    const headings = [...note.text.matchAll(/^(#+) (.*)$/gm)].map((match) => ({
      offset: match.index,
      level: match[1]?.length ?? 1,
      text: match[2] ?? '',
    }))
    const pieces = chunk({ text: note.text, layout: { pages: [], headings }, mediaType: 'text/markdown' })
    return pieces.map((piece): { hit: Omit<ChunkHit, 'score'>; terms: ReadonlyMap<number, number> } => {
      const { ordinal: _, ...place } = piece
      const document = { id: note.id, title: note.title, uri: `${note.id}.md`, mediaType: 'text/markdown' }
      const { terms } = indexTerms(
        { text: piece.text, title: note.title, heading: piece.heading },
        defaultAverageLength,
      )
      return { hit: { document, ...place }, terms }
    })
  })
  return {
    async searchChunks(_scope, terms, weigh, limit) {
      const frequencies = new Map(terms.map((id) => [id, chunks.filter((one) => one.terms.has(id)).length]))
      const stats = { chunks: chunks.length, documents: notes.length, frequencies }
      const weights = weigh(stats)
      const score = (held: ReadonlyMap<number, number>) =>
        [...weights].reduce((sum, [id, weight]) => sum + weight * (held.get(id) ?? 0), 0)
      const hits = chunks
        .map(({ hit, terms: held }) => ({ ...hit, score: score(held) }))
        .filter((hit) => hit.score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, limit)
      return { stats, hits }
    },
  }
}
