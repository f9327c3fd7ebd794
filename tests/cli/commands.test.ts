// The commands as scripts use them: shapes, exit statuses, and nothing but data on standard output.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { writeNotesInto } from '../notes.ts'
import { cleanUp, type Environment, makeFolder, ragbot, startEngine } from './in-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

afterAll(cleanUp)

const lines = (text: string) => text.split('\n').filter((line) => line !== '')
const objects = (text: string) => lines(text).map((line) => JSON.parse(line) as Record<string, unknown>)
const writeNotes = () => writeNotesInto(makeFolder())

let environment: Environment
beforeAll(async () => {
  environment = await startEngine()
})

describe('index', () => {
  it('for one channel is found there alone, and listed with it', async () => {
    const environment = await startEngine()
    const file = join(makeFolder(), 'merger.md')
    writeFileSync(file, '# Merger\n\nThe codename of the merger is Bluefinch.\n')
    const index = (...audience: string[]) => ragbot(['index', file, ...audience], environment)
    expect(await index('--audience', 'channel:slack:T1/C1')).toMatchObject({ code: 0, stdout: /^indexed /m })
    expect((await ragbot(['search', 'codename merger'], environment)).stdout).not.toContain('Bluefinch')
    expect((await ragbot(['documents', 'list'], environment)).stdout).toMatch(/merger\.md {2}channel:slack:T1\/C1$/m)
    // The same file for everyone is another document.
    expect(await index('--audience', 'workspace')).toMatchObject({ code: 0 })
    expect((await ragbot(['search', 'codename merger'], environment)).stdout).toContain('Bluefinch')
    expect((await ragbot(['documents', 'list'], environment)).stdout.match(/merger\.md/g)).toHaveLength(2)
  })

  it.each(['', 'everyone', 'channel:C1', 'channel:irc:C1', 'person:slack:', 'workspace:slack:T1', 'channel:slack:a b'])(
    'for %j is refused with what there is',
    async (audience) => {
      const { code, stderr } = await ragbot(['index', 'x.md', '--audience', audience], { DATA_DIR: makeFolder() })
      expect(code).toBe(2)
      expect(stderr).toContain('use workspace, channel:<platform>:<id> or person:<platform>:<id>')
    },
  )

  it('indexes what it can of a bad folder and names the rest', async () => {
    const folder = join(makeFolder(), 'mixed')
    mkdirSync(join(folder, 'deep'), { recursive: true })
    writeFileSync(join(folder, 'good.md'), '# Good\n\nThe good note is about lighthouses.\n')
    writeFileSync(join(folder, 'deep', 'page.html'), '<title>Page</title><p>The page is about harbours.</p>')
    writeFileSync(join(folder, 'junk.txt'), Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 7919) % 256)))
    writeFileSync(join(folder, 'program.exe'), Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]))
    writeFileSync(join(folder, 'empty.md'), '')
    writeFileSync(join(folder, 'blank.md'), ' \n\n')
    writeFileSync(
      join(folder, 'no-pages.pdf'),
      '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
    )
    writeFileSync(
      join(folder, 'lines.jsonl'),
      '{"_id":"a","text":"Line a is about cranes."}\n{"_id":"b",\n{"_id":"c","text":"Line c is about ropes."}\n',
    )
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling.md'))
    symlinkSync('/etc/hostname', join(folder, 'outside.md'))

    const { code, stdout, stderr } = await ragbot(['index', folder, '--json'], environment)
    expect(code).toBe(1)
    const outcomes = objects(stdout)
    const byName = Object.fromEntries(outcomes.map((one) => [String(one.uri).replace(/^.*\/mixed\//, ''), one]))
    const good = ['good.md', 'deep/page.html', 'lines.jsonl#a', 'lines.jsonl#c']
    expect(
      Object.keys(byName)
        .filter((name) => byName[name]?.status === 'indexed')
        .toSorted(),
    ).toEqual(good.toSorted())
    const bad = outcomes.filter(({ status }) => status === 'failed')
    expect(bad).toHaveLength(8)
    for (const { uri, chunks, error } of bad) {
      expect(chunks).toBe(0)
      expect(error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
      expect(stderr).toContain(`failed: ${uri}: `)
    }
    expect(byName['lines.jsonl']?.error).toMatchObject({ message: expect.stringContaining('Line 2') })
    expect(byName['lines.jsonl#a']).toMatchObject({ externalId: 'a', documentId: expect.any(String), chunks: 1 })
  })

  it('says each failure once with totals, and names what a folder holds and is not read', async () => {
    const environment = await startEngine()
    const folder = writeNotes()
    for (const hidden of ['.git', 'node_modules']) mkdirSync(join(folder, hidden))
    writeFileSync(join(folder, '.git', 'config'), 'x')
    writeFileSync(join(folder, 'empty.md'), '')
    const { stdout, stderr } = await ragbot(['index', folder], environment)
    expect(lines(stdout)).toHaveLength(4)
    expect(stdout).toMatch(/^indexed {4}file:\S+ {2}1 passage$/m)
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^failed: file:\S+empty\.md: /),
      'Documents: 3 indexed, 1 failed.',
      `Left out, as hidden entries and node_modules are: ${join(folder, '.git')}, ${join(folder, 'node_modules')}: name them to index them.`,
    ])
    expect((await ragbot(['index', join(folder, '.git')], environment)).stdout).toMatch(/config/)
  })

  it('leaves alone what did not change, replaces what did, and takes a file twice only once', async () => {
    const folder = writeNotes()
    const statuses = async (...args: string[]) =>
      objects((await ragbot(['index', ...args, '--json'], environment)).stdout).map(({ status }) => status)
    expect(await statuses(folder)).toEqual(['indexed', 'indexed', 'indexed'])
    expect(await statuses(folder)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    writeFileSync(join(folder, 'leave.md'), '# Leave\n\nThe vacation allowance is 31 days a year.\n')
    expect(await statuses(folder)).toEqual(['indexed', 'unchanged', 'unchanged'])
    expect(await statuses(join(folder, 'leave.md'), join(folder, 'leave.md'))).toEqual(['unchanged', 'unchanged'])
    const { stdout } = await ragbot(['ask', 'How many days is the vacation allowance?'], environment)
    expect(stdout).toContain('31 days')
    expect(stdout).not.toContain('27 days')
  })

  it('reads one document from standard input', async () => {
    const { code, stdout } = await ragbot(
      ['index', '-', '--json'],
      environment,
      '# Boats\n\nThe ferry leaves at noon.\n',
    )
    expect(code).toBe(0)
    expect(objects(stdout)).toMatchObject([{ status: 'indexed', chunks: 1 }])
    expect((await ragbot(['ask', 'When does the ferry leave?'], environment)).stdout).toContain('noon')
  })
})

