// Files that wait to be indexed: handed to the bot with their bytes, or shared in a message that says where they are.
// The job carries ids; bytes wait here and go when it is done.
import { randomUUID } from 'node:crypto'
import { joinBytes } from '../../give-way.ts'
import type {
  Audience,
  FileProgress,
  Incoming,
  IndexOutcome,
  Install,
  InstallId,
  SharedSource,
  WorkspaceId,
} from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { installOf } from '../installs.ts'
import type { InboxRow } from './inbox.ts'
import { isDue } from './waits.ts'

interface UploadState {
  readonly id: string
  readonly name: string
  readonly state: 'pending' | 'indexed' | 'unchanged' | 'failed'
  readonly documentId: string | null
  readonly chunks: number | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

async function addUpload(
  db: Database,
  workspaceId: WorkspaceId,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly audience: Audience },
): Promise<string> {
  const id = randomUUID()
  await db.inWorkspace(workspaceId, (sql) =>
    sql('insert into uploads (workspace_id, id, name, audience, bytes) values ($1, $2, $3, $4, $5)', [
      workspaceId,
      id,
      file.name,
      file.audience,
      // Not a copy.
      Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength),
    ]),
  )
  return id
}

interface UnreadUpload {
  readonly id: string
  readonly name: string
  readonly audience: Audience
  readonly state: 'pending' | 'failed'
  readonly errorCode: string | null
  readonly errorMessage: string | null
  readonly createdAt: string
}

/** Files of the last days that wait or could not be read, the newest first; none that was shared again since and could. */
async function listUnread(db: Database, workspaceId: WorkspaceId, limit: number): Promise<readonly UnreadUpload[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<UnreadUpload>(
      `select * from (
         select distinct on (name, audience) id, name, audience, state, error_code as "errorCode", error_message as "errorMessage",
                to_json(created_at) as "createdAt"
           from uploads order by name, audience, created_at desc) as latest
        where state in ('pending', 'failed') order by "createdAt"::text desc limit $1`,
      [limit],
    ),
  )
}

// The message is looked at again by then, whatever became of its files' jobs.
const patience = '15 minutes'

/** One upload a source of the message, which then waits until they are done; returns their ids, also the second time. */
async function addSharedSources(
  db: Database,
  row: InboxRow,
  sources: readonly { readonly name: string }[],
  audience: Audience,
): Promise<readonly string[]> {
  const { workspaceId, id: installId } = row.install
  return db.inWorkspace(workspaceId, async (sql) => {
    // Against the last of its files, which is done just now and wakes it.
    await sql('select 1 from inbox where id = $1 for update', [row.id])
    await sql(
      `insert into uploads (workspace_id, install_id, id, name, audience, inbox_id, ordinal)
       select $1, $6, id, name, $2, $3, ordinal - 1 from unnest($4::uuid[], $5::text[]) with ordinality as new (id, name, ordinal)
       on conflict do nothing`,
      [workspaceId, audience, row.id, sources.map(() => randomUUID()), sources.map(({ name }) => name), installId],
    )
    const pending = await sql<{ id: string }>(
      `select id from uploads where inbox_id = $1 and state = 'pending' order by ordinal`,
      [row.id],
    )
    if (pending.length > 0)
      await sql('update inbox set not_before = now() + $2::interval, waits_from = now(), attempts = 0 where id = $1', [
        row.id,
        patience,
      ])
    return pending.map(({ id }) => id)
  })
}

/** How far the sources of a message are, in its order. */
async function readSharedProgress(
  db: Database,
  workspaceId: WorkspaceId,
  inboxId: number,
): Promise<readonly FileProgress[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ name: string; state: FileProgress['state']; chunks: number | null; message: string | null }>(
      `select name, case state when 'pending' then stage else state end as state, chunks, error_message as message
         from uploads where inbox_id = $1 order by ordinal`,
      [inboxId],
    ),
  )
  return rows.map(({ name, state, chunks, message }) => ({
    name,
    state,
    ...(chunks !== null && { chunks }),
    ...(message !== null && { message }),
  }))
}

/** Null when there is no such upload. */
async function readUpload(db: Database, workspaceId: WorkspaceId, id: string): Promise<UploadState | null> {
  if (!isUuid(id)) return null
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<UploadState>(
      `select id, name, state, document_id as "documentId", chunks, error_code as "errorCode", error_message as "errorMessage"
         from uploads where id = $1`,
      [id],
    ),
  )
  return row ?? null
}

export interface PendingUpload {
  readonly name: string
  readonly audience: Audience
  readonly attempts: number
  /** The file itself, or the message it was shared in and which of its sources it is. */
  readonly content:
    | { readonly bytes: Buffer }
    | { readonly message: Pick<InboxRow, 'id' | 'install' | 'incoming' | 'secret'>; readonly source: SharedSource }
}

/** How long a file is one worker's without a renewal, in milliseconds. */
const uploadLeaseMs = 60_000
const lease = `now() + interval '${uploadLeaseMs} ms'`

