// A first start that was cut off leaves half a database. It goes; a backup that was put in its place does not.
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openEmbedded } from '../../src/store/embedded/embedded.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ragbot-unfinished-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('half a database goes, and a backup put in its place stays', async () => {
  const dataDir = join(folder, 'data')
  await killInFirstStart(dataDir)
  const files = join(dataDir, 'postgres')
  const marker = readFileSync(join(dataDir, 'postgres.unfinished'), 'utf8')
  expect(await ask(dataDir, 'create table kept (id int)')).toEqual([])
  expect(existsSync(join(dataDir, 'postgres.unfinished'))).toBe(false)

  cpSync(files, join(folder, 'backup'), { recursive: true })
  rmSync(files, { recursive: true })
  writeFileSync(join(dataDir, 'postgres.unfinished'), marker)
  renameSync(join(folder, 'backup'), files)
  expect(await ask(dataDir, `select to_regclass('kept')::text as name`)).toEqual([{ name: 'kept' }])
})

async function killInFirstStart(dataDir: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const opening = new Worker(
    `const { mkdirSync } = require('node:fs'); mkdirSync(${JSON.stringify(dataDir)});
     import(${JSON.stringify(new URL('../../src/store/embedded/embedded.ts', import.meta.url).href)}).then(({ openEmbedded }) => openEmbedded(${JSON.stringify(dataDir)}, 'index'))`,
    { eval: true },
  )
  const look = setInterval(() => existsSync(join(dataDir, 'postgres', 'PG_VERSION')) && resolve(), 5)
  await promise
  clearInterval(look)
  await opening.terminate()
}

async function ask(dataDir: string, text: string) {
  const engine = await openEmbedded(dataDir, 'index')
  const client = new pg.Client({ host: engine.socketDir, user: 'postgres', database: 'postgres' })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
    await engine.close({ hurry: true })
  }
}
