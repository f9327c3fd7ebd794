// Plain text, as it is. Anything that reads as text and has no better format lands here.
import { decodeText } from '../decode.ts'
import type { Format } from '../format.ts'

export const plainText: Format = {
  id: 'text',
  mediaType: 'text/plain',
  extensions: ['.txt'],
  jailAboveBytes: Number.POSITIVE_INFINITY,
  read: (bytes) => ({ text: decodeText(bytes), layout: { pages: [], headings: [] }, mediaType: 'text/plain' }),
}
