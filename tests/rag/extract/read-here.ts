// Reads a file as `extract` does, but in this process: a child for each takes half a second. That the child says the same,
// and what only a child withstands, is in index.test.ts and jail.test.ts.
import { readInside } from '../../../src/rag/extract/inside.ts'
import type { Extracted } from '../../../src/rag/types.ts'

export async function readHere(name: string, bytes: Uint8Array): Promise<Extracted> {
  const extracted = await readInside(name, bytes)
  return { ...extracted, text: extracted.text.replaceAll('\0', ' ').toWellFormed() }
}
