// `jobs failed` shows one by one what `jobs list` counts as dead or failed.
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'
import { cleanUp, ragbot, startEngine } from './in-process.ts'

afterAll(cleanUp)

it('a file that could not be read is counted and shown', async () => {
  const environment = await startEngine()
  const db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'test' })
  const store = createStore(db)
  const home = await store.openWorkspace('default')
  const bytes = Buffer.from('MZ')
  const id = await store.addUpload(home, { name: 'setup.exe', bytes, audience: 'workspace' })
  const error = { code: 'binary', message: 'This is a program' } as const
  await store.finishUpload(home, id, { status: 'failed', uri: 'setup.exe', chunks: 0, error })
  await db.close()
  const jobs = async (action: string) =>
    (await ragbot(['jobs', action, '--json'], environment)).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(await jobs('list')).toContainEqual({ name: 'rows: uploads', failed: 1 })
  expect(await jobs('failed')).toEqual([
    { kind: 'upload', id, name: 'setup.exe', error: 'This is a program', at: expect.any(String) },
  ])
  expect((await ragbot(['jobs', 'failed'], environment)).stdout).toMatch(
    /^upload \S+ {2}\S+ {2}This is a program\n {2}setup\.exe\n$/,
  )
})
