// What a site asks of robots is kept to: in robots.txt, in a page and in its headers.
import { describe, expect, test } from 'vitest'
import { failure, now, useWebsite } from './page-reader.ts'

const { site, createReader, readAll, paths } = useWebsite()

describe('robots', () => {
  test('are asked for once a day a site, and kept to', async () => {
    let clock = now
    const read = createReader({ now: () => clock })
    site().serve('/robots.txt', 'User-agent: *\nDisallow: /private')
    site().serve('/private', 'words')
    site().serve('/page', 'words')
    expect(await readAll(`${site().origin}/private`, { read })).toEqual([
      failure('robots', /save it and index the file/),
    ])
    expect(await readAll(`${site().origin}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
    expect(paths()).toEqual(['/robots.txt', '/page'])
    clock += 24 * 60 * 60_000
    site().serve('/robots.txt', '')
    expect(await readAll(`${site().origin}/private`, { read })).toMatchObject([{ name: 'private.txt' }])
  })

  test('hold for where a redirect leads', async () => {
    site().serve('/robots.txt', 'User-agent: ragbot\nDisallow: /private')
    site().serve('/page', { status: 302, headers: { Location: '/private' } })
    site().serve('/private', 'words')
    expect(await readAll(`${site().origin}/page`)).toEqual([failure('robots')])
    expect(paths()).not.toContain('/private')
  })

  test.each([
    ['forbidden', { status: 403 }, true],
    ['an endless redirect', { status: 302, headers: { Location: '/robots.txt' } }, true],
    ['a redirect to rules that allow', { status: 302, headers: { Location: '/rules' } }, true],
    ['a redirect to the inside', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, false],
    ['an error of the server', { status: 500 }, false],
    ['larger than is parsed', { body: `User-agent: *\nDisallow: /private\n${'#'.repeat(600_000)}\nDisallow: /` }, true],
  ])('%s: the page is read: %s', async (_what, robots, isRead) => {
    site().serve('/robots.txt', robots)
    site().serve('/rules', 'User-agent: *\nAllow: /')
    site().serve('/page', 'words')
    expect(await readAll(`${site().origin}/page`)).toEqual([
      isRead ? expect.objectContaining({ name: 'page.txt' }) : failure('robots', /try again later/),
    ])
  })

  test('that failed are asked for again a minute later', async () => {
    let clock = now
    const read = createReader({ now: () => clock })
    site().serve('/robots.txt', { status: 500 })
    site().serve('/page', 'words')
    expect(await readAll(`${site().origin}/page`, { read })).toEqual([failure('robots')])
    site().serve('/robots.txt', '')
    clock += 60_000
    expect(await readAll(`${site().origin}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
  })

  test('in the page or its header are kept to', async () => {
    site().serve('/meta', '<!doctype html><meta name="robots" content="noindex">')
    site().serve('/header', {
      headers: { 'X-Robots-Tag': 'noindex', 'Content-Type': 'application/pdf' },
      body: '%PDF-1.7',
    })
    expect(await readAll(`${site().origin}/meta`)).toEqual([failure('robots', /noindex/)])
    expect(await readAll(`${site().origin}/header`)).toEqual([failure('robots', /noindex/)])
  })
})
