// The embedded Postgres (PGlite) in a worker thread, served on a Unix socket. In the main thread its queries would
// starve timers and webhook acks. Speaks to engine.ts: 'ready' or an error once; then 'close' is answered by 'closed'.
// Ends itself, as Postgres would, when its log cannot be written.
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { type CloseRequest, type EngineData, type EngineMessage, pulse } from './engine.ts'
import { EmbeddedFiles } from './files.ts'
import { searchPath } from './search-path.ts'
import { createEmbeddedServer, type Session } from './server.ts'

const { dataDir, socketPath, pulses } = workerData as EngineData
const port = parentPort
if (!port) throw new Error('store/embedded/thread.ts runs as a worker thread only')
const tell = (message: EngineMessage) => port.postMessage(message)
const beat = (which: number) => void Atomics.add(pulses, which, 1)

// Emscripten's file errors are no Error and carry a number only.
const describe = (error: unknown) =>
  error instanceof Error ? error.message : `error ${(error as { errno?: number }).errno ?? error} of its files`

/** Odd while the engine works. */
async function working<T>(work: () => Promise<T>): Promise<T> {
  beat(pulse.turn)
  try {
    return await work()
  } finally {
    beat(pulse.turn)
  }
}

try {
  const fs = new EmbeddedFiles(dataDir, {
    progress: () => beat(pulse.files),
    refused: () => beat(pulse.refused),
    failed(path) {
      tell({ kind: 'failed', message: `${path.slice(1)} could not be written` })
      process.exit(1)
    },
  })
  const db = await working(() => PGlite.create({ fs, extensions: { vector } }))
  // Every connection shares this one session, so this setting, made once, is theirs too.
  await db.exec(`set search_path to ${searchPath}`)
  const session: Session = {
    execProtocolRawStream: (message, options) => working(() => db.execProtocolRawStream(message, options)),
    exec: (sql) => working(() => db.exec(sql)),
  }
  const server = createEmbeddedServer(session)
  await server.listen(socketPath)
  port.on('message', async ({ waitForOthersMs }: CloseRequest) => {
    const deadline = Date.now() + waitForOthersMs
    while (server.connections() > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await server.close()
    await working(() => db.close())
    tell({ kind: 'closed' })
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'failed', message: describe(error) })
}
