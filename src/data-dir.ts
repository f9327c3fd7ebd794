// DATA_DIR: made, proven writable, and closed to other users of the machine before anything relies on it. What is in it
// and not ragbot's is left alone, and no symbolic link is followed.
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { AppError, describeError } from './errors.ts'
import type { Finding } from './model.ts'

/** SQLite, which holds the lock, takes names of 512 bytes. */
const longestBytes = 450
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there: fix its owner or permissions (chown, chmod 700)',
  EPERM: 'this user may not write there: fix its owner or permissions (chown, chmod 700)',
  EROFS: 'it is on a read-only file system: mount it writable',
  ENOSPC: 'its disk is full: make room',
  EDQUOT: 'this user’s quota of its disk is used up: make room',
  ENOTDIR: 'it, or a part of its path, is a file and no folder',
  EEXIST: 'it, or a part of its path, is no folder',
  ENAMETOOLONG: 'a part of its path is too long',
  ELOOP: 'a symbolic link in its path leads back to itself',
}

/** @throws AppError `data-dir` when the folder cannot be made or written */
export function prepareDataDir(dataDir: string): void {
  const folder = resolve(dataDir)
  const bytes = Buffer.byteLength(folder)
  if (bytes > longestBytes)
    throw refusal(`${folder.slice(0, 60)}…`, `its path has ${bytes} bytes, and ${longestBytes} are the most`)
  try {
    makeFolder(folder)
    if (!statSync(folder).isDirectory()) throw refusal(folder, reasons.ENOTDIR ?? '')
    const probe = join(folder, `.write-${process.pid}`)
    writeFileSync(probe, '', { mode: 0o600 })
    rmSync(probe)
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code = '' } = error as NodeJS.ErrnoException
    throw refusal(folder, reasons[code] ?? describeError(error), error)
  }
}

function refusal(folder: string, why: string, cause?: unknown): AppError {
  return new AppError('data-dir', `DATA_DIR ${folder} cannot be used: ${why}. Or set DATA_DIR to another folder.`, {
    cause,
  })
}

// Folder by folder: mkdir's own `recursive` never returns where a file system refuses new folders, like /proc.
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}

const isOurs = (name: string) =>
  /^(?:postgres|engine\.lock|engine\.json|encryption\.key|\.write|ragbot)(?:[.-].*)?$|^lost\+found$/.test(name)

/**
 * Closes what ragbot keeps there to other users: folders 0700, files 0600. The folder itself too, if it is this user's and
 * holds nothing else. Returns what stayed open.
 */
export function closeDataDir(dataDir: string): readonly Finding[] {
  const folder = resolve(dataDir)
  const names = list(folder)
  if (statSync(folder).uid === process.getuid?.() && names.every(isOurs)) chmodSync(folder, 0o700)
  const refused: string[] = []
  for (const name of names.filter(isOurs)) closeAll(join(folder, name), refused)
  const more = refused.length > 1 ? ` and ${refused.length - 1} more` : ''
  const message = `${refused[0]}${more} cannot be closed to other users: chown it to the user who runs ragbot`
  return [
    ...lookAtDataDir(folder).filter(({ level }) => level !== 'ok'),
    ...(refused.length > 0 ? [{ about: 'DATA_DIR', level: 'warning', message } as const] : []),
  ]
}

/** Whether other users of the machine may open the folder. */
export function lookAtDataDir(dataDir: string): readonly Finding[] {
  const folder = resolve(dataDir)
  const about = 'DATA_DIR'
  if ((statSync(folder).mode & 0o077) === 0) return [{ about, level: 'ok', message: 'is open to its owner only' }]
  const message = `other users of this machine may open the folder ${folder}: chmod 700 it, or give ragbot one of its own`
  return [{ about, level: 'warning', message }]
}

/** Nothing of a folder that has just gone; what may not be read was refused, or will be. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function closeAll(path: string, refused: string[]): void {
  let isFolder = false
  try {
    const found = lstatSync(path)
    isFolder = found.isDirectory()
    if (!isFolder && !found.isFile()) return
    const wanted = isFolder ? 0o700 : 0o600
    if ((found.mode & 0o777) !== wanted) setMode(path, wanted)
  } catch (error) {
    // The engine's own comings and goings.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') refused.push(path)
    return
  }
  if (isFolder) for (const name of list(path)) closeAll(join(path, name), refused)
}

/** Of this very file: if a link took its place since, opening it fails. */
function setMode(path: string, mode: number): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    fchmodSync(file, mode)
  } finally {
    closeSync(file)
  }
}
