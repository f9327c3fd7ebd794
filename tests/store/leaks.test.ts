// Every query that reads what people wrote is on the list below, with what each reader gets of it: a member, a member in a
// private channel, a stranger, and another workspace that names the same places. One that is not on the list fails.
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { AccessScope, WorkspaceId } from '../../src/model.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { askScoped, askWithin, changes } from './leak-cases.ts'
import { acrossWorkspaces, counts, list, withoutRows } from './leak-list.ts'
import type { Told } from './leak-told.ts'
import { readStatements } from './statements.ts'
import { audiences, fillWorkspace, kinds, marksIn, type Things } from './world.ts'

const opened = openStore(quickDatabase)
let open: OpenStore
let home: Things
beforeAll(async () => {
  open = opened()
  home = await fillWorkspace(open, open.home, 'home')
  await fillWorkspace(open, open.other, 'other')
  // A code for each conversation, kept in both workspaces.
  for (const workspaceId of [open.home, open.other])
    for (const kind of kinds)
      await open.store.addLinkCode(workspaceId, home[kind].waiting.incoming, `none of ${kind}`, 15)
})

const told = (workspaceId: WorkspaceId): Told => ({ ...open, workspaceId, things: home })
const marks = (whose: string, ...which: readonly string[]) => which.map((kind) => `${whose}-${kind}`).toSorted()

const scope = (workspaceId: WorkspaceId, ...of: readonly string[]) =>
  ({ workspaceId, audiences: of }) as unknown as AccessScope

describe('the list', () => {
  test('names every statement that reads or changes what people wrote', () => {
    const inSource = readStatements(join(import.meta.dirname, '..', '..', 'src', 'store'))
    const listed = Object.fromEntries(Object.entries(list).map(([key, [reads]]) => [key, reads]))
    expect(inSource).toEqual(listed)
  })

  test('has a case for every operation of the store, or says why it needs none', () => {
    const cases = [...Object.keys(askScoped), ...Object.keys(askWithin), ...Object.keys(changes)]
    const named = new Set([...cases.map((name) => name.split(':')[0]!), ...counts, ...acrossWorkspaces, ...withoutRows])
    expect([...named].toSorted()).toEqual(Object.keys(open.store).toSorted())
    const known = new Set([...cases, ...counts, ...acrossWorkspaces])
    for (const [statement, [, ...by]] of Object.entries(list)) {
      expect(by, statement).not.toEqual([])
      for (const name of by) expect(known, statement).toContain(name)
    }
  })
})

describe('under a reader’s scope', () => {
  test.each(Object.entries(askScoped))('%s tells each reader what is for him', async (_, ask) => {
    const read = async (reader: AccessScope) => marksIn(await ask(told(reader.workspaceId), reader))
    expect(await read(scope(open.home, 'workspace'))).toEqual(marks('home', 'open'))
    expect(await read(scope(open.home, 'workspace', audiences.channel))).toEqual(marks('home', 'open', 'channel'))
    expect(await read(scope(open.home, 'workspace', audiences.person))).toEqual(marks('home', 'open', 'person'))
    expect(await read(scope(open.home, 'channel:slack:T1/C9', 'person:slack:T1/U9', 'channel:teams:T1/C1'))).toEqual([])
    expect(await read(scope(open.other, ...Object.values(audiences)))).toEqual(marks('other', ...kinds))
  })

  test('how much there is to read is told of what is for the reader', async () => {
    const { store } = open
    const count = async (reader: AccessScope) => {
      const { stats } = await store.searchChunks(reader, [1], () => new Map(), 10)
      const { documents, languages } = await store.readCorpus(reader)
      return [documents, languages.length, stats.documents]
    }
    expect(await count(scope(open.home, 'workspace'))).toEqual([1, 1, 1])
    expect(await count(scope(open.home, 'workspace', audiences.channel))).toEqual([2, 1, 2])
    expect(await count(scope(open.home, 'person:slack:T1/U9'))).toEqual([0, 0, 0])
  })
})

