// What a file format is to extraction. A new one is a `Format` in a folder's formats.ts, beside it a reader, which that
// one imports when it reads, and one line in the table.
import type { Extracted } from '../types.ts'

/**
 * Reads a file that the one being read holds, chosen by bytes and name as any file.
 * @throws AppError what `extract` throws
 */
export type ReadInside = (name: string, bytes: Uint8Array) => Promise<Extracted>

export interface Format {
  /** Its name on the wire between the process and its child; unique in the table. */
  readonly id: string
  /** Lower case, with the dot. Asked only when no format recognised the bytes. */
  readonly extensions: readonly string[]
  /** True when the bytes alone say so. `name` is the file's, in lower case. */
  recognises?(bytes: Uint8Array, name: string): boolean
  /** Files above this size are read in a child process, which can be killed; 0: always, Infinity: never. */
  readonly jailAboveBytes: number
  /**
   * May return text that is blank, holds NULs or lone surrogates: `extract` settles those for all formats.
   * @throws AppError `binary`, `broken`, `empty`, `encrypted` or `no-text-layer`
   */
  read(bytes: Uint8Array, inside: ReadInside): Promise<Extracted>
  /**
   * Reads as `read`, and the pictures that it only found (`hasPictures`). Takes minutes.
   * @throws AppError as `read`
   */
  recognise?(bytes: Uint8Array): Promise<Extracted>
}
