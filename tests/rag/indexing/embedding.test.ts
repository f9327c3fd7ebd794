// Vectors from indexing to search, with a small model server on loopback: made when missing, kept apart by model, and
// never needed to find a document by its words.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../src/log.ts'
import type { SourceDocument, WorkspaceId } from '../../../src/model.ts'
import { createRag } from '../../../src/rag/index.ts'
import type { Rag } from '../../../src/rag/types.ts'
import { type EmbeddingsStandIn, startEmbeddings } from '../../stand-ins/embeddings.ts'
import { collect, sourceOf, useEngine } from '../engine.ts'

const engine = useEngine()
let server: EmbeddingsStandIn
let home: WorkspaceId
let count = 0

beforeAll(async () => {
  server = await startEmbeddings()
})
afterAll(() => server.close())
beforeEach(async () => {
  home = await engine().store.openWorkspace(`vectors-${++count}`)
  server.dimensions = 64
  server.calls.length = 0
})

function ragWith(model: string): Rag {
  return createRag({
    store: engine().store,
    linkTo: () => undefined,
    newId: randomUUID,
    now: () => performance.now(),
    log: createLog('silent'),
    embedding: { model, baseUrl: server.baseUrl },
  })
}
/** The next request is refused in a way that trying again does not help. */
const refuseNext = () => server.next({ status: 401 })
const index = async (rag: Rag, ...sources: SourceDocument[]) => {
  const outcomes = await collect(rag.index(sources, { workspaceId: home, audience: 'workspace' }))
  await rag.embedMissing(home)
  return outcomes
}
const note = (id: string, text: string) => sourceOf({ id, text })
const leave = note('leave', 'Vacation days are thirty.')
const ferry = note('ferry', 'Boats depart noon harbour.')
const search = async (rag: Rag, query: string) => {
  const { hits } = await rag.search(query, { workspaceId: home, audiences: ['workspace'] }, 10)
  return hits.map(({ document }) => document.externalId)
}
const models = () => engine().store.countEmbeddings(home)
const embedded = () => server.calls.flatMap(({ input }) => input)

describe('vectors', () => {
  it('are made for what was indexed, title and text, and found by', async () => {
    const rag = ragWith('m1')
    await index(rag, leave, ferry)
    expect(await models()).toEqual([{ model: 'm1', chunks: 2, isReady: true }])
    expect(embedded().toSorted()).toEqual(['ferry\n\nBoats depart noon harbour.', 'leave\n\nVacation days are thirty.'])
    // By meaning every document is somewhere, and by words only the first.
    expect(await search(rag, 'vacation')).toEqual(['leave', 'ferry'])
    server.calls.length = 0
    await index(rag, leave, ferry)
    expect(embedded()).toEqual([])
  })

  it('wait for a server that is down, and documents are found by their words meanwhile', async () => {
    refuseNext()
    expect(await index(ragWith('m1'), leave)).toMatchObject([{ status: 'indexed' }])
    refuseNext()
    expect(await search(ragWith('m1'), 'vacation')).toEqual(['leave'])
    expect(await models()).toEqual([])
    await ragWith('m1').embedMissing(home)
    expect(await models()).toEqual([{ model: 'm1', chunks: 1, isReady: true }])
  })

  it('of the former model are used by nobody and go once the new one’s are complete', async () => {
    await index(ragWith('m1'), leave, ferry)
    const next = ragWith('m2')
    refuseNext()
    await index(ragWith('m2'), note('other', 'Something else.'))
    expect(await models()).toEqual([{ model: 'm1', chunks: 2, isReady: true }])
    // By words alone.
    expect(await search(next, 'vacation')).toEqual(['leave'])
    await next.embedMissing(home)
    expect(await models()).toEqual([{ model: 'm2', chunks: 3, isReady: true }])
    expect(await search(next, 'vacation')).toContain('ferry')
  })

  it('of another size are refused under the same name, and made anew once the old are forgotten', async () => {
    await index(ragWith('m1'), leave)
    server.dimensions = 32
    await index(ragWith('m1'), ferry)
    expect(await models()).toEqual([{ model: 'm1', chunks: 1, isReady: true }])
    await expect(engine().store.openEmbeddingModel(home, 'm1', 32)).rejects.toMatchObject({
      code: 'embedding-dimensions',
      message: expect.stringMatching(/64 numbers.*32.*reindex --embeddings/),
    })
    expect(await search(ragWith('m1'), 'boats')).toEqual(['ferry'])
    await engine().store.forgetEmbeddings(home)
    await collect(ragWith('m1').reindex(home))
    expect(await models()).toEqual([{ model: 'm1', chunks: 2, isReady: true }])
    expect(await search(ragWith('m1'), 'boats')).toContain('leave')
  })

  it('come along in a rebuild: an unchanged text is not embedded again', async () => {
    const rag = ragWith('m1')
    await index(rag, leave, ferry)
    server.calls.length = 0
    await collect(rag.reindex(home))
    expect(embedded()).toEqual([])
    expect(await models()).toEqual([{ model: 'm1', chunks: 2, isReady: true }])
    expect(await search(rag, 'vacation')).toContain('ferry')
  })

  it('of a deleted document go with it', async () => {
    const [outcome] = await index(ragWith('m1'), leave)
    if (outcome?.status !== 'indexed') throw new Error('not indexed')
    const { store, db } = engine()
    const scope = { workspaceId: home, audiences: ['workspace'] as const }
    await store.recordGap(scope, 'How many sick days?', [outcome.documentId])
    await store.retireDocument(home, outcome.documentId)
    await store.removeRetired(home)
    await store.compactCounts(home)
    const left = await db.inWorkspace(home, (sql) =>
      sql(
        `select 'embedding' from embeddings union all select 'chunk' from chunks union all select 'artifact' from artifacts
         union all select 'revision' from revisions union all select 'count' from term_counts
         union all select 'documents' from document_counts union all select 'gap' from gaps where nearest <> '{}'`,
      ),
    )
    expect(left).toEqual([])
    expect(await store.listGaps(home)).toMatchObject([{ question: 'How many sick days?', times: 1, nearest: [] }])
  })

  it('of a chunk that was removed while they were made are not kept', async () => {
    refuseNext()
    const [outcome] = await index(ragWith('m1'), leave)
    if (outcome?.status !== 'indexed') throw new Error('not indexed')
    const { store } = engine()
    const [chunk] = await store.readUnembedded(home, 'm1', null, 10)
    const modelId = await store.openEmbeddingModel(home, 'm1', 2)
    await store.retireDocument(home, outcome.documentId)
    await store.removeRetired(home)
    await store.addEmbeddings(home, modelId, [{ ...chunk!, vector: Float32Array.of(0, 1) }])
    expect(await models()).toEqual([{ model: 'm1', chunks: 0, isReady: false }])
  })

  it('of a question that takes too long are not waited for', async () => {
    const rag = ragWith('m1')
    await index(rag, leave, ferry)
    server.next('stall')
    expect(await search(rag, 'vacation')).toEqual(['leave'])
    expect(await search(rag, 'boats')).toEqual(['ferry', 'leave'])
  })
})
