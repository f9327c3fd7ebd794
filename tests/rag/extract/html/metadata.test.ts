// What pages say about themselves, and the titles without their site's name.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const read = (head: string, body = '<p>text</p>') =>
  extract('a.html', Buffer.from(`<!doctype html><html lang="de-AT"><head>${head}</head><body>${body}`))

test.each([
  [
    'the site by its name',
    '<meta property="og:site_name" content="Acme Blog"><title>Leave – how we plan – Acme Blog</title>',
    '',
    'Leave – how we plan',
  ],
  ['the site first', '<meta property="og:site_name" content="Acme"><title>Acme - Leave</title>', '', 'Leave'],
  ['the heading', '<title>What is leave? - The Acme Book</title>', '<h1>What Is Leave?</h1>', 'What Is Leave?'],
  ['a bar', '<title>Travel policy | Handbook</title>', '', 'Travel policy'],
  ['dashes of its own', '<title>Travel - a policy</title>', '', 'Travel - a policy'],
  [
    'what it is shared as',
    '<title>x</title><meta property="og:title" content="Travel &amp; leave">',
    '',
    'Travel & leave',
  ],
  ['a filler', '<title>Untitled</title>', '', undefined],
])('title: %s', async (_name, head, body, title) => {
  expect((await read(head, `${body}<p>text</p>`)).title).toBe(title)
})

test('author, date and language', async () => {
  expect(
    await read(
      '<meta name="author" content="Eva M\u00fcller"><meta property="article:published_time" content="2023-02-01T08:00:00+01:00">',
    ),
  ).toMatchObject({ author: 'Eva M\u00fcller', modifiedAt: '2023-02-01T07:00:00.000Z', language: 'de' })
})

test('linked data, the change before the publication', async () => {
  const data = {
    '@graph': [
      { '@type': 'Article', datePublished: '2020-01-01', dateModified: '2024-06-02', author: [{ name: 'Ada' }] },
    ],
  }
  expect(await read(`<script type="application/ld+json">${JSON.stringify(data)}</script>`)).toMatchObject({
    author: 'Ada',
    modifiedAt: '2024-06-02T00:00:00.000Z',
  })
})

test('what is no name and no date is left out', async () => {
  const page = await read(
    '<meta property="article:author" content="https://example.com/ada"><meta name="date" content="soon"><script type="application/ld+json">{broken</script>',
  )
  expect(page).not.toHaveProperty('author')
  expect(page).not.toHaveProperty('modifiedAt')
})
