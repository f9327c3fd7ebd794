// What is in a database of an earlier release stays: its migrations, its rows, then those that came later.
import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, inject, test } from 'vitest'
import type { ThreadKey, WorkspaceId } from '../../src/model.ts'
import { createRag } from '../../src/rag/index.ts'
import { chunker } from '../../src/rag/indexing/chunk.ts'
import { analyzer } from '../../src/rag/text/analyze.ts'
import { indexTerms } from '../../src/rag/text/bm25.ts'
import { openDatabase } from '../../src/store/database/db.ts'
import { migrate } from '../../src/store/database/migrate.ts'
import { createStore } from '../../src/store/index.ts'
import { sparsevec } from '../../src/store/search/sparsevec.ts'
import { at } from '../askers.ts'
import { createServerDatabase, testDatabases } from '../databases.ts'

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string
}
const migrations = join(import.meta.dirname, '..', '..', 'migrations')
const folders: string[] = []
/** A folder with the migrations that came before one. */
function migrationsBefore(first: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-migrations-'))
  folders.push(folder)
  for (const name of readdirSync(migrations).filter((file) => file < first))
    copyFileSync(join(migrations, name), join(folder, name))
  return folder
}
const earlier = migrationsBefore('0003')
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const workspace = '10000000-0000-0000-0000-000000000000' as WorkspaceId
const document = { id: '30000000-0000-0000-0000-000000000000', revision: '40000000-0000-0000-0000-000000000000' }
const text = 'The allowance is thirty days.'
/** A delivery that came before the update. */
const again = {
  incoming: {
    platform: 'slack',
    naturalKey: 'm',
    threadKey: 'thread' as ThreadKey,
    ...at(null, 'U1'),
    request: { kind: 'help' },
    target: {},
  },
  secret: null,
  traceId: 't',
} as const
const source = { sourceKey: 'file:///leave.md', uri: 'file:///leave.md', name: 'leave.md', bytes: Buffer.from(text) }

test.skipIf(inject('postgresUrl') === null)('two processes that start at once migrate a database once', async () => {
  const { url, drop } = await createServerDatabase()
  const open = () => openDatabase({ databaseUrl: url, dataDir: '', command: 'start' })
  const both = await Promise.all([open(), open()])
  await Promise.all(both.map((db) => migrate(db)))
  const applied = await both[0].asOwner((sql) => sql('select name from schema_migrations'))
  expect(applied).toHaveLength(readdirSync(migrations).length)
  await Promise.all(both.map((db) => db.close()))
  await drop()
})

