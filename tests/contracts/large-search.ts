// Search where there are too many chunks to look at all of them: the same best ones, and those of the reader's scope
// alone. Chunks are made of term ids here; the engine has tests of its own.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Audience, WorkspaceId } from '../../src/model.ts'
import type { FinishedRevision } from '../../src/store/indexing/indexing.ts'
import type { TestDatabase } from '../databases.ts'
import { createRandom } from '../random.ts'
import { type OpenStore, openStore } from './open-store.ts'

const channel: Audience = 'channel:slack:T1/C1'
const perDocument = 110
const mediaType = 'text/plain'

interface Made {
  readonly key: string
  readonly terms: ReadonlyMap<number, number>
}

export function testLargeSearch(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`search over thousands of chunks on the ${name} engine`, () => {
    const opened = openStore(database)
    let db: OpenStore['db']
    let store: OpenStore['store']
    let home: WorkspaceId
    let other: WorkspaceId
    const open: Made[] = []
    const closed: Made[] = []

    beforeAll(async () => {
      ;({ db, store, home, other } = opened())
      const random = createRandom(7)
      for (let n = 0; n < 50; n += 1) {
        const isOpen = n < 10
        const texts = Array.from({ length: perDocument }, () => {
          // In every chunk, in some, in few; those that are closed weigh more.
          const ids = [1, 2 + Math.floor(random() ** 3 * 60), 100 + Math.floor(random() * 400)]
          // Common ones: two that meet by chance, one that the first of them never meets.
          ids.push(...(random() < 0.5 ? [90] : [91]), ...(random() < 0.5 ? [92] : []))
          return new Map(ids.map((id) => [id, Number(((isOpen ? 0.2 : 1) + random()).toFixed(5))]))
        })
        await put(home, isOpen ? 'workspace' : channel, `d${String(n).padStart(2, '0')}`, texts)
        const made = texts.map((terms, ordinal) => ({ key: `d${String(n).padStart(2, '0')} ${ordinal}`, terms }))
        ;(isOpen ? open : closed).push(...made)
      }
      await put(other, 'workspace', 'theirs', [new Map([[100, 9]])])
      await store.vacuum()
    }, 120_000)

    async function put(
      workspaceId: WorkspaceId,
      audience: Audience,
      sourceKey: string,
      texts: readonly ReadonlyMap<number, number>[],
    ): Promise<void> {
      const version = await store.currentVersion(workspaceId, { analyzer: 't', chunker: 't', averageLength: 3 })
      const revision: FinishedRevision = {
        revisionId: randomUUID(),
        sourceKey,
        sourceHash: sourceKey,
        uri: sourceKey,
        title: sourceKey,
        mediaType,
        language: 'en',
        chunkCount: texts.length,
      }
      const { revisionId } = revision
      const artifact = { hash: sourceKey, text: sourceKey, layout: { pages: [], headings: [] }, mediaType }
      await store.beginRevisions(workspaceId, version, [{ revisionId, artifact }])
      await store.addChunks(
        workspaceId,
        texts.map((terms, ordinal) => ({
          revisionId,
          chunk: { ordinal, start: 0, end: 1, text: 'x' },
          index: { length: 3, terms },
        })),
      )
      const counts = new Map([[0, texts.length]])
      for (const terms of texts) for (const id of terms.keys()) counts.set(id, (counts.get(id) ?? 0) + 1)
      await store.publish({ workspaceId, audience }, version, [revision], counts)
    }

    const weights = (ids: readonly number[]) => new Map(ids.map((id) => [id, id === 1 ? 0.05 : id < 100 ? 1.5 : 4]))
    const search = async (ids: readonly number[], audiences: readonly [Audience, ...Audience[]], limit = 10) => {
      const { hits } = await store.searchChunks({ workspaceId: home, audiences }, ids, () => weights(ids), limit)
      return hits.map(({ document, ordinal, product }) => ({ key: `${document.uri} ${ordinal}`, product }))
    }
    const exact = (made: readonly Made[], ids: readonly number[]) => {
      const query = weights(ids)
      const productOf = (terms: ReadonlyMap<number, number>) =>
        ids.reduce((sum, id) => sum + (terms.get(id) ?? 0) * query.get(id)!, 0)
      const scored = made.map(({ key, terms }) => ({ key, product: productOf(terms) }))
      return scored
        .filter(({ product }) => product > 0)
        .toSorted((a, b) => b.product - a.product)
        .slice(0, 10)
    }
    const near = (hits: readonly { key: string; product: number }[]) =>
      hits.map(({ key, product }) => ({ key, product: expect.closeTo(product, 3) }))

    test.each([[[101]], [[1, 5, 150]], [[1, 2]], [[3, 499, 7]], [[90, 92]], [[90, 91]], [[150, 90, 92]]])(
      'the best chunks for %j are those of all chunks',
      async (ids) => {
        expect(await search(ids, ['workspace', channel])).toEqual(near(exact([...open, ...closed], ids)))
      },
    )

    test.each([[[101]], [[1, 5, 150]], [[2]]])(
      'a reader finds the best open ones for %j, whatever scores higher',
      async (ids) => {
        expect(await search(ids, ['workspace'])).toEqual(near(exact(open, ids)))
        expect(await search(ids, ['channel:slack:T1/C9'])).toEqual([])
      },
    )

    test('what is written and not yet seen takes nobody’s place', async () => {
      const version = await store.currentVersion(home, { analyzer: 't', chunker: 't', averageLength: 3 })
      const revisionId = randomUUID()
      const artifact = { hash: 'unseen', text: 'x', layout: { pages: [], headings: [] }, mediaType }
      await store.beginRevisions(home, version, [{ revisionId, artifact }])
      await store.addChunks(
        home,
        Array.from({ length: 400 }, (_, ordinal) => ({
          revisionId,
          chunk: { ordinal, start: 0, end: 1, text: 'x' },
          index: { length: 3, terms: new Map([[120, 9]]) },
        })),
      )
      expect(await search([120], ['workspace', channel])).toEqual(near(exact([...open, ...closed], [120])))
      await db.inWorkspace(home, (sql) =>
        sql(`update revisions set touched_at = '-infinity' where id = $1`, [revisionId]),
      )
      await store.removeRetired(home)
    })

    test.each([['workspace', channel] as const, ['workspace'] as const])(
      'a second look ranks by other weights what the first found, and nothing else',
      async (...audiences) => {
        const scope = { workspaceId: home, audiences }
        const look = { terms: [101, 5], weigh: () => weights([101, 5]) }
        const found = await store.searchChunks(scope, [101], () => weights([101]), 10, { again: () => look })
        const made = audiences.length === 1 ? open : [...open, ...closed]
        const among = made.filter(({ terms }) => terms.has(101))
        const again = (found.again ?? []).map(({ document, ordinal, product }) => ({
          key: `${document.uri} ${ordinal}`,
          product,
        }))
        expect(again).toEqual(near(exact(among, [101, 5])))
        expect(found.stats.frequencies.has(5)).toBe(false)
        const once = await store.searchChunks(scope, [101], () => weights([101]), 10, { again: () => null })
        expect(once).toEqual({ ...found, again: null })
      },
    )

    const findChunks = 'select * from find_chunks($1::sparsevec, $2, null, null)'
    const all = ['{101:1}/1000000000', [100]]

    test('the look-up of candidates finds those of its workspace, and none without one', async () => {
      const found = (workspaceId: WorkspaceId) => db.inWorkspace(workspaceId, (sql) => sql(findChunks, all))
      expect(await found(other)).toHaveLength(1)
      expect((await found(home)).length).toBeGreaterThan(1)
      const none = await db.asOwner(async (sql) => {
        await sql('set local role ragbot_app')
        return sql(findChunks, all)
      })
      expect(none).toEqual([])
      await expect(db.asSystem((sql) => sql(findChunks, all))).rejects.toThrow(/permission denied/)
    })

    test('its role owns that and three views, reads what lies below them, and is nobody’s to take on', async () => {
      const [role] = await db.asOwner((sql) =>
        sql(`select rolcanlogin or rolsuper or rolbypassrls or rolcreaterole as "isStrong",
                    pg_has_role('ragbot_app', oid, 'member') or pg_has_role('ragbot_system', oid, 'member') as "isTaken",
                    has_schema_privilege(oid, 'public', 'create') as "mayMake",
                    (select array_agg(distinct table_name || ' ' || privilege_type) from information_schema.role_table_grants
                      where grantee = rolname and table_name not like 'readable%') as grants
               from pg_roles where rolname = 'ragbot_lookup'`),
      )
      expect(role).toEqual({
        isStrong: false,
        isTaken: false,
        mayMake: false,
        grants: ['artifacts', 'chunks', 'documents', 'embeddings', 'revisions'].map((table) => `${table} SELECT`),
      })
    })
  })
}
