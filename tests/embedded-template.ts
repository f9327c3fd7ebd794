// What every embedded database of the tests begins as. Making one takes a core for seconds and copying it none, so one
// is made for each version of the engine and kept in `node_modules/.cache`; migrations are not part of it.
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'ragbot-tests')
// Of the 128 MB that a first start sets, every engine fills each page with zeros before it answers: half of what it takes
// to open. The databases of tests are small.
const settings = 'shared_buffers = 16MB\n'
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const version = createHash('sha256')
  // The engine, which package.json names to the patch, and who starts it.
  .update(dependencies['@electric-sql/pglite'])
  .update(readFileSync(join(root, 'src', 'store', 'embedded', 'thread.ts')))
  .update(settings)
const template = join(cache, `embedded-${version.digest('hex').slice(0, 16)}`)
const keptMs = 60 * 60_000

/** Once, before the tests. */
export async function makeTemplate(): Promise<void> {
  if (existsSync(template)) return
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true })
  }
  const dataDir = mkdtempSync(join(cache, 'making-'))
  const { openEmbedded } = await import('../src/store/embedded/embedded.ts')
  const engine = await openEmbedded(dataDir, 'start')
  await engine.close({ hurry: true })
  appendFileSync(join(dataDir, 'postgres', 'postgresql.conf'), settings)
  try {
    renameSync(join(dataDir, 'postgres'), template)
  } catch (error) {
    // Another run was faster.
    if (!existsSync(template)) throw error
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Puts a database, empty, into a folder for DATA_DIR. */
export function copyTemplate(dataDir: string): void {
  cpSync(template, join(dataDir, 'postgres'), { recursive: true })
}
