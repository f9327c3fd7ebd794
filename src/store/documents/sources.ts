// Sources: addresses and folders whose documents are read again. What came from one is known by its documents' keys, so
// that what is no longer there can be taken out of the search. Times are the caller's clock.
import type { Audience, IndexTarget, Validators, WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { giveLease, takeLease } from '../messages/leases.ts'

type SourceKind = 'page' | 'sitemap' | 'folder'

export interface StoredSource {
  readonly id: string
  readonly workspaceId: WorkspaceId
  readonly kind: SourceKind
  /** A web address, or the absolute path of a folder. */
  readonly uri: string
  readonly audience: Audience
  /** Seconds; null: only when someone asks. */
  readonly every: number | null
  /** Of the last reading that succeeded, ISO 8601. */
  readonly readAt: string | null
}

export interface ListedSource extends StoredSource {
  readonly nextAt: string | null
  readonly failingSince: string | null
  readonly error: { readonly code: string; readonly message: string } | null
  /** Of the last reading: what could not be indexed, and why the first of it could not. */
  readonly leftOut: number
  readonly note: string | null
  readonly documents: number
}

/** For whom it is to be read, until the lease ends. */
export interface ClaimedSource {
  readonly source: StoredSource
  readonly lease: string
  readonly holder: string
}

/** One of a site, so that one process at a time asks it. */
const leaseOf = ({ id, kind, uri }: StoredSource): string => `source:${kind === 'folder' ? id : new URL(uri).host}`

const columns = `s.id, s.workspace_id as "workspaceId", s.kind, s.uri, s.audience, s.every, to_json(s.read_at) as "readAt"`
const listed = `${columns}, to_json(s.next_at) as "nextAt", to_json(s.failing_since) as "failingSince",
  case when s.error_code is not null then json_build_object('code', s.error_code, 'message', s.error_message) end as error,
  s.left_out as "leftOut", s.note`

/** SQL: how long a source that does not succeed is left alone, doubled each time up to a day. */
const backoff = (failures: string) =>
  `least(interval '5 minutes' * 2 ^ least(greatest(${failures}, 0), 10), interval '1 day')`
/** SQL: a tenth more or less, so that what fell due together does not stay together. */
const jitter = '(0.9 + 0.2 * random())'

/**
 * The source of this address or folder; made on first use.
 * @param every as it was where it is not given; then the first turn is so far away, as whoever adds it reads it now
 */
async function openSource(
  db: Database,
  { workspaceId, audience }: IndexTarget,
  { uri, kind, every }: { readonly uri: string; readonly kind: SourceKind; readonly every?: number },
  now: Date,
): Promise<StoredSource> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<StoredSource>(
      `insert into sources as s (workspace_id, kind, uri, audience, every, next_at)
       values ($1, $2, $3, $4, $5::integer, $6::timestamptz + $5 * interval '1 second')
       on conflict (workspace_id, audience, uri)
         do update set every = coalesce(excluded.every, s.every), next_at = coalesce(excluded.next_at, s.next_at)
       returning ${columns}`,
      [workspaceId, kind, uri, audience, every ?? null, now],
    ),
  )
  return row!
}

/** By address. @param name only those of this id, address or folder */
async function listSources(db: Database, workspaceId: WorkspaceId, name?: string): Promise<readonly ListedSource[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql(
      `select ${listed}, (select count(*) from source_items i join documents d
                            on d.workspace_id = i.workspace_id and d.origin = s.audience and d.source_key = i.source_key
                           where i.workspace_id = s.workspace_id and i.source_id = s.id) as documents
         from sources s where $1::text is null or s.uri = $1 or s.id = $2 order by s.uri, s.audience`,
      [name ?? null, name !== undefined && isUuid(name) ? name : null],
    ),
  )
}

/** What came from a source: its keys, and whether there still is a document. */
async function readSourceItems(
  db: Database,
  { workspaceId, id, audience }: StoredSource,
): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ sourceKey: string; isIndexed: boolean }>(
      `select i.source_key as "sourceKey", d.id is not null as "isIndexed" from source_items i
         left join documents d on d.workspace_id = i.workspace_id and d.origin = $2 and d.source_key = i.source_key
        where i.source_id = $1`,
      [id, audience],
    ),
  )
  return new Map(rows.map(({ sourceKey, isIndexed }) => [sourceKey, isIndexed]))
}

