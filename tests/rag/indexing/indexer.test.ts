import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import type { IndexOutcome, SourceDocument, WorkspaceId } from '../../../src/model.ts'
import { createRag } from '../../../src/rag/index.ts'
import type { Source, SourceFailure } from '../../../src/rag/types.ts'
import { startWebsite } from '../../stand-ins/website.ts'
import { collect, sourceOf, useEngine } from '../engine.ts'

const engine = useEngine()
let workspaceId: WorkspaceId
let count = 0

beforeEach(async () => {
  workspaceId = await engine().store.openWorkspace(`indexer-${++count}`)
})

const index = (...sources: Source[]): Promise<IndexOutcome[]> =>
  collect(engine().rag.index(sources, { workspaceId, audience: 'workspace' }))
const note = (id: string, text: string) => sourceOf({ id, text })
const search = async (query: string) => {
  const { hits } = await engine().rag.search(query, { workspaceId, audiences: ['workspace'] }, 10)
  return hits.map(({ document, quote }) => ({ id: document.externalId, title: document.title, quote }))
}
const revisions = () =>
  engine().db.inWorkspace(workspaceId, async (sql) => {
    const rows = await sql<{ id: string }>('select id from revisions order by id')
    return rows.map(({ id }) => id)
  })

describe('indexing', () => {
  it('says what became of each document, in order', async () => {
    const broken: SourceFailure = { uri: 'file:///gone.md', error: { code: 'unreadable', message: 'It is gone' } }
    const outcomes = await index(
      note('a', '# Leave\n\n30 days.\n\n## Sick\n\nCall before nine.'),
      broken,
      note('b', 'Support is open on weekdays.'),
    )
    expect(outcomes).toEqual([
      { status: 'indexed', uri: 'file:///a.md', externalId: 'a', documentId: expect.any(String), chunks: 2 },
      { status: 'failed', uri: 'file:///gone.md', chunks: 0, error: broken.error },
      { status: 'indexed', uri: 'file:///b.md', externalId: 'b', documentId: expect.any(String), chunks: 1 },
    ])
  })

  it('does nothing for what has not changed', async () => {
    const [first] = await index(note('a', 'Thirty days of vacation.'))
    const before = await revisions()
    const [second] = await index(note('a', 'Thirty days of vacation.'))
    expect(second).toEqual({ ...first, status: 'unchanged' })
    expect(await revisions()).toEqual(before)
  })

  it('replaces what has changed, under the same id', async () => {
    const [first] = await index(note('a', 'Vacation is thirty days.'))
    const [second] = await index(note('a', 'Vacation is forty days.'))
    expect(second).toEqual(first)
    expect(await search('vacation')).toEqual([{ id: 'a', title: 'a', quote: 'Vacation is forty days.' }])
    expect(await search('thirty')).toEqual([])
    expect(await revisions()).toHaveLength(1)
  })

  it.each<[string, Partial<SourceDocument>]>([
    ['title', { title: 'Holidays' }],
    ['address', { url: 'https://wiki.test/leave' }],
    ['picture', { thumbnail: 'https://wiki.test/leave.png' }],
  ])('indexes again when the %s changes', async (_, change) => {
    const source = note('a', 'Vacation is thirty days.')
    await index(source)
    expect(await index({ ...source, ...change })).toMatchObject([{ status: 'indexed' }])
    expect(await engine().store.listDocuments(workspaceId)).toMatchObject([change])
    expect(await index({ ...source, ...change })).toMatchObject([{ status: 'unchanged' }])
  })

  it('shows a picture with hits and citations, and forgets one that is taken away', async () => {
    const source = note('a', 'Vacation is thirty days.')
    const thumbnail = 'https://wiki.test/leave.png'
    const scope = { workspaceId, audiences: ['workspace'] as const }
    const documents = async () => {
      const { hits } = await engine().rag.search('vacation', scope, 1)
      const answer = await engine().rag.ask({ question: 'How long is the vacation?', history: [], scope })
      return [...hits, ...answer.citations, ...answer.searched.nearest].map(({ document }) => document.thumbnail)
    }
    await index({ ...source, thumbnail })
    expect(await documents()).toEqual([thumbnail, thumbnail, thumbnail])
    await index(source)
    expect(await documents()).toEqual([undefined, undefined, undefined])
  })

  it('takes the same source twice in one run: the later text stands', async () => {
    const outcomes = await index(note('a', 'Thirty days.'), note('b', 'Other.'), note('a', 'Forty days.'))
    expect(outcomes.map(({ status }) => status)).toEqual(['indexed', 'indexed', 'indexed'])
    expect(await search('days')).toEqual([{ id: 'a', title: 'a', quote: 'Forty days.' }])
    expect(await engine().store.listDocuments(workspaceId)).toHaveLength(2)
  })

  it('goes on after a document that cannot be read', async () => {
    const binary = { ...note('junk', ''), bytes: Uint8Array.from([0, 1, 2, 0, 255, 0, 7, 0]) }
    const outcomes = await index(note('a', 'First note.'), binary, note('b', 'Second note.'))
    expect(outcomes.map(({ status }) => status)).toEqual(['indexed', 'failed', 'indexed'])
    expect(outcomes[1]).toMatchObject({ externalId: 'junk', error: { message: expect.stringMatching(/\w/) } })
    expect((await search('note')).map(({ id }) => id).sort()).toEqual(['a', 'b'])
  })

  it('keeps the old document when the new one holds nothing', async () => {
    await index(note('a', 'Vacation is thirty days.'))
    for (const text of ['', '   \n\n', '---\n***\n'])
      expect(await index(note('a', text))).toMatchObject([{ status: 'failed', chunks: 0 }])
    expect(await search('vacation')).toHaveLength(1)
  })

  it('keeps what was finished when the sources themselves end in an error', async () => {
    const sources = async function* () {
      for (let i = 0; i < 70; i++) yield note(`n${i}`, `Note number ${i} about zebras.`)
      throw new AppError('disk-full', 'The disk is gone')
    }
    const run = collect(engine().rag.index(sources(), { workspaceId, audience: 'workspace' }))
    await expect(run).rejects.toThrow('The disk is gone')
    const kept = await engine().store.listDocuments(workspaceId)
    expect(kept.length).toBeGreaterThan(0)
    expect(await search('zebras')).toHaveLength(Math.min(10, kept.length))
  })

  it('makes chunks that are slices of the artifact', async () => {
    const paragraphs = Array.from(
      { length: 60 },
      (_, i) =>
        `Paragraph ${i} says something or other about rule ${i}, which nobody has read to its end since May. 🎉 Näh?`,
    )
    const text = `# Rules\n\n${paragraphs.slice(0, 30).join('\n\n')}\n\n## More\n\n${paragraphs.slice(30).join('\n\n')}\n`
    const [outcome] = await index(note('long', text))
    if (outcome?.status !== 'indexed') throw new Error('not indexed')
    const stored = await engine().store.readDocument(workspaceId, outcome.documentId)
    const chunks = await engine().db.inWorkspace(workspaceId, (sql) =>
      sql<{ start: number; end: number; text: string }>(
        'select start_offset as start, end_offset as end, text from chunks order by ordinal',
      ),
    )
    expect(chunks).toHaveLength(outcome.chunks)
    expect(chunks.length).toBeGreaterThan(2)
    for (const { start, end, text: held } of chunks) expect(stored.text.slice(start, end)).toBe(held)
  })
})

