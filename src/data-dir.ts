// Makes DATA_DIR and proves that it can be written, before anything relies on it.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AppError, describeError } from './errors.ts'

/** @throws AppError `data-dir` when the folder cannot be made or written */
export function prepareDataDir(dataDir: string): void {
  const folder = resolve(dataDir)
  try {
    makeFolder(folder)
    const probe = join(folder, `.write-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new AppError(
      'data-dir',
      `DATA_DIR ${folder} cannot be written (${describeError(error)}). Fix its permissions, or set DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

// Folder by folder: mkdir's own `recursive` never returns where a file system refuses new folders, like /proc.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