export interface ReadItem {
  readonly sourceKey: string
  /** What its server said this time, where the document itself is the same. */
  readonly validators?: Validators
}

/** These were seen at their source just now, and are documents. */
async function recordSourceItems(
  db: Database,
  { workspaceId, id, audience }: StoredSource,
  items: readonly ReadItem[],
  now: Date,
): Promise<void> {
  if (items.length === 0) return
  await db.inWorkspace(workspaceId, async (sql) => {
    const keys = items.map(({ sourceKey }) => sourceKey)
    await sql(
      `insert into source_items (workspace_id, source_id, source_key)
       select s.workspace_id, s.id, key from sources s, unnest($2::text[]) as key where s.id = $1 on conflict do nothing`,
      [id, keys],
    )
    await sql(
      `update documents d set read_at = $2, etag = coalesce(new.etag, d.etag), last_modified = coalesce(new.last_modified, d.last_modified)
         from unnest($3::text[], $4::text[], $5::text[]) as new (source_key, etag, last_modified)
        where d.origin = $1 and d.source_key = new.source_key`,
      [
        audience,
        now,
        keys,
        items.map(({ validators }) => validators?.etag ?? null),
        items.map(({ validators }) => validators?.lastModified ?? null),
      ],
    )
  })
}

/**
 * A source without these. Returns the documents that now come from no source of the same audience.
 * @param isCertain there are none any more, whichever source they came from
 */
async function dropSourceItems(
  db: Database,
  { workspaceId, id, audience }: StoredSource,
  sourceKeys: readonly string[],
  isCertain = false,
): Promise<readonly string[]> {
  if (sourceKeys.length === 0) return []
  return db.inWorkspace(workspaceId, async (sql) => {
    if (isCertain)
      await sql(
        `delete from source_items i using sources s
          where s.workspace_id = i.workspace_id and s.id = i.source_id and s.audience = $1 and s.id <> $2 and i.source_key = any($3)`,
        [audience, id, sourceKeys],
      )
    return dropItems(sql, id, audience, sourceKeys)
  })
}

async function dropItems(sql: Sql, id: string, audience: Audience, sourceKeys: readonly string[] | null) {
  const dropped = await sql<{ key: string }>(
    `delete from source_items where source_id = $1 and ($2::text[] is null or source_key = any($2)) returning source_key as key`,
    [id, sourceKeys],
  )
  const rows = await sql<{ id: string }>(
    `select d.id from documents d where d.origin = $1 and d.source_key = any($2)
        and not exists (select from source_items i join sources s on s.workspace_id = i.workspace_id and s.id = i.source_id
                         where i.source_key = d.source_key and s.audience = d.origin)`,
    [audience, dropped.map(({ key }) => key)],
  )
  return rows.map((row) => row.id)
}

/** Returns the documents that came from it and come from no other. They stay, and are told apart from it no more. */
async function removeSource(db: Database, { workspaceId, id, audience }: StoredSource): Promise<readonly string[]> {
  return db.inWorkspace(workspaceId, async (sql) => {
    const alone = await dropItems(sql, id, audience, null)
    await sql('update documents set read_at = null where id = any($1)', [alone])
    await sql('delete from sources where id = $1', [id])
    return alone
  })
}

/** How a reading ended. */
interface ReadingEnd {
  readonly kind: SourceKind
  readonly leftOut: number
  readonly note: string | null
  /** Null when it succeeded. */
  readonly error: { readonly code: string; readonly message: string } | null
  /** What the other side asked to be left alone for. */
  readonly retryAfterMs?: number
}

