// Documents as people see them: listed, shown, deleted with everything that was derived from them, and verified.
import { AppError } from '../../errors.ts'
import { type Layout, type LongText, longText } from '../../layout.ts'
import type { AccessScope, Audience, IndexTarget, PlatformId, WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { countDocumentsOf, type Shown, show } from '../indexing/audiences.ts'
import { retireRevisions } from '../indexing/indexing.ts'

export interface StoredDocument {
  readonly id: string
  readonly externalId: string | null
  readonly title: string
  readonly uri: string
  readonly url: string | null
  readonly thumbnail: string | null
  readonly mediaType: string
  readonly author: string | null
  readonly language: string
  readonly modifiedAt: string | null
  readonly audience: Audience
  readonly chunks: number
  readonly createdAt: string
  readonly updatedAt: string
}

export const columns = `d.id, d.external_id as "externalId", d.title, d.uri, d.url, d.thumbnail_url as thumbnail, d.media_type as "mediaType", d.author, d.language, to_json(d.modified_at) as "modifiedAt", d.origin as audience,
  d.chunk_count as chunks, to_json(d.created_at) as "createdAt", to_json(d.updated_at) as "updatedAt"`

async function listDocuments(db: Database, workspaceId: WorkspaceId): Promise<readonly StoredDocument[]> {
  return db.inWorkspace(workspaceId, (sql) => sql(`select ${columns} from documents d order by d.title, d.uri`))
}

/** The channels of a platform that documents were shared in. */
async function listChannelAudiences(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
): Promise<readonly Audience[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ audience: Audience }>(
      `select distinct audience from document_audiences where audience <> 'workspace' and starts_with(audience, $1) order by audience`,
      [`channel:${platform}:`],
    ),
  )
  return rows.map(({ audience }) => audience)
}

/** What each of these documents is made of and whom it is shown to; those that are gone are left out. */
async function listAudiences(
  db: Database,
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly sourceKey: string; readonly audiences: readonly Audience[] }[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql('select id, source_key as "sourceKey", audiences from documents where id = any($1)', [ids]),
  )
}

/** Beginnings of words, as patterns over what `wordsOf` makes of a text. */
export const patternsOf = (words: string) =>
  words
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 10)
    .map((word) => `% ${word}%`)
export const wordsOf = (column: string) => `' ' || lower(regexp_replace(${column}, '[^[:alnum:]]+', ' ', 'g'))`

/** Titles under a reader's scope that hold a word beginning with each of `words`, whatever their case; by title. */
async function suggestTitles(db: Database, scope: AccessScope, words: string, limit = 25): Promise<readonly string[]> {
  const rows = await db.readAs(scope, (sql) =>
    sql<{ title: string }>(
      `select distinct title from documents where ${wordsOf('title')} like all($1) order by title limit $2`,
      [patternsOf(words), limit],
    ),
  )
  return rows.map(({ title }) => title)
}

type NamedDocument = Pick<StoredDocument, 'id' | 'title' | 'uri'>

/**
 * The documents that a reader may mean by a name: of this id, address or title; where there are none, those whose titles
 * hold a word beginning with each of its words. By title.
 */
async function findNamed(
  db: Database,
  scope: AccessScope,
  name: string,
  limit = 10,
): Promise<readonly NamedDocument[]> {
  const patterns = patternsOf(name)
  return db.readAs(scope, async (sql) => {
    const exact = await sql<NamedDocument>(
      `select id, title, uri from documents
        where id::text = lower($1) or url = $1 or uri = $1 or lower(title) = lower($1) order by title, uri limit $2`,
      [name, limit],
    )
    if (exact.length > 0 || patterns.length === 0) return exact
    return sql<NamedDocument>(
      `select id, title, uri from documents where ${wordsOf('title')} like all($1) order by title, uri limit $2`,
      [patterns, limit],
    )
  })
}

interface DocumentText extends StoredDocument {
  readonly text: string
  readonly layout: Layout
  readonly revision: string
}

/** @throws AppError `no-such-document` */
async function readDocument(db: Database, workspaceId: WorkspaceId, id: string): Promise<DocumentText> {
  const rows = isUuid(id)
    ? await db.inWorkspace(workspaceId, (sql) =>
        sql<DocumentText>(
          `select ${columns}, a.text, a.layout, d.text_id as revision from documents d
             join revisions r on r.id = d.revision_id join artifacts a on a.hash = r.artifact_hash where d.id = $1`,
          [id],
        ),
      )
    : []
  if (!rows[0]) throw noSuchDocument(id)
  return rows[0]
}

/** A document for one reader; null when there is none that he may see. */
async function readForReader(
  db: Database,
  scope: AccessScope,
  id: string,
): Promise<(Omit<DocumentText, 'text'> & { readonly text: LongText }) | null> {
  if (!isUuid(id)) return null
  return db.readAs(scope, async (sql) => {
    const [row] = await sql<DocumentText>(
      `select ${columns}, left(t.text, ${partChars}) as text, t.layout, d.text_id as revision
         from documents d join readable_texts t on t.document_id = d.id where d.id = $1`,
      [id],
    )
    if (!row) return null
    const parts = [row.text]
    while ((parts.at(-1) ?? '').length >= partChars) {
      const [next] = await sql<{ part: string }>(
        'select substr(text, $2, $3) as part from readable_texts where document_id = $1',
        [id, parts.length * partChars + 1, partChars],
      )
      parts.push(next?.part ?? '')
    }
    return { ...row, text: longText(parts) }
  })
}

