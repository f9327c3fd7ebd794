// What the page may read of the store: the owner's audiences, the place a link was made for, and what deleting leaves.
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Audience } from '../../src/model.ts'
import { createSourceLinks } from '../../src/portal/source-links.ts'
import { createSourceRoute } from '../../src/portal/source-page.ts'
import { createPortalStore } from '../../src/portal/store.ts'
import type { PortalStore } from '../../src/portal/types.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'

const opened = openStore(testDatabases[0]!)
const links = createSourceLinks({ key: new Uint8Array(32), origin: () => 'http://localhost' })
const woken: unknown[] = []
let [isFull, documents] = [false, 0]
let portal: PortalStore
let home: OpenStore['home']
beforeAll(() => {
  const { store, other } = opened()
  home = opened().home
  portal = createPortalStore({
    store,
    wake: { upload: (job) => void woken.push(job) },
    scope: { workspaceId: home, audiences: ['workspace', 'person:local:owner'] },
    builtInWorkspaceId: other,
    requireRoom: () => {
      if (isFull) throw new AppError('disk-full', 'The disk is nearly full')
    },
    status: async () => ({ documents }) as Awaited<ReturnType<PortalStore['status']>>,
    placeIn: () => ({}),
  })
})
beforeEach(() => void woken.splice(0))

/** Replaces the document of the same title. */
async function write(
  title: string,
  text: string,
  audience: Audience,
  workspaceId = home,
  mediaType = 'text/plain',
): Promise<string> {
  const { store } = opened()
  const version = await store.currentVersion(workspaceId, { analyzer: 'a', chunker: 'c', averageLength: 1 })
  const revisionId = crypto.randomUUID()
  const artifact = { hash: revisionId, text, layout: { pages: [], headings: [] }, mediaType }
  await store.beginRevisions(workspaceId, version, [{ revisionId, artifact }])
  const document = { revisionId, sourceKey: title, sourceHash: revisionId, uri: title, title, mediaType }
  const [id] = await store.publish(
    { workspaceId, audience },
    version,
    [{ ...document, language: 'en', chunkCount: 0 }],
    new Map(),
  )
  return id!
}
const read = (documentId: string, start = 0, end = 4, around = 100) =>
  portal.readPassage({ documentId, start, end, around })
async function open(documentId: string, start: number, end: number, revision?: string) {
  const token = new URL(links.linkTo(documentId, start, end, revision)).pathname.split('/')[2] ?? ''
  const request = { method: 'GET', path: '/', params: { token }, query: new URLSearchParams(), headers: {} }
  const { status, headers, body } = await createSourceRoute(links, portal).handle({
    ...request,
    body: new Uint8Array(),
  })
  return { status, headers, html: String(body) }
}

test('what was shared in a channel or with one person opens on no page, by no link', async () => {
  for (const audience of ['channel:slack:T1/C1', 'person:teams:t/ada'] as const) {
    const id = await write(`Of ${audience}`, 'A secret plan.', audience)
    expect(await read(id)).toBeNull()
    expect(await open(id, 0, 4)).toMatchObject({ status: 410, html: expect.not.stringContaining('secret') })
  }
  for (const audience of ['workspace', 'person:local:owner'] as const)
    expect(await read(await write(`Of ${audience}`, 'An open plan.', audience))).toMatchObject({
      text: 'An open plan.',
    })
})

test('ragbot’s own documentation opens beside the workspace’s', async () => {
  const id = await write('Guide', 'How to begin.', 'workspace', opened().other)
  expect(await read(id)).toMatchObject({ document: { title: 'Guide' }, text: 'How to begin.' })
})

test('a link leads to the text that it was made for, or says that this has changed', async () => {
  const id = await write('Travel', 'Trains first.', 'workspace')
  const { revision } = await opened().store.readDocument(home, id)
  expect(await open(id, 0, 6, revision)).toMatchObject({ status: 200 })
  await write('Travel', 'Planes first, trains never.', 'workspace')
  expect(await open(id, 0, 6, revision)).toMatchObject({ status: 410 })
  // One that names no revision means whatever stands there.
  expect((await open(id, 0, 6)).html).toContain('<mark id="passage">Planes</mark>')
})

test('places that are none are not there', async () => {
  const id = await write('Short', '0123456789', 'workspace')
  expect(await read(id, 0, 10)).toMatchObject({ text: '0123456789', textStart: 0, start: 0, end: 10 })
  for (const [start, end] of [
    [-1, 4],
    [4, 4],
    [5, 4],
    [0, 11],
  ])
    expect([start, end, await read(id, start, end)]).toEqual([start, end, null])
  for (const unknown of [crypto.randomUUID(), 'x', '']) expect(await read(unknown)).toBeNull()
})

