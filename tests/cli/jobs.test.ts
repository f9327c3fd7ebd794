// `jobs failed` shows one by one what `jobs list` counts as dead or failed.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'
import { cleanUp, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 60_000 })
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

it('drain ends when nothing is open any more: no reply that is being sent, or whose sending is unsure', async () => {
  const environment = await startEngine()
  const db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'test' })
  const store = createStore(db)
  const home = await store.openWorkspace('default')
  const { id: install } = await store.openInstall(home, 'slack')
  const sql = (text: string, values: readonly unknown[] = []) => db.inWorkspace(home, (query) => query(text, values))
  await sql(
    `insert into inbox (workspace_id, install_id, platform, natural_key, thread_key, payload, trace_id, state, finished_at)
     values ($1, $2, 'slack', 'k', 't', '{}', 'trace', 'done', now())`,
    [home, install],
  )
  await sql(
    `insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, state)
     select $1, $2, 'slack', 't', id, 'final', false, '{}', '{}', 'sent' from inbox`,
    [home, install],
  )
  try {
    expect(await ragbot(['jobs', 'drain'], environment)).toMatchObject({ code: 0 })
    for (const state of ['pending', 'sending', 'ambiguous']) {
      await sql('update outbox set state = $1', [state])
      let isOver = false
      const draining = ragbot(['jobs', 'drain'], environment).finally(() => {
        isOver = true
      })
      await pause(1_000)
      expect([state, isOver]).toEqual([state, false])
      await sql(`update outbox set state = 'sent'`)
      expect(await draining).toMatchObject({ code: 0 })
    }
  } finally {
    await db.close()
  }
})
