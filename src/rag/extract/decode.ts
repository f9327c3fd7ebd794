// Bytes to text: UTF-8, UTF-16 by its mark, a charset the document declares, else windows-1252. Refuses what is
// not text. Line ends become \n, so offsets and quotes do not depend on the machine a file was written on.
import { AppError } from '../../errors.ts'

// Share of characters that no text has, above which bytes count as binary. Random bytes have about 0.1.
const maxControlShare = 0.02
// Share of bytes above 0x7F, above which a file is not Western text: other alphabets would come out as mojibake.
const maxHighByteShare = 0.3

/**
 * @param declared charset named inside the document (an HTML meta), used when the bytes are not valid UTF-8
 * @returns text without a byte order mark, with \n line ends and without NULs
 * @throws AppError `binary` when it is not text
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decode(bytes, declared)
  if (text === null || controlShare(text) > maxControlShare)
    throw new AppError(
      'binary',
      'This is neither text nor a known document: leave it out, or save it as text in UTF-8.',
    )
  return text.replaceAll('\0', '').replaceAll(/\r\n?/g, '\n')
}

/** True when `decodeText` would take the bytes. The start of a file is enough. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const text = decode(bytes)
  return text !== null && controlShare(text) <= maxControlShare
}

function decode(bytes: Uint8Array, declared?: string): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const strict = tryDecode(bytes, 'utf-8')
  if (strict !== null) return strict
  if (declared !== undefined) {
    const text = tryDecode(bytes, declared)
    if (text !== null) return text
  }
  const lenient = new TextDecoder('utf-8').decode(bytes)
  let damaged = 0
  let beyondAscii = 0
  // By code unit: a pattern takes seconds on the largest files.
  for (let index = 0; index < lenient.length; index++) {
    const code = lenient.charCodeAt(index)
    if (code === 0xfffd) damaged++
    else if (code > 0x7f) beyondAscii++
  }
  // A UTF-8 file with one damaged or cut character is still UTF-8: all else would be mojibake.
  if (damaged * 10 <= beyondAscii) return lenient
  let high = 0
  for (const byte of bytes) if (byte > 0x7f) high++
  return high / bytes.length > maxHighByteShare ? null : new TextDecoder('windows-1252').decode(bytes)
}

function tryDecode(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    // Not this encoding, or no encoding of that name: the caller tries the next.
    return null
  }
}

/** C0 without white space and the escape of coloured logs; C1, which windows-1252 yields where it has nothing. */
function controlShare(text: string): number {
  let controls = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    const isWhite = (code >= 0x09 && code <= 0x0d) || code === 0x1b || code === 0x85
    if ((code < 0x20 || (code >= 0x7f && code <= 0x9f)) && !isWhite) controls++
  }
  return text.length === 0 ? 0 : controls / text.length
}
