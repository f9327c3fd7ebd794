// The embedded Postgres (PGlite) in a worker thread, served on a Unix socket. In the main thread its queries would
// starve timers and webhook acks. Speaks to embedded.ts: 'ready' or an error once; then 'close' is answered by 'closed'.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { CloseRequest, EngineData, EngineMessage } from './embedded.ts'

const { dataDir, socketPath } = workerData as EngineData
const port = parentPort
if (!port) throw new Error('embedded-thread.ts runs as a worker thread only')
const tell = (message: EngineMessage) => port.postMessage(message)

// Far above what both pools and a few joined commands open; a connection here is only an entry in a queue.
const maxConnections = 200

try {
  const db = await PGlite.create({ dataDir, extensions: { vector } })
  // Every connection shares this one session, so this setting, made once, is theirs too: BullMQ's SQL names its
  // tables without the schema.
  await db.exec('set search_path to public, bullmq')
  const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections })
  await server.start()
  port.on('message', async ({ waitForOthersMs }: CloseRequest) => {
    const deadline = Date.now() + waitForOthersMs
    while (server.getStats().activeConnections > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await server.stop()
    await db.close()
    tell({ kind: 'closed' })
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
}