describe('search, ask and documents', () => {
  beforeAll(async () => {
    environment = await startEngine()
    expect((await ragbot(['index', writeNotes()], environment)).code).toBe(0)
  })

  it('search --json has the promised shape', async () => {
    const { code, stdout, stderr } = await ragbot(['search', 'parental leave', '--top', '2', '--json'], environment)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [result, ...others] = objects(stdout)
    expect(others).toEqual([])
    expect(Object.keys(result ?? {}).toSorted()).toEqual(['hits', 'query', 'tookMs'])
    const [hit] = (result?.hits ?? []) as readonly Record<string, unknown>[]
    expect(hit).toEqual({
      rank: 1,
      score: expect.any(Number),
      document: { id: expect.any(String), title: 'Leave', uri: expect.stringMatching(/leave\.md$/) },
      quote: expect.stringContaining('sixteen weeks'),
      locator: { heading: 'Leave', start: expect.any(Number), end: expect.any(Number) },
    })
  })

  it('like lists what is near to a document by its id, in the shape of search', async () => {
    const environment = await startEngine()
    const folder = makeFolder()
    for (const place of ['North', 'South', 'East'])
      writeFileSync(join(folder, `${place}.md`), `# Leave in the ${place}\n\nParental leave lasts 26 weeks.\n`)
    expect((await ragbot(['index', folder], environment)).code).toBe(0)
    const hitsOf = async (...args: string[]) => {
      const { code, stdout } = await ragbot([...args, '--json'], environment)
      expect(code).toBe(0)
      const [{ hits = [], ...more } = {}] = objects(stdout)
      expect(Object.keys(more).toSorted()).toEqual(['query', 'tookMs'])
      return hits as readonly { rank: number; document: { id: string; title: string } }[]
    }
    const [leave] = await hitsOf('search', 'parental leave')
    const near = await hitsOf('like', leave!.document.id, '--top', '2')
    expect(near.map(({ rank }) => rank)).toEqual([1, 2])
    expect(near.map(({ document }) => document.id)).not.toContain(leave!.document.id)
    const [hit] = near
    expect(Object.keys(hit ?? {})).toEqual(expect.arrayContaining(['rank', 'score', 'document', 'quote', 'locator']))
    const unknown = await ragbot(['like', 'no such document'], environment)
    expect([unknown.code, unknown.stdout]).toEqual([1, ''])
    expect(unknown.stderr).toContain('"ragbot documents" lists their ids')
  })

  it('ask --json has the promised shape: a citation a mark, each a slice of the document', async () => {
    const { stdout } = await ragbot(['ask', 'Who approves travel expenses?', '--json'], environment)
    const [answer] = objects(stdout)
    expect(answer).toMatchObject({ kind: 'answered', searched: { documents: 3 }, tookMs: expect.any(Number) })
    const citations = answer?.citations as readonly {
      marker: number
      quote: string
      document: { id: string }
      locator: { start: number; end: number }
    }[]
    const marks = [...String(answer?.markdown).matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]))
    expect([...new Set(marks)]).toEqual(citations.map(({ marker }) => marker))
    for (const { document, quote, locator } of citations) {
      const shown = objects((await ragbot(['documents', 'show', document.id, '--json'], environment)).stdout)[0]
      expect(String(shown?.text).slice(locator.start, locator.end)).toBe(quote)
    }
  })

  it('ask refuses what the documents do not hold', async () => {
    const { code, stdout } = await ragbot(['ask', 'What is the boiling point of tungsten?', '--json'], environment)
    expect(code).toBe(0)
    expect(objects(stdout)).toMatchObject([
      {
        kind: 'no_evidence',
        citations: [],
        markdown: expect.stringMatching(/^I don't know/),
        searched: { documents: 3 },
      },
    ])
  })

  it.each(['search', 'ask'])('%s --batch answers line by line in order', async (command) => {
    const input = ['{"_id":"1","text":"parental leave"}', 'no json', '{"_id":2,"text":"travel expenses"}', ''].join(
      '\n',
    )
    const { code, stdout, stderr } = await ragbot([command, '--batch'], environment, input)
    expect(code).toBe(1)
    expect(objects(stdout).map(({ _id }) => _id)).toEqual(['1', null, 2])
    expect(lines(stderr)).toEqual([expect.stringContaining('line 2: ')])
  })

  it('another workspace sees nothing of it', async () => {
    const elsewhere = ['--workspace', 'elsewhere', '--json']
    const found = await ragbot(['search', 'parental leave', ...elsewhere], environment)
    expect(objects(found.stdout)).toMatchObject([{ hits: [] }])
    const asked = await ragbot(['ask', 'How long is parental leave?', ...elsewhere], environment)
    expect(objects(asked.stdout)).toMatchObject([{ kind: 'no_evidence', searched: { documents: 0, nearest: [] } }])
    const [{ id } = { id: '' }] = objects((await ragbot(['documents', 'list', '--json'], environment)).stdout)
    for (const action of ['show', 'delete']) {
      const refused = await ragbot(['documents', action, String(id), ...elsewhere], environment)
      expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('There is no document') })
    }
  })

  it('a deleted document is found nowhere', async () => {
    const listed = objects((await ragbot(['documents', 'list', '--json'], environment)).stdout)
    const leave = listed.find(({ title }) => title === 'Leave')
    expect(await ragbot(['documents', 'delete', String(leave?.id)], environment)).toMatchObject({ code: 0, stderr: '' })
    expect(objects((await ragbot(['search', 'parental leave', '--json'], environment)).stdout)).toMatchObject([
      { hits: [] },
    ])
    expect(await ragbot(['verify'], environment)).toEqual({
      code: 0,
      stdout: '2 documents, 2 chunks: all hold\n',
      stderr: '',
    })
    expect((await ragbot(['documents', 'delete', String(leave?.id)], environment)).code).toBe(1)
  })

  it('jobs list, failed and retry have nothing to tell', async () => {
    expect(objects((await ragbot(['jobs', 'list', '--json'], environment)).stdout).map(({ name }) => name)).toContain(
      'slack-events',
    )
    expect(await ragbot(['jobs', 'failed', '--json'], environment)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(objects((await ragbot(['jobs', 'retry', '--json'], environment)).stdout)).toEqual([{ retried: 0 }])
  })
})

