// Exit statuses that scripts rely on: what does not hold in the database, dead letters, and lines that cannot be read.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Database, openDatabase, type Sql } from '../../src/store/database/db.ts'
import { writeNotesInto } from '../notes.ts'
import { cleanUp, type Ended, type Environment, makeFolder, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })

let environment: Environment & { readonly DATA_DIR: string }
let db: Database
beforeAll(async () => {
  environment = await startEngine()
  expect(await ragbot(['index', writeNotesInto(makeFolder())], environment)).toMatchObject({ code: 0 })
  db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'verify' })
})
afterAll(async () => {
  await db.close()
  await cleanUp()
})

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

describe('verify', () => {
  /** What it says while a row is wrong; the row is put right again. */
  async function whileWrong(breakIt: string, mendIt: string): Promise<Ended> {
    // What a broken disk does keeps to no trigger or constraint.
    const change = (statement: string) => async (sql: Sql) => {
      await sql('set local session_replication_role = replica')
      await sql(statement)
    }
    await db.asOwner(change(breakIt))
    try {
      return await ragbot(['verify'], environment)
    } finally {
      await db.asOwner(change(mendIt))
    }
  }

  it('ends with 0 where all holds', async () => {
    expect(await ragbot(['verify'], environment)).toEqual({
      code: 0,
      stdout: '3 documents, 3 chunks: all hold\n',
      stderr: '',
    })
  })

  it.each([
    [
      'a text that was changed',
      `update artifacts set text = replace(text, 'sixteen', 'seventy')`,
      `update artifacts set text = replace(text, 'seventy', 'sixteen')`,
      ['the stored text does not have its hash', 'is no slice of the text'],
    ],
    [
      'a chunk that was changed',
      `update chunks set text = replace(text, 'sixteen', 'seventy')`,
      `update chunks set text = replace(text, 'seventy', 'sixteen')`,
      ['is no slice of the text'],
    ],
    [
      'a chunk that is missing',
      'update documents set chunk_count = chunk_count + 1',
      'update documents set chunk_count = chunk_count - 1',
      ['1 chunks instead of 2', '1 chunks instead of 2', '1 chunks instead of 2'],
    ],
    [
      'a text that belongs to no document',
      `insert into artifacts (workspace_id, hash, text, layout, media_type)
       select id, 'none', 'left', '{"pages":[],"headings":[]}', 'text/plain' from workspaces`,
      `delete from artifacts where hash = 'none'`,
      ['1 artifacts belong to no document'],
    ],
  ])('ends with 1 for %s, and names it', async (_, breakIt, mendIt, problems) => {
    const { code, stdout, stderr } = await whileWrong(breakIt, mendIt)
    expect(code).toBe(1)
    expect(lines(stderr)).toEqual(problems.map((problem) => expect.stringContaining(problem)))
    expect(stdout).toBe(`3 documents, 3 chunks: ${problems.length} problems\n`)
    expect((await ragbot(['verify'], environment)).code).toBe(0)
  })
})

describe('documents', () => {
  it('ends with 1 when one of several is not there, and does the others', async () => {
    const file = join(makeFolder(), 'extra.md')
    writeFileSync(file, '# Extra\n\nAn extra note.\n')
    const indexed = JSON.parse((await ragbot(['index', file, '--json'], environment)).stdout)
    const { code, stdout, stderr } = await ragbot(
      ['documents', 'delete', crypto.randomUUID(), indexed.documentId],
      environment,
    )
    expect({ code, stdout }).toEqual({ code: 1, stdout: `deleted ${indexed.documentId}\n` })
    expect(lines(stderr)).toEqual([expect.stringContaining('There is no document')])
    // Nothing of it waits to be removed.
    expect(await ragbot(['verify'], environment)).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('index', () => {
  it.each([
    ['there was nothing to index', () => makeFolder(), 'no file in this folder'],
    ['it was not there', () => '/nowhere.md', '/nowhere.md'],
  ])('ends with 1 when %s', async (_, path, said) => {
    const { code, stderr } = await ragbot(['index', path()], environment)
    expect(code).toBe(1)
    expect(stderr).toContain(said)
  })
})

describe('a batch', () => {
  const search = (...input: readonly string[]) => ragbot(['search', '--batch'], environment, input.join('\n'))

  it('ends with 0 when every line was answered, empty ones left out', async () => {
    const { code, stdout } = await search('{"_id":"a","text":"vacation"}', '', '{"_id":0,"text":"travel"}', '')
    expect(code).toBe(0)
    expect(lines(stdout).map((line) => JSON.parse(line)._id)).toEqual(['a', 0])
  })

  it.each(['[]x', 'null', '3', '{"text":"a"}', '{"_id":"a"}', '{"_id":"a","text":" "}', '{"_id":{},"text":"a"}'])(
    'ends with 1 for the line %s, by its number, and goes on',
    async (wrong) => {
      const { code, stdout, stderr } = await search('', wrong, '{"_id":"z","text":"travel"}')
      expect(code).toBe(1)
      expect(lines(stderr)).toEqual([expect.stringMatching(/^line 2: /)])
      expect(lines(stdout).map((line) => JSON.parse(line))).toMatchObject([
        { line: 2, error: { code: 'bad-line' } },
        { _id: 'z', hits: expect.any(Array) },
      ])
    },
  )
})

describe('search', () => {
  it.each(['0', '-1', '1.5', '1001', 'x', ''])('--top %j is wrong: exit 2', async (top) => {
    expect(await ragbot(['search', 'x', `--top=${top}`], { DATA_DIR: '/proc/none' })).toMatchObject({ code: 2 })
  })

  it('--top takes 1 to 1000', async () => {
    const top = async (count: string) =>
      JSON.parse((await ragbot(['search', 'the vacation travel', '--top', count, '--json'], environment)).stdout)
    expect((await top('1')).hits).toHaveLength(1)
    expect((await top('1000')).hits.length).toBeGreaterThan(1)
  })
})

describe('a command that fails', () => {
  it('ends with 1 and says what to do, without a stack', async () => {
    const { code, stdout, stderr } = await ragbot(['verify'], { DATA_DIR: '/proc/none' })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^ragbot: DATA_DIR .*set DATA_DIR to another folder\.\n$/)
    expect(await ragbot(['verify'], { PORT: '-1' })).toMatchObject({ code: 1, stderr: expect.stringContaining('PORT') })
  })
})
