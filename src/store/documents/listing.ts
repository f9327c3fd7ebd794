// Documents page by page, for whoever looks for one by its words, its source or its kind; and what a reader's documents are about.
import type { AccessScope, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { columns, patternsOf, type StoredDocument, wordsOf } from './documents.ts'

/** Where a document came from: a file on disk or standard input, the page, an address, or a platform it was shared on. */
export type DocumentSource = 'folder' | 'upload' | 'web' | 'chat'

const sourceOf = `case split_part(d.uri, ':', 1) when 'file' then 'folder' when 'stdin' then 'folder' when 'upload' then 'upload'
  when 'http' then 'web' when 'https' then 'web' else 'chat' end`

export interface DocumentQuery {
  /** Each begins a word of the title or the address. */
  readonly words?: string
  readonly source?: DocumentSource
  readonly mediaType?: string
  /** The last one of the page before. */
  readonly after?: { readonly title: string; readonly uri: string; readonly id: string }
  readonly limit: number
}

export interface DocumentPage {
  readonly documents: readonly (StoredDocument & { readonly source: DocumentSource })[]
  /** How many there are by media type, of the whole workspace. */
  readonly kinds: readonly { readonly mediaType: string; readonly count: number }[]
  /** How many there are by source, of the whole workspace. */
  readonly sources: readonly { readonly source: DocumentSource; readonly count: number }[]
  /** The folder that all files lie in or below, with a slash at its end; null without files. */
  readonly root: string | null
}

/** By title, then address. */
async function findDocuments(db: Database, workspaceId: WorkspaceId, query: DocumentQuery): Promise<DocumentPage> {
  const { words = '', source, mediaType, after, limit } = query
  return db.inWorkspace(workspaceId, async (sql) => {
    const [documents, kinds, sources, [bounds]] = await Promise.all([
      sql<DocumentPage['documents'][number]>(
        `select ${columns}, ${sourceOf} as source from documents d
          where ${wordsOf(`d.title || ' ' || d.uri`)} like all($1)
            and ($2::text is null or ${sourceOf} = $2) and ($3::text is null or d.media_type = $3)
            and ($4::text is null or (d.title, d.uri, d.id) > ($4, $5, $6::uuid))
          order by d.title, d.uri, d.id limit $7`,
        [
          patternsOf(words),
          source ?? null,
          mediaType ?? null,
          after?.title ?? null,
          after?.uri ?? null,
          after?.id ?? null,
          limit,
        ],
      ),
      sql<DocumentPage['kinds'][number]>(
        `select media_type as "mediaType", count(*)::int as count from documents group by media_type order by 2 desc, 1`,
      ),
      sql<DocumentPage['sources'][number]>(
        `select ${sourceOf} as source, count(*)::int as count from documents d group by 1 order by 2 desc, 1`,
      ),
      // What the first and the last in order have in common, all have.
      sql<{ first: string | null; last: string | null }>(
        `select min(uri collate "C") as first, max(uri collate "C") as last from documents where starts_with(uri, 'file:///')`,
      ),
    ])
    return { documents, kinds, sources, root: rootOf(bounds?.first ?? null, bounds?.last ?? null) }
  })
}

function rootOf(first: string | null, last: string | null): string | null {
  if (first === null || last === null) return null
  let same = 0
  while (same < first.length && first[same] === last[same]) same += 1
  return first.slice(0, first.lastIndexOf('/', same - 1) + 1)
}

export interface Outline {
  readonly title: string
  readonly headings: readonly string[]
}

/** Titles and first headings of the documents that a reader may see, the newest first. */
async function readOutlines(db: Database, scope: AccessScope, limit: number): Promise<readonly Outline[]> {
  return db.readAs(scope, (sql) =>
    sql<Outline>(
      `select d.title, coalesce((select json_agg(h ->> 'text' order by place)
                from jsonb_array_elements(t.layout -> 'headings') with ordinality as of (h, place) where place <= 40), '[]') as headings
         from (select id, title from documents order by updated_at desc, id limit $1) as d
         join readable_texts t on t.document_id = d.id order by d.title`,
      [limit],
    ),
  )
}

const operations = { findDocuments, readOutlines }

export type ListingStore = OnDatabase<typeof operations>

export const createListingStore = (db: Database): ListingStore => onDatabase(db, operations)