describe('usage', () => {
  const wrong = [
    [],
    ['fly'],
    ['index'],
    ['search'],
    ['ask'],
    ['documents'],
    ['documents', 'burn'],
    ['documents', 'show'],
    ['jobs'],
    ['jobs', 'x'],
    ['eval'],
    ['search', 'x', '--top', '0'],
    ['search', 'x', '--what'],
    ['like'],
    ['start', '--roles', 'king'],
  ]
  it.each(wrong.map((args) => [args.join(' '), args] as const))('"%s" is wrong: exit 2', async (_, args) => {
    const { code, stderr, stdout } = await ragbot(args, { DATA_DIR: '/proc/none' })
    expect(code).toBe(2)
    expect(stderr + stdout).not.toMatch(/^\s+at /m)
    expect(stderr + stdout).not.toBe('')
  })

  const commands = ['start', 'index', 'search', 'like', 'ask', 'documents', 'verify', 'eval', 'jobs']
  it.each(commands)('%s --help explains itself', async (command) => {
    const { code, stdout, stderr } = await ragbot([command, '--help'], { DATA_DIR: '/proc/none' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`ragbot ${command}`)
  })

  it('--version says which, by itself and with a command', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    for (const args of [['--version'], ['ask', '--version']])
      expect(await ragbot(args, { DATA_DIR: '/proc/none' })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('--help lists every command', async () => {
    const { code, stdout } = await ragbot(['--help'], {})
    expect(code).toBe(0)
    for (const command of commands) expect(stdout).toContain(`  ${command}`)
  })
})