describe('within a workspace', () => {
  test('counts are those of the workspace', async () => {
    const { store } = open
    const empty = await store.openWorkspace('empty')
    expect((await store.countDocuments(open.home)).documents).toBe(3)
    expect(await store.countDocuments(empty)).toEqual({ documents: 0, chunks: 0, lastIndexedAt: null })
    expect(await store.countEmbeddings(open.home)).toMatchObject([{ chunks: 3, isReady: true }])
    expect(await store.countEmbeddings(empty)).toEqual([])
    const here = open.installOf('slack')
    expect(await store.readLastTarget(here, audiences.channel)).toEqual({ channel: 'C1' })
    expect(await store.readLastTarget({ ...here, workspaceId: empty }, audiences.channel)).toBeNull()
    expect(await store.readDimensions(empty, 'model')).toBeNull()
    expect(await store.countPending(open.home)).toBe(9)
    expect(await store.countPending(empty)).toBe(0)
    expect(await store.readAverageLength(empty)).toBeNull()
    expect(await store.countLeftovers(open.home)).toEqual({ revisions: 0, artifacts: 0 })
    expect(await store.listChannelAudiences(open.home, 'slack')).toEqual([audiences.channel])
    const ids = kinds.map((kind) => home[kind].documentId)
    expect(await store.listAudiences(open.home, ids)).toHaveLength(3)
    expect(await store.listAudiences(open.other, ids)).toEqual([])
    expect(await store.listChannelAudiences(open.home, 'teams')).toEqual([])
    expect(await store.listChannelAudiences(empty, 'slack')).toEqual([])
    expect(await store.listSharedWith(open.home, 'channel')).toEqual([audiences.channel])
    expect(await store.listSharedWith(empty, 'channel')).toEqual([])
    expect(await store.listSharedBy(open.home, 'none')).toEqual([])
    const long = new Date(0)
    const seen = async (workspaceId: WorkspaceId, ...of: readonly string[]) =>
      marksIn(await store.listGapsSeen(scope(workspaceId, ...of), long, 9))
    expect(await seen(open.home, 'workspace', audiences.channel)).toEqual(marks('home', 'channel'))
    expect(await seen(open.home, 'workspace', audiences.person)).toEqual(marks('home', 'person'))
    expect(await seen(open.home, 'workspace', 'channel:slack:T1/C9')).toEqual([])
    expect(await seen(empty, audiences.channel, audiences.person)).toEqual([])
    expect(await store.listGapPlaces(open.home, 'slack', long)).toEqual([audiences.channel])
    expect(await store.listGapPlaces(empty, 'slack', long)).toEqual([])
    const span = { since: new Date(0), until: new Date(Date.now() + 60_000) }
    expect(await store.readAsked(here, audiences.channel, span)).toEqual({ asked: 3, answered: 3, open: [] })
    expect(await store.readAsked({ ...here, workspaceId: empty }, audiences.channel, span)).toMatchObject({ asked: 0 })
    expect(await store.readAsked(here, 'channel:slack:T1/C9', span)).toMatchObject({ asked: 0 })
    expect(await store.holdsFiles({ workspaceId: empty, audiences: [audiences.channel] }, 'slack')).toBe(false)
  })

  test.each(Object.entries(askWithin))(
    '%s tells of that workspace alone, whatever id it is asked for',
    async (_, ask) => {
      const inHome = marksIn(await ask(told(open.home)))
      expect(inHome).toEqual(marks('home', ...kinds))
      const inOther = marksIn(await Promise.resolve(ask(told(open.other))).catch(() => []))
      expect(inOther.filter((mark) => mark.startsWith('home'))).toEqual([])
    },
  )

  test.each(Object.entries(changes))('%s changes nothing of another workspace', async (_, change) => {
    const before = await snapshot()
    await Promise.resolve(change(told(open.other))).catch(() => {})
    expect(await snapshot()).toEqual(before)
  })
})

test('what works across workspaces tells whose each row is', async () => {
  const { store, db } = open
  const slugs = new Map([
    [open.home, 'home'],
    [open.other, 'other'],
  ])
  const expectOwn = (workspaceId: WorkspaceId, row: unknown) => {
    const [mark] = marksIn(row)
    expect(mark).toContain(slugs.get(workspaceId))
  }
  for (const table of ['inbox', 'uploads'])
    await db.asSystem((sql) => sql(`update ${table} set not_before = now() where state = 'pending'`))
  const { uploads } = await store.findUnfinished(-10_000, [
    open.installOf('slack').id,
    open.installOf('slack', open.other).id,
  ])
  expect(uploads.length).toBeGreaterThan(9)
  for (const { workspaceId, uploadId } of uploads) expectOwn(workspaceId, await store.readUpload(workspaceId, uploadId))
  for (const kind of kinds) {
    for (const workspaceId of [open.home, open.other]) {
      const { threadKey } = home[kind].waiting.incoming
      const work = { installId: open.installOf('slack', workspaceId).id, threadKey }
      for (const claim of [await store.claimIncoming(work, 'me'), await store.claimOutgoing(work, 'me')]) {
        if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
        expect(claim.row.install.workspaceId).toBe(workspaceId)
        expectOwn(workspaceId, claim.row)
      }
    }
  }
  const untold = await store.claimUntold([open.installOf('slack', open.other).id], -1_000)
  expect(untold!.install.workspaceId).toBe(open.other)
  expectOwn(open.other, untold)
  for (const late of await store.listUnsigned([open.installOf('slack', open.other).id], -1_000, [], 10)) {
    expect(late.install.workspaceId).toBe(open.other)
    expect(marksIn(late).filter((mark) => mark.startsWith('home'))).toEqual([])
  }
})

/** Every row of the first workspace, by table. */
async function snapshot() {
  const found: Record<string, unknown[]> = {}
  const tables = await open.db.asOwner((sql) =>
    sql<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id'
          and has_table_privilege('ragbot_app', to_regclass('public.' || table_name), 'select')`,
    ),
  )
  await open.db.inWorkspace(open.home, async (sql) => {
    for (const { name } of tables) found[name] = await sql(`select t::text as row from ${name} t order by 1`)
  })
  return found
}
