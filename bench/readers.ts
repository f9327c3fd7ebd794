// Who may read, asked 100,000 times without a condition: raw statements as ragbot_reader in 50 workspaces, by readers with
// eight sets of audiences, over one pool, on both engines. Each answer is held against what that reader may see.
import type { Database } from '../src/store/database/db.ts'
import { openDatabase } from '../src/store/database/db.ts'
import { migrate } from '../src/store/database/migrate.ts'
import { startPostgres } from '../tests/postgres.ts'
import { createCrowd } from '../tests/store/crowded.ts'
import { judge, notMeasured } from './figures.ts'
import { withFolder } from './house.ts'
import { createDatabase } from './scale.ts'
import type { Benchmark, Row } from './types.ts'

const workspaces = 50
const queries = 100_000
const atOnce = 10

export const readers: Benchmark = {
  name: 'readers',
  async run() {
    const embedded = await withFolder((dataDir) => askAs('embedded', { dataDir }))
    const releasers: (() => Promise<void>)[] = []
    const url = await startPostgres(releasers)
    try {
      if (url === null)
        return [embedded, notMeasured(nameOf('server'), '0 foreign rows', 'no Postgres with pgvector here')]
      return [embedded, await askAs('server', { databaseUrl: await createDatabase(url), dataDir: '' })]
    } finally {
      for (const release of releasers.reverse()) await release()
    }
  },
}

const nameOf = (engine: string) => `${queries} statements of readers in ${workspaces} workspaces, ${engine}`

async function askAs(engine: string, where: { databaseUrl?: string; dataDir: string }): Promise<Row> {
  const db: Database = await openDatabase({ ...where, command: 'bench' })
  try {
    await migrate(db)
    const crowd = await createCrowd(db, workspaces)
    const sums = { foreign: 0, missing: 0, rows: 0 }
    let next = 0
    const from = performance.now()
    const lane = async () => {
      while (next < queries) {
        const found = await crowd.ask(next++)
        for (const name of ['foreign', 'missing', 'rows'] as const) sums[name] += found[name]
      }
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    const seconds = (performance.now() - from) / 1_000
    return {
      what: nameOf(engine),
      figure: `${sums.foreign} foreign rows, ${sums.missing} missing, of ${sums.rows} (${seconds.toFixed(0)} s)`,
      bar: '0 foreign, 0 missing',
      verdict: judge(sums.foreign === 0 && sums.missing === 0 && sums.rows > queries),
    }
  } finally {
    await db.close({ hurry: true })
  }
}
