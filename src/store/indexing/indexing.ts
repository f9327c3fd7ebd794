// The write path of indexing: artifacts and chunks go in by short transactions and stay invisible until `publish`
// points their documents to them. Short, because every embedded connection waits behind an open transaction.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import { createSlices } from '../../give-way.ts'
import type { Chunk, IndexTerms, Layout } from '../../layout.ts'
import type { Audience, IndexTarget, Validators, WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import type { Traits } from '../database/traits.ts'
import { within } from '../deadlines.ts'
import { sparsevec } from '../search/sparsevec.ts'
import { countDocumentsOf, hideOtherVersions, recordAudiences, type Shown } from './audiences.ts'

/** What the chunks of a workspace are made with; see `index_versions`. */
export interface IndexVersion {
  readonly id: string
  /** In terms. */
  readonly averageLength: number
}

/** A document as it stands, by the key of its source. */
export interface KnownDocument {
  readonly documentId: string
  readonly sourceHash: string
  readonly indexVersionId: string
  readonly chunkCount: number
  readonly title: string
  readonly url: string | null
  readonly thumbnail: string | null
  readonly validators: Validators
}

/** An artifact to store and the revision that is made from it. `hash` addresses text and layout. */
interface NewRevision {
  readonly revisionId: string
  readonly artifact: {
    readonly hash: string
    /** As UTF-8 where it is long: it is copied as it is. */
    readonly text: string | Uint8Array
    /** The same, as JSON. */
    readonly layout: Layout | Uint8Array
    readonly mediaType: string
  }
}

/** Term id → in how many chunks it occurs, each once. Not always a map: a long document has a million terms. */
export type TermCounts = Iterable<readonly [number, number]>

interface NewChunk {
  readonly revisionId: string
  readonly chunk: Chunk
  readonly index: IndexTerms
}

/** A finished revision and the document that shall point to it. */
export interface FinishedRevision {
  readonly revisionId: string
  readonly sourceKey: string
  readonly sourceHash: string
  readonly uri: string
  readonly externalId?: string
  readonly title: string
  readonly url?: string
  readonly thumbnail?: string
  readonly author?: string
  readonly modifiedAt?: string
  /** ISO 639-1. */
  readonly language: string
  readonly validators?: Validators
  readonly mediaType: string
  readonly chunkCount: number
  readonly isPlatformFile?: true
}

/** The write path of indexing. Each call is one short transaction. */
export interface IndexStore {
  /** How much goes into one transaction. */
  readonly batch: Traits['batch']
  /** The version in use, if it was made this way. */
  findVersion(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string },
  ): Promise<IndexVersion | null>
  /** The version in use, or a new one from now on: documents stay in the former until they are indexed again. */
  currentVersion(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string; readonly averageLength: number },
  ): Promise<IndexVersion>
  findBySource(target: IndexTarget, sourceKeys: readonly string[]): Promise<ReadonlyMap<string, KnownDocument>>
  /** @throws AppError `version-retired` when a rebuild has replaced the version meanwhile */
  beginRevisions(workspaceId: WorkspaceId, version: IndexVersion, revisions: readonly NewRevision[]): Promise<void>
  addChunks(workspaceId: WorkspaceId, chunks: readonly NewChunk[]): Promise<void>
  /**
   * Makes the revisions visible, all at once; returns the documents' ids in the same order.
   * @param counts in how many of their chunks each term occurs, by term id; 0 is the number of chunks
   * @throws AppError `version-retired` when a rebuild has replaced the version meanwhile
   */
  publish(
    target: IndexTarget,
    version: IndexVersion,
    revisions: readonly FinishedRevision[],
    counts: TermCounts,
  ): Promise<readonly string[]>
  /** The mean length of all chunks in terms; null when there are none. */
  readAverageLength(workspaceId: WorkspaceId): Promise<number | null>
  /** After much was written: gives the embedded engine's planner its statistics, and room back. */
  vacuum(): Promise<void>
  /** While much is written: lets the planner know that there is more than there was, so that a document costs as much as the first. */
  countForPlanner(): Promise<void>
}

