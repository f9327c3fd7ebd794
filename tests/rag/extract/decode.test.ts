// Encodings: what is read as which, and what is no text at all.
import { expect, test } from 'vitest'
import { decodeText, looksLikeText } from '../../../src/rag/extract/decode.ts'

const bytes = (...values: number[]) => new Uint8Array(values)

test.each([
  ['UTF-8 with a mark', bytes(0xef, 0xbb, 0xbf, 0x68, 0x69), 'hi'],
  ['UTF-16 little endian', bytes(0xff, 0xfe, 0x68, 0, 0xe4, 0), 'hä'],
  ['UTF-16 big endian', bytes(0xfe, 0xff, 0, 0x68, 0, 0xe4), 'hä'],
  ['UTF-32 little endian', bytes(0xff, 0xfe, 0, 0, 0x68, 0, 0, 0, 0x00, 0xf6, 0x01, 0), 'h😀'],
  ['UTF-32 big endian', bytes(0, 0, 0xfe, 0xff, 0, 0, 0, 0x68, 0, 0x01, 0xf6, 0x00), 'h😀'],
  ['UTF-16 without a mark', Buffer.from('Grüße, Welt', 'utf16le'), 'Grüße, Welt'],
  ['UTF-16 in Cyrillic without a mark', Buffer.from('Привет, новый мир', 'utf16le'), 'Привет, новый мир'],
  ['UTF-16 big endian without a mark', Buffer.from('Hello, world', 'utf16le').swap16(), 'Hello, world'],
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
  // Numbers of two bytes have zeros where UTF-16 has them: these would be "¢¨¬°".
  const numbers = Buffer.from(
    Uint16Array.from({ length: 400 }, (_, index) => [0xa2, 0xa8, 0xac, 0xb0][index % 4] ?? 0).buffer,
  )
  expect(looksLikeText(numbers)).toBe(false)
})

