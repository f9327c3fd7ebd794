// A website whose pages change, and a reader of sources over a real engine, whose clock the test moves: nothing sleeps.
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import type { WorkspaceId } from '../../../src/model.ts'
import { createPageReader } from '../../../src/rag/fetch/pages.ts'
import { createSourceReader } from '../../../src/rag/refresh/read-source.ts'
import type { ReadingOptions, SourceReading } from '../../../src/rag/types.ts'
import { startWebsite, type Website } from '../../stand-ins/website.ts'
import { collect, useEngine } from '../engine.ts'

const timeouts = { connectMs: 2_000, firstByteMs: 2_000, totalMs: 5_000 }
const start = Date.parse('2026-02-01T00:00:00Z')

export interface Page {
  text: string
  etag?: string
}

export function useSite() {
  const engine = useEngine()
  let site: Website
  let workspaceId: WorkspaceId
  let clock: number
  /** When each request came, by the clock that waiting moves. */
  let times: number[]
  let pages: Map<string, Page>
  beforeEach(async () => {
    site = await startWebsite()
    workspaceId = await engine().store.openWorkspace(`site-${randomUUID()}`)
    clock = start
    times = []
    pages = new Map()
    serveMap()
  })
  afterEach(() => site.close())

  /** The sitemap of the pages as they are now. */
  function serveMap(names?: readonly string[]): void {
    site.serve('/sitemap.xml', (_, response) => {
      times.push(clock)
      const urls = (names ?? [...pages.keys()]).map((name) => `<url><loc>${site.origin}/${name}</loc></url>`)
      response.end(`<urlset>${urls.join('')}</urlset>`)
    })
  }

  function put(name: string, page: Page): void {
    pages.set(name, page)
    site.serve(`/${name}`, ({ headers }, response) => {
      times.push(clock)
      const now = pages.get(name)
      if (!now) return void response.writeHead(404).end()
      const isSame = now.etag !== undefined && headers['if-none-match'] === now.etag
      response.writeHead(isSame ? 304 : 200, { 'Content-Type': 'text/plain', ...(now.etag && { ETag: now.etag }) })
      response.end(isSame ? '' : now.text)
    })
  }

  function reader() {
    const { store, rag } = engine()
    const fetching = { allowedHosts: [site.host], maxBytes: 1_000_000, timeouts, now: () => clock }
    const wait = async (ms: number) => {
      clock += ms
    }
    return createSourceReader({
      store,
      index: rag.index,
      validatorsOf: async (target, key) => (await store.findBySource(target, [key])).get(key)?.validators ?? null,
      readPages: createPageReader(fetching),
      readAgain: createPageReader({ ...fetching, gapMs: 1_000, wait }),
      now: () => clock,
    })
  }

  /** Indexed by hand. */
  async function index(at: string, options: ReadingOptions & { every?: number } = {}) {
    let end: SourceReading | undefined
    const target = { workspaceId, audience: 'workspace' } as const
    const outcomes = await collect(reader().indexSource(at, target, { ...options, onEnd: (it) => (end = it) }))
    return { outcomes, end: end! }
  }

  /** Read again. */
  async function refresh(at: string, options: ReadingOptions = {}) {
    const [source] = await engine().store.listSources(workspaceId, at)
    let end: SourceReading | undefined
    await collect(reader().readSource(source!, { isAgain: true, ...options, onEnd: (it) => (end = it) }))
    return end!
  }

  return {
    engine,
    reader,
    now: () => clock,
    site: () => site,
    map: () => `${site.origin}/sitemap.xml`,
    workspaceId: () => workspaceId,
    pages: () => pages,
    times: () => times,
    later: (ms: number) => {
      clock += ms
    },
    put,
    serveMap,
    index,
    refresh,
    titles: async () => (await engine().store.listDocuments(workspaceId)).map(({ uri }) => uri.replace(/^.*\//, '')),
    source: async (at: string) => (await engine().store.listSources(workspaceId, at))[0],
  }
}
