// Starts the embedded engine on DATA_DIR, or joins the one that another process runs there. One process owns the
// files at a time: the operating system holds the lock and frees it however the owner dies.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { AppError, describeError } from '../errors.ts'

export interface EngineData {
  readonly dataDir: string
  readonly socketPath: string
}
export interface CloseRequest {
  readonly waitForOthersMs: number
}
export type EngineMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string }

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
    if (lock) return startEngine(folder, recordPath, command, lock)
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
  const lock = new DatabaseSync(path)
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof Error && error.message.includes('locked')) return null
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

async function startEngine(
  folder: string,
  recordPath: string,
  command: string,
  lock: DatabaseSync,
): Promise<EmbeddedEngine> {
  removeLeftSocket(readRecord(recordPath))
  const socketDir = makeSocketDir()
  const worker = new Worker(new URL(`./embedded-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: {
      dataDir: join(folder, 'postgres'),
      socketPath: join(socketDir, '.s.PGSQL.5432'),
    } satisfies EngineData,
  })
  const next = () => new Promise<EngineMessage>((heard) => worker.once('message', heard))
  const died = new Promise<EngineMessage>((heard) => {
    worker.once('error', (error) => heard({ kind: 'failed', message: error.message }))
    worker.once('exit', () => heard({ kind: 'failed', message: 'its thread ended' }))
  })
  const first = await Promise.race([next(), died])
  if (first.kind !== 'ready') {
    await worker.terminate()
    rmSync(socketDir, { recursive: true, force: true })
    lock.close()
    throw new AppError(
      'engine-failed',
      `The embedded database in ${folder} did not start (${first.kind === 'failed' ? first.message : first.kind}). Restore the folder from a backup, or set DATA_DIR to a new one.`,
    )
  }
  let isClosing = false
  // Nothing can be read or kept any more; what is committed is safe, and a restart recovers.
  void died.then((end) => {
    if (isClosing) return
    process.stderr.write(
      `ragbot: the embedded database stopped (${end.kind === 'failed' ? end.message : end.kind}). Start ragbot again.\n`,
    )
    process.exit(1)
  })
  const record: EngineRecord = { pid: process.pid, command, socketDir }
  writeFileSync(`${recordPath}.new`, JSON.stringify(record), { mode: 0o600 })
  renameSync(`${recordPath}.new`, recordPath)

  return {
    socketDir,
    owned: true,
    async close({ hurry } = { hurry: false }) {
      isClosing = true
      const closed = Promise.race([next(), died])
      worker.postMessage({ waitForOthersMs: hurry ? 0 : waitForOthersMs } satisfies CloseRequest)
      await closed
      await worker.terminate()
      rmSync(recordPath, { force: true })
      rmSync(socketDir, { recursive: true, force: true })
      lock.close()
    },
  }
}

// A socket's path may have 107 bytes at most (sun_path, unix(7)), and only its owner may open the folder.
function makeSocketDir(): string {
  const base = Buffer.byteLength(tmpdir()) > 80 ? '/tmp' : tmpdir()
  return mkdtempSync(join(base, 'ragbot-'))
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
