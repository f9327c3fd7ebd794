// What commands open: where something of theirs lies in DATA_DIR that folder is made, and nowhere else.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseConfig } from '../src/config.ts'
import { openConfiguredDatabase } from '../src/library.ts'

// Nobody listens at port 1.
const server = { DATABASE_URL: 'postgres://ragbot@127.0.0.1:1/ragbot' }
const key = { ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') }

/** Whether it is there after an attempt to open a database server that is away. */
async function isMade(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-library-'))
  const dataDir = join(folder, 'data')
  try {
    const config = parseConfig({ ...environment, DATA_DIR: dataDir })
    await expect(openConfiguredDatabase(config, 'search')).rejects.toMatchObject({ name: 'AppError' })
    return existsSync(dataDir)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('DATA_DIR is made for the key file beside a database server, and not where the key is a setting too', async () => {
  expect(await isMade(server)).toBe(true)
  expect(await isMade({ ...server, ...key })).toBe(false)
})
