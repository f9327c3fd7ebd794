// Where the temporary files of a run go: into memory where there is room. A database is a thousand small files, and to
// copy one takes a disk a second and memory none.
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
const neededBytes = 6 * 1024 ** 3
const prefix = 'ragbot-tests-'

/** A new folder for TMPDIR; undefined where there is no such file system, or too little room. */
export function makeMemoryFolder(): string | undefined {
  try {
    removeLeftFolders()
    const { bavail, bsize } = statfsSync(memory)
    if (bavail * bsize < neededBytes) return undefined
    const folder = mkdtempSync(join(memory, `${prefix}${process.pid}-`))
    // Postgres works in it as a user of its own.
    chmodSync(folder, 0o711)
    return folder
  } catch {
    return undefined
  }
}

// Those of runs that were killed: nobody empties memory but a restart of the machine.
function removeLeftFolders(): void {
  for (const name of readdirSync(memory)) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : Number.NaN)
    if (!Number.isNaN(pid) && !isRunning(pid)) rmSync(join(memory, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
