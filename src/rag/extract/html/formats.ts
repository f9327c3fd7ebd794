// Web pages and books as extraction knows them. Their readers, and the library below, load when one is read.
import { rootOf } from '../../text/markup.ts'
import type { Format } from '../format.ts'

export const html: Format = {
  id: 'html',
  extensions: ['.html', '.htm', '.xhtml', '.xht'],
  // The parser takes quadratic time on hostile nesting: 64 KB of it under a second, so only that in the process.
  jailAboveBytes: 64 * 1024,
  // A .txt or JSONL item that shows HTML source is that source.
  recognises: (bytes, name) => !name.endsWith('.txt') && rootOf(bytes) === 'html',
  read: async (bytes) => (await import('./html.ts')).readHtml(bytes),
}

export const epub: Format = {
  id: 'epub',
  extensions: ['.epub'],
  jailAboveBytes: 0,
  // The media type stands first and unpacked: https://www.w3.org/TR/epub-33/#sec-zip-container-mime
  recognises: (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).includes('application/epub+zip'),
  read: async (bytes) => (await import('./epub.ts')).readEpub(bytes),
}
