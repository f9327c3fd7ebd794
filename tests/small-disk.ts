// A disk of its own that a test or a benchmark can fill: a file system in memory, which only root may mount.
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, statSync, truncateSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SmallDisk {
  readonly folder: string
  freeBytes(): number
  /** Takes or gives back room until so many bytes are left, or as few as there can be. */
  leave(bytes: number): void
  remove(): void
}

const piece = Buffer.alloc(64 * 1024)

/** Null where this user may not mount one. */
export function makeSmallDisk(megabytes: number): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  const ballast = join(folder, 'ballast')
  const freeBytes = () => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  }
  return {
    folder,
    freeBytes,
    leave(bytes) {
      const surplus = freeBytes() - bytes
      const file = openSync(ballast, 'a')
      try {
        if (surplus < 0) {
          truncateSync(ballast, Math.max(0, statSync(ballast).size + surplus))
        }
        for (let left = surplus; left > 0; ) {
          left -= writeSync(file, piece, 0, Math.min(piece.length, left))
        }
      } catch (error) {
        // Someone else took the last of it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      } finally {
        closeSync(file)
      }
    },
    remove() {
      // Lazily: whoever still holds a file there keeps it until it ends.
      execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
