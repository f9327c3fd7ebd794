// Encodings: what is read as which, and what is no text at all.
import { expect, test } from 'vitest'
import { decodeText, looksLikeText } from '../../../src/rag/extract/decode.ts'

const bytes = (...values: number[]) => new Uint8Array(values)

test.each([
  ['UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, 0x68, 0x69), 'hi'],
  ['UTF-16 little endian', bytes(0xff, 0xfe, 0x68, 0, 0xe4, 0), 'hä'],
  ['UTF-16 big endian', bytes(0xfe, 0xff, 0, 0x68, 0, 0xe4), 'hä'],
  ['windows-1252', Buffer.from('Gr\xfc\xdfe aus M\xfcnchen, 10 \x80', 'latin1'), 'Grüße aus München, 10 €'],
  ['CR LF and CR', Buffer.from('a\r\nb\rc\n'), 'a\nb\nc\n'],
  ['a stray NUL', Buffer.from(`${'words '.repeat(20)}a\0b`), `${'words '.repeat(20)}ab`],
])('%s', (_name, input, text) => {
  expect(decodeText(input)).toBe(text)
})

test('one damaged character leaves a UTF-8 file UTF-8', () => {
  const text = decodeText(Buffer.concat([Buffer.from('한국어 문서입니다 여기에 글이 있다'), bytes(0xed)]))
  expect(text).toContain('한국어 문서입니다')
})

test('a declared charset counts where the bytes are not UTF-8', () => {
  expect(decodeText(bytes(0x93, 0xfa, 0x96, 0x7b), 'shift_jis')).toBe('日本')
  expect(decodeText(Buffer.from('Grüße'), 'iso-8859-1')).toBe('Grüße')
  expect(decodeText(Buffer.from('caf\xe9 and tea', 'latin1'), 'no-such-charset')).toBe('café and tea')
})

test('junk is refused', () => {
  const junk = Uint8Array.from({ length: 2000 }, (_, index) => (index * 197 + (index >> 3) * 31) % 256)
  expect(looksLikeText(junk)).toBe(false)
  expect(() => decodeText(junk)).toThrow(expect.objectContaining({ code: 'binary' }))
  // Cyrillic in windows-1251 would come out as mojibake.
  expect(looksLikeText(bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0))).toBe(false)
})
