import { describe, expect, test } from 'vitest'
import { isNoindexHeader, isNoindexPage } from '../../../src/rag/fetch/noindex.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('noindex', () => {
  test.each([
    [['X-Robots-Tag', 'noindex'], true],
    [['x-robots-tag', 'nofollow, NOINDEX'], true],
    [['X-Robots-Tag', 'none'], true],
    [['X-Robots-Tag', 'ragbot: noindex'], true],
    [['X-Robots-Tag', 'otherbot: noindex'], false],
    [['X-Robots-Tag', 'otherbot: noindex', 'X-Robots-Tag', 'noindex'], true],
    [['X-Robots-Tag', 'unavailable_after: 25 Jun 2035 15:00:00 GMT, noindex'], true],
    [['X-Robots-Tag', 'noimageindex, nofollow'], false],
    [['X-Other', 'noindex'], false],
  ])('header %j: %s', (rawHeaders, isNoindex) => {
    expect(isNoindexHeader(rawHeaders)).toBe(isNoindex)
  })

  test.each([
    ['<html><head><meta name="robots" content="noindex, follow">', true],
    ["<META CONTENT='NoIndex' NAME=ROBOTS>", true],
    ['<meta name="ragbot" content="none">', true],
    [`<head><style>${'a{}'.repeat(50_000)}</style><meta name="robots" content="noindex"></head>`, true],
    ['<meta name="otherbot" content="noindex">', false],
    ['<meta name="robots" content="index, noimageindex">', false],
    ['<!-- <meta name="robots" content="noindex"> -->', false],
    ['<script>"<meta name=robots content=noindex>"</script>', false],
    ['<head></head><body><meta name="robots" content="noindex">', false],
    ['<title>x</title><p>words <meta name="robots" content="noindex">', false],
    [`${'<a>'.repeat(300_000)}<meta name="robots" content="noindex">`, false],
    [`${'<head>'.repeat(150_000)}<meta name="robots" content="noindex">`, false],
    ['<body><p>noindex <meta name="robots" content="noindex">', false],
  ])('page %#', (text, isNoindex) => {
    expect(isNoindexPage(bytes(text))).toBe(isNoindex)
  })
})
