// Writes to the embedded database's log alone, more than a piece of it holds.
import pg from 'pg'

/** Until the engine stops or 20 MB are written. @param socketDir where it is reached */
export async function fillLog(socketDir: string): Promise<void> {
  const client = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  for (let i = 0; i < 40; i += 1) {
    const isGone = await client.query(`select pg_logical_emit_message(true, 'x', repeat('x', 500000))`).then(
      () => false,
      () => true,
    )
    if (isGone) break
  }
  await client.end().catch(() => {})
}
