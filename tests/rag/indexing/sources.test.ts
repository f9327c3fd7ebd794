// Arguments to documents: each file, folder entry and JSONL line has its outcome, and one failure ends nothing.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { maxDocumentBytes } from '../../../src/rag/extract/index.ts'
import { fileUri, readSources, titleOf } from '../../../src/rag/indexing/sources.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ragbot-sources-'))
})
afterEach(() => rm(root, { recursive: true }))

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}
const put = (name: string, content: string | Uint8Array) => writeFile(join(root, name), content)
const read = (args: string[], stdin = chunks()) => Array.fromAsync(readSources(args, stdin))
/** Each outcome as `name` or `!code uri-tail`. */
const outline = async (...args: string[]) =>
  (await read(args)).map((item) =>
    'error' in item ? `!${item.error.code} ${item.uri.slice(fileUri(root).length)}` : item.name,
  )

test('a folder: sorted, nested, hidden and node_modules left out', async () => {
  await mkdir(join(root, 'sub'))
  await mkdir(join(root, 'node_modules'))
  await mkdir(join(root, '.git'))
  for (const name of ['b.md', 'a.txt', 'sub/c.md', '.hidden', '.git/x', 'node_modules/y.md', 'pic.png'])
    await put(name, 'x')
  expect(await outline(root)).toEqual(['a.txt', 'b.md', 'pic.png', 'c.md'])
})

test('the folders of a folder are read in their order, and one beside it whose name begins alike is outside', async () => {
  for (const folder of ['docs/b', 'docs/a', 'docs-old']) await mkdir(join(root, folder), { recursive: true })
  for (const name of ['docs/b/2.md', 'docs/a/1.md', 'docs-old/x.md']) await put(name, 'x')
  await symlink(join(root, 'docs-old/x.md'), join(root, 'docs/link.md'))
  expect(await outline(join(root, 'docs'))).toEqual(['!outside-folder /docs/link.md', '1.md', '2.md'])
})

test('links inside a folder are met once, links out of it are named', async () => {
  await mkdir(join(root, 'docs'))
  await put('docs/a.md', 'x')
  await put('secret.md', 'x')
  await symlink(join(root, 'docs/a.md'), join(root, 'docs/again.md'))
  await symlink('..', join(root, 'docs/loop'))
  await symlink(join(root, 'secret.md'), join(root, 'docs/out.md'))
  await symlink(join(root, 'nowhere'), join(root, 'docs/dangling.md'))
  expect(await outline(join(root, 'docs'))).toEqual([
    'a.md',
    '!outside-folder /docs/dangling.md',
    '!outside-folder /docs/loop',
    '!outside-folder /docs/out.md',
  ])
})

test('what is missing, unreadable or too large fails by name, the rest goes on', async () => {
  await mkdir(join(root, 'void/inner'), { recursive: true })
  await symlink('self', join(root, 'self'))
  await put('big.txt', new Uint8Array(maxDocumentBytes + 1))
  await put('a.md', 'x')
  expect(
    await outline(
      join(root, 'none.md'),
      join(root, 'self'),
      join(root, 'void'),
      join(root, 'big.txt'),
      join(root, 'a.md'),
    ),
  ).toEqual(['!missing /none.md', '!unreadable /self', '!empty /void', '!too-large /big.txt', 'a.md'])
})

test.each(['a b.md', 'Übersicht 50%.md', '100%25.md', 'c#1?.md', 'back\\slash.md', 'line\nbreak.md', 'end '])(
  'the address of %j leads back to it',
  (name) => {
    expect(fileURLToPath(fileUri(join('/docs', name)))).toBe(join('/docs', name))
  },
)

test('the address ends in the file name as it is', () => {
  expect(fileUri('/docs/Über uns.md')).toBe('file:///docs/Über uns.md')
})

test('standard input is one document, known by its bytes', async () => {
  const [first] = await read(['-'], chunks('# Hi', ' there'))
  expect(first).toMatchObject({ name: 'stdin.md', bytes: Buffer.from('# Hi there') })
  const [again] = await read(['-'], chunks('# Hi there'))
  const [other] = await read(['-'], chunks('# Other'))
  expect(again).toEqual(first)
  expect(other).not.toMatchObject({ sourceKey: (first as { sourceKey: string }).sourceKey })
  expect(await read(['-'])).toMatchObject([{ error: { code: 'empty' } }])
})

test('standard input that holds JSONL is read line by line, and HTML as HTML', async () => {
  const lines = '{"_id":"a","text":"first"}\n{"_id":"b","text":"second"}\n{broken\n'
  const items = await read(['-'], chunks(lines.slice(0, 9), lines.slice(9)))
  expect(items).toMatchObject([
    { externalId: 'a', sourceKey: 'stdin:stdin.jsonl#a' },
    { externalId: 'b' },
    { error: { code: 'bad-line', message: expect.stringContaining('Line 3') } },
  ])
  expect(await read(['-'], chunks('<!DOCTYPE html><p>Hi'))).toMatchObject([{ name: 'stdin.html' }])
  expect(await read(['-'], chunks('{ "_id" is a word here'))).toHaveLength(1)
})

