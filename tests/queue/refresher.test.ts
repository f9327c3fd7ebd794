// Sources that are due are read, by one process each, and what ends in the middle is due again: with a real engine and
// store, a website, and a clock that the test moves.
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import { startRefresher } from '../../src/queue/refresher.ts'
import type { Rag } from '../../src/rag/types.ts'
import { useSite } from '../rag/refresh/site.ts'
import { startWebsite, type Website } from '../stand-ins/website.ts'
import { soon } from './desk.ts'

const { engine, reader, now, site, map, workspaceId, later, put, index, titles, source } = useSite()
const hour = 3_600_000

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await engine().db.asSystem(async (sql) => {
    await sql('update sources set next_at = null')
    await sql('delete from thread_leases')
  })
  for (const name of ['a', 'b']) put(name, { text: `The garage of ${name} closes at midnight.`, etag: `"${name}"` })
})
afterEach(() => void vi.useRealTimers())

function start(rag: Partial<Rag> = {}) {
  const lines: string[] = []
  const refresher = startRefresher({
    store: engine().store,
    rag: { readSource: reader().readSource, embedMissing: async () => {}, ...rag },
    log: createLog('info', (line) => void lines.push(line)),
    now,
  })
  onTestFinished(() => refresher.stop())
  return { lines, stop: refresher.stop }
}

/** A page that nobody finishes serving, until the test lets it. */
function hang(from: Website, path: string) {
  const asked = Promise.withResolvers<void>()
  const hungUp = Promise.withResolvers<void>()
  from.serve(path, (request) => {
    request.on('close', hungUp.resolve)
    asked.resolve()
  })
  return { asked: asked.promise, hungUp: hungUp.promise }
}

test('a source is read again when it is due, and not before', async () => {
  await index(map(), { every: 3_600 })
  put('a', { text: 'It closes at noon now.', etag: '"new"' })
  const { lines } = start()
  vi.advanceTimersByTime(30_000)
  later(0.8 * hour)
  vi.advanceTimersByTime(30_000)
  await engine().store.listSources(workspaceId())
  expect(lines).toEqual([])
  later(0.4 * hour)
  vi.advanceTimersByTime(30_000)
  await expect.poll(() => lines, soon).toHaveLength(1)
  expect(JSON.parse(lines[0]!)).toMatchObject({ message: 'a source was read', indexed: 1, unchanged: 1, retired: 0 })
  expect(lines[0]).not.toContain(site().host)
  expect(Date.parse((await source(map()))!.nextAt!) - now()).toBeGreaterThan(0.85 * hour)
  expect(await engine().db.asSystem((sql) => sql(`select from thread_leases where name like 'source:%'`))).toEqual([])
})

test('a stop cuts a reading off, and it is due at once', async () => {
  await index(map(), { every: 3_600 })
  const { asked, hungUp } = hang(site(), '/b')
  later(2 * hour)
  const { lines, stop } = start()
  await asked
  await stop()
  await hungUp
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['a source was not read to its end'])
  expect(await source(map())).toMatchObject({ error: null, documents: 2 })
  expect(Date.parse((await source(map()))!.nextAt!)).toBeLessThanOrEqual(now())
  expect(await engine().store.claimDueSource('next', new Date(now()))).not.toBeNull()
})

test('whoever has lost the lease ends, and writes nothing down', async () => {
  await index(map(), { every: 3_600 })
  const { asked, hungUp } = hang(site(), '/b')
  later(2 * hour)
  const { lines } = start()
  await asked
  await engine().db.asSystem((sql) => sql(`update thread_leases set holder = 'another'`))
  const before = await source(map())
  vi.advanceTimersByTime(5_000)
  await hungUp
  await expect.poll(() => lines, soon).toHaveLength(1)
  expect(await source(map())).toEqual(before)
  const [lease] = await engine().db.asSystem((sql) => sql<{ holder: string }>('select holder from thread_leases'))
  expect(lease!.holder).toBe('another')
})

test('its lease is renewed while it reads', async () => {
  await index(map(), { every: 3_600 })
  const { asked } = hang(site(), '/b')
  later(2 * hour)
  start()
  await asked
  const left = async () => {
    const [lease] = await engine().db.asSystem((sql) =>
      sql<{ ms: number }>('select extract(epoch from expires_at - now())::float8 * 1000 as ms from thread_leases'),
    )
    return lease!.ms
  }
  await engine().db.asSystem((sql) => sql(`update thread_leases set expires_at = now() + interval '6 seconds'`))
  vi.advanceTimersByTime(5_000)
  await expect.poll(left, soon).toBeGreaterThan(10_000)
})

test('a site that stands still does not hold up the next, and two are read at once', async () => {
  const sites = await Promise.all([startWebsite(), startWebsite()])
  onTestFinished(async () => void (await Promise.all(sites.map((one) => one.close()))))
  await index(map(), { every: 3_600 })
  const target = { workspaceId: workspaceId(), audience: 'workspace' } as const
  // Not to be reached from here, which is a reading that ends.
  for (const one of sites)
    await engine().store.openSource(target, { uri: `${one.origin}/`, kind: 'page', every: 3_700 }, new Date(now()))
  const { asked } = hang(site(), '/a')
  later(2 * hour)
  const { lines } = start()
  await asked
  await expect.poll(() => lines, soon).toHaveLength(2)
  for (const one of sites) expect((await source(`${one.origin}/`))!.error).toMatchObject({ code: 'forbidden-address' })
})

test('a fault of ours is named at the source, whose next turn comes', async () => {
  await index(map(), { every: 3_600 })
  later(2 * hour)
  const { lines } = start({
    // biome-ignore lint/correctness/useYield: it fails before
    async *readSource() {
      throw new Error('a fault')
    },
  })
  await expect.poll(() => lines, soon).toHaveLength(1)
  await expect.poll(async () => (await source(map()))!.error, soon).toEqual({ code: 'broken', message: 'a fault' })
  expect(await titles()).toHaveLength(2)
  expect(Date.parse((await source(map()))!.nextAt!)).toBeGreaterThan(now())
})
