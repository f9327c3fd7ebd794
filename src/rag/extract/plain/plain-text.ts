// Plain text, source code, configuration and logs: as they are.
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'

/** @throws AppError `binary` */
export function readPlainText(bytes: Uint8Array): Extracted {
  return { text: decodeText(bytes), layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
}

/** For readers who go by line numbers. @throws AppError `binary` */
export function readByLine(bytes: Uint8Array, mediaType: string): Extracted {
  return { text: decodeText(bytes), layout: { pages: [], headings: [], isByLine: true }, mediaType }
}