describe('what documents say of themselves', () => {
  const listed = async () =>
    (await engine().store.listDocuments(workspaceId)).map(({ author, modifiedAt, language }) => ({
      author,
      modifiedAt,
      language,
    }))

  it('is kept: who, when, in which language', async () => {
    const german = 'Der Urlaub beträgt dreißig Tage im Jahr, und die Anträge werden von der Abteilung geprüft.'
    await index({ ...note('a', german), author: 'Ana', modifiedAt: '2025-05-04T10:00:00+02:00' })
    expect(await listed()).toEqual([{ author: 'Ana', modifiedAt: '2025-05-04T08:00:00+00:00', language: 'de' }])
    expect(await engine().store.readCorpus({ workspaceId, audiences: ['workspace'] })).toEqual({
      documents: 1,
      languages: ['de'],
    })
  })

  it('comes from the caller first for the author, from the document first for the date', async () => {
    const page =
      '<html lang="fr"><head><meta name="author" content="Inside"><meta property="article:modified_time" content="2024-02-01T00:00:00Z"></head><body><p>The vacation allowance is thirty days.</p></body></html>'
    const source = { ...sourceOf({ id: 'a', text: page }), name: 'a.html', modifiedAt: '2020-01-01' }
    await index(source)
    expect(await listed()).toEqual([{ author: 'Inside', modifiedAt: '2024-02-01T00:00:00+00:00', language: 'fr' }])
    expect(await index({ ...source, author: 'Outside' })).toMatchObject([{ status: 'indexed' }])
    expect(await listed()).toMatchObject([{ author: 'Outside' }])
  })

  it.each(['soon', '-000001-01-01', '+275760-09-13', '1066-10-14'])('a date such as %s is none', async (modifiedAt) => {
    expect(await index({ ...note('a', 'Thirty days.'), modifiedAt })).toMatchObject([{ status: 'indexed' }])
    expect(await listed()).toMatchObject([{ modifiedAt: null }])
  })

  it('is gone on with when a server says that nothing changed, and only then', async () => {
    const { sourceKey, uri } = note('a', '')
    const same = { sourceKey, uri, isUnchanged: true } as const
    expect(await index(same)).toMatchObject([{ status: 'failed', error: { code: 'not-indexed' } }])
    const [first] = await index({ ...note('a', 'Thirty days.'), validators: { etag: '"1"' } })
    expect(await index(same)).toEqual([
      { status: 'unchanged', uri, documentId: first?.status === 'indexed' && first.documentId, chunks: 1 },
    ])
    const known = await engine().store.findBySource({ workspaceId, audience: 'workspace' }, [sourceKey])
    expect(known.get(sourceKey)?.validators).toEqual({ etag: '"1"' })
  })
})

