// One page on loopback: the document it becomes, what is asked of its server, and what is said when there is none.
import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { SourceDocument } from '../../../src/model.ts'
import { createNames } from '../../stand-ins/website.ts'
import { failure, useWebsite } from './page-reader.ts'

const { site, createReader, readAll, paths } = useWebsite()
const text = (source: unknown) => Buffer.from((source as SourceDocument).bytes).toString()

describe('one page', () => {
  test('is a document under its normal address', async () => {
    site().serve('/Page?a=1&utm_source=news', {
      headers: { 'Content-Type': 'text/html', ETag: 'W/"7"', 'Last-Modified': 'Wed, 01 Jan 2025 10:00:00 GMT' },
      body: '<!doctype html><title>Page</title>',
    })
    const uri = `${site().origin.replace('http', 'HTTP')}/Page?a=1&utm_source=news#part`
    expect(await readAll(uri)).toEqual([
      {
        sourceKey: `${site().origin}/Page?a=1`,
        uri,
        url: `${site().origin}/Page?a=1&utm_source=news`,
        name: 'Page.html',
        bytes: expect.any(Uint8Array),
        modifiedAt: '2025-01-01T10:00:00.000Z',
        validators: { etag: 'W/"7"', lastModified: 'Wed, 01 Jan 2025 10:00:00 GMT' },
      },
    ])
  })

  test('is asked for without cookie, Referer or credential', async () => {
    site().serve('/a', { status: 302, headers: { Location: '/b', 'Set-Cookie': 'session=1' } })
    site().serve('/b', 'words')
    await readAll(`${site().origin}/a`)
    expect(paths()).toEqual(['/robots.txt', '/a', '/b'])
    for (const { headers } of site().requests) {
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
      expect(headers).toMatchObject({ host: site().host, 'user-agent': expect.stringMatching(/^ragbot /) })
    }
  })

  test('that did not change is said so', async () => {
    site().serve('/page', (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"7"' ? 304 : 200).end()
    })
    const known = { [`${site().origin}/page`]: { etag: '"7"', lastModified: 'Wed, 01 Jan 2025 10:00:00 GMT' } }
    expect(await readAll(`${site().origin}/page`, { known })).toEqual([
      { uri: `${site().origin}/page`, sourceKey: `${site().origin}/page`, isUnchanged: true },
    ])
    expect(site().requests[1]?.headers).toMatchObject({ 'if-modified-since': 'Wed, 01 Jan 2025 10:00:00 GMT' })
    expect(await readAll(`${site().origin}/page`)).toMatchObject([{ name: 'page' }])
  })

  test('stored validators put no line into a request', async () => {
    site().serve('/page', 'words')
    const known = { [`${site().origin}/page`]: { etag: '"7"\r\nX-Injected: 1', lastModified: '\u2028' } }
    expect(await readAll(`${site().origin}/page`, { known })).toMatchObject([{ name: 'page.txt' }])
    expect(site().requests[1]?.headers).not.toHaveProperty('x-injected')
  })

  test.each([
    ['gzip', gzipSync('words')],
    ['br', Buffer.from('CwKAd29yZHMD', 'base64')],
    ['deflate', deflateRawSync('words')],
    ['x-gzip', gzipSync('words')],
    ['identity', Buffer.from('words')],
  ])('compressed as %s is read', async (coding, body) => {
    site().serve('/page', { headers: { 'Content-Encoding': coding }, body })
    expect(text((await readAll(`${site().origin}/page`))[0])).toBe('words')
  })

  test('of the future is not', async () => {
    site().serve('/page', { headers: { 'Last-Modified': 'Wed, 01 Jan 2031 10:00:00 GMT' }, body: 'words' })
    expect((await readAll(`${site().origin}/page`))[0]).not.toHaveProperty('modifiedAt')
  })

  test.each([
    [401, 'http-error', /needs a sign-in.*save the page/],
    [403, 'http-error', /needs a sign-in/],
    [404, 'not-found', /check the address/],
    [410, 'not-found', /check the address/],
    [429, 'http-error', /try again later/],
    [503, 'http-error', /try again later/],
    [204, 'http-error', /without a page/],
    [206, 'http-error', /without a page/],
    [300, 'http-error', /without a page/],
    [304, 'http-error', /without a page/],
    [418, 'http-error', /without a page/],
  ])('with status %i is a failure', async (status, code, message) => {
    site().serve('/page', { status })
    expect(await readAll(`${site().origin}/page`)).toEqual([failure(code, message)])
  })

  test('that is no address is a failure that repeats no password', async () => {
    const [source] = await readAll('http://user:secret@example.org/')
    expect(source).toEqual(failure('bad-url'))
    expect(JSON.stringify(source)).not.toContain('secret')
    expect(await readAll('not an address')).toEqual([failure('bad-url')])
  })

  test('an error of who indexes is not taken for the page’s', async () => {
    const lost = createReader()(`${site().origin}/page`, { validatorsOf: () => Promise.reject(new Error('database')) })
    await expect(lost.next()).rejects.toThrow('database')
  })
})

describe('names', () => {
  test('are looked up once a hop: robots.txt and page come from the address that was checked', async () => {
    const { lookup, asked } = createNames({ 'wiki.example': [['127.0.0.1'], ['10.0.0.1']] })
    site().serve('/page', 'words')
    const read = createReader({ lookup, allowedHosts: [`wiki.example:${site().port}`] })
    expect(await readAll(`http://wiki.example:${site().port}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
    expect(asked).toEqual(['wiki.example'])
    expect(site().requests.map(({ headers }) => headers.host)).toEqual(Array(2).fill(`wiki.example:${site().port}`))
  })

  test('that have several addresses are read from the one that answers', async () => {
    const { lookup } = createNames({ 'wiki.example': [['127.0.0.2', '127.0.0.1']] })
    site().serve('/page', 'words')
    const read = createReader({ lookup, allowedHosts: [`wiki.example:${site().port}`] })
    expect(await readAll(`http://wiki.example:${site().port}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
  })

  test('that answer with a private address are refused before anything is sent', async () => {
    const { lookup } = createNames({ '127.0.0.1.nip.io': [['127.0.0.1']], 'mixed.example': [['8.8.8.8', '127.0.0.1']] })
    const read = createReader({ lookup })
    for (const host of ['127.0.0.1.nip.io:8080', 'mixed.example'])
      expect(await readAll(`http://${host}/`, { read })).toEqual([failure('forbidden-address', /FETCH_ALLOWED_HOSTS/)])
    expect(site().requests).toEqual([])
  })
})