test('JSONL: one document a line, one failure a bad line', async () => {
  await put(
    'corpus.jsonl',
    [
      '\ufeff{"_id":"a","title":" A ","text":"Über","url":"https://example.com/a","extra":1}',
      '',
      '{"_id":7,"text":"b"}\r',
      '{broken',
      '[1]',
      '{"text":"no id"}',
      '{"_id":"c"}',
      '{"_id":"d","text":" \\n"}',
      '{"_id":"a","text":"again"}',
      '{"_id":"e","text":"x","url":"javascript:alert(1)"}',
      '{"_id":"f","text":"x","title":3}',
      '{"_id":"g","text":"last"}',
    ].join('\n'),
  )
  const uri = fileUri(join(root, 'corpus.jsonl'))
  const items = await read([root])
  expect(items.slice(0, 2)).toEqual([
    {
      sourceKey: `${uri}#a`,
      uri: `${uri}#a`,
      name: 'a.txt',
      bytes: new TextEncoder().encode('Über'),
      externalId: 'a',
      title: 'A',
      url: 'https://example.com/a',
    },
    { sourceKey: `${uri}#7`, uri: `${uri}#7`, name: '7.txt', bytes: new TextEncoder().encode('b'), externalId: '7' },
  ])
  expect(
    items
      .slice(2)
      .map((item) =>
        'error' in item ? [item.externalId, item.error.code, item.error.message.slice(0, 8)] : item.externalId,
      ),
  ).toEqual([
    [undefined, 'bad-line', 'Line 4: '],
    [undefined, 'bad-line', 'Line 5: '],
    [undefined, 'bad-line', 'Line 6: '],
    ['c', 'bad-line', 'Line 7: '],
    ['d', 'empty', 'Line 8: '],
    [undefined, 'duplicate', 'Line 9: '],
    ['e', 'bad-url', 'Line 10:'],
    ['f', 'bad-line', 'Line 11:'],
    'g',
  ])
})

test('JSONL: who wrote it and when are kept, and nothing that nobody sees is in an id or a title', async () => {
  const lines = [
    { _id: 'a', text: 'x', author: 'Ana', date: '2026-05-05' },
    { _id: 'b\u0000', text: 'x' },
    { _id: 'c', text: 'x', title: 'T\u0007' },
    { _id: 'd\ud800', text: 'x' },
  ]
  await put('plain.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  const [first, ...refused] = await read([root])
  expect(first).toMatchObject({ externalId: 'a', author: 'Ana', modifiedAt: '2026-05-05' })
  expect(refused.map((item) => ('error' in item ? item.error.code : item.name))).toEqual([
    ...['bad-line', 'bad-line', 'bad-line'],
  ])
})

test('JSONL: a title is text', async () => {
  await put(
    'titles.jsonl',
    '{"_id":"a","title":" Only a title "}\n{"_id":"b","title":"T","text":" "}\n{"_id":"c","title":" ","text":""}',
  )
  const items = await read([root])
  const texts = items.map((item) =>
    'error' in item ? item.error.code : new TextDecoder().decode(item.bytes as Uint8Array),
  )
  expect(texts).toEqual(['Only a title', 'T', 'empty'])
})

test('JSONL: a picture is a web address, or the line is refused', async () => {
  const lines = [
    { _id: 'a', text: 'x', thumbnail: 'https://example.com/a.png' },
    { _id: 'b', text: 'x', thumbnail: null },
    ...['javascript:alert(1)', 'data:image/png;base64,AA', 'a.png', 7].map((thumbnail, i) => ({
      _id: `bad-${i}`,
      text: 'x',
      thumbnail,
    })),
  ]
  await put('pictures.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
  const [a, b, ...bad] = await read([root])
  expect(a).toMatchObject({ externalId: 'a', thumbnail: 'https://example.com/a.png' })
  expect(b).not.toHaveProperty('thumbnail')
  expect(bad).toHaveLength(4)
  for (const item of bad)
    expect(item).toMatchObject({ error: { code: 'bad-url', message: expect.stringContaining('"thumbnail"') } })
})

test('JSONL: lines cut anywhere by the reading, bytes that are not UTF-8, an empty file', async () => {
  const text = 'ä'.repeat(200_000)
  await put('a.jsonl', Buffer.concat([Buffer.from(`{"_id":"1","text":"${text}"}\n`), new Uint8Array([0xff, 10])]))
  await put('empty.jsonl', '\n \n')
  const [long, ...rest] = await read([root])
  expect(long).toMatchObject({ bytes: new TextEncoder().encode(text) })
  expect(rest).toMatchObject([{ error: { code: 'bad-line' } }, { error: { code: 'empty' } }])
})

test('JSONL: a line that is too long does not end the file', async () => {
  await put(
    'a.jsonl',
    Buffer.concat([Buffer.alloc(maxDocumentBytes + 1, 'x'), Buffer.from('\n{"_id":"1","text":"t"}')]),
  )
  expect(await read([join(root, 'a.jsonl')])).toMatchObject([{ error: { code: 'too-large' } }, { externalId: '1' }])
})

test('titles: given, else own, else the file name', () => {
  expect(titleOf({ name: 'a.md', title: 'Given' }, { title: 'Own' })).toBe('Given')
  expect(titleOf({ name: 'a.md' }, { title: 'Own' })).toBe('Own')
  expect(titleOf({ name: 'release.notes.md' }, {})).toBe('release.notes')
  expect(titleOf({ name: 'LICENSE' }, {})).toBe('LICENSE')
})
