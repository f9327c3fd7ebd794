// What a document was made of, in one value: equal ones need no reading.
import { createHash } from 'node:crypto'
import { createSlices } from '../../give-way.ts'
import type { SourceDocument } from '../../model.ts'

/** Everything that the stored document depends on: the bytes and what the caller says of them. */
export async function hashSource(source: SourceDocument): Promise<string> {
  const { bytes, name, uri, title, url, externalId, thumbnail, author } = source
  // Only where there are any, so that what was indexed before keeps its hash.
  const more = [...(thumbnail === undefined ? [] : [thumbnail]), ...(author === undefined ? [] : [{ author }])]
  const hash = createHash('sha256').update(
    JSON.stringify([name, uri, title ?? null, url ?? null, externalId ?? null, ...more]),
  )
  const slice = createSlices()
  for (let at = 0; at < bytes.length; at += hashedBytes) {
    await slice()
    hash.update(bytes.subarray(at, at + hashedBytes))
  }
  return hash.digest('hex')
}

/** A few milliseconds. */
const hashedBytes = 1_000_000
