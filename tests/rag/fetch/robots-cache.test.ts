// The robots.txt of each site, where a host has several.
import { expect, test } from 'vitest'
import { createRobots } from '../../../src/rag/fetch/robots-cache.ts'

test('what one port of a host asks for is nothing to another', async () => {
  const asked: string[] = []
  const admit = createRobots(
    () => 0,
    async ({ url }) => {
      asked.push(url.href)
      const bytes = Buffer.from(url.port === '8080' ? 'User-agent: *\nDisallow: /' : '')
      return { url, status: 200, headers: {}, rawHeaders: [], bytes }
    },
  )
  const look = (href: string) => admit({ url: new URL(href), addresses: ['203.0.113.1'], isInside: false })
  await expect(look('http://site.example:8080/page')).rejects.toMatchObject({ code: 'robots' })
  expect(await look('http://site.example/page')).toBe(0)
  expect(asked).toEqual(['http://site.example:8080/robots.txt', 'http://site.example/robots.txt'])
})