describe('the average length of chunks', () => {
  const average = () =>
    engine().db.inWorkspace(workspaceId, async (sql) => {
      const rows = await sql<{ mean: number }>('select average_length as mean from index_versions')
      return rows.map(({ mean }) => mean)
    })
  const long = (n: number) => note(`long${n}`, `Zebras ${'graze on the wide plains and '.repeat(50)}`)

  it('is that of the first documents, and stays', async () => {
    await index(...Array.from({ length: 100 }, (_, n) => long(n)))
    const [sampled] = await average()
    expect(sampled).toBeGreaterThan(120)
    await index(note('a', 'Short.'), note('b', 'Shorter.'))
    expect(await average()).toEqual([sampled])
  })

  it('is not decided by what holds no text', async () => {
    await index(note('empty', ''), { uri: 'file:///gone.md', error: { code: 'unreadable', message: 'gone' } })
    expect(await average()).toEqual([])
  })
})

it('what was indexed in a former way is read again, though it has not changed', async () => {
  const leave = note('leave', 'The vacation allowance is thirty days.')
  const again = async () => (await index(leave)).map(({ status }) => status)
  expect([await again(), await again()]).toEqual([['indexed'], ['unchanged']])
  await engine().db.inWorkspace(workspaceId, (sql) => sql(`update index_versions set analyzer = 'former'`))
  await index(note('other', 'The first of the new way.'))
  expect([await again(), await again()]).toEqual([['indexed'], ['unchanged']])
})

it('a document that the database refuses is named, and those that came with it are indexed', async () => {
  const refused = { ...note('refused', 'Zebras are black.'), author: 'Nobody\0' }
  const outcomes = await index(note('first', 'Zebras graze.'), refused, note('last', 'Zebras run.'))
  expect(outcomes).toMatchObject([
    { status: 'indexed' },
    { status: 'failed', error: { code: 'unstorable' } },
    { status: 'indexed' },
  ])
  expect((await search('zebras')).map(({ id }) => id).toSorted()).toEqual(['first', 'last'])
})

it('while much is indexed the planner is told how much there is, before the end', async () => {
  const told = async () => {
    const rows = await engine().db.asOwner((sql) =>
      sql<{ documents: number }>(`select reltuples as documents from pg_class where relname = 'documents'`),
    )
    return rows[0]!.documents
  }
  const long = Array.from({ length: 10 }, (_, n) => `# Part ${n}\n\nZebras graze on plain ${n}.`).join('\n\n')
  const before = await told()
  let after = before
  async function* many() {
    for (let n = 0; n < 60; n += 1) yield note(`many${n}`, long)
    // The same again waits until what came before is written.
    for (let n = 0; n < 2; n += 1) yield note('many0', 'Again.')
    after = await told()
  }
  await collect(engine().rag.index(many(), { workspaceId, audience: 'workspace' }))
  expect(after).toBeGreaterThanOrEqual(Math.max(before, 0) + 60)
})

it('a web page that was made in a former way is read again, whatever its server says', async () => {
  const site = await startWebsite()
  const { store, db } = engine()
  const rag = createRag({ store, linkTo: () => undefined, newId: randomUUID, now: () => 0, allowedHosts: [site.host] })
  site.serve('/page', ({ headers }, response) => {
    response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200, { 'Content-Type': 'text/plain', ETag: '"1"' })
    response.end(headers['if-none-match'] === '"1"' ? '' : 'The vacation allowance is thirty days.')
  })
  const target = { workspaceId, audience: 'workspace' } as const
  const read = async () => (await collect(rag.indexSource(`${site.origin}/page`, target)))[0]?.status
  expect([await read(), await read()]).toEqual(['indexed', 'unchanged'])
  await db.inWorkspace(workspaceId, (sql) => sql(`update index_versions set analyzer = 'former'`))
  expect([await read(), await read()]).toEqual(['indexed', 'unchanged'])
  await site.close()
})
