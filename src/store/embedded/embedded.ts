// Starts the embedded engine on DATA_DIR, or joins the one that another process runs there. One process owns the
// files at a time: the operating system holds the lock and frees it however the owner dies.
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { megabytes, readFree, refuseUnderBytes } from '../../disk.ts'
import { AppError, describeError } from '../../errors.ts'
import { type Engine, startEngine } from './engine.ts'

/** What DATA_DIR records of the process that runs the engine there. */
interface EngineRecord {
  readonly pid: number
  readonly command: string
  readonly socketDir: string
}

export interface EmbeddedEngine {
  /** The folder of the Unix socket: `host` for pg. */
  readonly socketDir: string
  /** False when another process runs the engine. */
  readonly owned: boolean
  /** Resolves when the files are closed. Waits for joined commands up to an hour, unless told to hurry. */
  close(options?: { hurry: boolean }): Promise<void>
}

// A command that owns the engine stays for the others that joined it, as long as any work may take.
const waitForOthersMs = 60 * 60 * 1_000
// A command that only starts up holds the lock for seconds; `start` outlasts that before it gives up.
const waitForLockMs = 15_000
const pause = (ms: number) => new Promise((next) => setTimeout(next, ms))

/**
 * @param command the command's name; `start` never joins another process's engine, every other command does.
 * @param dataDir an existing folder
 * @throws AppError `engine-in-use` when a `start` already runs there.
 */
export async function openEmbedded(dataDir: string, command: string): Promise<EmbeddedEngine> {
  const folder = resolve(dataDir)
  const recordPath = join(folder, 'engine.json')
  const deadline = Date.now() + waitForLockMs
  for (;;) {
    const lock = takeLock(join(folder, 'engine.lock'))
    if (lock) return own(folder, recordPath, command, lock)
    const record = readRecord(recordPath)
    if (command === 'start' && record?.command === 'start' && (await answers(record.socketDir))) {
      throw new AppError(
        'engine-in-use',
        `ragbot is already running on DATA_DIR ${folder} (process ${record.pid}). Stop it first, or set DATA_DIR to another folder.`,
      )
    }
    if (command !== 'start' && record && (await answers(record.socketDir))) {
      return { socketDir: record.socketDir, owned: false, close: async () => {} }
    }
    if (Date.now() > deadline) {
      throw new AppError(
        'engine-in-use',
        `DATA_DIR ${folder} is in use by process ${record?.pid ?? 'unknown'} (ragbot ${record?.command ?? '?'}). Wait until it is done, or set DATA_DIR to another folder.`,
      )
    }
    await pause(100)
  }
}

// SQLite's exclusive lock is an operating-system lock on a file: atomic, portable, gone with the process even after
// kill -9. A pid in a file is none of these (in a container every process is number 1).
function takeLock(path: string): DatabaseSync | null {
  let lock: DatabaseSync | undefined
  try {
    // SQLite would make it as the umask says.
    closeSync(openSync(path, 'a', 0o600))
    lock = new DatabaseSync(path)
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
    return lock
  } catch (error) {
    lock?.close()
    if (error instanceof Error && error.message.includes('locked')) return null
    if (error instanceof Error && error.message.includes('disk is full')) throw explainStart(dirname(path), error)
    throw new AppError('data-dir', `${path} cannot be locked (${describeError(error)}): remove it, or fix the disk`, {
      cause: error,
    })
  }
}

function readRecord(path: string): EngineRecord | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as EngineRecord
  } catch {
    return null // Not written yet: the owner is still starting.
  }
}

function answers(socketDir: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(join(socketDir, '.s.PGSQL.5432'))
    socket.once('connect', () => done(true)).once('error', () => done(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function own(folder: string, recordPath: string, command: string, lock: DatabaseSync): Promise<EmbeddedEngine> {
  removeLeftSocket(readRecord(recordPath))
  const files = join(folder, 'postgres')
  const unfinished = join(folder, 'postgres.unfinished')
  let socketDir = ''
  let engine: Engine | undefined
  const release = () => {
    if (socketDir) rmSync(socketDir, { recursive: true, force: true })
    lock.close()
  }
  try {
    socketDir = makeSocketDir(folder)
    if (isHalfMade(files, unfinished)) rmSync(files, { recursive: true, force: true })
    if (!existsSync(files)) {
      mkdirSync(files, { mode: 0o700 })
      writeFileSync(unfinished, identityOf(files), { mode: 0o600 })
    }
    engine = await startEngine(files, join(socketDir, '.s.PGSQL.5432'), say)
    rmSync(unfinished, { force: true })
    const record: EngineRecord = { pid: process.pid, command, socketDir }
    writeFileSync(`${recordPath}.new`, JSON.stringify(record), { mode: 0o600 })
    renameSync(`${recordPath}.new`, recordPath)
  } catch (error) {
    await engine?.close(0)
    release()
    throw error instanceof AppError ? error : explainStart(folder, error)
  }
  const { close } = engine
  return {
    socketDir,
    owned: true,
    async close({ hurry } = { hurry: false }) {
      await close(hurry ? 0 : waitForOthersMs)
      rmSync(recordPath, { force: true })
      release()
    },
  }
}

// A first start that was cut off left half a database, which never held anything. Only that very folder goes: a backup may
// have been put in its place since.
function isHalfMade(files: string, unfinished: string): boolean {
  return existsSync(files) && existsSync(unfinished) && readFileSync(unfinished, 'utf8') === identityOf(files)
}

function identityOf(folder: string): string {
  const { dev, ino, birthtimeMs } = statSync(folder)
  return `${dev} ${ino} ${birthtimeMs}`
}

const say = (line: string) => void process.stderr.write(`ragbot: ${line}\n`)

/** Recovery writes too. */
function explainStart(folder: string, error: unknown): AppError {
  const why = describeError(error)
  const { bytes } = readFree(folder)
  if (bytes < refuseUnderBytes)
    return new AppError(
      'disk-full',
      `The embedded database did not start (${why}), as the disk of DATA_DIR ${folder} is full: ${megabytes(bytes)} are free. Nothing is lost: make room for ${megabytes(refuseUnderBytes)} and start ragbot again.`,
      { retry: 'later', cause: error },
    )
  return new AppError(
    'engine-failed',
    `The embedded database in ${folder} did not start (${why}). Restore the folder from a backup, or set DATA_DIR to a new one.`,
    { cause: error },
  )
}

// A socket's path may have 107 bytes at most (sun_path, unix(7)), and only its owner may open the folder.
function makeSocketDir(folder: string): string {
  const wanted = tmpdir()
  const refused: string[] = []
  for (const base of new Set([wanted, '/tmp', folder])) {
    try {
      if (Buffer.byteLength(base) > 80) throw new Error('its path has over 80 bytes')
      return mkdtempSync(join(base, 'ragbot-'))
    } catch (error) {
      refused.push(`${base}: ${describeError(error)}`)
    }
  }
  throw new AppError(
    'tmpdir',
    `No folder takes the embedded database's socket (${refused.join('; ')}). Set TMPDIR to a folder that exists and can be written, with a path of 80 bytes at most.`,
  )
}

// After kill -9 the last owner's folder is still there. The lock is ours now, so nobody serves in it.
function removeLeftSocket(record: EngineRecord | null): void {
  if (
    record &&
    basename(record.socketDir).startsWith('ragbot-') &&
    existsSync(join(record.socketDir, '.s.PGSQL.5432'))
  ) {
    rmSync(record.socketDir, { recursive: true, force: true })
  }
}
