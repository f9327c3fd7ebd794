// Whom documents are for: rows of document_audiences are the truth, an array that policies test is kept with them, and so
// are counts by the set of audiences. All in the transaction of a caller that has locked the documents.
import type { Audience, IndexTarget } from '../../model.ts'
import type { Sql } from '../database/db.ts'

/** What a document is counted under. */
interface Counted {
  readonly language: string
  /** Sorted. */
  readonly audiences: readonly Audience[]
}

/**
 * Keeps `document_counts`: a row a set of audiences and language, or none where nothing changes. In the transaction that
 * changes them.
 */
export async function countDocumentsOf(
  sql: Sql,
  added: readonly Counted[],
  removed: readonly Counted[],
): Promise<void> {
  const sums = new Map<string, number>()
  const count = ({ language, audiences }: Counted, change: number) => {
    const key = JSON.stringify([language, audiences])
    sums.set(key, (sums.get(key) ?? 0) + change)
  }
  for (const one of added) count(one, 1)
  for (const one of removed) count(one, -1)
  const changed = [...sums].filter(([, change]) => change !== 0)
  if (changed.length === 0) return
  // A set goes as JSON: arrays of several lengths make no array of arrays.
  await sql(
    `insert into document_counts (workspace_id, audiences, language, documents)
     select nullif(current_setting('ragbot.workspace', true), '')::uuid, array(select jsonb_array_elements_text(key -> 1)), key ->> 0, change
       from unnest($1::jsonb[], $2::int[]) as new (key, change)`,
    [changed.map(([key]) => key), changed.map(([, change]) => change)],
  )
}

export interface Shown extends Counted {
  readonly id: string
}

const sharedBy = ({ shared }: IndexTarget) => [shared?.person ?? null, shared?.message ?? null] as const

/** Brings the array up to its rows. */
async function keepAudiences(sql: Sql, before: Shown): Promise<void> {
  const after = await sql<Shown>(
    `update documents set audiences = array(select audience from document_audiences where document_id = $1 order by audience collate "C")
      where id = $1 returning id, language, audiences`,
    [before.id],
  )
  await countDocumentsOf(sql, after, [before])
}

/** Shows a document to a further audience; nothing where it is shown to it already. */
export async function show(sql: Sql, target: IndexTarget, before: Shown): Promise<void> {
  const added = await sql(
    `insert into document_audiences (workspace_id, document_id, audience, shared_by, message) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning 1`,
    [target.workspaceId, before.id, target.audience, ...sharedBy(target)],
  )
  if (added.length > 0) await keepAudiences(sql, before)
}

/**
 * Shows a document to one audience less, which is not its only one. Where it was shared first is part of its key: that
 * becomes one of those that are left, so that it is new where it was hidden.
 */
export async function hide(sql: Sql, audience: Audience, before: Shown): Promise<void> {
  await sql('delete from document_audiences where document_id = $1 and audience = $2', [before.id, audience])
  await sql(
    `update documents d set origin = a.audience, audience = a.audience
       from (select audience from document_audiences where document_id = $1 order by created_at, audience limit 1) a
      where d.id = $1 and d.origin = $2`,
    [before.id, audience],
  )
  await keepAudiences(sql, before)
}

/** What this audience is shown of these sources from other places is older than what it gets itself. */
export async function hideOtherVersions(
  sql: Sql,
  { audience }: IndexTarget,
  sourceKeys: readonly string[],
): Promise<void> {
  if (sourceKeys.length === 0) return
  const others = await sql<Shown>(
    `select id, language, audiences from documents
      where source_key = any($1) and origin <> $2 and $2 = any(audiences) order by id for update`,
    [sourceKeys, audience],
  )
  for (const other of others) {
    await sql('delete from document_audiences where document_id = $1 and audience = $2', [other.id, audience])
    await keepAudiences(sql, other)
  }
}

/** Of documents that were just written: whoever is in their array stays, with who showed it to them, and nobody else. */
export async function recordAudiences(sql: Sql, target: IndexTarget, documents: readonly Shown[]): Promise<void> {
  const ids = documents.map(({ id }) => id)
  await sql(
    `insert into document_audiences (workspace_id, document_id, audience, shared_by, message)
     select $1, unnest($2::uuid[]), $3, $4, $5 on conflict do nothing`,
    [target.workspaceId, ids, target.audience, ...sharedBy(target)],
  )
  await sql(
    `delete from document_audiences a using documents d where d.id = a.document_id and d.id = any($1) and a.audience <> all(d.audiences)`,
    [ids],
  )
}