/** A text of ten megabytes may have a million terms to be counted, all or none of them. */
export const publishMs = 10 * 60_000
/** A longer artifact goes alone: in an array each of its quotes is escaped, 700 ms for the layout of 100,000 headings. */
const arrayBytes = 50_000
/** Of one statement: 15 ms. */
const statementTerms = 10_000

export function createIndexStore(db: Database): IndexStore {
  return {
    batch: db.traits.batch,

    readAverageLength: (workspaceId) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const [row] = await sql<{ mean: number | null }>(
          `select avg(c.length)::real as mean from chunks c
             join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id`,
        )
        return row!.mean
      }),

    findVersion: (workspaceId, made) => db.inWorkspace(workspaceId, (sql) => findVersion(sql, made)),

    currentVersion: (workspaceId, made) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const current = await findVersion(sql, made)
        if (current) return current
        // Another analyzer or chunker: documents are re-made under the new version as they are indexed again.
        await sql(`update index_versions set state = 'former' where state = 'current'`)
        await sql(
          `insert into index_versions (workspace_id, id, analyzer, chunker, average_length, state) values ($1, $2, $3, $4, $5, 'current')
           on conflict (workspace_id) where state = 'current' do nothing`,
          [workspaceId, randomUUID(), made.analyzer, made.chunker, made.averageLength],
        )
        return (await findVersion(sql, made))!
      }),

    findBySource: (target, sourceKeys) =>
      db.inWorkspace(target.workspaceId, async (sql) => {
        const rows = await sql<Omit<KnownDocument, 'validators'> & Stored & { sourceKey: string }>(
          `select d.source_key as "sourceKey", d.id as "documentId", d.source_hash as "sourceHash", d.title, d.url, d.thumbnail_url as thumbnail,
                  d.etag, d.last_modified as "lastModified",
                  d.chunk_count as "chunkCount", r.index_version_id as "indexVersionId"
             from documents d join revisions r on r.workspace_id = d.workspace_id and r.id = d.revision_id
            where d.origin = $1 and d.source_key = any($2)`,
          [target.audience, sourceKeys],
        )
        return new Map(
          rows.map(({ etag, lastModified, ...row }) => [
            row.sourceKey,
            { ...row, validators: { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) } },
          ]),
        )
      }),

    beginRevisions: (workspaceId, version, revisions) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await lockVersion(sql, version, 'key share')
        const different = [...new Map(revisions.map(({ artifact }) => [artifact.hash, artifact])).values()]
        const artifacts = different.map(({ hash, text, layout, mediaType }) => ({
          hash,
          mediaType,
          text: bytesOf(text),
          layout: bytesOf(layout instanceof Uint8Array ? layout : JSON.stringify(layout)),
        }))
        const isLong = ({ text, layout }: (typeof artifacts)[number]) => text.length + layout.length > arrayBytes
        // Locks the artifact that is there, so that nobody removes it before the revision below refers to it.
        const known = 'on conflict (workspace_id, hash) do update set media_type = excluded.media_type'
        for (const { hash, text, layout, mediaType } of artifacts.filter(isLong)) {
          await sql(
            `insert into artifacts (workspace_id, hash, text, layout, media_type)
             values ($1, $2, convert_from($3, 'UTF8'), '{}', $4) ${known}`,
            [workspaceId, hash, text, mediaType],
          )
          // For itself: put together in one statement each takes as long again as it does alone.
          await sql(`update artifacts set layout = convert_from($2, 'UTF8')::jsonb where hash = $1`, [hash, layout])
        }
        const short = artifacts.filter((one) => !isLong(one))
        await sql(
          `insert into artifacts (workspace_id, hash, text, layout, media_type)
           select $1::uuid, hash, text, layout::jsonb, media_type
             from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as new (hash, text, layout, media_type) ${known}`,
          [
            workspaceId,
            short.map(({ hash }) => hash),
            short.map(({ text }) => text.toString()),
            short.map(({ layout }) => layout.toString()),
            short.map(({ mediaType }) => mediaType),
          ],
        )
        await sql(
          `insert into revisions (workspace_id, id, index_version_id, artifact_hash)
           select $1, id, $2, hash from unnest($3::uuid[], $4::text[]) as new (id, hash)`,
          [
            workspaceId,
            version.id,
            revisions.map(({ revisionId }) => revisionId),
            revisions.map(({ artifact }) => artifact.hash),
          ],
        )
      }),

    async addChunks(workspaceId, chunks) {
      const slice = createSlices()
      const vectors: string[] = []
      const termIds: string[] = []
      for (const { index } of chunks) {
        await slice()
        vectors.push(sparsevec(index.terms))
        termIds.push(`{${[...index.terms.keys()].sort((a, b) => a - b).join(',')}}`)
      }
      return db.inWorkspace(workspaceId, async (sql) => {
        await sql(
          `insert into chunks (workspace_id, revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms, term_ids, marks, line)
           select $1, revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms::sparsevec, term_ids::integer[], marks::jsonb, line
             from unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::int[], $10::text[], $11::text[], $12::text[], $13::int[])
               as new (revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms, term_ids, marks, line)`,
          [
            workspaceId,
            chunks.map(({ revisionId }) => revisionId),
            chunks.map(({ chunk }) => chunk.ordinal),
            chunks.map(({ chunk }) => chunk.start),
            chunks.map(({ chunk }) => chunk.end),
            chunks.map(({ chunk }) => chunk.page ?? null),
            chunks.map(({ chunk }) => chunk.heading ?? null),
            chunks.map(({ chunk }) => chunk.text),
            chunks.map(({ index }) => index.length),
            vectors,
            termIds,
            chunks.map(({ chunk }) => (chunk.marks ? JSON.stringify(chunk.marks) : null)),
            chunks.map(({ chunk }) => chunk.line ?? null),
          ],
        )
        await sql('update revisions set touched_at = now() where id = any($1)', [
          [...new Set(chunks.map(({ revisionId }) => revisionId))],
        ])
      })
    },

    publish: (target, version, revisions, counts) =>
      within(publishMs, () =>
        db.inWorkspace(target.workspaceId, async (sql) => {
          // One publication at a time: of two that add the same new document, the second has to see the first.
          await lockVersion(sql, version, 'update')
          const replaced = await sql<{ revisionId: string; language: string; audiences: readonly Audience[] }>(
            `select revision_id as "revisionId", language, audiences from documents where origin = $1 and source_key = any($2) order by id for update`,
            [target.audience, revisions.map(({ sourceKey }) => sourceKey)],
          )
          const files = revisions.flatMap(({ isPlatformFile, sourceKey }) => (isPlatformFile ? [sourceKey] : []))
          await hideOtherVersions(sql, target, files)
          const documents = await sql<Shown & { sourceKey: string }>(
            `insert into documents (workspace_id, origin, audience, audiences, id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count, author, modified_at, language, etag, last_modified, text_id)
           select $1, $2::text, $2, array[$2], id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count, author, modified_at, language, etag, last_modified, revision_id
             from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::int[],
                         $14::text[], $15::timestamptz[], $16::text[], $17::text[], $18::text[])
               as new (id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count, author, modified_at, language, etag, last_modified)
           on conflict (workspace_id, origin, source_key) do update set
             revision_id = excluded.revision_id, source_hash = excluded.source_hash, uri = excluded.uri,
             external_id = excluded.external_id, title = excluded.title, url = excluded.url, thumbnail_url = excluded.thumbnail_url,
             media_type = excluded.media_type, chunk_count = excluded.chunk_count, author = excluded.author, modified_at = excluded.modified_at,
             text_id = excluded.text_id, language = excluded.language, etag = excluded.etag, last_modified = excluded.last_modified, updated_at = now(),
             audiences = case when documents.source_hash <> excluded.source_hash and excluded.source_key = any($19) then excluded.audiences else documents.audiences end
           returning id, source_key as "sourceKey", language, audiences`,
            [
              target.workspaceId,
              target.audience,
              revisions.map(() => randomUUID()),
              revisions.map(({ revisionId }) => revisionId),
              revisions.map(({ sourceKey }) => sourceKey),
              revisions.map(({ sourceHash }) => sourceHash),
              revisions.map(({ uri }) => uri),
              revisions.map(({ externalId }) => externalId ?? null),
              revisions.map(({ title }) => title),
              revisions.map(({ url }) => url ?? null),
              revisions.map(({ thumbnail }) => thumbnail ?? null),
              revisions.map(({ mediaType }) => mediaType),
              revisions.map(({ chunkCount }) => chunkCount),
              revisions.map(({ author }) => author ?? null),
              revisions.map(({ modifiedAt }) => modifiedAt ?? null),
              revisions.map(({ language }) => language),
              revisions.map(({ validators }) => validators?.etag ?? null),
              revisions.map(({ validators }) => validators?.lastModified ?? null),
              files,
            ],
          )
          await recordAudiences(sql, target, documents)
          await countDocumentsOf(sql, documents, replaced)
          await retireRevisions(
            sql,
            replaced.map(({ revisionId }) => revisionId),
          )
          await sql(`update revisions set state = 'current', touched_at = now() where id = any($1)`, [
            revisions.map(({ revisionId }) => revisionId),
          ])
          // In the same transaction, so that the counts are those of published documents however a process ends.
          await addCounts(sql, target.workspaceId, version, counts)
          const ids = new Map(documents.map(({ id, sourceKey }) => [sourceKey, id]))
          return revisions.map(({ sourceKey }) => ids.get(sourceKey)!)
        }),
      ),

    vacuum: () => db.vacuum(),
    countForPlanner: () => db.countForPlanner(),
  }
}

