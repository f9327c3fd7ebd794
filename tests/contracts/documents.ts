// What the store must do with documents on every database: row security, publication, search, deletion. Their shapes are
// made here; the engine has tests of its own.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { IndexTarget, WorkspaceId } from '../../src/model.ts'
import type { TestDatabase } from '../databases.ts'
import { type OpenStore, openStore } from './open-store.ts'

export function testDocuments(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`documents on the ${name} engine`, () => {
    const opened = openStore(database)
    let db: OpenStore['db']
    let store: OpenStore['store']
    let home: OpenStore['home']
    let other: OpenStore['other']
    beforeAll(() => {
      ;({ db, store, home, other } = opened())
    })

    const version = (workspaceId = home) =>
      store.currentVersion(workspaceId, { analyzer: 'test', chunker: 'test', averageLength: 10 })

    async function put(
      target: IndexTarget,
      sourceKey: string,
      texts: readonly string[],
      terms: readonly number[],
    ): Promise<string> {
      const made = await version(target.workspaceId)
      const revisionId = randomUUID()
      const text = texts.join('\n')
      const artifact = {
        hash: `${sourceKey}:${text}`,
        text,
        layout: { pages: [], headings: [] },
        mediaType: 'text/plain',
      }
      await store.beginRevisions(target.workspaceId, made, [{ revisionId, artifact }])
      let start = 0
      for (const [ordinal, part] of texts.entries()) {
        const chunk = { ordinal, start, end: start + part.length, text: part }
        const index = { length: terms.length, terms: new Map(terms.map((term) => [term, 1.5])) }
        await store.addChunks(target.workspaceId, [{ revisionId, chunk, index }])
        start += part.length + 1
      }
      const counts = new Map([0, ...terms].map((term) => [term, texts.length]))
      const [id] = await store.publish(
        target,
        made,
        [
          {
            revisionId,
            sourceKey,
            sourceHash: text,
            uri: `file:///${sourceKey}`,
            title: sourceKey,
            mediaType: 'text/plain',
            language: 'en',
            chunkCount: texts.length,
          },
        ],
        counts,
      )
      return id!
    }
    const everyone = (workspaceId: WorkspaceId): IndexTarget => ({ workspaceId, audience: 'workspace' })
    const find = (
      workspaceId: WorkspaceId,
      terms: readonly number[],
      audiences: readonly [IndexTarget['audience'], ...IndexTarget['audience'][]] = ['workspace'],
    ) => store.searchChunks({ workspaceId, audiences }, terms, () => new Map(terms.map((term) => [term, 2])), 10)

    describe('row security', () => {
      test('another workspace sees, counts and finds nothing of it', async () => {
        const id = await put(everyone(home), 'secret.md', ['the secret'], [11, 12])
        expect((await find(home, [11])).hits).toHaveLength(1)
        const seen = await find(other, [11])
        expect(seen.hits).toEqual([])
        expect(seen.stats).toMatchObject({ documents: 0, chunks: 0 })
        await expect(store.readDocument(other, id)).rejects.toMatchObject({ code: 'no-such-document' })
        await expect(store.retireDocument(other, id)).rejects.toMatchObject({ code: 'no-such-document' })
      })

      test.each([
        'documents',
        'chunks',
        'artifacts',
        'conversations',
        'conversation_messages',
        'inbox',
        'outbox',
        'uploads',
        'document_counts',
        'embedding_models',
        'embeddings',
        'gaps',
        'sources',
        'source_items',
      ])('the application role sees no row of %s without a workspace', async (table) => {
        await store.addUpload(home, { name: 'x', bytes: Buffer.from('x'), audience: 'workspace' })
        await store.recordGap({ workspaceId: home, audiences: ['workspace'] }, 'x', [])
        const modelId = await store.openEmbeddingModel(home, 'model', 1)
        const [chunk] = await db.inWorkspace(home, (sql) =>
          sql<{ revisionId: string; ordinal: number }>('select revision_id as "revisionId", ordinal from chunks'),
        )
        await store.addEmbeddings(home, modelId, [{ ...chunk!, vector: Float32Array.of(1) }])
        const rows = await db.asOwner(async (sql) => {
          await sql('set local role ragbot_app')
          return sql(`select * from ${table}`)
        })
        expect(rows).toEqual([])
      })

      test('nor can it write into another workspace', async () => {
        const write = db.inWorkspace(home, (sql) =>
          sql(`insert into conversations (workspace_id, id, platform, title) values ($1, $2, 'local', 'x')`, [
            other,
            randomUUID(),
          ]),
        )
        await expect(write).rejects.toThrow(/row-level security/)
      })

      test.each([
        'documents',
        'chunks',
        'artifacts',
        'conversations',
        'conversation_messages',
        'embeddings',
        'document_counts',
      ])('the system role, which works across workspaces, may not read %s', async (table) => {
        await expect(db.asSystem((sql) => sql(`select * from ${table}`))).rejects.toThrow(/permission denied/)
      })

      test('the roles own nothing and cannot bypass row security', async () => {
        const roles = await db.asOwner((sql) =>
          sql(
            `select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname in ('ragbot_app', 'ragbot_system') order by 1`,
          ),
        )
        const weak = { rolsuper: false, rolbypassrls: false, rolcanlogin: false }
        expect(roles).toEqual([
          { rolname: 'ragbot_app', ...weak },
          { rolname: 'ragbot_system', ...weak },
        ])
        const unforced = await db.asOwner((sql) =>
          sql(`select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
                 and relname <> 'schema_migrations' and not (relrowsecurity and relforcerowsecurity)`),
        )
        expect(unforced).toEqual([])
      })

      test('interleaved transactions of two workspaces never mix', async () => {
        await put(everyone(other), 'theirs.md', ['theirs'], [13])
        const seen = await Promise.all(
          Array.from({ length: 40 }, async (_, i) => {
            const workspaceId = i % 2 ? home : other
            return {
              workspaceId,
              rows: await db.inWorkspace(workspaceId, (sql) =>
                sql<{ workspace_id: string }>('select workspace_id from documents'),
              ),
            }
          }),
        )
        for (const { workspaceId, rows } of seen) {
          expect(rows.length).toBeGreaterThan(0)
          expect(new Set(rows.map((row) => row.workspace_id))).toEqual(new Set([workspaceId]))
        }
      })
    })

    test('a transaction inside a transaction is refused instead of waiting for itself', async () => {
      await expect(db.asSystem(() => store.listWorkspaces())).rejects.toMatchObject({ code: 'inside-transaction' })
    })

    if (name === 'embedded')
      test('vacuuming keeps a busy table small, as no autovacuum does it there', async () => {
        const size = async () => {
          for (let i = 0; i < 300; i += 1)
            await store.claimIncoming(opened().workIn({ platform: 'slack', threadKey: 'nothing' }), 'me')
          await store.vacuum()
          const [row] = await db.asOwner((sql) =>
            sql<{ size: number }>(`select pg_relation_size('thread_leases') as size`),
          )
          return row!.size
        }
        const once = await size()
        expect(await size()).toBeLessThanOrEqual(once)
      })

    describe('indexing', () => {
      test('chunks are seen only once they are published, and the new ones replace the old all at once', async () => {
        const target = everyone(home)
        const id = await put(target, 'page.md', ['old one', 'old two'], [21])
        const made = await version()
        const revisionId = randomUUID()
        const artifact = { hash: 'page2', text: 'new', layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
        await store.beginRevisions(home, made, [{ revisionId, artifact }])
        await store.addChunks(home, [
          {
            revisionId,
            chunk: { ordinal: 0, start: 0, end: 3, text: 'new' },
            index: { length: 1, terms: new Map([[21, 1]]) },
          },
        ])
        expect((await find(home, [21])).hits.map(({ text }) => text)).toEqual(['old one', 'old two'])
        const [sameId] = await store.publish(
          target,
          made,
          [
            {
              revisionId,
              sourceKey: 'page.md',
              sourceHash: 'new',
              uri: 'file:///page.md',
              title: 'Page',
              mediaType: 'text/plain',
              language: 'en',
              chunkCount: 1,
            },
          ],
          new Map([
            [0, 1],
            [21, 1],
          ]),
        )
        expect(sameId).toBe(id)
        expect((await find(home, [21])).hits.map(({ text }) => text)).toEqual(['new'])
        await store.removeRetired(home)
        expect(await store.countLeftovers(home)).toEqual({ revisions: 0, artifacts: 0 })
      })

      test('hits come by the inner product, best first, and only of what the scope may see', async () => {
        await put(everyone(home), 'public.md', ['public'], [31])
        await put({ workspaceId: home, audience: 'channel:slack:T1/C1' }, 'channel.md', ['channel'], [31, 32])
        expect((await find(home, [31, 32])).hits.map(({ text, product }) => [text, product])).toEqual([['public', 3]])
        const inChannel = await find(home, [31, 32], ['workspace', 'channel:slack:T1/C1'])
        expect(inChannel.hits.map(({ text, product }) => [text, product])).toEqual([
          ['channel', 6],
          ['public', 3],
        ])
        expect((await find(home, [31], ['channel:slack:T1/C2'])).stats.documents).toBe(0)
      })

      test('deletion leaves no row, and takes its counts back', async () => {
        const workspaceId = await store.openWorkspace('deleted')
        const texts = Array.from({ length: 230 }, (_, i) => `part ${i}`)
        const id = await put(everyone(workspaceId), 'long.md', texts, [41, 42])
        await put(everyone(workspaceId), 'kept.md', ['kept'], [42])
        await store.retireDocument(workspaceId, id)
        expect((await find(workspaceId, [41])).hits).toEqual([])
        await store.removeRetired(workspaceId)
        const { stats } = await find(workspaceId, [41, 42])
        expect(stats.chunks).toBe(1)
        expect([stats.frequencies.get(41) ?? 0, stats.frequencies.get(42)]).toEqual([0, 1])
        await store.compactCounts(workspaceId)
        const counts = await db.inWorkspace(workspaceId, (sql) =>
          sql('select term, chunks from term_counts order by term'),
        )
        expect(counts).toEqual([
          { term: 0, chunks: 1 },
          { term: 42, chunks: 1 },
        ])
        const rows = await db.inWorkspace(workspaceId, (sql) =>
          sql(
            'select (select count(*) from chunks) as chunks, (select count(*) from artifacts) as artifacts, (select count(*) from revisions) as revisions',
          ),
        )
        expect(rows).toEqual([{ chunks: 1, artifacts: 1, revisions: 1 }])
      })

      test('what an indexing left that never finished is removed without touching the counts', async () => {
        const workspaceId = await store.openWorkspace('abandoned')
        await put(everyone(workspaceId), 'kept.md', ['kept'], [51])
        const made = await version(workspaceId)
        const revisionId = randomUUID()
        const artifact = { hash: 'half', text: 'half', layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
        await store.beginRevisions(workspaceId, made, [{ revisionId, artifact }])
        const chunk = { ordinal: 0, start: 0, end: 4, text: 'half' }
        await store.addChunks(workspaceId, [{ revisionId, chunk, index: { length: 1, terms: new Map([[51, 1]]) } }])
        await store.removeRetired(workspaceId)
        expect((await store.countLeftovers(workspaceId)).revisions).toBe(1)
        await db.inWorkspace(workspaceId, (sql) =>
          sql(`update revisions set touched_at = now() - interval '1 hour' where id = $1`, [revisionId]),
        )
        await store.removeRetired(workspaceId)
        expect(await store.countLeftovers(workspaceId)).toEqual({ revisions: 0, artifacts: 0 })
        const { stats, hits } = await find(workspaceId, [51])
        expect([stats.chunks, stats.frequencies.get(51), hits.length]).toEqual([1, 1, 1])
      })

      test('an artifact that two documents share stays until the last one goes', async () => {
        const workspaceId = await store.openWorkspace('shared')
        const target = everyone(workspaceId)
        // Longer than what is written together with its text.
        const headings = Array.from({ length: 20_000 }, (_, offset) => ({
          offset,
          level: 1,
          text: `Heading ${offset}`,
        }))
        const same = { hash: 'same', text: 'same', layout: { pages: [], headings }, mediaType: 'text/plain' }
        const made = await version(workspaceId)
        const ids = []
        for (const sourceKey of ['a', 'b']) {
          const revisionId = randomUUID()
          await store.beginRevisions(workspaceId, made, [{ revisionId, artifact: same }])
          ids.push(
            ...(await store.publish(
              target,
              made,
              [
                {
                  revisionId,
                  sourceKey,
                  sourceHash: 'x',
                  uri: sourceKey,
                  title: sourceKey,
                  mediaType: 'text/plain',
                  language: 'en',
                  chunkCount: 0,
                },
              ],
              new Map(),
            )),
          )
        }
        await store.retireDocument(workspaceId, ids[0]!)
        await store.removeRetired(workspaceId)
        const { text, layout } = await store.readDocument(workspaceId, ids[1]!)
        expect([text, layout]).toEqual(['same', same.layout])
        await store.retireDocument(workspaceId, ids[1]!)
        await store.removeRetired(workspaceId)
        expect(await store.countLeftovers(workspaceId)).toEqual({ revisions: 0, artifacts: 0 })
      })
    })
  })
}
