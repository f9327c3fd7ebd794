import { expect, test } from 'vitest'
import { hostOf, normaliseUrl, parseWebUrl, portOf, shown } from '../../../src/rag/fetch/web-url.ts'

test.each([
  ['HTTPS://Example.ORG:443/A?b=1#part', 'https://example.org/A?b=1'],
  ['http://example.org:80', 'http://example.org/'],
  ['http://example.org.:8080/', 'http://example.org:8080/'],
  ['http://example.org/a/../b/./c', 'http://example.org/b/c'],
  ['http://example.org/?utm_source=x&id=7&UTM_Medium=y&b', 'http://example.org/?id=7&b'],
  ['http://example.org/?utm_source=x', 'http://example.org/'],
  ['http://example.org/?', 'http://example.org/'],
  ['http://example.org/?b=2&a=1', 'http://example.org/?b=2&a=1'],
  ['http://example.org/%7euser/caf%c3%a9/a%2fb', 'http://example.org/~user/caf%C3%A9/a%2Fb'],
  ['http://example.org/café', 'http://example.org/caf%C3%A9'],
  ['http://bücher.example/', 'http://xn--bcher-kva.example/'],
])('%s is known as %s', (text, normal) => {
  expect(normaliseUrl(parseWebUrl(text))).toBe(normal)
})

test.each([
  'ftp://example.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'http://user:secret@example.org/',
  'http://user@example.org/',
  'http://:secret@example.org/',
  'http://',
  'example.org/page',
  'http://exa mple.org/',
  'http://a..b/',
  'http://localhost../',
  'http://.example.org/',
  'http://example.org:70000/',
  'http://[fe80::1%25eth0]/',
  'http://1.2.3.4.5/',
  'http://256.256.256.256/',
  `http://example.org/${'a'.repeat(4_096)}`,
])('%s is refused', (text) => {
  expect(() => parseWebUrl(text)).toThrow(expect.objectContaining({ code: 'bad-url' }))
})

test('no message repeats a password', () => {
  expect(shown('https://user:secret@example.org/a@b')).toBe('https://example.org/a@b')
  expect(shown('https:/\\user:secret@example.org/')).not.toContain('secret')
  expect(() => parseWebUrl('http://user:secret@exa mple/')).toThrow(/^(?!.*secret)/)
})

test('a host for a socket has no brackets, a port is always known', () => {
  expect(hostOf(new URL('http://[::1]:81/'))).toBe('::1')
  expect(portOf(new URL('https://example.org/'))).toBe(443)
  expect(portOf(new URL('http://example.org:8080/'))).toBe(8080)
})
