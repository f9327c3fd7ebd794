// A copy of the embedded database's files beside them, for the way back after an update. Made while nobody writes: what is
// copied is what a crash would leave, which the engine recovers from.
import { constants, existsSync, rmSync } from 'node:fs'
import { chmod, cp, readdir, rename, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { megabytes, readFree, refuseUnderBytes } from '../../disk.ts'
import { AppError } from '../../errors.ts'

/**
 * Copies DATA_DIR's `postgres` to `postgres-<name>`; one that is there already stays.
 * @returns its path; null when it was there
 * @throws AppError `disk-full`
 */
export async function copyFiles(dataDir: string, name: string): Promise<string | null> {
  const folder = resolve(dataDir)
  const files = join(folder, 'postgres')
  const copy = join(folder, `postgres-${name}`)
  if (existsSync(copy)) return null
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  const needed = (await sizeOf(files)) + refuseUnderBytes
  const { bytes } = readFree(folder)
  if (bytes < needed)
    throw new AppError(
      'disk-full',
      `The embedded database is copied before it is updated, which takes ${megabytes(needed)}, and ${megabytes(bytes)} are free on the disk of DATA_DIR ${folder}: make room and start again. Nothing was changed.`,
      { retry: 'later' },
    )
  // Where the file system can, blocks are shared until one of the two changes them.
  await cp(files, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE, preserveTimestamps: true })
  await chmod(unfinished, 0o700)
  await rename(unfinished, copy)
  return copy
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  return bytes
}