/** Writes down how a reading ended, and when the next one is due. */
async function finishReading(
  db: Database,
  { workspaceId, id }: StoredSource,
  { kind, leftOut, note, error, retryAfterMs = 0 }: ReadingEnd,
  now: Date,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    error === null
      ? sql(
          `update sources set kind = $2, left_out = $3, note = $4, read_at = $5, tried_at = $5, failures = 0,
                  failing_since = null, error_code = null, error_message = null,
                  next_at = $5::timestamptz + every * interval '1 second' * ${jitter} where id = $1`,
          [id, kind, leftOut, note, now],
        )
      : sql(
          `update sources set kind = $2, left_out = $3, note = $4, tried_at = $5, failures = greatest(failures, 1),
                  failing_since = coalesce(failing_since, $5), error_code = $6, error_message = $7,
                  next_at = case when every is null then null
                    else $5::timestamptz + least(greatest(${backoff('failures - 1')}, $8 * interval '1 ms'), interval '1 day') * ${jitter} end
            where id = $1`,
          [id, kind, leftOut, note, now, error.code, error.message, retryAfterMs],
        ),
  )
}

// Looked at for one whose site nobody asks just now.
const candidates = 50

/** SQL. A reading that began at a time to come was before the clock was set back. */
const isDue = (now: string) => `next_at is not null and (next_at <= ${now} or tried_at > ${now})`

/** Where a process ends in the middle, it is due again after a while; a reading that ends processes ever more seldom. */
const begun = `failures = failures + 1, tried_at = $2,
  next_at = case when every is null then null else $2::timestamptz + ${backoff('failures')} end`

/** The source that has been due for longest and whose site nobody reads just now, for `holder` until its lease ends. */
async function claimDueSource(db: Database, holder: string, now: Date): Promise<ClaimedSource | null> {
  return db.asSystem(async (sql) => {
    const due = await sql<StoredSource>(
      `select ${columns} from sources s where ${isDue('$1')} order by next_at limit $2`,
      [now, candidates],
    )
    for (const source of due) {
      const claimed = await claim(sql, source, holder, now, `and ${isDue('$2')}`)
      if (claimed) return claimed
    }
    return null
  })
}

/** This source for `holder`, due or not; null while someone else reads its site. */
async function claimSource(
  db: Database,
  source: StoredSource,
  holder: string,
  now: Date,
): Promise<ClaimedSource | null> {
  return db.asSystem((sql) => claim(sql, source, holder, now))
}

async function claim(
  sql: Sql,
  source: StoredSource,
  holder: string,
  now: Date,
  condition = '',
): Promise<ClaimedSource | null> {
  const lease = leaseOf(source)
  if (!(await takeLease(sql, lease, holder))) return null
  const claimed = await sql(`update sources set ${begun} where id = $1 ${condition} returning 1`, [source.id, now])
  if (claimed.length > 0) return { source, lease, holder }
  // Someone else has read or removed it since.
  await giveLease(sql, lease, holder)
  return null
}

/** A reading that was cut off by who reads: it is due as before. */
async function giveBackSource(db: Database, { id }: StoredSource, now: Date): Promise<void> {
  await db.asSystem((sql) =>
    sql(
      `update sources set failures = greatest(failures - 1, 0), next_at = case when every is null then null else $2::timestamptz end
        where id = $1`,
      [id, now],
    ),
  )
}

export interface FailingSource {
  readonly workspaceId: WorkspaceId
  readonly uri: string
  readonly audience: Audience
  readonly failingSince: string
  readonly failures: number
  readonly message: string
}

/** Of all workspaces, longest first. */
async function listFailingSources(db: Database): Promise<readonly FailingSource[]> {
  return db.asSystem((sql) =>
    sql(
      `select workspace_id as "workspaceId", uri, audience, to_json(failing_since) as "failingSince", failures, error_message as message
         from sources where error_code is not null order by failing_since, uri limit 1000`,
    ),
  )
}

const operations = {
  openSource,
  listSources,
  readSourceItems,
  recordSourceItems,
  dropSourceItems,
  removeSource,
  finishReading,
  claimDueSource,
  claimSource,
  giveBackSource,
  listFailingSources,
}

export type SourceStore = OnDatabase<typeof operations>

export const createSourceStore = (db: Database): SourceStore => onDatabase(db, operations)
