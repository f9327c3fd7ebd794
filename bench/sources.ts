// A site of many pages on this machine that is read again after one in a hundred has changed: what is indexed, what is asked
// for, and how soon after each other. By the real clock, so SOURCES_PAGES (100 by default) take as many seconds.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { judge } from './figures.ts'
import { runCommand, withFolder } from './house.ts'
import type { Benchmark } from './types.ts'

const pages = Number(process.env.SOURCES_PAGES ?? 100)
const isChanged = (page: number) => page % 100 === 10

export const sources: Benchmark = {
  name: 'sources',
  run: ({ texts }) =>
    withFolder(async (folder) => {
      let version = 1
      const asked: { readonly atMs: number; readonly isKnown: boolean }[] = []
      const paragraphs = texts.paragraphs(pages)
      const server = createServer((request, response) => {
        const [, number] = /^\/page-(\d+)$/.exec(request.url ?? '') ?? []
        const page = Number(number)
        // Every third server knows no tags.
        const etag = page % 3 === 0 ? undefined : `"${page}-${isChanged(page) ? version : 1}"`
        const isKnown = etag !== undefined && request.headers['if-none-match'] === etag
        asked.push({ atMs: performance.now(), isKnown })
        if (request.url === '/sitemap.xml') {
          const urls = paragraphs.map((_, n) => `<url><loc>${origin()}/page-${n}</loc></url>`)
          response.end(`<urlset>${urls.join('')}</urlset>`)
        } else if (number === undefined) response.writeHead(404).end()
        else {
          response.writeHead(isKnown ? 304 : 200, { 'Content-Type': 'text/plain', ...(etag && { ETag: etag }) })
          const news = isChanged(page) && version > 1 ? '\n\nThis page has changed.' : ''
          response.end(isKnown ? '' : `${paragraphs[page]!.text}${news}`)
        }
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
      const origin = () => `http://${host}`
      const run = async (action: string) => {
        const args = ['sources', action, `${origin()}/sitemap.xml`, '--json']
        const { stdout } = await runCommand(folder, args, { settings: { FETCH_ALLOWED_HOSTS: host } })
        return JSON.parse(stdout) as { indexed: number; unchanged: number; failed: number; retired: number }
      }
      try {
        await run('add')
        version = 2
        asked.length = 0
        const { indexed, unchanged, failed, retired } = await run('refresh')
        const changed = paragraphs.filter((_, n) => isChanged(n)).length
        const gaps = asked.slice(1).map(({ atMs }, n) => atMs - asked[n]!.atMs)
        const leastMs = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY)
        const known = asked.filter(({ isKnown }) => isKnown).length
        return [
          {
            what: `${pages} pages of a source read again, ${changed} changed`,
            figure: `${indexed} indexed, ${unchanged} unchanged (${known} by 304), ${failed} failed, ${retired} taken out; ${asked.length} requests, the closest two ${Math.round(leastMs)} ms apart`,
            bar: `${changed} indexed, ${pages - changed} unchanged; ≥ 1000 ms`,
            verdict: judge(indexed === changed && unchanged === pages - changed && leastMs >= 1_000),
          },
        ]
      } finally {
        server.close()
        server.closeAllConnections()
      }
    }),
}
