import { expect, test } from 'vitest'
import { createLog, scrub } from '../src/log.ts'

test.each([
  'xoxb-1234567890-abcdefghij',
  'xapp-1-A0123-456-abcdef',
  'https://hooks.slack.com/commands/T1/2/3',
  'Bearer abc.def-ghi',
  'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs',
])('cuts %s out', (secret) => {
  const clean = scrub(`before ${secret} after`)
  expect(clean).toBe('before [secret] after')
})

test.each([
  ['https://discord.com/api/v10/webhooks/112233/', 'aW50ZXJhY3Rpb246MTIzNDU2Nzg5', '/messages/@original'],
  ['https://discord.com/api/v10/interactions/112233/', 'aW50ZXJhY3Rpb246MTIzNDU2Nzg5', '/callback'],
  ['https://cdn.discordapp.com/attachments/1/2/a.pdf?ex=1&hm=', 'c0ffee', '&'],
  ['https://contoso.sharepoint.com/download.aspx?tempauth=', 'v1.eyJzaXRl', '&x=1'],
  ['https://a.example/?access_token=', 'abc', ' failed'],
  ['https://a.blob.example/file?sv=1&sig=', 'Zm9v%3D', '"'],
])('cuts the secret out of %s…', (before, secret, after) => {
  expect(scrub(before + secret + after)).toBe(`${before}[secret]${after}`)
})

test('cuts the password out of a connection address, and nothing else', () => {
  expect(scrub('postgres://ragbot:hunter2@db:5432/ragbot refused')).toBe(
    'postgres://ragbot:[secret]@db:5432/ragbot refused',
  )
  expect(scrub('http://127.0.0.1:3000/readyz is up')).toBe('http://127.0.0.1:3000/readyz is up')
})

test('cuts out each of several passwords in a line', () => {
  expect(scrub('postgres://a:one@db/x, then redis://b:two@cache:6379')).toBe(
    'postgres://a:[secret]@db/x, then redis://b:[secret]@cache:6379',
  )
  expect(scrub('xoxb-1234567890-abc and xoxb-0987654321-def')).toBe('[secret] and [secret]')
})

test('writes one JSON line an event, scrubbed, from its level on', () => {
  const lines: string[] = []
  const log = createLog('warn', (line) => void lines.push(line))
  log.info('not shown')
  log.warn('post failed', { reason: 'token xoxb-1234567890 was refused', attempt: 2 })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({
    level: 'warn',
    message: 'post failed',
    reason: 'token [secret] was refused',
    attempt: 2,
  })
})
