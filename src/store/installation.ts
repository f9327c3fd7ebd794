// What belongs to a database as a whole: its id, and which encryption key its secrets were sealed with.
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

interface Installation {
  readonly id: string
  /** Of the key; null before the first one. */
  readonly keyFingerprint: string | null
}

async function openInstallation(db: Database): Promise<Installation> {
  return db.asSystem(async (sql) => {
    await sql('insert into installation default values on conflict do nothing')
    const [row] = await sql<Installation>('select id, key_fingerprint as "keyFingerprint" from installation')
    return row!
  })
}

/** @param onlyFirst keeps a fingerprint that is there */
async function recordKey(db: Database, fingerprint: string, onlyFirst: boolean): Promise<void> {
  await db.asSystem((sql) =>
    sql(`update installation set key_fingerprint = ${onlyFirst ? 'coalesce(key_fingerprint, $1)' : '$1'}`, [
      fingerprint,
    ]),
  )
}

const operations = { openInstallation, recordKey }

export type InstallationStore = OnDatabase<typeof operations>

export const createInstallationStore = (db: Database): InstallationStore => onDatabase(db, operations)
