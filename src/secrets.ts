// Encrypts what a reply needs later (response URLs, tokens) with AES-256-GCM, and derives keys for signatures. A seal is
// made for one place: moved to another row of the database it does not open.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './errors.ts'
import type { Finding } from './model.ts'

/** What a seal is for, and whose: authenticated with it, so it has to be the same when it is opened. Not secret. */
type SealContext = readonly [purpose: string, ...place: string[]]

export interface Secrets {
  /** One byte version, four of the key's id, 12 of nonce, ciphertext, 16 of tag. */
  seal(text: string, context: SealContext): Buffer
  /** @throws AppError `wrong-key` when it was sealed with another key; `wrong-seal` when it was altered or moved. */
  open(sealed: Buffer, context: SealContext): string
  /** A key for one purpose, 32 bytes: what is signed for one cannot be used for another. */
  deriveKey(purpose: string): Buffer
}

const version = 1
const keyIdBytes = 4
const nonceBytes = 12
const tagBytes = 16

/** @param key 32 bytes */
export function createSecrets(key: Buffer): Secrets {
  const deriveKey = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `ragbot ${purpose}`, 32))
  const head = Buffer.concat([Buffer.of(version), deriveKey('key id').subarray(0, keyIdBytes)])
  const authenticated = (context: SealContext) => Buffer.concat([head, Buffer.from(JSON.stringify(context))])

  /** Null when it does not open. */
  function decrypt(box: Buffer, context?: SealContext): string | null {
    if (box.length < nonceBytes + tagBytes) return null
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes))
    if (context) decipher.setAAD(authenticated(context))
    decipher.setAuthTag(box.subarray(-tagBytes))
    try {
      const text = decipher.update(box.subarray(nonceBytes, -tagBytes))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    } catch {
      return null
    }
  }

  return {
    seal(text, context) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(authenticated(context))
      return Buffer.concat([head, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, context) {
      const isOurs = sealed.subarray(0, head.length).equals(head)
      // Seals of earlier versions begin with their nonce and have no context; they are gone a month after the update.
      const text = (isOurs ? decrypt(sealed.subarray(head.length), context) : null) ?? decrypt(sealed)
      if (text !== null) return text
      throw isOurs
        ? new AppError('wrong-seal', 'A stored secret does not open: it was altered, or sealed for something else')
        : new AppError('wrong-key', 'A stored secret does not open: ENCRYPTION_KEY is not the one it was sealed with')
    },
    deriveKey,
  }
}

// Written aside and then linked: when two processes start at once, one's key gets the name, whole, and both read that.
function makeKey(path: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(aside, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(aside)
  }
}

/** Whose secrets a database holds: a fingerprint of the key, which tells nothing about it. */
interface KeyRecord {
  openInstallation(): Promise<{ readonly keyFingerprint: string | null }>
  recordKey(fingerprint: string, onlyFirst: boolean): Promise<void>
}

interface KeyOptions {
  /** Absent: the key file of `dataDir`. */
  readonly encryptionKey?: Buffer | undefined
  readonly dataDir: string
  /** The key is another one because someone wants that. */
  readonly acceptKey: boolean
}

/**
 * The secrets under this installation's key, and what is wrong with it.
 * @throws AppError `bad-key`
 */
export async function openSecrets(
  record: KeyRecord,
  { encryptionKey, dataDir, acceptKey }: KeyOptions,
): Promise<{ readonly secrets: Secrets; readonly findings: readonly Finding[] }> {
  const wasThere = encryptionKey !== undefined || existsSync(keyPath(dataDir))
  const secrets = createSecrets(encryptionKey ?? readOrMakeKey(dataDir))
  const fingerprint = fingerprintOf(secrets)
  // Makes the row that the fingerprint goes into.
  await record.openInstallation()
  await record.recordKey(fingerprint, !acceptKey)
  const { keyFingerprint } = await record.openInstallation()
  if (keyFingerprint === fingerprint) return { secrets, findings: [] }
  return { secrets, findings: [otherKey({ encryptionKey, dataDir, wasThere })] }
}

/** Whether the key is the one that the database was used with. Makes none. @throws AppError `bad-key` */
export async function lookAtKey(
  record: Pick<KeyRecord, 'openInstallation'>,
  { encryptionKey, dataDir }: Omit<KeyOptions, 'acceptKey'>,
): Promise<readonly Finding[]> {
  const { keyFingerprint } = await record.openInstallation()
  if (keyFingerprint === null) return []
  if (!encryptionKey && !existsSync(keyPath(dataDir)))
    return [
      { about: 'key', level: 'error', message: `${keyPath(dataDir)} is missing: restore it, or set ENCRYPTION_KEY` },
    ]
  const isSame = fingerprintOf(createSecrets(encryptionKey ?? readOrMakeKey(dataDir))) === keyFingerprint
  return [
    isSame
      ? { about: 'key', level: 'ok', message: 'is the one of this database' }
      : otherKey({ encryptionKey, dataDir, wasThere: true }),
  ]
}

/** The secrets under the key as it is; null where there is none: none is made. @throws AppError `bad-key` */
export function readSecrets({ encryptionKey, dataDir }: Omit<KeyOptions, 'acceptKey'>): Secrets | null {
  if (!encryptionKey && !existsSync(keyPath(dataDir))) return null
  return createSecrets(encryptionKey ?? readOrMakeKey(dataDir))
}

const fingerprintOf = (secrets: Secrets) => secrets.deriveKey('fingerprint').toString('hex')

function otherKey(key: { encryptionKey: Buffer | undefined; dataDir: string; wasThere: boolean }): Finding {
  const name = key.encryptionKey ? 'ENCRYPTION_KEY' : keyPath(key.dataDir)
  const what = key.wasThere ? 'is not the key that' : 'was missing and has been made anew, which is not the key that'
  const message = `${name} ${what} this database was used with. Links to passages that were given out do not open, and replies under way cannot be sent. If the database was restored or another process has it, set the key that belongs to it; if the key was changed on purpose, start once with --accept-key`
  return { about: 'key', level: 'error', message }
}

const keyPath = (dataDir: string) => join(dataDir, 'encryption.key')

/** The key file of DATA_DIR, made with mode 0600 on first use; for installations without ENCRYPTION_KEY. */
export function readOrMakeKey(dataDir: string): Buffer {
  const path = keyPath(dataDir)
  if (!existsSync(path)) makeKey(path)
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32)
    throw new AppError('bad-key', `${path} does not hold 32 bytes in base64: restore it, or remove it`)
  return key
}
