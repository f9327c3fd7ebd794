// The commands of a library that grows: web pages, a rebuild, and what it could not answer.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { writeNotesInto } from '../notes.ts'
import { startWebsite, type Website } from '../stand-ins/website.ts'
import { cleanUp, type Environment, makeFolder, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
afterAll(cleanUp)

const objects = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('index of a web address', () => {
  let site: Website
  let environment: Environment
  beforeAll(async () => {
    site = await startWebsite()
    environment = { ...(await startEngine()), FETCH_ALLOWED_HOSTS: site.host }
    const page = (path: string, etag: string, text: string) =>
      site.serve(path, (request, response) => {
        const isSame = request.headers['if-none-match'] === etag
        response.writeHead(isSame ? 304 : 200, { 'Content-Type': 'text/html; charset=utf-8', ETag: etag })
        response.end(isSame ? '' : `<title>${path}</title><main><h1>${path}</h1><p>${text}</p></main>`)
      })
    page('/opening', '"a1"', 'The museum opens at ten in the morning and closes at six in the evening.')
    page('/tickets', '"b1"', 'A ticket for the museum costs twelve euros, and children pay nothing at all.')
    const urls = ['opening', 'tickets', 'gone'].map((path) => `<url><loc>${site.origin}/${path}</loc></url>`)
    site.serve('/sitemap.xml', {
      headers: { 'Content-Type': 'application/xml' },
      body: `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`,
    })
  })
  afterAll(() => site.close())

  it('reads every page of a sitemap, and leaves alone what its server says is the same', async () => {
    const index = async () => {
      const { code, stdout } = await ragbot(['index', `${site.origin}/sitemap.xml`, '--json'], environment)
      return { code, outcomes: objects(stdout).map(({ uri, status }) => `${new URL(String(uri)).pathname} ${status}`) }
    }
    expect(await index()).toEqual({ code: 1, outcomes: ['/opening indexed', '/tickets indexed', '/gone failed'] })
    site.requests.length = 0
    expect(await index()).toEqual({ code: 1, outcomes: ['/opening unchanged', '/tickets unchanged', '/gone failed'] })
    const asked = site.requests.filter(({ path }) => path === '/opening').map(({ headers }) => headers['if-none-match'])
    expect(asked).toEqual(['"a1"'])
    const { stdout } = await ragbot(['ask', 'How much does a ticket cost?', '--json'], environment)
    expect(objects(stdout)[0]).toMatchObject({
      kind: 'answered',
      citations: [{ url: expect.stringContaining(site.origin) }],
    })
  })

  it('refuses a host inside the network that is not allowed', async () => {
    const { code, stdout, stderr } = await ragbot(['index', `${site.origin}/opening`], {
      DATA_DIR: environment.DATA_DIR!,
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^failed .*forbidden-address/)
    expect(stderr).toContain('FETCH_ALLOWED_HOSTS')
  })
})

describe('reindex and gaps', () => {
  let environment: Environment
  beforeAll(async () => {
    environment = await startEngine()
    expect((await ragbot(['index', writeNotesInto(makeFolder())], environment)).code).toBe(0)
  })

  it('makes all documents anew from what is stored, and everything holds', async () => {
    const before = (await ragbot(['search', 'vacation'], environment)).stdout
    expect(await ragbot(['reindex'], environment)).toMatchObject({
      code: 0,
      stdout: '3 documents made anew\n',
      stderr: '',
    })
    expect((await ragbot(['search', 'vacation'], environment)).stdout.replaceAll(/\d+\.\d+/g, '')).toBe(
      before.replaceAll(/\d+\.\d+/g, ''),
    )
    expect(await ragbot(['verify'], environment)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('all hold'),
    })
  })

  it('lists what could not be answered, most often asked first', async () => {
    expect(await ragbot(['gaps'], environment)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('Nothing'),
    })
    for (const question of [
      'Who won the chess tournament?',
      'Where is the submarine?',
      'who won the CHESS tournament?',
    ])
      await ragbot(['ask', question], environment)
    const listed = objects((await ragbot(['gaps', '--json'], environment)).stdout)
    expect(listed).toMatchObject([
      { question: 'who won the CHESS tournament?', times: 2, audiences: ['workspace'] },
      { question: 'Where is the submarine?', times: 1 },
    ])
    const { stdout } = await ragbot(['gaps'], environment)
    expect(stdout).toMatch(/^ +2 × {2}who won the CHESS tournament\? {2}\(last \d{4}-\d\d-\d\d, in workspace\)/)
  })
})
