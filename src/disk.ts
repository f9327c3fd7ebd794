// Room on the disk. Below 200 MB it is warned of; below 64 MB no new documents are taken, so that questions go on.
import { statfsSync } from 'node:fs'
import { AppError, describeError } from './errors.ts'
import type { Finding } from './model.ts'

const MB = 1024 * 1024
const warnUnderBytes = 200 * MB
/** Postgres adds to its log in pieces of 16 MB, and a document is written twice before the first text is thrown away. */
export const refuseUnderBytes = 64 * MB
/** A file system without a number of them, like btrfs, says 0 of 0. */
const warnUnderFiles = 2_000
const lookEveryMs = 3_000

export interface Free {
  readonly bytes: number
  /** How many more files and folders it can hold; Infinity where that is no fixed number. */
  readonly files: number
}

/** What a user who is not root may still write where `folder` is. @throws when it does not exist */
export function readFree(folder: string): Free {
  const { bavail, bsize, files, ffree } = statfsSync(folder)
  return { bytes: bavail * bsize, files: files === 0 ? Number.POSITIVE_INFINITY : ffree }
}

export const megabytes = (bytes: number) => `${Math.floor(bytes / MB).toLocaleString('en')} MB`

export interface Disk {
  check(): readonly Finding[]
  /** @throws AppError `disk-full` when there is no room for new documents */
  requireRoom(): void
}

/** The embedded database's disk; of a database server's nothing is known. @param now milliseconds of a clock that does not jump */
export function openDisk(
  { databaseUrl, dataDir }: { readonly databaseUrl?: string | undefined; readonly dataDir: string },
  now: () => number,
): Disk {
  return databaseUrl ? { check: () => [], requireRoom: () => {} } : createDisk(dataDir, now)
}

/** Looks at the disk every three seconds at most, however often it is asked. */
export function createDisk(folder: string, now: () => number, read = readFree): Disk {
  let free: Free = { bytes: 0, files: 0 }
  let lookedAt = Number.NEGATIVE_INFINITY
  const look = () => {
    if (now() - lookedAt >= lookEveryMs) {
      free = read(folder)
      lookedAt = now()
    }
    return free
  }
  const place = `the disk of DATA_DIR ${folder}`
  return {
    check() {
      try {
        const { bytes, files } = look()
        const left = `${megabytes(bytes)} are free on ${place}`
        if (bytes < refuseUnderBytes) {
          const message = `only ${left}: no new documents are taken, and at 0 no questions. Make room for ${megabytes(warnUnderBytes)}`
          return [{ about: 'disk', level: 'error', message }]
        }
        if (bytes < warnUnderBytes) {
          const message = `only ${left}: make room; under ${megabytes(refuseUnderBytes)} no new documents are taken`
          return [{ about: 'disk', level: 'warning', message }]
        }
        if (files < warnUnderFiles)
          return [
            {
              about: 'disk',
              level: 'warning',
              message: `only ${files} more files fit on ${place}, whatever their size (df -i): remove some`,
            },
          ]
        return [{ about: 'disk', level: 'ok', message: left }]
      } catch (error) {
        return [{ about: 'disk', level: 'error', message: `${place} cannot be looked at (${describeError(error)})` }]
      }
    },
    requireRoom() {
      let bytes: number
      try {
        bytes = look().bytes
      } catch {
        return // What is wrong there is said where it is used.
      }
      if (bytes >= refuseUnderBytes) return
      throw new AppError(
        'disk-full',
        `The disk is nearly full (${megabytes(bytes)} are free), so no new documents are taken; questions are answered. Whoever runs ragbot has to make room for ${megabytes(refuseUnderBytes)}; then share it again.`,
      )
    },
  }
}
