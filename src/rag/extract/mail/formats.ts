// E-mails as extraction knows them. Their reader, and the library below, load when one is read.
import type { Format } from '../format.ts'

export const email: Format = {
  id: 'email',
  extensions: ['.eml', '.mbox', '.mht', '.mhtml'],
  jailAboveBytes: 0,
  recognises: (bytes, name) => !/\.[a-z0-9]{1,8}$/.test(name) && startsLikeMail(bytes),
  read: async (bytes, inside) => (await import('./email.ts')).readEmail(bytes, inside),
}

const usual = /^(?:from|to|cc|subject|date|message-id|received|return-path|reply-to|mime-version|delivered-to):/i

/** https://www.rfc-editor.org/rfc/rfc5322#section-2.2 */
function startsLikeMail(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 8192)).toString('latin1')
  const [headers = ''] = head.split(/\r?\n\r?\n/, 1)
  const lines = headers.split(/\r?\n/)
  return lines.every((line) => /^(?:[\w-]+:|[ \t])/.test(line)) && lines.filter((line) => usual.test(line)).length > 2
}
