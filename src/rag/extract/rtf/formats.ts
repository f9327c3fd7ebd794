// Rich Text Format as extraction knows it. Its reader loads when one is read.
import type { Format } from '../format.ts'

export const rtf: Format = {
  id: 'rtf',
  extensions: ['.rtf'],
  jailAboveBytes: 0,
  recognises: (bytes) => /^(?:\xef\xbb\xbf)?\s*\{\\rtf/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1')),
  read: async (bytes) => (await import('./rtf.ts')).readRtf(bytes),
}
