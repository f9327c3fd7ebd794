// By what stands first in it an OpenDocument is known, zipped or as one XML file. Pure.

/** Inside the file, OpenDocument's media type or that of OpenOffice.org 1; the last word is the kind. */
export const officeMediaType = /application\/vnd\.(?:oasis\.opendocument|sun\.xml)\.(\w+)/

/** One XML file in place of a ZIP. */
export function isFlatOpenDocument(bytes: Uint8Array): boolean {
  return /^\s*</.test(head(bytes)) && /<office:document\s/.test(head(bytes))
}

/** The first four kilobytes, a character a byte. */
export function head(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString('latin1')
}
