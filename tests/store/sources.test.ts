// Whose turn it is to be read, by whom, and when again: on the database's locks and the caller's clock.
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { StoredSource } from '../../src/store/documents/sources.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { addDocument } from './documents.ts'

const opened = openStore(quickDatabase)
const now = new Date('2026-02-01T00:00:00Z')
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const failed = { kind: 'page', leftOut: 1, note: 'x', error: { code: 'http-error', message: 'No.' } } as const
const well = { kind: 'page', leftOut: 0, note: null, error: null } as const

beforeEach(async () => {
  const { db } = opened()
  for (const workspaceId of [opened().home, opened().other])
    await db.inWorkspace(workspaceId, (sql) => sql('delete from sources'))
  await db.asSystem((sql) => sql('delete from thread_leases'))
})

const add = (uri: string, every?: number, workspaceId = opened().home): Promise<StoredSource> =>
  opened().store.openSource(
    { workspaceId, audience: 'workspace' },
    { uri, kind: uri.startsWith('/') ? 'folder' : 'page', ...(every !== undefined && { every }) },
    now,
  )
const claim = (at = inMinutes(61), holder: string = randomUUID()) => opened().store.claimDueSource(holder, at)
const list = (name?: string) => opened().store.listSources(opened().home, name)
/** Minutes until the next turn. */
const wait = async (from = now) => (Date.parse((await list())[0]!.nextAt!) - from.getTime()) / 60_000

describe('a claim', () => {
  test('takes what is due, the longest due first, and of each site one', async () => {
    await add('https://a.example/1', 3_600)
    await add('https://a.example/2', 60)
    await add('http://a.example/3', 60)
    await add('https://b.example/', 1_800)
    await add('/docs', 1_200)
    await add('/more', 86_400)
    await add('https://c.example/')
    expect(await claim(inMinutes(0.5))).toBeNull()
    const uris = []
    for (let one = await claim(); one; one = await claim()) uris.push(one.source.uri)
    expect(uris).toEqual([expect.stringMatching(/a\.example/), '/docs', 'https://b.example/'])
  })

  test('of many at once gives each source to one', async () => {
    for (let n = 0; n < 6; n += 1) await add(`https://${n}.example/`, 60)
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim()))
    const uris = claims.flatMap((one) => (one ? [one.source.uri] : []))
    expect(new Set(uris).size).toBe(uris.length)
    for (let one = await claim(); one; one = await claim()) uris.push(one.source.uri)
    expect(uris.toSorted()).toEqual(Array.from({ length: 6 }, (_, n) => `https://${n}.example/`))
  })

  test('is over with its process, and the source due again after a while, longer each time', async () => {
    const { db, store } = opened()
    await add('https://a.example/', 60)
    const waits: number[] = []
    for (let round = 0; round < 11; round += 1) {
      const [one] = await list()
      const at = new Date(Date.parse(one!.nextAt!) + 1)
      expect(await claim(at)).toMatchObject({ source: { uri: 'https://a.example/' } })
      expect(await claim(at)).toBeNull()
      waits.push(await wait(at))
      // As if its 15 s were over.
      await db.asSystem((sql) => sql('delete from thread_leases'))
    }
    expect(waits.slice(0, 4).map(Math.round)).toEqual([5, 10, 20, 40])
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_440)
    const [source] = await list()
    await store.finishReading(source!, well, now)
    expect(await wait()).toBeLessThan(2)
  })

  test('that is given back counts for nothing', async () => {
    await add('https://a.example/', 60)
    const one = (await claim())!
    await opened().store.dropLease(one.lease, one.holder)
    await opened().store.giveBackSource(one.source, inMinutes(61))
    expect(await claim(inMinutes(61))).toMatchObject({ source: { uri: 'https://a.example/' } })
    expect(await wait(inMinutes(61))).toBeCloseTo(5, 1)
  })

  test('comes also when the clock was set back, and by name whether due or not', async () => {
    const source = await add('https://a.example/', 60)
    await opened().store.finishReading(source, well, new Date('2036-01-01T00:00:00Z'))
    expect(await claim(inMinutes(0))).not.toBeNull()
    expect(await opened().store.claimSource(source, 'me', now)).toBeNull()
    const other = await add('https://b.example/')
    expect(await opened().store.claimSource(other, 'me', now)).toMatchObject({ source: other })
  })
})

