// `sources`: shapes, exit statuses, and what is said where.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { startWebsite, type Website } from '../stand-ins/website.ts'
import { cleanUp, type Environment, makeFolder, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let environment: Environment
let site: Website
let folder: string
let workspace: string
let count = 0
beforeAll(async () => {
  site = await startWebsite()
  environment = { ...(await startEngine()), FETCH_ALLOWED_HOSTS: site.host }
})
afterAll(async () => {
  await cleanUp()
  await site.close()
})
beforeEach(() => {
  workspace = `w${count++}`
  folder = join(makeFolder(), 'docs')
  mkdirSync(folder)
  for (const name of ['a', 'b', 'c']) write(name, `The garage of ${name} closes at midnight.`)
})

const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.md`), `# ${name}\n\n${text}\n`)
const run = (...args: string[]) => ragbot([...args, '--workspace', workspace], environment)
const json = async (...args: string[]) =>
  (await run(...args, '--json')).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('what is indexed from a folder is a source, a file is none', async () => {
  await run('index', join(folder, 'a.md'))
  expect(await json('sources', 'list')).toEqual([])
  expect((await run('index', folder)).stdout.match(/^(?:indexed|unchanged) /gm)).toHaveLength(3)
  expect(await json('sources', 'list')).toEqual([
    {
      id: expect.any(String),
      ...{ kind: 'folder', uri: folder, audience: 'workspace', every: null, documents: 3, leftOut: 0, nextAt: null },
      readAt: expect.stringMatching(/^2/),
    },
  ])
})

test('a folder is added with a schedule, read again, and removed with what it holds', async () => {
  const added = await run('sources', 'add', folder, '--every', '6h')
  expect(added).toMatchObject({ code: 0, stderr: '' })
  expect(added.stdout).toMatch(/^indexed .*\/a\.md {2}1 chunks$/m)
  expect(added.stdout).toContain(`read       ${folder}  3 indexed, 0 unchanged, 0 failed, 0 taken out\n`)
  expect(await json('sources', 'list')).toMatchObject([{ every: '6h', nextAt: expect.any(String) }])
  rmSync(join(folder, 'b.md'))
  write('c', 'It closes at noon.')
  expect(await json('sources', 'refresh', folder)).toEqual([
    { id: expect.any(String), uri: folder, status: 'read', indexed: 1, unchanged: 1, failed: 0, retired: 1 },
  ])
  expect((await run('search', 'garage')).stdout).not.toContain('b.md')
  expect(await json('sources', 'remove', folder, '--documents')).toMatchObject([{ deleted: 2, kept: 0 }])
  expect(await json('documents', 'list')).toEqual([])
  expect(await json('sources', 'list')).toEqual([])
})

test('one that cannot be read fails by name, keeps its documents, and can be forgotten without them', async () => {
  await run('index', folder)
  rmSync(folder, { recursive: true })
  const failed = await run('sources', 'refresh')
  expect(failed.code).toBe(1)
  expect(failed.stderr.match(/There is no such folder/g)).toHaveLength(1)
  expect((await run('sources', 'list')).stdout).toMatch(/failing since 2.*There is no such folder/)
  expect(await json('sources', 'list')).toMatchObject([{ documents: 3, failing: { code: 'missing' } }])
  expect((await run('sources', 'remove', folder)).stdout).toContain('0 documents deleted, 3 kept')
  expect(await json('documents', 'list')).toHaveLength(3)
})

test('an address is a source, by any spelling of its name', async () => {
  site.serve('/page', { headers: { 'Content-Type': 'text/plain', ETag: '"1"' }, body: 'The garage closes at one.' })
  expect(await json('sources', 'add', `${site.origin}/page#part`, '--every', '2w')).toMatchObject([
    { status: 'read', indexed: 1, uri: `${site.origin}/page` },
  ])
  site.serve('/page', { status: 304 })
  expect(await json('sources', 'refresh', `${site.origin}/page#other`)).toMatchObject([{ unchanged: 1 }])
  expect(await json('sources', 'list')).toMatchObject([{ kind: 'page', every: '2w', documents: 1 }])
})

test('what cannot be added is said, and is not', async () => {
  const missing = await run('sources', 'add', join(folder, 'none'), join(folder, 'a.md'))
  expect(missing).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/single file is no source/),
  })
  const gone = await run('sources', 'add', `${site.origin}/gone`, '--every', '1d')
  expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('was not added') })
  expect(await json('sources', 'list')).toEqual([])
  expect(await run('sources', 'refresh', 'https://example.com/')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no source https://example.com/'),
  })
})

test.each([
  [[]],
  [['burn']],
  [['add']],
  [['remove']],
  [['add', '/x', '--every', 'often']],
  [['add', '/x', '--every', '0h']],
  [['add', '/x', '--every', '1y']],
  [['add', '/x', '--every', '400d']],
  [['add', '/x', '--audience', 'everyone']],
])('%j is no such command', async (args) => {
  expect((await run('sources', ...args)).code).toBe(2)
})