/**
 * The waiting file, its attempt counted before the work. Null when it is done, not due, another worker's, or to be
 * fetched with a token that is not here.
 */
async function claimUpload(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  installs: readonly InstallId[],
): Promise<PendingUpload | null> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{
      name: string
      size: number | null
      audience: Audience
      attempts: number
      inboxId: number
      install: Install
      ordinal: number
      incoming: Incoming | null
      secret: Buffer | null
    }>(
      `with claimed as (
         update uploads u set attempts = attempts + 1, not_before = ${lease}, waits_from = now() where id = $1 and state = 'pending' and ${isDue('u')}
            and (install_id is null or install_id = any($2))
         returning name, octet_length(bytes) as size, audience, attempts, inbox_id, ordinal)
       select c.name, c.size, c.audience, c.attempts, c.inbox_id as "inboxId", c.ordinal, i.payload as incoming, i.secret,
              ${installOf('i')} as install
         from claimed c left join inbox i on i.id = c.inbox_id`,
      [id, installs],
    ),
  )
  if (!row) return null
  const { name, audience, attempts, size, install, incoming, secret } = row
  if (size !== null) return { name, audience, attempts, content: { bytes: await readBytes(db, workspaceId, id, size) } }
  const source = incoming?.request.sources?.[row.ordinal]
  if (!incoming || !source) throw new Error(`upload ${id} has neither bytes nor a source`)
  const message = { id: row.inboxId, install, incoming, secret }
  return { name, audience, attempts, content: { message, source } }
}

/** A file of 32 MB in one piece, as the driver reads it, would keep the main thread for a second. */
async function readBytes(db: Database, workspaceId: WorkspaceId, id: string, size: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let from = 1; from <= size; from += partBytes) {
    const [row] = await db.inWorkspace(workspaceId, (sql) =>
      sql<{ part: string | null }>(
        `select encode(substring(bytes from $2 for $3), 'base64') as part from uploads where id = $1`,
        [id, from, partBytes],
      ),
    )
    if (typeof row?.part !== 'string') throw new Error(`upload ${id} was closed while it was read`)
    parts.push(Buffer.from(row.part, 'base64'))
  }
  return joinBytes(parts, size)
}

const partBytes = 1_000_000

/** What is being done with a waiting file, or for how long it waits before it is tried again; false once it is closed. */
async function setUploadStage(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  stage: 'waiting' | 'fetching' | 'reading',
  waitMs = uploadLeaseMs,
): Promise<boolean> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `update uploads set stage = $2, not_before = now() + $3 * interval '1 ms', waits_from = now() where id = $1 and state = 'pending'
       returning 1`,
      [id, stage, waitMs],
    ),
  )
  return rows.length > 0
}

/** Gives a file back whose reading was cut off. @param isCounted false: that attempt was none */
async function giveBackUpload(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  { attempts }: Pick<PendingUpload, 'attempts'>,
  isCounted: boolean,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `update uploads set stage = 'waiting', not_before = now(), attempts = attempts - $3
        where id = $1 and attempts = $2 and state = 'pending'`,
      [id, attempts, isCounted ? 0 : 1],
    ),
  )
}

async function renewUpload(db: Database, workspaceId: WorkspaceId, id: string): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    sql(`update uploads set not_before = ${lease}, waits_from = now() where id = $1 and state = 'pending'`, [id]),
  )
}

/** `note`: what to say of one that did not fail. `name`: what it turned out to be called. */
export type UploadOutcome = IndexOutcome & { readonly note?: string; readonly name?: string }

/** Closes a file, and with the last of a message's files wakes the message, in one transaction. */
async function finishUpload(db: Database, workspaceId: WorkspaceId, id: string, outcome: UploadOutcome): Promise<void> {
  const failed = outcome.status === 'failed'
  await db.inWorkspace(workspaceId, async (sql) => {
    const [message] = await sql<{ id: number }>(
      'select id from inbox where id = (select inbox_id from uploads where id = $1) for update',
      [id],
    )
    await sql(
      `update uploads set state = $2, document_id = $3, chunks = $4, error_code = $5, error_message = $6, bytes = null, name = coalesce($7, name)
        where id = $1 and state = 'pending'`,
      [
        id,
        outcome.status,
        failed ? null : outcome.documentId,
        outcome.chunks,
        failed ? outcome.error.code : null,
        failed ? outcome.error.message : (outcome.note ?? null),
        outcome.name ?? null,
      ],
    )
    if (!message) return
    await sql(
      `update inbox set not_before = now() where id = $1 and state = 'pending'
          and not exists (select from uploads where inbox_id = $1 and state = 'pending')`,
      [message.id],
    )
  })
}

const operations = {
  listUnread,
  addUpload,
  readUpload,
  claimUpload,
  finishUpload,
  addSharedSources,
  readSharedProgress,
  setUploadStage,
  renewUpload,
  giveBackUpload,
}

export type UploadStore = OnDatabase<typeof operations>

export const createUploadStore = (db: Database): UploadStore => onDatabase(db, operations)
