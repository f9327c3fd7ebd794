// Files handed to the bot that wait to be indexed. The job carries ids; the bytes wait here and go when it is done.
import { randomUUID } from 'node:crypto'
import type { Audience, IndexOutcome, WorkspaceId } from '../model.ts'
import type { Database } from './db.ts'
import { isUuid } from './documents.ts'

export interface UploadState {
  readonly id: string
  readonly name: string
  readonly state: 'pending' | 'indexed' | 'unchanged' | 'failed'
  readonly documentId: string | null
  readonly chunks: number | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
}

export async function addUpload(
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
      Buffer.from(file.bytes),
    ]),
  )
  return id
}

/** Null when there is no such upload. */
export async function readUpload(db: Database, workspaceId: WorkspaceId, id: string): Promise<UploadState | null> {
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
  readonly bytes: Buffer
  readonly audience: Audience
  readonly attempts: number
}

/** The waiting file, its attempt counted before the work; null when it is done or was never there. */
export async function claimUpload(db: Database, workspaceId: WorkspaceId, id: string): Promise<PendingUpload | null> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<PendingUpload>(
      `update uploads set attempts = attempts + 1 where id = $1 and state = 'pending' returning name, bytes, audience, attempts`,
      [id],
    ),
  )
  return row ?? null
}

export async function finishUpload(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  outcome: IndexOutcome,
): Promise<void> {
  const failed = outcome.status === 'failed'
  await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `update uploads set state = $2, document_id = $3, chunks = $4, error_code = $5, error_message = $6, bytes = null where id = $1`,
      [
        id,
        outcome.status,
        failed ? null : outcome.documentId,
        outcome.chunks,
        failed ? outcome.error.code : null,
        failed ? outcome.error.message : null,
      ],
    ),
  )
}
