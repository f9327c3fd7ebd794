import { describe, expect, test } from 'vitest'
import { parseRobots } from '../../../src/rag/fetch/robots.ts'

/** Rules for everyone. */
const everyone = (...rules: string[]) => parseRobots(['User-agent: *', ...rules].join('\n'))

describe('which group is ours', () => {
  test.each([
    [
      'our own, whatever everyone is told',
      'User-agent: *\nDisallow: /\n\nUser-agent: ragbot\nDisallow: /private',
      true,
    ],
    ['in any case, with a version', 'User-agent: RagBot/2.0\nDisallow: /\n', false],
    ['one of several names', 'User-agent: other\nUser-agent: ragbot\nUser-agent: third\nDisallow: /', false],
    ['several groups are one', 'User-agent: ragbot\nAllow: /x\n\nUser-agent: ragbot\nDisallow: /', false],
    ['not that of a longer name', 'User-agent: ragbotter\nDisallow: /', true],
    ['not that of another', 'User-agent: other\nDisallow: /', true],
    ['rules before any group are nobody’s', 'Disallow: /\nUser-agent: other\nDisallow:', true],
    ['an empty own group allows', 'User-agent: *\nDisallow: /\nUser-agent: ragbot\nDisallow:', true],
    ['a sitemap does not end a group', 'User-agent: *\nSitemap: http://x/s.xml\nDisallow: /', false],
    ['spaces, comments, a byte order mark', '\uFEFF  user-agent :  * # all\r\n  DISALLOW :  / # closed\r\n', false],
    ['old line ends', 'User-agent: *\rDisallow: /\r', false],
    ['a page instead of rules', '<!doctype html><title>Not found</title>', true],
    ['nothing', '', true],
  ])('%s', (_what, text, isAllowed) => {
    expect(parseRobots(text).isAllowed('/page')).toBe(isAllowed)
  })
})

describe('which rule decides', () => {
  test.each([
    [['Disallow: /a'], '/a', false],
    [['Disallow: /a'], '/abc/d?e', false],
    [['Disallow: /a'], '/A', true],
    [['Disallow: /a/'], '/a', true],
    [['Disallow: /a', 'Allow: /a/b'], '/a/b/c', true],
    [['Allow: /a/b', 'Disallow: /a'], '/a/c', false],
    [['Disallow: /a', 'Allow: /a'], '/a', true],
    [['Disallow: /*.pdf$'], '/x/y.pdf', false],
    [['Disallow: /*.pdf$'], '/x/y.pdf?z', true],
    [['Disallow: /*.pdf'], '/x/y.pdf?z', false],
    [['Disallow: *secret'], '/a/secret', false],
    [['Disallow: /a$'], '/a', false],
    [['Disallow: /a$'], '/ab', true],
    [['Disallow: /a*b$'], '/ab', false],
    [['Disallow: /ab*b$'], '/ab', true],
    [['Disallow: /*?session='], '/a?session=1', false],
    [['Disallow: /'], '/robots', false],
    [['Disallow: secret'], '/secret', true],
    [['Disallow: /a%3cd'], '/a%3Cd', false],
    [['Disallow: /%7Euser'], '/~user', false],
    [['Disallow: /café'], '/caf%C3%A9', false],
    [['Disallow: /a%2Ab'], '/a*b', false],
    [['Disallow: /a%2Ab'], '/axb', true],
    [['Disallow: /a$b'], '/a$b', false],
    [['Disallow: /__proto__'], '/constructor', true],
  ])('%j and %s: %s', (rules, path, isAllowed) => {
    expect(everyone(...rules).isAllowed(path)).toBe(isAllowed)
  })
})

test('the delay that is asked for', () => {
  expect(parseRobots('User-agent: *\nCrawl-delay: 2.5\nUser-agent: ragbot\nCrawl-delay: 4\n').crawlDelay).toBe(4)
  expect(everyone('Crawl-delay: 2.5').crawlDelay).toBe(2.5)
  for (const nonsense of ['soon', '-1', '', 'Infinity s'])
    expect(everyone(`Crawl-delay: ${nonsense}`).crawlDelay).toBe(0)
})

test('nothing of 500 KB keeps a processor busy', () => {
  // With backtracking or copying these would not end while the tests run.
  const hostile = everyone(...Array.from({ length: 250 }, () => `Disallow: /${'*a'.repeat(900)}b`))
  expect(hostile.isAllowed(`/${'a'.repeat(4_000)}`)).toBe(true)
  expect(everyone('User-agent: ragbot\n'.repeat(25_000), 'Disallow: /').isAllowed('/')).toBe(false)
})
