// PDFs as extraction knows them. Their reader, and the library below, load when one is read.
import type { Format } from '../format.ts'

export const pdf: Format = {
  id: 'pdf',
  extensions: ['.pdf'],
  jailAboveBytes: 0,
  // Readers accept the header within the first 1,024 bytes: ISO 32000-1, implementation note 13.
  recognises: (bytes, name) => {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1')
    return /^(?:\xef\xbb\xbf)?\s*%PDF-/.test(head) || (name.endsWith('.pdf') && head.includes('%PDF-'))
  },
  read: async (bytes) => (await import('./pdf.ts')).readPdf(bytes),
  recognise: async (bytes) => (await import('./pdf.ts')).recognisePdf(bytes),
}