/** What the driver sends as it is. */
function bytesOf(text: string | Uint8Array): Buffer {
  return typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
}

/** A statement for each few thousand terms, in the transaction that publishes what they count. */
export async function addCounts(
  sql: Sql,
  workspaceId: WorkspaceId,
  version: Pick<IndexVersion, 'id'>,
  counts: TermCounts,
): Promise<void> {
  let [terms, chunks]: [number[], number[]] = [[], []]
  const write = async () => {
    if (terms.length === 0) return
    await sql(
      'insert into term_counts (workspace_id, index_version_id, term, chunks) select $1, $2, * from unnest($3::int[], $4::int[])',
      [workspaceId, version.id, terms, chunks],
    )
    ;[terms, chunks] = [[], []]
  }
  for (const [term, count] of counts) {
    terms.push(term)
    chunks.push(count)
    if (terms.length >= statementTerms) await write()
  }
  await write()
}

/** @throws AppError `version-retired` */
async function lockVersion(sql: Sql, { id }: IndexVersion, strength: 'update' | 'key share'): Promise<void> {
  const [locked] = await sql<{ state: string }>(`select state from index_versions where id = $1 for ${strength}`, [id])
  if (locked && locked.state !== 'retired') return
  throw new AppError('version-retired', 'The index was rebuilt meanwhile', { retry: 'later' })
}

async function findVersion(
  sql: Sql,
  made: { readonly analyzer: string; readonly chunker: string },
): Promise<IndexVersion | null> {
  const [found] = await sql<IndexVersion>(
    `select id, average_length as "averageLength" from index_versions where state = 'current' and analyzer = $1 and chunker = $2`,
    [made.analyzer, made.chunker],
  )
  return found ?? null
}

interface Stored {
  readonly etag: string | null
  readonly lastModified: string | null
}

/** With what a rebuild has made of them already, so that a deleted text does not wait for its end. */
export async function retireRevisions(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql(
    `update revisions set state = 'retired', touched_at = now()
      where id = any($1) or (replaces = any($1) and chunk_count is not null)`,
    [ids],
  )
}