test('a link shows 2,000 characters on either side, says where it cuts, and shows markup as text', async () => {
  const text = `FIRST<b>${'a'.repeat(3_000)}</mark><script>"the' &place${'b'.repeat(3_000)}LAST`
  const id = await write('<i>Title</i>', text, 'workspace')
  const start = text.indexOf('<script>')
  const { html, headers, status } = await open(id, start, start + 8)
  expect(status).toBe(200)
  expect(html).toContain('&#60;/mark&#62;<mark id="passage">&#60;script&#62;</mark>&#34;the&#39; &#38;place')
  expect(html).toContain(`…</p><div class="text plain"><p>${'a'.repeat(1_993)}&#60;/mark`)
  expect(html).toMatch(/[^b]b{1988}<\/p><\/div><p class="place">…/)
  expect(html).not.toMatch(/FIRST|LAST|<script|<i>/)
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' })
  expect((await open(id, 0, 5)).html).toContain('<main><div class="text plain"><p><mark')
})

test('a link that was cut short says so', async () => {
  const request = { method: 'GET', path: '/', query: new URLSearchParams(), headers: {}, body: new Uint8Array() }
  for (const token of ['', 'x', 'x.y'])
    expect(await createSourceRoute(links, portal).handle({ ...request, params: { token } })).toMatchObject({
      status: 404,
    })
})

test('of a deleted document no text is left, and deleting it again says so', async () => {
  const id = await write('Gone', 'Soon to be gone.', 'workspace')
  expect(await portal.deleteDocument(id)).toBe(true)
  expect(await read(id)).toBeNull()
  const left = await opened().db.asOwner((sql) => sql(`select 1 from artifacts where text like 'Soon to be%'`))
  expect(left).toHaveLength(0)
  expect(await portal.deleteDocument(id)).toBe(false)
})

test('an upload is for the whole workspace and read at once, and refused while the disk is full', async () => {
  const bytes = Buffer.from('hello')
  const { id } = await portal.addUpload({ name: 'a.md', bytes })
  expect(woken).toEqual([{ workspaceId: home, uploadId: id, installId: null }])
  expect(await portal.readUpload(id)).toEqual({ status: 'pending' })
  isFull = true
  await expect(portal.addUpload({ name: 'b.md', bytes })).rejects.toMatchObject({ code: 'disk-full' })
  isFull = false
  expect(await portal.readUpload(crypto.randomUUID())).toBeNull()
})

test('examples are ragbot’s own until there is a document, and then of what the owner may read', async () => {
  documents = 0
  expect(await portal.status()).toMatchObject({
    builtIn: true,
    examples: [expect.any(String), ...Array(2).fill(expect.any(String))],
  })
  // The shorter the better, so that it would be the first.
  await write('X', 'Secret.', 'channel:slack:T1/C1')
  documents = 1
  const { builtIn, examples } = await portal.status()
  expect(builtIn).toBe(false)
  expect(examples).toHaveLength(3)
  expect(examples.join(' ')).not.toMatch(/“X”|ragbot|Of channel|Of person:teams/)
})

test('a text that keeps others gets a number where its name is taken by another text', async () => {
  const upload = (name: string, text: string) => portal.addUpload({ name, bytes: Buffer.from(text), keepsOthers: true })
  expect(await upload('Rules.md', 'One.')).toMatchObject({ name: 'Rules.md' })
  await write('upload:Rules.md', 'One.', 'workspace')
  expect(await upload('Rules.md', 'One.\n')).toMatchObject({ name: 'Rules.md' })
  expect(await upload('Rules.md', 'Two.')).toMatchObject({ name: 'Rules (2).md' })
  expect(await portal.addUpload({ name: 'Rules.md', bytes: Buffer.from('Two.') })).toMatchObject({ name: 'Rules.md' })
})

test('a long document is read page by page, and no page begins inside of its code', async () => {
  const text = `# Long\n\n${'Words and more.\n\n'.repeat(20)}\`\`\`\n${'code\n'.repeat(40)}\`\`\`\n\nThe end.\n`
  const id = await write('Long', text, 'workspace', home, 'text/markdown')
  let [start, whole, pages]: [number | undefined, string, number] = [0, '', 0]
  while (start !== undefined) {
    const page = await portal.readText({ documentId: id, start, limit: 380 })
    expect(page).toMatchObject({ length: text.length, textStart: start, document: { title: 'Long' } })
    whole += page!.text
    if (start > 0) expect(page!.text).toMatch(/^```\ncode/)
    start = page!.next
    pages += 1
  }
  expect([whole, pages]).toEqual([text, 2])
  expect(await portal.readText({ documentId: id, start: text.length + 1, limit: 10 })).toBeNull()
  const closed = await write('Closed', 'Secret.', 'channel:slack:T1/C1')
  expect(await portal.readText({ documentId: closed, start: 0, limit: 10 })).toBeNull()
})
