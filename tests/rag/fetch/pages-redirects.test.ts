// Where a page may send the reader on to, and where not.
import { describe, expect, test } from 'vitest'
import { createNames } from '../../stand-ins/website.ts'
import { failure, useWebsite } from './page-reader.ts'

const { site, createReader, readAll, paths } = useWebsite()

describe('redirects', () => {
  test('three are followed, and the document keeps the address it was asked by', async () => {
    site().serve('/1', { status: 301, headers: { Location: '/2' } })
    site().serve('/2', { status: 303, headers: { Location: `//${site().host}/3` } })
    // A server that does not escape: the bytes of UTF-8.
    const accented = Buffer.from('?q=é').toString('latin1')
    site().serve('/3', { status: 308, headers: { Location: accented } })
    site().serve('/3?q=%C3%A9', 'words')
    expect(await readAll(`${site().origin}/1`)).toMatchObject([
      { sourceKey: `${site().origin}/1`, url: `${site().origin}/3?q=%C3%A9` },
    ])
  })

  test('four are not, nor is a loop', async () => {
    for (const step of [1, 2, 3, 4]) site().serve(`/${step}`, { status: 302, headers: { Location: `/${step + 1}` } })
    site().serve('/5', 'words')
    site().serve('/loop', { status: 307, headers: { Location: '/loop' } })
    expect(await readAll(`${site().origin}/1`)).toEqual([failure('too-many-redirects')])
    expect(paths()).not.toContain('/5')
    expect(await readAll(`${site().origin}/loop`)).toEqual([failure('too-many-redirects')])
    expect(paths().filter((path) => path === '/loop')).toHaveLength(4)
  })

  test.each([
    'http://127.0.0.1:1/',
    'http://127.1/',
    'http://0x7f.1:8080/',
    'http://2130706433/',
    'http://017700000001/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::]/',
    'http://0/',
    'http://localhost/',
    'http://localhost./',
    '//127.0.0.1:22/',
    '//localhost/',
    '\\\\127.1\\',
    'http://inside.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://8.8.8.8:22/',
  ])('to %s is refused', async (location) => {
    site().serve('/page', { status: 302, headers: { Location: location } })
    const { lookup } = createNames({ 'inside.example': [['10.0.0.1']] })
    expect(await readAll(`${site().origin}/page`, { read: createReader({ lookup }) })).toEqual([
      failure('forbidden-address'),
    ])
  })

  test.each([
    'file:///etc/passwd',
    'ftp://example.org/',
    'javascript:alert(1)',
    'http://user:secret@example.org/',
    'http://',
  ])('to %s is no address', async (location) => {
    site().serve('/page', { status: 302, headers: { Location: location } })
    const sources = await readAll(`${site().origin}/page`)
    expect(sources).toEqual([failure('bad-url')])
    expect(JSON.stringify(sources)).not.toContain('secret')
  })

  test('without an address is an answer without a page', async () => {
    site().serve('/page', { status: 302 })
    expect(await readAll(`${site().origin}/page`)).toEqual([failure('http-error')])
  })
})
