// What a rebuild of the index must keep on every database: results, documents that change meanwhile, counts, and one
// process at a time. Small batches, so that a test can step in between two.
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SourceDocument, WorkspaceId } from '../../src/model.ts'
import { createRag } from '../../src/rag/index.ts'
import type { Rag } from '../../src/rag/types.ts'
import type { TestDatabase } from '../databases.ts'
import { type OpenStore, openStore } from './open-store.ts'

export function testRebuild(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`rebuilding on the ${name} engine`, () => {
    const opened = openStore(database)
    let db: OpenStore['db']
    let store: OpenStore['store']
    let rag: Rag
    let home: WorkspaceId
    beforeAll(() => {
      ;({ db, store } = opened())
      const inSteps = { ...store, batch: { documents: 2, chunks: 4 } }
      rag = createRag({ store: inSteps, linkTo: ({ revision }) => revision, newId: randomUUID, now: () => 0 })
    })
    beforeEach(async () => {
      home = await store.openWorkspace(`rebuild-${randomUUID()}`)
    })

    const note = (id: string, text: string): SourceDocument => {
      const uri = `file:///${id}.md`
      return { sourceKey: uri, uri, name: `${id}.md`, bytes: Buffer.from(text), externalId: id }
    }
    const notes = (...ids: number[]) =>
      ids.map((n) => note(`n${n}`, `# Note ${n}\n\nThe zebra number ${n} eats grass.`))
    const index = async (sources: Iterable<SourceDocument> | AsyncIterable<SourceDocument>) =>
      (await Array.fromAsync(rag.index(sources, { workspaceId: home, audience: 'workspace' }))).map(
        ({ status }) => status,
      )
    const search = async (query: string) => {
      const { hits } = await rag.search(query, { workspaceId: home, audiences: ['workspace'] }, 20)
      return hits.map(({ document, quote, score, url }) => ({ id: document.externalId, quote, score, url }))
    }
    const ids = async (query = 'zebra') => (await search(query)).map(({ id }) => id).toSorted()
    const remove = async (externalId: string) => {
      const documents = await store.listDocuments(home)
      await store.retireDocument(home, documents.find((one) => one.externalId === externalId)!.id)
    }
    const rows = <Row>(sql: string) => db.inWorkspace(home, (run) => run<Row>(sql))
    const expire = () => rows(`update index_versions set built_at = now() - interval '1 hour'`)

    /** One version, nothing that no document accounts for, and counts as they are in the chunks. */
    async function expectSound(): Promise<void> {
      await store.removeRetired(home)
      expect(await store.countLeftovers(home)).toEqual({ revisions: 0, artifacts: 0 })
      expect(await rows('select state, builder from index_versions')).toEqual([{ state: 'current', builder: null }])
      const counted = `select term, sum(chunks)::int as chunks from term_counts group by 1 having sum(chunks) <> 0 order by 1`
      const inChunks = `select term, count(*)::int as chunks from (select unnest(term_ids || 0) as term from chunks) as t group by 1 order by 1`
      expect(await rows(counted)).toEqual(await rows(inChunks))
      expect(
        await rows(
          'select language, sum(documents)::int as n from document_counts group by 1 having sum(documents) <> 0',
        ),
      ).toEqual(await rows('select language, count(*)::int as n from documents group by 1'))
      expect(
        await rows(
          'select 1 from documents d where chunk_count <> (select count(*) from chunks c where c.revision_id = d.revision_id)',
        ),
      ).toEqual([])
    }

    test('finds the same before, after and at every step, and links to places hold', async () => {
      await index(notes(1, 2, 3, 4, 5))
      // The average length that chunks have by now.
      await Array.fromAsync(rag.reindex(home))
      const before = await search('zebra number 3')
      expect(before).toHaveLength(5)
      let steps = 0
      for await (const done of rag.reindex(home)) {
        steps += 1
        expect(done).toBeLessThanOrEqual(5)
        expect(await search('zebra number 3')).toEqual(before)
      }
      expect(steps).toBe(3)
      expect(await search('zebra number 3')).toEqual(before)
      await expectSound()
    })

    test('searches that run beside it find everything', async () => {
      await index(notes(1, 2, 3, 4, 5, 6))
      let isDone = false
      const searching = Array.from({ length: 3 }, async () => {
        while (!isDone) expect(await ids()).toHaveLength(6)
      })
      const rebuilding = async () => {
        for (let i = 0; i < 3; i += 1) await Array.fromAsync(rag.reindex(home))
        isDone = true
      }
      await Promise.all([
        rebuilding().finally(() => {
          isDone = true
        }),
        ...searching,
      ])
      await expectSound()
    })

    test('measures anew how long chunks are', async () => {
      const average = async () =>
        (await rows<{ mean: number }>(`select average_length as mean from index_versions`))[0]!.mean
      await index([note('first', 'One zebra.')])
      expect(await average()).toBeGreaterThan(50)
      await index(
        Array.from({ length: 9 }, (_, n) => note(`long${n}`, `Zebras ${'graze on the plains and '.repeat(60)}`)),
      )
      expect(await average()).toBeLessThan(100)
      await Array.fromAsync(rag.reindex(home))
      expect(await average()).toBeGreaterThan(100)
      await expectSound()
    })

    test('documents that are added, changed or deleted meanwhile come out as they are', async () => {
      await index(notes(1, 2, 3, 4, 5, 6))
      const steps = rag.reindex(home)[Symbol.asyncIterator]()
      await steps.next()
      // Some of them made already, some not yet.
      for (const n of [1, 2, 3]) await remove(`n${n}`)
      expect(await index([note('n4', 'The changed zebra.'), note('n5', 'The altered zebra.'), ...notes(7, 8)])).toEqual(
        Array(4).fill('indexed'),
      )
      expect(await ids()).toEqual(['n4', 'n5', 'n6', 'n7', 'n8'])
      while (!(await steps.next()).done);
      expect(await ids()).toEqual(['n4', 'n5', 'n6', 'n7', 'n8'])
      expect(await ids('changed altered')).toEqual(['n4', 'n5'])
      await expectSound()
    })

    test('what was read for it and deleted before it was written is left out', async () => {
      await index(notes(1, 2, 3))
      const version = await store.beginRebuild(home, { analyzer: 'a', chunker: 'c', averageLength: 9 })
      const read = await store.readUnbuilt(home, version, null, 10)
      await remove('n1')
      await store.removeRetired(home)
      await remove('n2')
      const revisions = read.map(({ revisionId }) => ({ revisionId: randomUUID(), replaces: revisionId }))
      expect((await store.beginRebuilt(home, version, revisions)).size).toBe(1)
    })

    test('one that was cut off in the middle of a batch is gone on with', async () => {
      await index(notes(1, 2, 3, 4, 5))
      const first = rag.reindex(home)[Symbol.asyncIterator]()
      await first.next()
      const [half] = await rows<{ id: string; builder: string }>(
        `select id, builder from index_versions where state = 'building'`,
      )
      const version = { ...half!, averageLength: 9 }
      const [unbuilt] = await store.readUnbuilt(home, version, null, 1)
      const revisionId = randomUUID()
      await store.beginRebuilt(home, version, [{ revisionId, replaces: unbuilt!.revisionId }])
      const chunk = { ordinal: 0, start: 0, end: 4, text: 'half' }
      await store.addChunks(home, [{ revisionId, chunk, index: { length: 1, terms: new Map([[5, 1]]) } }])
      // A deleted text does not wait for somebody to go on with it.
      await remove('n1')
      await store.removeRetired(home)
      await expire()
      const counts = await Array.fromAsync(rag.reindex(home))
      expect(counts.at(-1)).toBeLessThan(4)
      expect(await ids()).toEqual(['n2', 'n3', 'n4', 'n5'])
      await expectSound()
      await expect(first.next()).rejects.toMatchObject({ code: 'rebuild-running' })
      await expectSound()
    })

    test('a deleted document leaves an unfinished rebuild at once', async () => {
      await index(notes(1, 2))
      await rag.reindex(home)[Symbol.asyncIterator]().next()
      await remove('n1')
      await remove('n2')
      await store.removeRetired(home)
      expect(
        await rows('select 1 from chunks union all select 1 from artifacts union all select 1 from revisions'),
      ).toEqual([])
    })

    test('two at once: one says so and does nothing, and the other finishes', async () => {
      await index(notes(1, 2, 3, 4, 5))
      const runs = await Promise.allSettled([rag.reindex(home), rag.reindex(home)].map((run) => Array.fromAsync(run)))
      const refused = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason] : []))
      expect(refused.length).toBeLessThanOrEqual(1)
      for (const error of refused) expect(error).toMatchObject({ code: 'rebuild-running', retry: 'later' })
      const first = rag.reindex(home)[Symbol.asyncIterator]()
      await first.next()
      await expect(Array.fromAsync(rag.reindex(home))).rejects.toMatchObject({ code: 'rebuild-running' })
      // Whoever stops lets the next one go on.
      await first.return?.()
      await Array.fromAsync(rag.reindex(home))
      expect(await ids()).toHaveLength(5)
      await expectSound()
    })

    test('an indexing that began before the switch goes on under the new version', async () => {
      await index(notes(1, 2, 3))
      async function* sources() {
        yield* notes(4, 5)
        await Array.fromAsync(rag.reindex(home))
        yield* [...notes(6, 7), ...notes(1)]
      }
      expect(await index(sources())).toEqual(['indexed', 'indexed', 'indexed', 'indexed', 'unchanged'])
      expect(await ids()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'])
      await Array.fromAsync(rag.reindex(home))
      await expectSound()
    })

    test('a version that was replaced takes no new revision and publishes none', async () => {
      await index(notes(1))
      const [old] = await rows<{ id: string }>('select id from index_versions')
      await Array.fromAsync(rag.reindex(home))
      const version = { ...old!, averageLength: 9 }
      const artifact = { hash: 'h', text: 'x', layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
      const begin = store.beginRevisions(home, version, [{ revisionId: randomUUID(), artifact }])
      await expect(begin).rejects.toMatchObject({ code: 'version-retired' })
      const publish = store.publish({ workspaceId: home, audience: 'workspace' }, version, [], new Map())
      await expect(publish).rejects.toMatchObject({ code: 'version-retired' })
    })

    test('after an update, documents of the former way stay found and move over', async () => {
      await index(notes(1, 2, 3))
      await rows(`update index_versions set analyzer = 'former'`)
      expect(await index(notes(1))).toEqual(['indexed'])
      expect(await ids()).toEqual(['n1', 'n2', 'n3'])
      expect(await rows('select state from index_versions order by 1')).toEqual([
        { state: 'current' },
        { state: 'former' },
      ])
      await Array.fromAsync(rag.reindex(home))
      expect(await ids()).toEqual(['n1', 'n2', 'n3'])
      expect(await index(notes(1, 2, 3))).toEqual(['unchanged', 'unchanged', 'unchanged'])
      await expectSound()
    })

    test('an empty workspace stays as it is: its first documents tell how long chunks are', async () => {
      expect(await Array.fromAsync(rag.reindex(home))).toEqual([])
      expect(await rows('select 1 from index_versions')).toEqual([])
    })
  })
}
