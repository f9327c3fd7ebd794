// Opens the store and the engine for one command, and closes them however it ends.

import { readConfig } from '../config.ts'
import { type Library, openLibrary } from '../library.ts'

export async function withLibrary<T>(
  command: string,
  workspace: string,
  work: (library: Library) => Promise<T>,
): Promise<T> {
  const library = await openLibrary(readConfig(), command, workspace)
  try {
    return await work(library)
  } finally {
    await library.close()
  }
}
