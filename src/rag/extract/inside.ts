// Reads a file that another file holds, in the same child process: an e-mail's attachment, a part of an archive.
// Refuses nesting without end.
import { AsyncLocalStorage } from 'node:async_hooks'
import { AppError } from '../../errors.ts'
import type { Extracted } from '../types.ts'
import { chooseFormat } from './choose.ts'

/** A mail in a mail in a mail is read; what that one holds is not. */
const maxDepth = 3
const depths = new AsyncLocalStorage<number>()

/**
 * Chosen by bytes and name, as any file. Only for formats that are themselves read in the child: it has no jail of its own.
 * @throws AppError what `extract` throws
 */
export async function readInside(name: string, bytes: Uint8Array): Promise<Extracted> {
  const depth = (depths.getStore() ?? 0) + 1
  if (depth > maxDepth)
    throw new AppError('too-large', 'Files are nested too deep in it: take them out and index them one by one.')
  const format = chooseFormat(name.toLowerCase(), bytes)
  return await depths.run(depth, () => format.read(bytes, readInside))
}
