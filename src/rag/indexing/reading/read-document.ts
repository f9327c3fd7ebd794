// One document's bytes to all that is made of it without a database: its text, its layout, its chunks. Runs in the main
// thread for small documents and in tasks.ts for all others. Refuses what extraction refuses, and what has no word.
import { AppError } from '../../../errors.ts'
import type { Chunk } from '../../../layout.ts'
import { extract, recognise } from '../../extract/index.ts'
import type { JailLimits, JailTask } from '../../extract/sandbox/jail.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Extracted } from '../../types.ts'
import { artifactHash } from '../artifact.ts'
import { chunk } from '../chunk.ts'

export interface ReadDocument extends Omit<Extracted, 'text' | 'layout'> {
  /** In UTF-8, for the store alone, in memory that a thread shares with the main one: it need not be copied there. */
  readonly text: Uint8Array
  /** The same, as JSON: a layout may hold a place for each row. */
  readonly layout: Uint8Array
  /** Of text and layout: the artifact's address. */
  readonly hash: string
  /** ISO 639-1. */
  readonly language: string
  readonly chunks: readonly Chunk[]
}

/**
 * @param task `recognise` for a document that was read and `hasPictures`
 * @throws AppError as `extract`, and `empty` where no letter or digit is in it
 */
export async function readDocument(
  name: string,
  bytes: Uint8Array,
  limits?: Partial<JailLimits>,
  task: JailTask = 'read',
): Promise<ReadDocument> {
  const extracted = await (task === 'read' ? extract : recognise)(name, bytes, limits)
  const chunks = chunk(extracted)
  if (chunks.length === 0 && !extracted.hasPictures) throw new AppError('empty', 'There is no text in it')
  return {
    ...extracted,
    text: toShared(extracted.text),
    layout: toShared(JSON.stringify(extracted.layout)),
    hash: artifactHash(extracted),
    language: extracted.language ?? detectLanguage(extracted.text),
    chunks,
  }
}

function toShared(text: string): Uint8Array {
  const bytes = Buffer.from(new SharedArrayBuffer(Buffer.byteLength(text)))
  bytes.write(text)
  return bytes
}
