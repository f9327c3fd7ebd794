// Mails with all they carry, each attachment read by its own format.
import { expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'

const head = [
  'From: =?utf-8?q?Ada_M=C3=BCller?= <ada@example.com>',
  'To: Bob <bob@example.com>, team@example.com',
  'Date: Tue, 4 Mar 2025 10:00:00 +0100',
  'Subject: The budget',
  'MIME-Version: 1.0',
]
const shownHead =
  'From: Ada Müller <ada@example.com>\nTo: Bob <bob@example.com>, team@example.com\nDate: Tue, 4 Mar 2025 10:00:00 +0100\nSubject: The budget'
const read = (lines: readonly string[], name = 'a.eml') => readInside(name, Buffer.from(lines.join('\r\n')))
const part = (headers: readonly string[], body: string) => ['--b', ...headers, '', body]
const mixed = (...parts: readonly string[][]) => [
  ...head,
  'Content-Type: multipart/mixed; boundary=b',
  '',
  ...parts.flat(),
  '--b--',
]

test('head, body and metadata', async () => {
  expect(
    await read([
      ...head,
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'It is 40=2C000 =A3.',
      '',
      '> How much?',
    ]),
  ).toEqual({
    text: `${shownHead}\n\nIt is 40,000 £.\n\n> How much?`,
    layout: { pages: [], headings: [] },
    title: 'The budget',
    author: 'Ada Müller',
    modifiedAt: '2025-03-04T09:00:00.000Z',
    mediaType: 'message/rfc822',
  })
})

test('attachments stand under their names; one that is not read says why', async () => {
  const { text, layout } = await read(
    mixed(
      part(['Content-Type: text/plain'], 'See the files.'),
      part(
        ['Content-Type: text/markdown; name=n.md', 'Content-Disposition: attachment; filename=notes.md'],
        '# Notes\n\nForty.',
      ),
      part(
        [
          'Content-Type: video/mp4',
          'Content-Disposition: attachment; filename=clip.mp4',
          'Content-Transfer-Encoding: base64',
        ],
        'AAAAIGZ0eXBpc29tAAACAA==',
      ),
      part(
        [
          'Content-Type: image/png',
          'Content-ID: <logo>',
          'Content-Disposition: inline; filename=logo.png',
          'Content-Transfer-Encoding: base64',
        ],
        'iVBORw0KGgo=',
      ),
      part(['Content-Type: message/rfc822'], 'From: eve@example.com\r\nSubject: Before\r\n\r\nThe older mail.'),
    ),
  )
  expect(text).toMatch(
    /^From: [\s\S]*See the files\.\n\nAttachment: notes\.md\n\n# Notes\s+Forty\.\n\nAttachment: clip\.mp4\n\nNot read\. This is a sound or video file/,
  )
  expect(text).toContain('Attachment: message.eml\n\nFrom: eve@example.com\nSubject: Before\n\nThe older mail.')
  expect(text).not.toContain('logo')
  expect(layout.headings.map(({ level, text }) => `${level} ${text}`)).toEqual([
    '1 Attachment: notes.md',
    '2 Notes',
    '1 Attachment: clip.mp4',
    '1 Attachment: message.eml',
  ])
  for (const heading of layout.headings) expect(text.slice(heading.offset)).toContain(heading.text)
})

test('HTML is read where the plain text only points at it', async () => {
  const alternative = [...head, 'Content-Type: multipart/alternative; boundary=b', '']
  const html = `<p>${'The offer stands until Friday. '.repeat(5)}</p>`
  const { text } = await read([
    ...alternative,
    ...part(['Content-Type: text/plain'], 'See HTML.'),
    ...part(['Content-Type: text/html'], html),
    '--b--',
  ])
  expect(text).toContain('The offer stands until Friday.')
  expect(text).not.toContain('See HTML')
})

test.each([
  ['PGP', [...head, '', '-----BEGIN PGP MESSAGE-----', '', 'hQEMA', '-----END PGP MESSAGE-----']],
  [
    'S/MIME',
    [
      ...head,
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
      '',
      'MIAGCSqGSIb3DQEHA6CA',
    ],
  ],
  [
    'PGP/MIME',
    [
      ...head,
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
      '',
      ...part(['Content-Type: application/pgp-encrypted'], 'Version: 1'),
      ...part(['Content-Type: application/octet-stream; name=encrypted.asc'], '-----BEGIN PGP MESSAGE-----'),
      '--b--',
    ],
  ],
])('%s is refused as encrypted', async (_name, lines) => {
  await expect(read(lines)).rejects.toMatchObject({ code: 'encrypted' })
})

test('without an extension its headers tell, and a note that starts like one is a note', async () => {
  expect((await read([...head, '', 'Hello'], 'saved mail')).mediaType).toBe('message/rfc822')
  expect((await read(['From: the team', '', 'Hello'], 'note')).mediaType).toBe('text/plain')
})

test('a mail saved in UTF-16, and a page saved with its pictures', async () => {
  const utf16 = Buffer.from(`\ufeff${[...head, '', 'Grüße'].join('\r\n')}`, 'utf16le')
  expect((await readInside('a.eml', utf16)).text).toBe(`${shownHead}\n\nGrüße`)
  const page = [
    'From: <Saved by Blink>',
    'Subject: x',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=b',
    '',
  ]
  const saved = [
    ...page,
    ...part(['Content-Type: text/html'], '<!doctype html><title>Rules</title><p>No dogs.</p>'),
    '--b--',
  ]
  expect(await read(saved, 'a.mhtml')).toMatchObject({ text: 'No dogs.', title: 'Rules' })
})

test('a mailbox of one is a mail, one of several is refused', async () => {
  const one = ['From ada@example.com Tue Mar  4 10:00:00 2025', ...head, '', 'Hello', '']
  expect((await read(one, 'a.mbox')).text).toBe(`${shownHead}\n\nHello`)
  await expect(read([...one, ...one], 'a.mbox')).rejects.toMatchObject({ code: 'unsupported' })
})
