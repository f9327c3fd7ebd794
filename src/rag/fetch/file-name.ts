// What a page is called as a file: its name and bytes together decide how it is read. Pure.
import type { IncomingHttpHeaders } from 'node:http'
import { rootOf, startOf } from '../text/markup.ts'

// Kinds of text that bytes do not tell apart, and containers whose name costs less than opening them.
const extensionOf: Readonly<Record<string, string>> = {
  'application/json': '.json',
  'application/ld+json': '.json',
  'application/x-ndjson': '.jsonl',
  'application/jsonl': '.jsonl',
  'application/xml': '.xml',
  'text/xml': '.xml',
  'text/csv': '.csv',
  'text/tab-separated-values': '.tsv',
  'text/markdown': '.md',
  'text/x-markdown': '.md',
  'text/vtt': '.vtt',
  'application/x-subrip': '.srt',
  'application/yaml': '.yaml',
  'text/yaml': '.yaml',
  'application/rtf': '.rtf',
  'text/rtf': '.rtf',
  'message/rfc822': '.eml',
  'application/epub+zip': '.epub',
  'application/msword': '.doc',
  'application/vnd.ms-excel': '.xls',
  'application/vnd.ms-powerpoint': '.ppt',
  'application/vnd.oasis.opendocument.text': '.odt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': '.docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': '.pptx',
}

// What runs on a server ends so; what it sends is a page, not that program.
const pageProgram = /\.(?:php\d?|aspx?|jspx?|cgi|cfm|do|shtml|pl)$/i

/**
 * The name that Content-Disposition gives, else the last part of the path, else the host's, with an extension that
 * fits the bytes. Holds no folder and no control character, 200 characters at most.
 */
export function fileNameOf(url: URL, headers: IncomingHttpHeaders, bytes: Uint8Array): string {
  const name =
    clean(nameInDisposition(headers['content-disposition'])) ||
    clean(decode(url.pathname.split('/').at(-1)!)) ||
    url.hostname
  const isNamed = /\.[a-z]\w{0,7}$/i.test(name) && name !== url.hostname
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  if (isHtml(bytes, type, isNamed))
    return /\.x?html?$/i.test(name) && isNamed ? name : `${name.replace(isNamed ? pageProgram : '', '')}.html`
  if (isNamed) return name
  if (startOf(bytes).startsWith('%PDF-')) return `${name}.pdf`
  return name + (extensionOf[type] ?? (type.startsWith('text/') ? '.txt' : ''))
}

/** @param isNamed a name says what else it could be: text/plain then shows the source of a page */
function isHtml(bytes: Uint8Array, type: string, isNamed: boolean): boolean {
  const start = startOf(bytes)
  if (type === 'text/html' || type === 'application/xhtml+xml')
    return (
      /<(?:!doctype|!--|\/?[a-z][a-z\d]*[\s/>])/i.test(start) && !start.includes('\0') && !start.startsWith('%PDF-')
    )
  return !(type === 'text/plain' && isNamed) && rootOf(bytes) === 'html'
}

/** https://www.rfc-editor.org/rfc/rfc6266#section-4.3 */
function nameInDisposition(header: string | undefined): string {
  if (header === undefined) return ''
  const extended = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1]
  if (extended !== undefined) return decode(extended)
  const [, quoted, token] = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/i.exec(header) ?? []
  // Node hands headers over as Latin-1; names come in UTF-8.
  return Buffer.from(quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '', 'latin1').toString('utf8')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The end of a long name is kept: the extension is there. */
function clean(name: string): string {
  const last = name
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  return /^\.*$/.test(last) ? '' : Array.from(last).slice(-200).join('')
}
