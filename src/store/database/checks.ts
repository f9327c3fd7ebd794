// What is wrong with a database that can be reached: versions, migrations, access and clock.
import type { Finding } from '../../model.ts'
import { lookAtAccess } from './access.ts'
import type { Database } from './db.ts'

// Postgres 15 is what row security with security_invoker views was tested from.
const oldestServer = 150_000
/** Slack refuses what is older than five minutes; leases and retries are measured in seconds. */
const clockToleranceMs = 60_000

/** @throws of Postgres when it cannot be asked */
export async function lookAtDatabase(db: Database): Promise<readonly Finding[]> {
  const askedAt = Date.now()
  const [row] = await db.asOwner((sql) =>
    sql<{ server: number; version: string; pgvector: string | null; now: string }>(
      `select current_setting('server_version_num')::int as server, current_setting('server_version') as version,
              (select extversion from pg_extension where extname = 'vector') as pgvector,
              extract(epoch from clock_timestamp()) * 1000 as now`,
    ),
  )
  if (!row) return []
  const findings: Finding[] = []
  const add = (level: Finding['level'], message: string) => findings.push({ about: 'database', level, message })
  if (row.server < oldestServer) add('error', `is Postgres ${row.version}: ragbot needs 15 or later`)
  findings.push(...clockFinding('database', Number(row.now) - askedAt), ...(await lookAtAccess(db)))
  if (findings.length > 0) return findings
  // Their HNSW indexes could be damaged by a vacuum (release notes of pgvector 0.8.2 to 0.8.6). ragbot has none so far.
  const advice =
    db.traits.hasOwnPgvector && isBefore(row.pgvector ?? '0', [0, 8, 6]) ? ' (0.8.6 or later is better)' : ''
  return [{ about: 'database', level: 'ok', message: `Postgres ${row.version}, pgvector ${row.pgvector}${advice}` }]
}

function clockFinding(about: string, offMs: number): readonly Finding[] {
  if (Math.abs(offMs) <= clockToleranceMs) return []
  const off = `${Math.round(Math.abs(offMs) / 1_000)} s ${offMs > 0 ? 'ahead of' : 'behind'}`
  return [{ about, level: 'warning', message: `its clock is ${off} this machine's: set both by NTP` }]
}

function isBefore(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [i, least] of wanted.entries()) {
    const part = parts[i] ?? 0
    if (part !== least) return part < least
  }
  return false
}