describe.each(testDatabases)(
  'a database of an earlier release on the $name engine',
  { timeout: 120_000 },
  ({ isAvailable, create }) => {
    test.skipIf(!isAvailable)('keeps its documents, found and unchanged', async () => {
      const { db, drop } = await create('isEmpty')
      try {
        await migrate(db, earlier)
        await db.asSystem((sql) => sql(`insert into workspaces (id, slug) values ($1, 'home')`, [workspace]))
        const hash = createHash('sha256')
          .update(JSON.stringify([source.name, source.uri, null, null, null]))
          .update(source.bytes)
          .digest('hex')
        const { length, terms } = indexTerms({ text, title: 'leave' }, 85)
        const ids = [...terms.keys()].sort((a, b) => a - b)
        await db.inWorkspace(workspace, async (sql) => {
          const former = '20000000-0000-0000-0000-000000000000'
          const version = '21000000-0000-0000-0000-000000000000'
          await sql(
            `insert into index_versions (workspace_id, id, analyzer, chunker, average_length, is_current)
           values ($1, $2, 'former', 'former', 85, false), ($1, $3, $4, $5, 85, true)`,
            [workspace, former, version, analyzer, chunker],
          )
          await sql(
            `insert into artifacts (workspace_id, hash, text, layout, media_type)
           values ($1, 'hash', $2, '{"pages":[],"headings":[]}', 'text/markdown')`,
            [workspace, text],
          )
          await sql(
            `insert into revisions (workspace_id, id, index_version_id, artifact_hash, state) values ($1, $2, $3, 'hash', 'current')`,
            [workspace, document.revision, version],
          )
          await sql(
            `insert into documents (workspace_id, id, source_key, source_hash, uri, title, media_type, audience, revision_id, chunk_count)
           values ($1, $2, $3, $4, $3, 'leave', 'text/markdown', 'workspace', $5, 1)`,
            [workspace, document.id, source.sourceKey, hash, document.revision],
          )
          await sql(
            `insert into chunks (workspace_id, revision_id, ordinal, start_offset, end_offset, text, length, terms, term_ids)
           values ($1, $2, 0, 0, $3, $4, $5, $6::sparsevec, $7::int[])`,
            [workspace, document.revision, text.length, text, length, sparsevec(terms), ids],
          )
          await sql(
            `insert into term_counts (workspace_id, index_version_id, term, chunks) select $1, $2, unnest($3::int[]), 1`,
            [workspace, version, [0, ...ids]],
          )
        })

        await migrate(db)
        const store = createStore(db)
        const rag = createRag({ store, linkTo: () => undefined, newId: () => workspace, now: () => 0 })
        const scope = { workspaceId: workspace, audiences: ['workspace'] as const }
        expect(
          await db.inWorkspace(workspace, (sql) => sql('select analyzer, state from index_versions order by state')),
        ).toEqual([
          { analyzer, state: 'current' },
          { analyzer: 'former', state: 'former' },
        ])
        expect(await store.readCorpus(scope)).toEqual({ documents: 1, languages: ['en'] })
        const { hits } = await rag.search('allowance', scope, 10)
        expect(hits.map(({ document: { id }, quote }) => [id, quote])).toEqual([[document.id, text]])
        // Links that were given out name the revision.
        expect((await store.readDocument(workspace, document.id)).revision).toBe(document.revision)
        const outcomes = await Array.fromAsync(rag.index([source], { workspaceId: workspace, audience: 'workspace' }))
        expect(outcomes).toMatchObject([{ status: 'unchanged', documentId: document.id }])
        await Array.fromAsync(rag.reindex(workspace))
        expect((await rag.search('allowance', scope, 10)).hits).toHaveLength(1)
        expect((await store.readDocument(workspace, document.id)).revision).toBe(document.revision)
      } finally {
        await drop()
      }
    })

    test.skipIf(!isAvailable)('goes on with what was under way, each workspace for itself', async () => {
      const { db, drop } = await create('isEmpty')
      const former = migrationsBefore('0006')
      try {
        await migrate(db, former)
        const homes = [workspace, '10000000-0000-0000-0000-000000000001' as WorkspaceId]
        for (const [n, id] of homes.entries()) {
          await db.asSystem((sql) => sql('insert into workspaces (id, slug) values ($1, $2)', [id, `home-${n}`]))
          await db.asSystem(async (sql) => {
            const [asked, answered] = await sql<{ id: number }>(
              `insert into inbox (workspace_id, platform, natural_key, thread_key, payload, trace_id, state)
               select $1, platform, 'm', 'thread', payload, $2, state
                 from (values ('slack', 'pending', '{"request":{"kind":"index","sources":[{"kind":"page","url":"x"}]}}'::jsonb),
                              ('teams', 'done', '{}')) as rows (platform, state, payload) returning id`,
              [id, `trace ${n}`],
            )
            await sql(
              `insert into outbox (workspace_id, platform, thread_key, inbox_id, kind, private, payload, target)
               values ($1, 'teams', 'thread', $2, 'final', false, $3, '{}')`,
              [id, answered!.id, JSON.stringify({ n })],
            )
            await sql(
              `insert into uploads (workspace_id, id, name, audience, inbox_id, ordinal, bytes)
               values ($1, gen_random_uuid(), 'shared', 'workspace', $2, 0, null),
                      ($1, gen_random_uuid(), 'handed over', 'workspace', null, null, 'bytes')`,
              [id, asked!.id],
            )
          })
        }
        await migrate(db)
        const store = createStore(db)
        for (const [n, workspaceId] of homes.entries()) {
          const [slack, teams] = [
            await store.openInstall(workspaceId, 'slack'),
            await store.openInstall(workspaceId, 'teams'),
          ]
          const threadKey = 'thread' as ThreadKey
          const asked = await store.claimIncoming({ installId: slack.id, threadKey }, 'me')
          expect(asked).toMatchObject({ kind: 'row', row: { install: slack, traceId: `trace ${n}` } })
          const reply = await store.claimOutgoing({ installId: teams.id, threadKey }, 'me')
          expect(reply).toMatchObject({ kind: 'row', row: { install: teams, payload: { n } } })
          const { uploads } = await store.findUnfinished(-1_000, [slack.id])
          expect(
            uploads.filter((one) => one.workspaceId === workspaceId).map(({ installId }) => installId ?? 'none'),
          ).toEqual(expect.arrayContaining([slack.id, 'none']))
          expect(await store.acceptIncoming(slack, again)).toEqual({ duplicate: true })
        }
      } finally {
        await drop()
      }
    })

    test.skipIf(!isAvailable)('knows who asked and where, and for whom it was said', async () => {
      const { db, drop } = await create('isEmpty')
      const former = migrationsBefore('0008')
      try {
        await migrate(db, former)
        await db.asSystem((sql) => sql(`insert into workspaces (id, slug) values ($1, 'home')`, [workspace]))
        const platforms = ['slack', 'teams', 'discord', 'local'] as const
        for (const platform of platforms)
          await db.asSystem((sql) =>
            sql('insert into installs (workspace_id, platform) values ($1, $2)', [workspace, platform]),
          )
        const asked = [
          ['slack', 'T1/C1/external', 'T1/U1/external', { channel: 'C1' }],
          ['slack', null, 'T1/U1', { channel: 'D1' }],
          ['teams', 't/19:c', 't/aad', { conversation: '19:c' }],
          ['discord', '2/3', '7', { channel: '3', guests: '1', ephemeral: '1' }],
          ['discord', '2/4', '7', { channel: '4', startThread: '1', threadName: 'who?' }],
          ['discord', null, '7', { channel: '9', dm: '1' }],
          ['local', null, 'owner', {}],
        ] as const
        const values = { platform: '', channel: null, person: '', target: {}, request: { kind: 'status' } }
        for (const [n, [platform, channel, person, target]] of asked.entries()) {
          await db.asSystem((sql) =>
            sql(
              `with i as (
                 insert into inbox (workspace_id, install_id, platform, natural_key, thread_key, payload, trace_id)
                 select workspace_id, id, platform, $3::text, $3::text, $4::jsonb, 't' from installs where platform = $2 and workspace_id = $1
                 returning *)
               insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target)
               select workspace_id, install_id, platform, thread_key, id, 'final', false, '{}', payload -> 'target' from i`,
              [
                workspace,
                platform,
                platform === 'discord' ? `discord:2:k${n}` : `k${n}`,
                JSON.stringify({ ...values, platform, channel, person, target }),
              ],
            ),
          )
        }
        const said = [
          ['slack:T1:C1:1.1'],
          ['slack:T1:D1:1.1', 'slack:T1:D1:direct'],
          ['teams:t:19%3Ac%40thread.tacv2:5', 'teams:t:19%3Ac%40thread.tacv2:6'],
          ['teams:t:a%3A1x:direct'],
          ['discord:2:8000'],
          ['local:1'],
          ['slack:T1:C2:1.1', 'discord:2:8001'],
          ['discord:2:8002', 'discord:2:8003'],
          ['discord:2:k3', 'discord:2:k4'],
          ['slack:T1:C3:1.1'],
        ]
        for (const [n, keys] of said.entries()) {
          const id = `50000000-0000-0000-0000-00000000000${n}`
          const platform = keys[0]!.split(':')[0]
          await db.inWorkspace(workspace, async (sql) => {
            await sql(`insert into conversations (workspace_id, id, platform, title) values ($1, $2, $3, 'x')`, [
              workspace,
              id,
              platform,
            ])
            const cited = JSON.stringify([{ document: { id: document.id } }, { document: { id: document.id } }])
            await sql(
              `insert into conversation_messages (workspace_id, conversation_id, seq, role, kind, content_markdown, display_markdown, citations, question_seq)
               values ($1, $2, 1, 'user', 'user', 'q', 'q', '[]', null), ($1, $2, 2, 'user', 'user', 'r', 'r', '[]', null),
                      ($1, $2, 3, 'assistant', 'assistant_grounded', 'a', 'a', $3, 1), ($1, $2, 4, 'assistant', 'assistant', 'no', 'no', '[]', 2)`,
              [workspace, id, cited],
            )
            for (const key of keys)
              await sql(
                'insert into platform_conversations (workspace_id, platform, thread_key, conversation_id) values ($1, $2, $3, $4)',
                [workspace, key.split(':')[0], key, id],
              )
          })
        }
        // It had gone on from somewhere that the thread of no longer belongs to it.
        await db.inWorkspace(workspace, (sql) =>
          sql(
            `update platform_conversations set mapped_at = now() + interval '1 hour' where thread_key = 'slack:T1:C3:1.1'`,
          ),
        )
        await migrate(db)

        const rows = await db.asSystem((sql) =>
          sql<{ person: object; place: object; target: object; sent: object; channel: unknown; alone: unknown }>(
            `select i.payload -> 'person' as person, i.payload -> 'place' as place, i.payload -> 'target' as target, o.target as sent,
                    i.payload -> 'channel' as channel, i.payload -> 'isForAskerAlone' as alone
               from inbox i join outbox o on o.inbox_id = i.id order by i.id`,
          ),
        )
        const at = (id: string, hasGuests: unknown, hasExternals: unknown) => ({
          kind: 'channel',
          id,
          hasGuests,
          hasExternals,
        })
        expect(rows.map(({ person, place, target }) => [person, place, target])).toMatchObject([
          [{ id: 'T1/U1', isExternal: true }, at('T1/C1', 'unknown', true), { channel: 'C1' }],
          [{ id: 'T1/U1', isExternal: 'unknown' }, { kind: 'direct' }, { channel: 'D1' }],
          [{ id: 't/aad', isGuest: 'unknown' }, at('t/19:c', 'unknown', 'unknown'), { conversation: '19:c' }],
          [{ id: '7', kind: 'someone' }, at('2/3', true, false), { channel: '3', isEphemeral: true }],
          [{ id: '7' }, at('2/4', false, false), { channel: '4', newThread: 'who?' }],
          [{ id: '7' }, { kind: 'direct' }, { channel: '9', isDirect: true }],
          [{ kind: 'owner', id: 'owner' }, { kind: 'page' }, {}],
        ])
        expect(rows.map(({ sent }) => sent)).toEqual(rows.map(({ target }) => target))
        expect(rows.every(({ channel }) => channel === null)).toBe(true)
        expect(rows.filter(({ alone }) => alone === true).map(({ target }) => target)).toMatchObject([
          { isEphemeral: true },
        ])

        const turns = await db.inWorkspace(workspace, (sql) =>
          sql<{ audience: string | null; cites: string[] | null; home: boolean[] }>(
            `select audience, array_agg(to_json(cites) order by seq) as cites,
                    (select array_agg(at_home) from platform_conversations p where p.conversation_id = m.conversation_id) as home
               from conversation_messages m group by conversation_id, audience order by conversation_id`,
          ),
        )
        const cites = [[document.id], null, [document.id], null]
        expect(turns).toEqual([
          { audience: 'channel:slack:T1/C1', cites, home: [true] },
          { audience: null, cites, home: [true, true] },
          { audience: 'channel:teams:t/19:c@thread.tacv2', cites, home: [true, true] },
          { audience: null, cites, home: [true] },
          { audience: null, cites, home: [true] },
          { audience: 'person:local:owner', cites, home: [true] },
          { audience: null, cites, home: [false, false] },
          { audience: null, cites, home: [true, true] },
          { audience: null, cites, home: [false, false] },
          { audience: null, cites, home: [false] },
        ])
        const places = await db.inWorkspace(workspace, (sql) =>
          sql('select audience, target from places order by audience'),
        )
        expect(places).toEqual([
          { audience: 'channel:discord:2/3', target: { channel: '3', isEphemeral: true } },
          { audience: 'channel:discord:2/4', target: { channel: '4', newThread: 'who?' } },
          { audience: 'channel:slack:T1/C1', target: { channel: 'C1' } },
          { audience: 'channel:teams:t/19:c', target: { conversation: '19:c' } },
          { audience: 'person:discord:7', target: { channel: '9', isDirect: true } },
          { audience: 'person:slack:T1/U1', target: { channel: 'D1' } },
        ])
      } finally {
        await drop()
      }
    })

    test.skipIf(!isAvailable)('one of a later release is refused, with both versions', async () => {
      const { db, drop } = await create()
      try {
        const versions = await db.asOwner((sql) =>
          sql<{ version: string }>('select distinct made_by as version from schema_migrations'),
        )
        expect(versions).toEqual([{ version }])
        await db.asOwner((sql) =>
          sql(`insert into schema_migrations (name, made_by) values ('0099_later.sql', '9.8.7')`),
        )
        await expect(migrate(db)).rejects.toMatchObject({
          code: 'newer-database',
          message: expect.stringMatching(
            new RegExp(`ragbot 9\\.8\\.7 \\(migration 0099_later\\).*this is ragbot ${version}.*use 9\\.8\\.7 or`),
          ),
        })
      } finally {
        await drop()
      }
    })
  },
)
