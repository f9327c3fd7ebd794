// A database of the embedded engine that has been migrated before: a copy of it opens in a fifth of the time that a first
// start takes. Made once a run, by the first who needs it.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { openDatabase } from '../src/store/db.ts'
import { migrate } from '../src/store/migrate.ts'
import { copyTemplate } from './embedded-template.ts'

/** A new folder in the system's folder for temporary files, with a database in it: for DATA_DIR. */
export async function makeSeededFolder(prefix: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  await seed(folder)
  return folder
}

/** @param dataDir an empty folder, or none yet */
export async function seed(dataDir: string): Promise<void> {
  const template = inject('templateFolder')
  const [done, failed] = [join(template, 'done'), join(template, 'failed')]
  if (beginsToMake(template)) {
    try {
      await makeDatabase(join(template, 'data'))
      writeFileSync(done, '')
    } catch (error) {
      writeFileSync(failed, '')
      throw error
    }
  }
  while (!existsSync(done)) {
    if (existsSync(failed)) throw new Error('the database that tests start from could not be made')
    await pause(50)
  }
  await cp(join(template, 'data', 'postgres'), join(dataDir, 'postgres'), { recursive: true })
}

function beginsToMake(template: string): boolean {
  try {
    mkdirSync(join(template, 'data'))
    return true
  } catch {
    return false
  }
}

async function makeDatabase(dataDir: string): Promise<void> {
  copyTemplate(dataDir)
  const db = await openDatabase({ dataDir, command: 'start' })
  try {
    await migrate(db)
  } finally {
    await db.close({ hurry: true })
    rmSync(join(dataDir, 'postgres', 'postmaster.pid'), { force: true })
  }
}
