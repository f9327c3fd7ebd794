// A folder or a single page that is read again, and what is no source at all.

import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import { useSite } from './site.ts'

const { engine, site, workspaceId, pages, later, put, index, refresh, titles, source } = useSite()

describe('a folder', () => {
  let root: string
  const write = (name: string, text: string) => writeFile(join(root, name), text)
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'ragbot-source-'))
    await mkdir(join(root, 'deep'))
    for (const name of ['a.md', 'b.md', 'deep/c.md', 'deep/d.md'])
      await write(name, `# ${name}\n\nIt is about ${name}.`)
    await write('lines.jsonl', '{"_id":"1","text":"One line."}\n{"_id":"2","text":"Another line."}\n')
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  test('keeps what is the same, indexes what changed, and takes out what was removed', async () => {
    expect((await index(root)).end).toMatchObject({ indexed: 6 })
    expect(await source(root)).toMatchObject({ kind: 'folder', every: null, documents: 6 })
    await write('b.md', '# b\n\nIt is about something else.')
    // Also where a folder in it is a source by itself.
    await index(join(root, 'deep'))
    await rm(join(root, 'deep/c.md'))
    await write('lines.jsonl', '{"_id":"1","text":"One line."}\n')
    expect(await refresh(root)).toEqual({
      ...{ indexed: 1, unchanged: 3, failed: 0, retired: 2, error: null, isForgotten: false },
    })
    expect((await titles()).toSorted()).toEqual(['a.md', 'b.md', 'd.md', 'lines.jsonl#1'])
  })

  test.each([
    ['is away', 'missing', async () => rename(root, `${root}-away`), async () => rename(`${root}-away`, root)],
    [
      'is empty, as one that is not mounted',
      'empty',
      async () => {
        await rename(root, `${root}-away`)
        await mkdir(root)
      },
      async () => {
        await rm(root, { recursive: true })
        await rename(`${root}-away`, root)
      },
    ],
    [
      'is a file',
      'missing',
      async () => {
        await rename(root, `${root}-away`)
        await writeFile(root, 'x')
      },
      async () => {
        await rm(root)
        await rename(`${root}-away`, root)
      },
    ],
  ] as const)(
    'that %s keeps its documents, and is named as failing until it is back',
    async (_, code, leave, comeBack) => {
      await index(root)
      await leave()
      expect(await refresh(root)).toMatchObject({ retired: 0, error: { code }, isForgotten: false })
      expect(await source(root)).toMatchObject({ documents: 6, error: { code } })
      await comeBack()
      expect(await refresh(root)).toMatchObject({ unchanged: 6, error: null })
      expect(await source(root)).toMatchObject({ error: null, failingSince: null })
    },
  )

  test('nearly empty keeps its documents', async () => {
    for (let n = 0; n < 10; n += 1) await write(`more-${n}.md`, `# ${n}\n\nIt is about the number ${n}.`)
    await index(root)
    for (const name of ['a.md', 'deep', 'lines.jsonl', ...Array.from({ length: 10 }, (_, n) => `more-${n}.md`)])
      await rm(join(root, name), { recursive: true })
    expect(await refresh(root)).toMatchObject({ retired: 0, error: { code: 'source-shrank' } })
    await write('a.md', '# a.md\n\nIt is about a.md.')
    expect(await refresh(root)).toMatchObject({ unchanged: 2, retired: 14, error: null })
  })

  test('keeps what cannot be read any more by its kind, and of a file of lines all that is not known to be gone', async () => {
    await index(root)
    await write('a.md', '')
    await write('lines.jsonl', '{"_id":"1","text":"One line."}\n{"_id":"2",\n')
    expect(await refresh(root)).toMatchObject({ unchanged: 4, failed: 2, retired: 0, error: null })
    expect(await titles()).toHaveLength(6)
  })

  test('that was cut off takes nothing out and writes nothing down', async () => {
    await index(root)
    const before = await source(root)
    await rm(join(root, 'a.md'))
    later(60_000)
    const signal = AbortSignal.abort(new AppError('stopped', 'The process ends.'))
    await expect(refresh(root, { signal })).rejects.toMatchObject({ code: 'stopped' })
    expect(await source(root)).toEqual(before)
  })
})

describe('a page', () => {
  const at = () => `${site().origin}/page`

  test('that is gone is taken out, stays a source, and comes back', async () => {
    put('page', { text: 'The garage closes at midnight.', etag: '"1"' })
    await index(at())
    expect(await refresh(at())).toMatchObject({ unchanged: 1, error: null })
    pages().delete('page')
    expect(await refresh(at())).toMatchObject({ retired: 1, error: { code: 'not-found' }, isForgotten: false })
    expect(await titles()).toEqual([])
    put('page', { text: 'The garage closes at noon.', etag: '"2"' })
    expect(await refresh(at())).toMatchObject({ indexed: 1, error: null })
  })
})

describe('what nothing came from', () => {
  test('is no source, unless it shall be read again and may only be out of reach', async () => {
    const at = `${site().origin}/never`
    expect((await index(at)).end).toMatchObject({ failed: 1, isForgotten: true })
    expect((await index(at, { every: 60 })).end).toMatchObject({ isForgotten: true })
    site().serve('/never', { status: 503 })
    expect((await index(at)).end).toMatchObject({ isForgotten: true })
    expect(await source(at)).toBeUndefined()
    expect((await index(at, { every: 60 })).end).toMatchObject({ isForgotten: false })
    expect(await source(at)).toMatchObject({ every: 60, documents: 0, error: { code: 'http-error' } })
  })

  test('is no address, and fails by name', async () => {
    const { outcomes, end } = await index('http://user:secret@example.org/')
    expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'bad-url' } }])
    expect([end, await engine().store.listSources(workspaceId())]).toEqual([undefined, []])
  })
})
