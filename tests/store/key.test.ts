// The encryption key a database was used with: another one is said, a lost one is not replaced in silence.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSecrets } from '../../src/secrets.ts'
import { createStore, type Store } from '../../src/store/index.ts'
import { testDatabases } from '../databases.ts'

describe.each(testDatabases)('the key of a database on the $name engine', ({ isAvailable, create }) => {
  let store: Store
  let drop = async () => {}
  beforeAll(async () => {
    if (!isAvailable) return
    const made = await create()
    drop = made.drop
    store = createStore(made.db)
  }, 120_000)
  const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-key-of-'))
  afterAll(async () => {
    await drop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const open = (encryptionKey?: Buffer, acceptKey = false) =>
    openSecrets(store, { dataDir, acceptKey, ...(encryptionKey && { encryptionKey }) })
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

  test.skipIf(!isAvailable)('is its first one, until another is accepted', async () => {
    expect((await open(first)).findings).toEqual([])
    expect((await open(first)).findings).toEqual([])
    // Every time, not only once.
    for (const _ of [1, 2]) {
      expect((await open(second)).findings).toMatchObject([
        { level: 'error', message: expect.stringMatching(/^ENCRYPTION_KEY is not the key.*--accept-key/) },
      ])
    }
    expect((await open(first)).findings).toEqual([])
    expect((await open(second, true)).findings).toEqual([])
    expect((await open(second)).findings).toEqual([])
    expect((await open(first)).findings).toMatchObject([{ level: 'error' }])
  })

  test.skipIf(!isAvailable)(
    'is made anew when its file is missing, and that is said until it is accepted',
    async () => {
      expect((await open()).findings).toMatchObject([
        {
          level: 'error',
          message: expect.stringContaining(`${join(dataDir, 'encryption.key')} was missing and has been made`),
        },
      ])
      expect((await open()).findings).toMatchObject([
        { level: 'error', message: expect.stringContaining('is not the key') },
      ])
      // What the database was used with is still known: restoring that key is enough.
      expect((await open(second)).findings).toEqual([])
      expect((await open(undefined, true)).findings).toEqual([])
      expect((await open()).findings).toEqual([])
    },
  )
})