/** Characters that are read at once: the driver takes each text in one piece, and 10 MB would take 100 ms. */
const partChars = 500_000

/**
 * Shows a document to a further audience; nothing where it is shown to it already.
 * @throws AppError `no-such-document`
 */
async function shareDocument(db: Database, target: IndexTarget, id: string): Promise<void> {
  await db.inWorkspace(target.workspaceId, async (sql) => {
    const [before] = isUuid(id)
      ? await sql<Shown>('select id, language, audiences from documents where id = $1 for update', [id])
      : []
    if (!before) throw noSuchDocument(id)
    await show(sql, target, before)
  })
}

/** Shows what was indexed for another audience from the same source, byte for byte, to this one; null when nothing was. */
async function shareSameSource(
  db: Database,
  target: IndexTarget,
  { sourceKey, sourceHash }: { readonly sourceKey: string; readonly sourceHash: string },
): Promise<{ readonly documentId: string; readonly chunkCount: number } | null> {
  return db.inWorkspace(target.workspaceId, async (sql) => {
    const [same] = await sql<Shown & { chunkCount: number }>(
      `select id, language, audiences, chunk_count as "chunkCount" from documents
        where source_key = $1 and source_hash = $2 and origin <> $3 order by created_at, id limit 1 for update`,
      [sourceKey, sourceHash, target.audience],
    )
    if (!same) return null
    await show(sql, target, same)
    return { documentId: same.id, chunkCount: same.chunkCount }
  })
}

/** Invisible at once; its chunks and artifact are removed by `removeRetired`. @throws AppError `no-such-document` */
export async function retireDocument(db: Database, workspaceId: WorkspaceId, id: string): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    if (!isUuid(id) || !(await removeDocument(sql, id))) throw noSuchDocument(id)
  })
}

/** False when there is none. In the transaction of the caller. */
export async function removeDocument(sql: Sql, id: string): Promise<boolean> {
  const [gone] = await sql<{ revisionId: string; audiences: readonly Audience[]; language: string }>(
    'delete from documents where id = $1 returning revision_id as "revisionId", audiences, language',
    [id],
  )
  if (!gone) return false
  await countDocumentsOf(sql, [], [gone])
  await retireRevisions(sql, [gone.revisionId])
  await sql('update uploads set document_id = null where document_id = $1', [id])
  await sql('update gaps set nearest = array_remove(nearest, $1::uuid) where nearest @> array[$1::uuid]', [id])
  return true
}

async function countDocuments(
  db: Database,
  workspaceId: WorkspaceId,
): Promise<{
  readonly documents: number
  readonly chunks: number
  readonly lastIndexedAt: string | null
}> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ documents: number; chunks: number; lastIndexedAt: string | null }>(
      `select count(*) as documents, coalesce(sum(chunk_count), 0)::int as chunks,
              to_json(max(updated_at)) as "lastIndexedAt" from documents`,
    ),
  )
  return row!
}

/** What `verify` checks of one document. */
interface VerifiableDocument {
  readonly id: string
  readonly uri: string
  readonly hash: string
  readonly text: string
  readonly layout: Layout
  readonly chunkCount: number
  readonly chunks: readonly {
    readonly ordinal: number
    readonly start: number
    readonly end: number
    readonly text: string
  }[]
}

/** Every document with its artifact and chunks, one at a time. */
async function* readVerifiable(db: Database, workspaceId: WorkspaceId): AsyncGenerator<VerifiableDocument> {
  for (const { id } of await listDocuments(db, workspaceId)) {
    const found = await db.inWorkspace(workspaceId, async (sql) => {
      const [document] = await sql<Omit<VerifiableDocument, 'chunks'> & { revisionId: string }>(
        `select d.id, d.uri, d.chunk_count as "chunkCount", d.revision_id as "revisionId", a.hash, a.text, a.layout
           from documents d join revisions r on r.id = d.revision_id join artifacts a on a.hash = r.artifact_hash
          where d.id = $1`,
        [id],
      )
      if (!document) return null
      const chunks = await sql<VerifiableDocument['chunks'][number]>(
        'select ordinal, start_offset as start, end_offset as "end", text from chunks where revision_id = $1 order by ordinal',
        [document.revisionId],
      )
      return { ...document, chunks }
    })
    if (found) yield found
  }
}

/** Rows that no document accounts for: 0 each in a sound workspace with no indexing under way. */
async function countLeftovers(
  db: Database,
  workspaceId: WorkspaceId,
): Promise<{ readonly revisions: number; readonly artifacts: number }> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ revisions: number; artifacts: number }>(
      `select (select count(*) from revisions r where not exists (select from documents d where d.revision_id = r.id)) as revisions,
              (select count(*) from artifacts a where not exists (select from revisions r where r.artifact_hash = a.hash)) as artifacts`,
    ),
  )
  return row!
}

function noSuchDocument(id: string): AppError {
  return new AppError('no-such-document', `There is no document ${id} in this workspace: see "ragbot documents list"`)
}

const operations = {
  listDocuments,
  readDocument,
  readForReader,
  shareDocument,
  shareSameSource,
  retireDocument,
  countDocuments,
  listChannelAudiences,
  listAudiences,
  suggestTitles,
  findNamed,
  readVerifiable,
  countLeftovers,
}

export type DocumentStore = OnDatabase<typeof operations>

export const createDocumentStore = (db: Database): DocumentStore => onDatabase(db, operations)
