// The embedded Postgres (PGlite) in a worker thread, served on a Unix socket. In the main thread its queries would
// starve timers and webhook acks. Speaks to embedded.ts: 'ready' or an error once; then 'close' is answered by 'closed'.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import type { CloseRequest, EngineData, EngineMessage } from './embedded.ts'
import { createEmbeddedServer } from './embedded-server.ts'
import { searchPath } from './search-path.ts'

const { dataDir, socketPath } = workerData as EngineData
const port = parentPort
if (!port) throw new Error('embedded-thread.ts runs as a worker thread only')
const tell = (message: EngineMessage) => port.postMessage(message)

try {
  const db = await PGlite.create({ dataDir, extensions: { vector } })
  // Every connection shares this one session, so this setting, made once, is theirs too.
  await db.exec(`set search_path to ${searchPath}`)
  const server = createEmbeddedServer(db)
  await server.listen(socketPath)
  port.on('message', async ({ waitForOthersMs }: CloseRequest) => {
    const deadline = Date.now() + waitForOthersMs
    while (server.connections() > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await server.close()
    await db.close()
    tell({ kind: 'closed' })
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
}
