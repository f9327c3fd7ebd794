// Formats that are known but not read: they are refused by name, so that people learn what to do about it.

interface Unsupported {
  readonly what: string
  readonly advice: string
  readonly extensions: readonly string[]
}

const office = 'save it as PDF or HTML and index that'
const known = {
  word: { what: 'a Word document', advice: office, extensions: ['.doc', '.docx', '.docm', '.dot', '.dotx'] },
  excel: {
    what: 'an Excel workbook',
    advice: 'save it as CSV or PDF and index that',
    extensions: ['.xls', '.xlsx', '.xlsm', '.xlsb'],
  },
  powerpoint: {
    what: 'a PowerPoint presentation',
    advice: office,
    extensions: ['.ppt', '.pptx', '.pptm', '.pps', '.ppsx'],
  },
  opendocument: { what: 'an OpenDocument file', advice: office, extensions: ['.odt', '.ods', '.odp', '.odg', '.ott'] },
  office: { what: 'an Office file', advice: office, extensions: [] },
  rtf: { what: 'an RTF document', advice: office, extensions: ['.rtf'] },
  epub: { what: 'an EPUB book', advice: office, extensions: ['.epub'] },
  email: {
    what: 'an e-mail',
    advice: 'save its text as a .txt or .html file and index that',
    extensions: ['.eml', '.msg', '.mbox'],
  },
  image: {
    what: 'an image',
    advice: 'there is no text recognition; index the text it shows',
    extensions: ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.tif', '.tiff', '.bmp', '.ico', '.heic', '.avif', '.svg'],
  },
  media: {
    what: 'a sound or video file',
    advice: 'index a transcript of it',
    extensions: ['.mp3', '.mp4', '.m4a', '.mov', '.avi', '.mkv', '.webm', '.wav', '.ogg', '.flac'],
  },
  archive: {
    what: 'an archive',
    advice: 'unpack it and index the folder',
    extensions: ['.zip', '.gz', '.tgz', '.bz2', '.xz', '.zst', '.7z', '.rar', '.tar', '.jar'],
  },
} satisfies Record<string, Unsupported>

// Bytes in latin1 and where they stand: https://en.wikipedia.org/wiki/List_of_file_signatures
const signatures: readonly (readonly [offset: number, bytes: string, format: Unsupported])[] = [
  [0, '\x89PNG\r\n', known.image],
  [0, '\xff\xd8\xff', known.image],
  [0, 'GIF87a', known.image],
  [0, 'GIF89a', known.image],
  [8, 'WEBP', known.image],
  [0, 'II*\0', known.image],
  [0, 'MM\0*', known.image],
  [4, 'ftypheic', known.image],
  [4, 'ftypavif', known.image],
  [4, 'ftyp', known.media],
  [0, 'ID3', known.media],
  [0, 'OggS', known.media],
  [0, 'fLaC', known.media],
  [0, '\x1aE\xdf\xa3', known.media],
  [8, 'WAVE', known.media],
  [0, '\x1f\x8b', known.archive],
  [0, 'BZh', known.archive],
  [0, '\xfd7zXZ', known.archive],
  [0, '(\xb5/\xfd', known.archive],
  [0, '7z\xbc\xaf', known.archive],
  [0, 'Rar!\x1a', known.archive],
  [257, 'ustar', known.archive],
]

/** A code and a sentence for a file in a known format that is not read; null for any other. */
export function refuseUnsupported(
  bytes: Uint8Array,
  extension: string,
  isText: boolean,
): { readonly code: 'unsupported' | 'encrypted'; readonly message: string } | null {
  const head = latin1(bytes.subarray(0, 512))
  if (head.startsWith('{\\rtf')) return refusal(known.rtf)
  const byExtension = Object.values(known).find((format: Unsupported) => format.extensions.includes(extension))
  // Text that begins like a signature is still text. SVG is XML and so text; as text it is noise.
  if (isText) return byExtension === undefined ? null : refusal(byExtension)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06'))
    return refusal(byContainer(bytes) ?? byExtension ?? known.archive)
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return refuseCompoundFile(bytes, byExtension)
  const signed = signatures.find(([offset, start]) => head.startsWith(start, offset))?.[2] ?? byExtension
  return signed === undefined ? null : refusal(signed)
}

/** The parts' names stand uncompressed in a ZIP: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
function byContainer(bytes: Uint8Array): Unsupported | null {
  const has = (part: string) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(part, 0, 'latin1')
  if (has('application/epub+zip')) return known.epub
  if (has('application/vnd.oasis.opendocument')) return known.opendocument
  if (has('word/document.xml')) return known.word
  if (has('xl/workbook.')) return known.excel
  if (has('ppt/presentation.xml')) return known.powerpoint
  return null
}

/** Office up to 2003, and newer files with a password: https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto */
function refuseCompoundFile(bytes: Uint8Array, byExtension: Unsupported | undefined) {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('EncryptedPackage', 0, 'utf16le'))
    return { code: 'encrypted', message: 'This file has a password: save it without one and index that.' } as const
  return refusal(byExtension ?? known.office)
}

function refusal(format: Unsupported) {
  return { code: 'unsupported', message: `This is ${format.what}, which is not read yet: ${format.advice}.` } as const
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
