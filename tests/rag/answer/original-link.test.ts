import { describe, expect, it } from 'vitest'
import { linkToOriginal, originalOf } from '../../../src/rag/answer/original-link.ts'

describe('linkToOriginal', () => {
  it.each([
    ['a page of a PDF', 'https://host.test/a.pdf', 7, 'anything', 'https://host.test/a.pdf#page=7'],
    [
      'a short quote whole',
      'https://host.test/a',
      undefined,
      'Thirty days',
      'https://host.test/a#:~:text=Thirty%20days',
    ],
    [
      'a long quote by both its ends',
      'https://host.test/a?b=c',
      undefined,
      'one two three four five six seven eight nine ten eleven',
      'https://host.test/a?b=c#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven',
    ],
    [
      'what means something in a fragment',
      'https://host.test/a',
      undefined,
      'wi-fi, a & b\n  50%',
      'https://host.test/a#:~:text=wi%2Dfi%2C%20a%20%26%20b%2050%25',
    ],
    ['an anchor of its own', 'https://host.test/a#part', undefined, 'x', 'https://host.test/a#part:~:text=x'],
  ])('points at %s', (_, url, page, quote, link) => {
    expect(linkToOriginal({ url }, page === undefined ? {} : { page }, quote)).toBe(link)
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'not an address', ''])(
    'gives no link to %s',
    (url) => expect(linkToOriginal({ url }, {}, 'x')).toBeUndefined(),
  )

  it('gives no link to a document without an address', () => expect(linkToOriginal({}, {}, 'x')).toBeUndefined())
})

it.each([
  ['https://host.test/a', 'https://host.test/a'],
  ['http://host.test/a', 'http://host.test/a'],
  ['javascript:alert(1)', undefined],
  ['file:///etc/passwd', undefined],
  ['not an address', undefined],
  [null, undefined],
])('of %s people can open %s', (url, opened) => expect(originalOf(url)).toBe(opened))
