import { execFile } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createSecrets, lookAtKey, openSecrets, readOrMakeKey, readSecrets } from '../src/secrets.ts'

const key = Buffer.alloc(32, 7)

describe('a seal', () => {
  const secrets = createSecrets(key)
  const context = ['reply', 'workspace', 'message'] as const
  const text = 'https://hooks.slack.com/x'

  test('opens with the same key only', () => {
    const sealed = secrets.seal(text, context)
    expect(sealed.toString('latin1')).not.toContain('hooks')
    expect(secrets.open(sealed, context)).toBe(text)
    expect(secrets.open(secrets.seal('', context), context)).toBe('')
    expect(secrets.seal('a', context).equals(secrets.seal('a', context))).toBe(false)
    const other = createSecrets(Buffer.alloc(32, 8))
    expect(() => other.open(sealed, context)).toThrow(expect.objectContaining({ code: 'wrong-key' }))
  })

  test('opens for what it was made for only, whatever the parts of that are', () => {
    const sealed = secrets.seal(text, context)
    for (const other of [
      ['credentials', 'workspace', 'message'],
      ['reply', 'workspace', 'another'],
      ['reply', 'workspace'],
      ['reply', 'workspace', 'message', ''],
      ['reply', 'workspacemessage'],
      ['reply', 'workspace","message'],
    ] as const)
      expect(() => secrets.open(sealed, other), other.join()).toThrow(expect.objectContaining({ code: 'wrong-seal' }))
  })

  test('does not open when a bit of it was altered or a part is gone', () => {
    const sealed = secrets.seal(text, context)
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed)
      altered[at]! ^= 1
      expect(() => secrets.open(altered, context), String(at)).toThrow(/does not open/)
      expect(() => secrets.open(sealed.subarray(0, at), context), String(at)).toThrow(/does not open/)
      expect(() => secrets.open(sealed.subarray(at + 1), context), String(at)).toThrow(/does not open/)
    }
  })

  test('of an earlier version opens, also where it begins like one of today', () => {
    const seal = (nonce: Buffer) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    }
    expect(secrets.open(seal(Buffer.alloc(12, 5)), context)).toBe(text)
    const head = secrets.seal('', context).subarray(0, 5)
    expect(secrets.open(seal(Buffer.concat([head, Buffer.alloc(7)])), context)).toBe(text)
  })
})

test('keys of two purposes differ, and are the same every time', () => {
  const { deriveKey } = createSecrets(key)
  expect(deriveKey('a').equals(deriveKey('b'))).toBe(false)
  expect(deriveKey('a').equals(createSecrets(key).deriveKey('a'))).toBe(true)
})

test('the key file is made once, for its owner only, and a broken one is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-key-'))
  const made = readOrMakeKey(folder)
  expect(made).toHaveLength(32)
  expect(readOrMakeKey(folder).equals(made)).toBe(true)
  expect(statSync(join(folder, 'encryption.key')).mode & 0o777).toBe(0o600)
  for (const broken of ['short', '', Buffer.alloc(31).toString('base64'), Buffer.alloc(48).toString('base64')]) {
    writeFileSync(join(folder, 'encryption.key'), broken)
    expect(() => readOrMakeKey(folder)).toThrow('encryption.key')
  }
  rmSync(folder, { recursive: true })
})

test('who only reads secrets makes no key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-key-'))
  expect(readSecrets({ dataDir: folder })).toBeNull()
  expect(readdirSync(folder)).toEqual([])
  const sealed = createSecrets(readOrMakeKey(folder)).seal('text', ['purpose'])
  expect(readSecrets({ dataDir: folder })?.open(sealed, ['purpose'])).toBe('text')
  rmSync(folder, { recursive: true })
})

describe('the key that a database was used with', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-key-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let recorded: string | null = null
  const record = {
    openInstallation: async () => ({ keyFingerprint: recorded }),
    recordKey: async (fingerprint: string, onlyFirst: boolean) => {
      if (recorded === null || !onlyFirst) recorded = fingerprint
    },
  }
  const open = (acceptKey = false) => openSecrets(record, { dataDir: folder, acceptKey })
  const look = (encryptionKey?: Buffer) => lookAtKey(record, { dataDir: folder, encryptionKey })

  test('is the first; another one is an error, and a lost one is said to be lost, until it is accepted', async () => {
    expect(await look()).toEqual([])
    expect((await open()).findings).toEqual([])
    expect(await look()).toMatchObject([{ level: 'ok' }])
    expect(await look(key)).toMatchObject([
      { level: 'error', message: expect.stringContaining('ENCRYPTION_KEY is not') },
    ])
    rmSync(join(folder, 'encryption.key'))
    // The doctor changes nothing: it makes no key.
    expect(await look()).toMatchObject([{ level: 'error', message: expect.stringContaining('is missing') }])
    expect(readdirSync(folder)).toEqual([])
    expect((await open()).findings).toMatchObject([{ level: 'error', message: expect.stringContaining('was missing') }])
    expect((await open()).findings).toMatchObject([
      { level: 'error', message: expect.stringContaining('is not the key') },
    ])
    expect((await open(true)).findings).toEqual([])
    expect((await open()).findings).toEqual([])
  })
})

test('processes that start at once on an empty folder get one and the same key', async () => {
  // Two meet at a file now and then only, so there are many files.
  const folders = Array.from({ length: 200 }, () => mkdtempSync(join(tmpdir(), 'ragbot-keys-')))
  const gate = join(folders[0]!, 'go')
  const module = JSON.stringify(join(import.meta.dirname, '..', 'src', 'secrets.ts'))
  const source = `import { existsSync, writeSync } from 'node:fs'
    import { readOrMakeKey } from ${module}
    writeSync(2, 'ready')
    while (!existsSync(${JSON.stringify(gate)}));
    const keys = ${JSON.stringify(folders)}.map((folder) => readOrMakeKey(folder).toString('hex'))
    process.stdout.write(JSON.stringify(keys))`
  const readies: Promise<unknown>[] = []
  const run = () =>
    new Promise<string>((resolve, reject) => {
      const child = execFile(process.execPath, ['--input-type=module', '-e', source], (error, out) =>
        error ? reject(error) : resolve(out),
      )
      readies.push(once(child.stderr!, 'data'))
    })
  const running = [run(), run(), run()]
  await Promise.all(readies)
  writeFileSync(gate, '')
  const [keys, ...others] = await Promise.all(running)
  rmSync(gate)
  expect(others).toEqual([keys, keys])
  expect(JSON.parse(keys!)[0]).toMatch(/^[0-9a-f]{64}$/)
  for (const folder of folders) {
    expect(readdirSync(folder)).toEqual(['encryption.key'])
    rmSync(folder, { recursive: true })
  }
})