describe('the next turn', () => {
  test('is about so far away as wished, and not the same for all', async () => {
    const source = await add('https://a.example/', 36_000)
    const waits = new Set<number>()
    for (let n = 0; n < 20; n += 1) {
      await opened().store.finishReading(source, well, now)
      waits.add(await wait())
    }
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(540)
    expect(Math.max(...waits)).toBeLessThanOrEqual(660)
    expect(waits.size).toBeGreaterThan(10)
  })

  test('of one that fails comes sooner at first, and is never further than a day', async () => {
    const { store } = opened()
    const source = await add('https://a.example/', 604_800)
    await store.finishReading(source, failed, now)
    expect(await wait()).toBeLessThan(6)
    await store.finishReading(source, { ...failed, retryAfterMs: 3_600_000 }, now)
    expect(await wait()).toBeGreaterThan(53)
    await store.finishReading(source, { ...failed, retryAfterMs: 9e12 }, now)
    expect(await wait()).toBeLessThanOrEqual(1_440 * 1.1)
    expect(await list()).toMatchObject([{ failingSince: expect.any(String), error: failed.error, leftOut: 1 }])
    await store.finishReading(source, well, inMinutes(1))
    expect(await list()).toMatchObject([{ failingSince: null, error: null, leftOut: 0, note: null }])
    expect(Date.parse((await list())[0]!.readAt!)).toBe(inMinutes(1).getTime())
  })

  test('is none where nobody wished one, and as it was where it is indexed again', async () => {
    const source = await add('https://a.example/')
    await opened().store.finishReading(source, failed, now)
    expect(await list()).toMatchObject([{ every: null, nextAt: null }])
    await add('https://a.example/', 3_600)
    await add('https://a.example/')
    expect(await list()).toMatchObject([{ every: 3_600 }])
    expect(await wait()).toBe(60)
  })
})

describe('a source', () => {
  test('is found by its id and its address, and another audience has its own', async () => {
    const source = await add('https://a.example/')
    const channel = { workspaceId: opened().home, audience: 'channel:slack:T1/C1' } as const
    await opened().store.openSource(channel, { uri: 'https://a.example/', kind: 'page' }, now)
    expect(await list(source.id)).toMatchObject([{ id: source.id }])
    expect(await list('https://a.example/')).toHaveLength(2)
    expect(await list("' or true --")).toEqual([])
  })

  test('that is removed leaves its documents, and names those that come from no other', async () => {
    const { store, home } = opened()
    const [one, two] = [await add('https://a.example/'), await add('https://b.example/')]
    const [own, both] = [await addDocument(opened(), 'own'), await addDocument(opened(), 'both')]
    await store.recordSourceItems(one, [{ sourceKey: 'own' }, { sourceKey: 'both' }], now)
    await store.recordSourceItems(two, [{ sourceKey: 'both' }], now)
    expect((await list()).map(({ documents }) => documents)).toEqual([2, 1])
    expect(await store.removeSource(one)).toEqual([own.document.id])
    expect(await list()).toMatchObject([{ id: two.id, documents: 1 }])
    const ids = (await store.listDocuments(home)).map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining([own.document.id, both.document.id]))
  })

  test('that is removed while it is read is not written to', async () => {
    const { store } = opened()
    const source = await add('https://a.example/', 60)
    await store.removeSource(source)
    await store.recordSourceItems(source, [{ sourceKey: 'x' }], now)
    await store.finishReading(source, well, now)
    expect(await list()).toEqual([])
  })

  test('that fails is listed with its workspace, longest first', async () => {
    const { store, home, other } = opened()
    const [one, two] = [await add('https://a.example/'), await add('https://b.example/', 60, other)]
    await add('https://c.example/')
    await store.finishReading(one, failed, inMinutes(2))
    await store.finishReading(two, failed, inMinutes(1))
    expect(await store.listFailingSources()).toMatchObject([
      { workspaceId: other, uri: 'https://b.example/', failures: 1, message: 'No.' },
      { workspaceId: home, uri: 'https://a.example/' },
    ])
  })
})

test('a hit says when its document was last seen at its source, once that is over a month ago', async () => {
  const { store, home } = opened()
  const source = await add('https://a.example/')
  await addDocument(opened(), 'aged')
  const found = async () => {
    const scope = { workspaceId: home, audiences: ['workspace'] } as const
    const { hits } = await store.searchChunks(scope, [7], () => new Map([[7, 1]]), 10)
    return hits.find(({ document }) => document.title === 'aged')!.document
  }
  expect(await found()).not.toHaveProperty('readAt')
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000)
  await store.recordSourceItems(source, [{ sourceKey: 'aged' }], ago(29))
  expect(await found()).not.toHaveProperty('readAt')
  await store.recordSourceItems(source, [{ sourceKey: 'aged' }], ago(31))
  expect(Date.parse((await found()).readAt!)).toBeCloseTo(ago(31).getTime(), -4)
  await store.removeSource(source)
  expect(await found()).not.toHaveProperty('readAt')
})
