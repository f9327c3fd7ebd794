// Bytes to text: Unicode by its mark, by its zeros or as UTF-8, then a charset the document declares, then a detected
// one. Refuses what is not text. Line ends become \n, so offsets and quotes do not depend on where a file was written.
import { AppError } from '../../errors.ts'
import { decodeDetected, decodeWith } from './charset.ts'
import { decodeWide } from './wide-text.ts'

// Share of characters that no text has, above which bytes count as binary. Random bytes have about 0.1.
const maxControlShare = 0.02
// Of what a declared charset may leave undecoded: a few damaged characters do not make the declaration wrong.
const maxDamagedShare = 0.01

/**
 * @param declared charset named inside the document (an HTML meta), used when the bytes are not valid Unicode
 * @returns text without a byte order mark, escape codes and control characters, with \n line ends
 * @throws AppError `binary` when it is not text
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const text = decode(bytes, declared)
  if (text === null || controlShare(text) > maxControlShare)
    throw new AppError(
      'binary',
      'This is neither text nor a known document: leave it out, or save it as text in UTF-8.',
    )
  return withoutControls(text.replaceAll('\0', '').replaceAll(/\r\n?/g, '\n'))
}

// ECMA-48: what colours a terminal (CSI), sets its title or links (OSC, up to its end), and switches its charsets. Escape, bell
// and backspace stand as private characters here, which patterns can name.
const [esc, bell, backspace] = ['\u{e01b}', '\u{e007}', '\u{e008}']
const escapes =
  /\u{e01b}(?:\[[0-9;:?<=>]{0,64}[ -/]{0,4}[@-~]|\][^\u{e007}\u{e01b}\n]{0,2000}(?:\u{e007}|\u{e01b}\\)|[()*+][0-9A-Za-z]|[=>78cDEHMNOZ])/gu
const controls = /[^\P{Cc}\t\n\f\u{85}]|[\u{e007}\u{e008}\u{e01b}]/gu

/** Bold by overstriking, as manual pages have it, is one letter; other control characters say nothing to a reader. */
function withoutControls(text: string): string {
  if (!/[^\P{Cc}\t\n]/u.test(text)) return text
  return text
    .replaceAll('\u001b', esc)
    .replaceAll('\u009b', `${esc}[`)
    .replaceAll('\u0007', bell)
    .replaceAll('\b', backspace)
    .replace(escapes, '')
    .replace(/[^\n]\u{e008}/gu, '')
    .replace(controls, '')
}

/** True when `decodeText` would take the bytes. The start of a file is enough. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const text = decode(bytes)
  return text !== null && controlShare(text) <= maxControlShare
}

function decode(bytes: Uint8Array, declared?: string): string | null {
  const wide = decodeWide(bytes)
  if (wide !== null) return wide
  const strict = decodeWith('utf-8', bytes, true)
  // Seven-bit Japanese mail: plain ASCII but for its escapes, https://www.rfc-editor.org/rfc/rfc1468
  const isJapanese = strict?.includes('\x1b$B') || strict?.includes('\x1b$@')
  if (strict !== null) return (isJapanese && decodeWith('iso-2022-jp', bytes, true)) || strict
  if (declared !== undefined) {
    const text = decodeWith(declared, bytes)
    if (text !== null && count(text, (code) => code === 0xfffd) <= text.length * maxDamagedShare) return text
  }
  const lenient = new TextDecoder('utf-8').decode(bytes)
  const damaged = count(lenient, (code) => code === 0xfffd)
  // A UTF-8 file with one damaged or cut character is still UTF-8: all else would be mojibake.
  if (damaged * 10 <= count(lenient, (code) => code > 0x7f) - damaged) return lenient
  return decodeDetected(bytes)
}

/** C0 without white space and the escape of coloured logs; C1, which windows-1252 yields where it has nothing. */
function controlShare(text: string): number {
  const isControl = (code: number) => {
    const isWhite = (code >= 0x09 && code <= 0x0d) || code === 0x1b || code === 0x85
    return (code < 0x20 || (code >= 0x7f && code <= 0x9f)) && !isWhite
  }
  return text.length === 0 ? 0 : count(text, isControl) / text.length
}

/** By code unit: a pattern takes seconds on the largest files. */
function count(text: string, matches: (code: number) => boolean): number {
  let found = 0
  for (let index = 0; index < text.length; index++) if (matches(text.charCodeAt(index))) found++
  return found
}
