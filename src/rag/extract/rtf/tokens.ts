// Pure: RTF's syntax as tokens (RTF 1.9.1, "RTF Syntax"). What a word means is for the reader; binary data is skipped.

export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  /** A control word, or a control symbol as a word of one character. `value` is null where none is given. */
  | { readonly kind: 'word'; readonly word: string; readonly value: number | null }
  /** Bytes in the charset of the font: written plainly (`isHex` false) or each as \'xx. */
  | { readonly kind: 'bytes'; readonly bytes: string; readonly isHex: boolean }

const open = { kind: 'open' } as const
const close = { kind: 'close' } as const
const controlWord = /([a-zA-Z]{1,32})(-?\d{1,10})? ?/y
const plain = /[^\\{}\r\n]+/y

/** @param source one character a byte (Latin-1) */
export function* tokenizeRtf(source: string): Generator<RtfToken> {
  let offset = 0
  while (offset < source.length) {
    const character = source[offset]!
    if (character === '{' || character === '}') {
      offset++
      yield character === '{' ? open : close
    } else if (character === '\r' || character === '\n') offset++
    else if (character !== '\\') {
      plain.lastIndex = offset
      const bytes = plain.exec(source)?.[0] ?? character
      offset += bytes.length
      yield { kind: 'bytes', bytes, isHex: false }
    } else {
      controlWord.lastIndex = offset + 1
      const found = controlWord.exec(source)
      if (found) {
        offset += 1 + found[0].length
        const value = found[2] === undefined ? null : Number(found[2])
        if (found[1] === 'bin') offset += Math.max(0, value ?? 0)
        else yield { kind: 'word', word: found[1]!, value }
      } else if (source[offset + 1] === "'") {
        const code = Number.parseInt(source.slice(offset + 2, offset + 4), 16)
        offset += 4
        if (!Number.isNaN(code)) yield { kind: 'bytes', bytes: String.fromCharCode(code), isHex: true }
      } else {
        const word = source[offset + 1] ?? ''
        offset += 2
        // A backslash before a line's end is a paragraph's end.
        if (word !== '') yield { kind: 'word', word: word === '\n' || word === '\r' ? 'par' : word, value: null }
      }
    }
  }
}
