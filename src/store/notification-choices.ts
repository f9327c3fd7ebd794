// What people want to be told of without having asked just then: all of it, until they say otherwise.
import type { NoticeKind, NotificationChoices } from '../askers.ts'
import type { Install } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** @param person their id, as a request has it */
async function readNotificationChoices(
  db: Database,
  { id, workspaceId }: Install,
  person: string,
): Promise<NotificationChoices> {
  const off = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ kind: string }>('select kind from notification_choices where install_id = $1 and person = $2', [id, person]),
  )
  const isOn = (kind: NoticeKind) => !off.some((one) => one.kind === kind)
  return { 'told-later': isOn('told-later'), asked: isOn('asked') }
}

async function saveNotificationChoice(
  db: Database,
  { id, workspaceId }: Install,
  person: string,
  kind: NoticeKind,
  isOn: boolean,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    isOn
      ? sql('delete from notification_choices where install_id = $1 and person = $2 and kind = $3', [id, person, kind])
      : sql(
          `insert into notification_choices (workspace_id, install_id, person, kind) values ($1, $2, $3, $4)
           on conflict do nothing`,
          [workspaceId, id, person, kind],
        ),
  )
}

/** @param person their id, without its team too */
async function mayBeAsked(db: Database, { id, workspaceId }: Install, person: string): Promise<boolean> {
  const off = await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `select from notification_choices
        where install_id = $1 and kind = 'asked' and $2 in (person, regexp_replace(person, '^.*/', '')) limit 1`,
      [id, person],
    ),
  )
  return off.length === 0
}

const operations = { readNotificationChoices, saveNotificationChoice, mayBeAsked }

export type NotificationChoiceStore = OnDatabase<typeof operations>

export const createNotificationChoiceStore = (db: Database): NotificationChoiceStore => onDatabase(db, operations)
