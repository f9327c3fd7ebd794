import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { IndexOutcome, SourceDocument, WorkspaceId } from '../../src/model.ts'
import type { SourceFailure } from '../../src/rag/types.ts'
import { collect, sourceOf, useEngine } from './engine.ts'

const engine = useEngine()
let workspaceId: WorkspaceId
let count = 0

beforeEach(async () => {
  workspaceId = await engine().store.openWorkspace(`indexer-${++count}`)
})

const index = (...sources: (SourceDocument | SourceFailure)[]): Promise<IndexOutcome[]> =>
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
      throw new AppError('disk', 'The disk is gone')
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
