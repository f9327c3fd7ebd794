// The office formats as extraction knows them. Their readers, and the library below, load when one is read.
import type { Format, ReadInside } from '../format.ts'
import { listZip } from '../zip.ts'
import { head, isFlatOpenDocument, officeMediaType } from './opendocument-head.ts'
import type { OfficeText } from './package.ts'

export const docx = officeOpenXml(
  'docx',
  'wordprocessingml.document',
  'word',
  ['.docx', '.docm', '.dotx', '.dotm'],
  async (bytes, inside) => (await import('./docx.ts')).readDocx(bytes, inside),
)

export const pptx = officeOpenXml(
  'pptx',
  'presentationml.presentation',
  'ppt',
  ['.pptx', '.pptm', '.ppsx', '.ppsm', '.potx', '.potm'],
  async (bytes) => (await import('./pptx.ts')).readPptx(bytes),
)

export const xlsx = officeOpenXml(
  'xlsx',
  'spreadsheetml.sheet',
  'xl',
  ['.xlsx', '.xlsm', '.xltx', '.xltm'],
  async (bytes) => (await import('./sheets/xlsx.ts')).readXlsx(bytes),
)

export const openDocument: Format = {
  id: 'opendocument',
  extensions: '.odt .ott .ods .ots .odp .otp .odg .otg .fodt .fods .fodp .sxw .sxc .sxi'.split(' '),
  jailAboveBytes: 0,
  recognises: (bytes) => isFlatOpenDocument(bytes) || isZippedOpenDocument(bytes),
  read: async (bytes) => (await import('./opendocument.ts')).readOpenDocument(bytes),
}

/** The media type stands first and unpacked (OpenDocument 1.3 part 2, 3.3), but for files that were zipped again. */
function isZippedOpenDocument(bytes: Uint8Array): boolean {
  if (!head(bytes).startsWith('PK')) return false
  if (officeMediaType.test(head(bytes))) return true
  const names = listZip(bytes)
  return names.includes('content.xml') && names.some((name) => name === 'META-INF/manifest.xml' || name === 'mimetype')
}

function officeOpenXml(
  id: string,
  type: string,
  folder: string,
  extensions: readonly string[],
  read: (bytes: Uint8Array, inside: ReadInside) => Promise<OfficeText>,
): Format {
  const mediaType = `application/vnd.openxmlformats-officedocument.${type}`
  const part = new RegExp(`^${folder}/[^/]+\\.xml$`, 'i')
  return {
    id,
    extensions,
    jailAboveBytes: 0,
    recognises: (bytes) => listZip(bytes).some((name) => part.test(name)),
    read: async (bytes, inside) => ({ ...(await read(bytes, inside)), mediaType }),
  }
}