// Encoded by another program than the one that decodes.
test.each([
  ['ISO 8859-6, a line', '6szIINfkyCDH5MXMx9LJIOLI5CDD08jo2Q==', 'يجب طلب الإجازة قبل أسبوع'],
  ['windows-1250, a line', 'VXJsb3AgbmFsZb95IHpns29zaeYgZHdh', 'Urlop należy zgłosić dwa'],
  [
    'windows-1251',
    'zvLv8/HqIO707vDs6//l8vH/IOfgIOTi5SDt5eTl6+gg5O4g7eD34OvgLiDR7vLw8+Tt6Oog7+j45fIg',
    'Отпуск оформляется за две недели до начала. Сотрудник пишет ',
  ],
  [
    'KOI8-R',
    '79TQ1dPLIM/Gz9LNzNHF1NPRINrBIMTXxSDOxcTFzMkgxM8gzsHewczBLiDzz9TS1cTOycsg0MnbxdQg',
    'Отпуск оформляется за две недели до начала. Сотрудник пишет ',
  ],
  [
    'IBM866',
    'juKv4+GqIK7kruCsq++l4uHvIKegIKSipSCtpaSlq6ggpK4graDnoKugLiCRruLg46StqKogr6jopeIg',
    'Отпуск оформляется за две недели до начала. Сотрудник пишет ',
  ],
  [
    'ISO 8859-5',
    'vuLf4+HaIN7k3uDc2+/V4uHvINfQINTS1SDd1dTV29gg1N4g3dDn0NvQLiDB3uLg49Td2Nog39jo1eIg',
    'Отпуск оформляется за две недели до начала. Сотрудник пишет ',
  ],
  [
    'KOI8-U',
    '96bE0NXT1MvVINPMpsQg0M/Hz8TJ1Mkg2sEgxNfBINTJ1s6mLiDw0sHDptfOycsgzsHE08nMwaQg2sHR19UsIA==',
    'Відпустку слід погодити за два тижні. Працівник надсилає заяву, ',
  ],
  [
    'ISO 8859-7',
    'xyDc5OXp4SDm5/Tl3/Th6SDk/e8g5eLk7+zc5OXyIPDx6e0uIM8g9fDc6+vn6+/yIPP03evt5ekg4d/0',
    'Η άδεια ζητείται δύο εβδομάδες πριν. Ο υπάλληλος στέλνει αίτ',
  ],
  [
    'ISO 8859-2',
    'VXJsb3AgbmFsZb95IHpns29zaeYgZHdhIHR5Z29kbmllIHdjemW2bmllai4gUHJhY293bmlrIHNrs2FkYSB3bmlvc2VrLCBhIGtpZXJvd25payBnbyB6YXR3aWVyZHphLiBQeXRhbmlhIHByb3N66iBraWVyb3dh5iBkbyBkemlhs3Uga2FkciB3IKNvZHppLiCscvNks286IHJlZ3VsYW1pbiBwcmFjeS4=',
    'Urlop należy zgłosić dwa tygodnie wcześniej. Pracownik składa wniosek, a kierownik go zatwierdza. Pytania proszę kierować do działu kadr w Łodzi. Źródło: regulamin pracy.',
  ],
  [
    'windows-1250',
    'RG92b2xlbm91IGplIHT4ZWJhIG5haGzhc2l0IGR2YSB0/WRueSBw+GVkZW0uIFphbexzdG5hbmVjIHBvZOEgnuFkb3N0IGEgdmVkb3Vj7SBqaSBzY2h24WztLiBQ+O1wYWRu6SBkb3Rhenkgem9kcG927SBwZXJzb27hbG7tIG9kZOxsZW7tIHYgUGx6bmkuIFD47Zp07SBzY2j5emUgamUgdiBwb25k7GztLg==',
    'Dovolenou je třeba nahlásit dva týdny předem. Zaměstnanec podá žádost a vedoucí ji schválí. Případné dotazy zodpoví personální oddělení v Plzni. Příští schůze je v pondělí.',
  ],
  [
    'windows-1254',
    '3XppbiBpa2kgaGFmdGEg9m5jZWRlbiBpc3RlbmlyLiDHYWz9/mFuIGRpbGVr52UgdmVyaXIgdmUgefZuZXRpY2kgb25heWxhci4gU29ydWxhcv1u/XogaedpbiBpbnNhbiBrYXluYWtsYXL9IGL2bPxt/G5lIGJh/nZ1cnVudXouIN5pcmtldGluIGFkcmVzaSDdc3RhbmJ1bCdkYWT9ci4=',
    "İzin iki hafta önceden istenir. Çalışan dilekçe verir ve yönetici onaylar. Sorularınız için insan kaynakları bölümüne başvurunuz. Şirketin adresi İstanbul'dadır.",
  ],
  [
    'windows-1255',
    '6fkg7OH3+SDn5fT55CD54eXy6entIO744PkuIOTy5eHjIPnl7Ocg4ff55CDl5O7w5Owg7uD5+CDg5frk',
    'יש לבקש חופשה שבועיים מראש. העובד שולח בקשה והמנהל מאשר אותה',
  ],
  [
    'windows-1256',
    '7czIINjhyCDH4cXMx9LJIN7I4SDD08jm2u3kLiDt0dPhIMfh4+bZ3SDH4djhyCDm7ebH3d4g2uHt5SDH',
    'يجب طلب الإجازة قبل أسبوعين. يرسل الموظف الطلب ويوافق عليه ا',
  ],
  [
    'windows-874',
    'odLDxdK+0aHD6c25tenNp6LNxejHp8u56dLKzafK0bu00svsIL650aGn0rnK6Kek06LN4cXQvNnpqNG0',
    'การลาพักร้อนต้องขอล่วงหน้าสองสัปดาห์ พนักงานส่งคำขอและผู้จัด',
  ],
  [
    'Shift_JIS',
    'i3iJyYLNk/GPVIrUkU+C3ILFgsmQXJC/grWCxIKtgr6Cs4KigUKO0Ij1gs2QXJC/j5GC8JLxj2+CtYFBj+OOaYKqj7OURoK1gtyCt4FCjr8=',
    '休暇は二週間前までに申請してください。社員は申請書を提出し、上司が承認します。質',
  ],
  [
    'EUC-JP',
    'tdmyy6TPxvO9tbTWwbCk3qTHpMu/vcDBpLekxqSvpMCktaSkoaO80rD3pM+/vcDBvfGk8sTzvdCkt6GivuW7yqSsvrXHp6S3pN6kuaGjvME=',
    '休暇は二週間前までに申請してください。社員は申請書を提出し、上司が承認します。質',
  ],
  [
    'ISO-2022-JP',
    'GyRCNVkySyRPRnM9NTRWQTAkXiRHJEs/PUBBJDckRiQvJEAkNSQkISM8UjB3JE8/PUBBPXEkckRzPVAkNyEiGyhC',
    '休暇は二週間前までに申請してください。社員は申請書を提出し、',
  ],
  [
    'GB18030',
    '0N282dDo0qrM4cewwb3W3Mnqx+uho9SxuaTM4b27yerH66Osvq3A7cX617yho8jn09DOyszio6zH68Gqz7Wxsb6ptcTIy8Gm18rUtLK/w8U=',
    '休假需要提前两周申请。员工提交申请，经理批准。如有问题，请联系北京的人力资源部门',
  ],
  [
    'Big5',
    'pfCwsrvdrW60o6tlqOK2Z6XTvdChQ637pHW0o6XmpdO90KFBuGeyeqflreOhQ6ZwprOw3cNEoUG90MFww7S7T6VfqrqkSKRPuOq3vbOhqvk=',
    '休假需要提前兩週申請。員工提交申請，經理批准。如有問題，請聯繫臺北的人力資源部門',
  ],
  [
    'EUC-KR',
    'yN6wobTCIMDMIMHWIMD8v6EgvcXDu8fYvt8gx9W0z7TZLiDB97/4wMwgvcXDu7ytuKYgwabD4sfPuOkgsPy4rsDasKEg',
    '휴가는 이 주 전에 신청해야 합니다. 직원이 신청서를 제출하면 관리자가 ',
  ],
])('%s is detected', (_name, base64, text) => {
  expect(decodeText(Buffer.from(base64, 'base64'))).toBe(text)
})

test('English with a few signs of windows-1252 is not taken for another charset', () => {
  const text =
    'The caf\u00e9 is open \u2013 \u201cdaily\u201d \u2013 from 9 to 5; it\u2019s \u00a33 a cup, \u00a72 applies.'
  const windows = text.replaceAll(
    /[\u2013\u2019\u201c\u201d]/g,
    (sign) => ({ '\u2013': '\x96', '\u2019': '\x92', '\u201c': '\x93', '\u201d': '\x94' })[sign] ?? '',
  )
  expect(decodeText(Buffer.from(windows, 'latin1'))).toBe(text)
})

test('a few letters are enough where they make words in one charset only', () => {
  expect(decodeText(bytes(0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0))).toBe('Привет мир')
})

test('escape codes and control characters say nothing', () => {
  const text =
    '\u001b[1;31mred\u001b[0m \u009b32mgreen\u001b[K \u001b]8;;http://h.test\u0007link\u001b]8;;\u001b\\ \u001b(Bend N\bNA\bA_\bx'
  expect(decodeText(Buffer.from(text.padEnd(600, ' x')))).toContain('red green link end NAx')
})
