// Formats that are known but not read: they are refused by name, so that people learn what to do about it.
import { listZip } from './zip.ts'

interface Unsupported {
  readonly what: string
  readonly advice: string
  /** A text file may end in these all the same (a table saved as `.xls`) and is then read as text. */
  readonly extensions: readonly string[]
}

const asPdf = 'export it as PDF and index that'
const known = {
  word: {
    what: 'a Word document in the format of before 2007',
    advice: 'save it as .docx and index that',
    extensions: ['.doc', '.dot', '.wbk'],
  },
  excel: {
    what: 'an Excel workbook in the format of before 2007',
    advice: 'save it as .xlsx and index that',
    extensions: ['.xls', '.xlt', '.xlm'],
  },
  powerpoint: {
    what: 'a PowerPoint presentation in the format of before 2007',
    advice: 'save it as .pptx and index that',
    extensions: ['.ppt', '.pot', '.pps'],
  },
  binaryWorkbook: {
    what: 'a binary Excel workbook',
    advice: 'save it as .xlsx and index that',
    extensions: ['.xlsb'],
  },
  office: { what: 'an Office file in the format of before 2007', advice: asPdf, extensions: [] },
  outlook: {
    what: 'an Outlook message',
    advice: 'save it as .eml and index that',
    extensions: ['.msg', '.oft', '.pst', '.ost'],
  },
  pages: { what: 'a Pages document', advice: 'export it as .docx and index that', extensions: ['.pages'] },
  numbers: { what: 'a Numbers spreadsheet', advice: 'export it as .xlsx and index that', extensions: ['.numbers'] },
  keynote: { what: 'a Keynote presentation', advice: 'export it as .pptx and index that', extensions: ['.key'] },
  drawing: { what: 'a Visio drawing', advice: asPdf, extensions: ['.vsd', '.vsdx', '.vsdm'] },
  publication: { what: 'a desktop publication', advice: asPdf, extensions: ['.pub', '.indd', '.xps', '.oxps'] },
  wordPerfect: { what: 'a WordPerfect document', advice: 'save it as .docx and index that', extensions: ['.wpd'] },
  hangul: {
    what: 'a Hangul document',
    advice: 'save it as .docx or PDF and index that',
    extensions: ['.hwp', '.hwpx'],
  },
  ebook: { what: 'an e-book in a format of its own', advice: asPdf, extensions: ['.mobi', '.azw', '.azw3', '.djvu'] },
  database: {
    what: 'a database',
    advice: 'export its tables as CSV and index those',
    extensions: ['.mdb', '.accdb', '.sqlite', '.db', '.odb'],
  },
  postScript: { what: 'a PostScript file', advice: 'convert it to PDF and index that', extensions: ['.ps', '.eps'] },
  image: {
    what: 'an image in a format',
    advice: 'save it as PNG or JPEG and index that',
    extensions: ['.gif', '.ico', '.heic', '.avif', '.svg'],
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
  program: {
    what: 'a program',
    advice: 'index its documentation',
    extensions: ['.exe', '.dll', '.so', '.dylib', '.class', '.wasm'],
  },
} satisfies Record<string, Unsupported>

// As text they are noise: SVG is drawing instructions in XML, PostScript a program.
const neverText: readonly Unsupported[] = [known.image, known.postScript, known.media, known.archive]

// Bytes in latin1 and where they stand: https://en.wikipedia.org/wiki/List_of_file_signatures
const signatures: readonly (readonly [offset: number, bytes: string, format: Unsupported])[] = [
  [0, 'GIF87a', known.image],
  [0, 'GIF89a', known.image],
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
  [0, '\xffWPC', known.wordPerfect],
  [0, 'SQLite format 3\0', known.database],
  [4, 'Standard Jet DB', known.database],
  [4, 'Standard ACE DB', known.database],
  [60, 'BOOKMOBI', known.ebook],
  [0, 'AT&TFORM', known.ebook],
  [0, '\x7fELF', known.program],
  [0, 'MZ', known.program],
  [0, '\xca\xfe\xba\xbe', known.program],
]

/**
 * A code and a sentence for a file in a known format that is not read; null for any other.
 *
 * @param isExpected whether a reader of our own takes files of that name: it says better what is wrong with this one
 */
export function refuseUnsupported(
  bytes: Uint8Array,
  extension: string,
  isText: boolean,
  isExpected: boolean,
): { readonly code: 'unsupported' | 'encrypted'; readonly message: string } | null {
  const byExtension = Object.values(known).find((format: Unsupported) => format.extensions.includes(extension))
  // Text that begins like a signature is still text.
  if (isText) return byExtension && neverText.includes(byExtension) ? refusal(byExtension) : null
  const head = latin1(bytes.subarray(0, 512))
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) {
    const format = byContainer(bytes) ?? byExtension ?? (isExpected ? null : known.archive)
    return format === null ? null : refusal(format)
  }
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return refuseCompoundFile(bytes, byExtension)
  const signed = signatures.find(([offset, start]) => head.startsWith(start, offset))?.[2] ?? byExtension
  return signed === undefined ? null : refusal(signed)
}

function byContainer(bytes: Uint8Array): Unsupported | null {
  const names = listZip(bytes)
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  if (has(/^xl\/workbook\.bin$/i)) return known.binaryWorkbook
  if (has(/^visio\//i)) return known.drawing
  if (has(/^FixedDocSeq\.fdseq$/i)) return known.publication
  if (has(/^Contents\/section0\.xml$/)) return known.hangul
  return null
}

// The streams each kind keeps its contents in: https://learn.microsoft.com/openspecs/office_file_formats/ms-offfflp
const streams: readonly (readonly [name: string, format: Unsupported])[] = [
  ['PowerPoint Document', known.powerpoint],
  ['WordDocument', known.word],
  ['Workbook', known.excel],
  ['VisioDocument', known.drawing],
  ['__substg1.0_', known.outlook],
  ['__properties_version1.0', known.outlook],
  ['FileHeader', known.hangul],
  ['Book', known.excel],
]

/** Office up to 2003, and newer files with a password: https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto */
function refuseCompoundFile(bytes: Uint8Array, byExtension: Unsupported | undefined) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const has = (name: string) => buffer.includes(name, 0, 'utf16le')
  if (has('EncryptedPackage'))
    return { code: 'encrypted', message: 'This file has a password: save it without one and index that.' } as const
  const found = streams.filter(([name]) => has(name)).map(([, format]) => format)
  // One may hold another: a letter with a sheet in it. The name then tells which is which.
  const format = byExtension && found.includes(byExtension) ? byExtension : (found[0] ?? byExtension ?? known.office)
  return refusal(format)
}

function refusal(format: Unsupported) {
  return { code: 'unsupported', message: `This is ${format.what}, which is not read: ${format.advice}.` } as const
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
