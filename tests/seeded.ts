// Databases of the embedded engine that were made before: a copy opens in a fifth of the time that a first start takes.
// Each kind is made once a run, by the first who needs it.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { inject } from 'vitest'
import { openDatabase } from '../src/store/database/db.ts'
import { migrate } from '../src/store/database/migrate.ts'
import { copyTemplate } from './embedded-template.ts'

/** Migrated and without a row, or as a first start of the whole app leaves it: with its own guides and its key. */
type Kind = 'empty' | 'started'

const makers: Readonly<Record<Kind, (dataDir: string) => Promise<void>>> = {
  async empty(dataDir) {
    const db = await openDatabase({ dataDir, command: 'start' })
    try {
      await migrate(db)
    } finally {
      await db.close({ hurry: true })
    }
  },
  started: (dataDir) => startOnce({ DATA_DIR: dataDir }),
}

/** Starts the whole app and stops it. */
export async function startOnce(environment: Readonly<Record<string, string>>): Promise<void> {
  const [{ startApp }, { parseConfig }, { roles }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/config.ts'),
    import('../src/roles.ts'),
  ])
  const config = parseConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment })
  await (await startApp(config, { workspace: 'default', roles })).stop()
}

/** A new folder in the system's folder for temporary files, with a database in it: for DATA_DIR. */
export async function makeSeededFolder(prefix: string, kind: Kind): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  await seed(folder, kind)
  return folder
}

/** @param dataDir an empty folder, or none yet */
export async function seed(dataDir: string, kind: Kind = 'empty'): Promise<void> {
  const template = join(inject('templateFolder'), kind)
  const [data, done, failed] = ['data', 'done', 'failed'].map((name) => join(template, name)) as [
    string,
    string,
    string,
  ]
  if (beginsToMake(template)) {
    try {
      copyTemplate(data)
      await makers[kind](data)
      rmSync(join(data, 'postgres', 'postmaster.pid'), { force: true })
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
  await cp(data, dataDir, { recursive: true })
}

function beginsToMake(template: string): boolean {
  try {
    mkdirSync(template)
    return true
  } catch {
    return false
  }
}
