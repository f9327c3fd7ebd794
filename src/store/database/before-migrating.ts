// What comes before tables that hold something are changed: nobody of an earlier version may be using them, who would
// write what no longer fits or do work a second time; and the embedded engine's files are copied.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import { awayAfterMs } from '../deadlines.ts'
import type { Database } from './db.ts'

/**
 * @param name of the first migration that is to be applied
 * @param patienceMs how long others may take to end; one that was killed is taken for alive for half a minute
 * @throws AppError `older-running` or `disk-full`
 */
export async function prepareToMigrate(db: Database, name: string, patienceMs = awayAfterMs + 2_000): Promise<void> {
  if (db.engine?.isJoined)
    throw new AppError(
      'older-running',
      'Another process runs the embedded database of DATA_DIR and is of an earlier version, or is just updating it. Stop it, start this version, and try again.',
      { retry: 'later' },
    )
  const until = performance.now() + patienceMs
  for (let look = 0; ; look += 1) {
    const others = await countOthers(db)
    if (others === 0) break
    // A process that was stopped has gone by the second look.
    if (look === 1) say('waiting for a process of an earlier version to end, half a minute at most')
    if (performance.now() > until)
      throw new AppError(
        'older-running',
        `${others === 1 ? 'A process' : `${others} processes`} of an earlier version still ${others === 1 ? 'works' : 'work'} on this database. Stop ${others === 1 ? 'it' : 'them'} before the first process of this version starts: both would answer the same questions.`,
        { retry: 'later' },
      )
    await pause(Math.min(1_000, patienceMs))
  }
  const copy = await db.engine?.copy(`before-${name.replace(/\.sql$/, '')}`)
  if (copy) say(`the database is updated; a copy of how it was is in ${copy}: remove it when all is well`)
}

const say = (line: string) => void process.stderr.write(`ragbot: ${line}\n`)

/** Processes that answer questions; that they say so began with migration 0005. */
async function countOthers(db: Database): Promise<number> {
  const [made] = await db.asOwner((sql) =>
    sql<{ table: string | null }>(`select to_regclass('public.worker_processes')::text as table`),
  )
  if (!made?.table) return 0
  const counted = db.asSystem((sql) =>
    sql<{ others: number }>(
      `select count(*) as others from worker_processes
        where seen_at between now() - $1 * interval '1 ms' and now() + interval '1 second'`,
      [awayAfterMs],
    ),
  )
  // A dump that was restored without its privileges: nobody can work on it.
  const [row] = await counted.catch((error: { code?: string }) => {
    if (error.code === '42501') return []
    throw error
  })
  return row?.others ?? 0
}
