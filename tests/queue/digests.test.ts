// What channels are told by themselves: once, at its time, and nothing that someone there may not see.
import { beforeEach, expect, it } from 'vitest'
import type { Platform } from '../../src/bots/types.ts'
import type { Asker, Audience, Request, ThreadKey } from '../../src/model.ts'
import { tellDigests } from '../../src/queue/jobs/digests.ts'
import { createScopeOf } from '../../src/queue/scope.ts'
import { at } from '../askers.ts'
import { type Desk, type DeskOptions, useDesk } from './desk.ts'

const open = useDesk()
const hour = 3_600_000
let channels = 0

beforeEach(async () => {
  const { db, home } = open()
  await db.inWorkspace(home, async (sql) => {
    await sql('delete from channel_settings')
    await sql('delete from channel_digests')
    await sql(`update documents set created_at = '2020-01-01', updated_at = '2020-01-01'`)
  })
})

/** A channel of Discord's that wants one, and the days as they go by: it begins on a Wednesday at noon. */
async function inChannel(digest: 'daily' | 'weekly' = 'daily', platform: Partial<Platform> = {}, timeZone = 'UTC') {
  channels += 1
  const channel = `D/${channels}`
  const asked: Asker[] = []
  const options: DeskOptions = {
    platform: {
      reach: () => ({ target: { channel }, threadKey: `digest-${channel}` as ThreadKey }),
      readableBy: async (asker) => {
        asked.push(asker)
        return [`channel:discord:${channel}`, 'workspace']
      },
      ...platform,
    },
  }
  const desk = open(options)
  const clock = { at: Date.parse('2026-12-02T12:00:00Z') }
  const set = (changes: object) => desk.store.saveSettings(desk.install, channel, changes, null)
  await set({ digest })
  let isReadable = true
  const look = (store = desk.store) =>
    tellDigests(
      {
        ...{ store, platforms: desk.platforms, wake: desk.wake, log: desk.log, timeZone },
        scopeOf: createScopeOf(store, desk.platforms),
        secondLook: { stillReadable: async () => isReadable },
        linkTo: ({ id }) => `https://ragbot.example/source/${id}`,
        now: () => clock.at,
      },
      desk.install,
    )
  const posts = () =>
    desk.db.asSystem((sql) =>
      sql<{ payload: object; asker: Asker }>(
        `select payload, asker from outbox where key like 'digest %' and asker -> 'place' ->> 'id' = $1 order by id`,
        [channel],
      ),
    )
  /** At this time, as the rows have it. */
  const date = async (when: string) => {
    await desk.db.inWorkspace(desk.home, async (sql) => {
      await sql(`update conversation_messages set created_at = $1 where audience = $2`, [
        when,
        `channel:discord:${channel}`,
      ])
      await sql(
        `update documents set updated_at = $1, created_at = $1 where updated_at between now() - interval '1 hour' and now()`,
        [when],
      )
    })
  }
  const ask = (question: string, fields = {}) =>
    desk.say({ kind: 'ask', question, cut: false } as Request, { ...at(channel, 'U1'), ...fields })
  const readable = (is: boolean) => {
    isReadable = is
  }
  await look()
  return { desk, channel, clock, set, look, posts, date, ask, asked, readable }
}
const add = (desk: Desk, name: string, audience: Audience = 'workspace') =>
  desk.add(name, `# ${name.replace('.md', '')}\n\nThe heron nests at ${name}.\n`, audience)
const words = (posts: readonly { payload: object }[]) => JSON.stringify(posts.map(({ payload }) => payload))

it('what came in and what was asked is told on the next working day at nine, once', async () => {
  const { desk, clock, look, posts, date, ask, asked, channel } = await inChannel()
  await add(desk, 'heron.md')
  await add(desk, 'secret.md', 'channel:discord:elsewhere')
  await add(desk, 'private.md', 'person:discord:U1')
  await ask('Where does the heron nest?')
  await ask('Who feeds the walrus?')
  await ask('who feeds the Walrus?')
  await ask('Who shaves the yak alone?', { isForAskerAlone: true })
  await date('2026-12-02T15:00:00Z')
  clock.at += 20 * hour
  await look()
  expect(await posts()).toEqual([])
  clock.at += hour
  await Promise.all([look(), look()])
  await look()
  const said = await posts()
  expect(said).toHaveLength(1)
  expect(said[0]!.payload).toMatchObject({
    title: 'Since the last working day',
    parts: [
      { kind: 'notice', text: '1 document came in or changed:' },
      { kind: 'list', items: [{ text: 'heron', note: 'new', url: expect.stringContaining('/source/') }] },
      { kind: 'notice', text: '3 questions were asked here, 1 with an answer.' },
      { kind: 'note', text: 'Without an answer so far:' },
      { kind: 'list', items: [{ text: expect.stringMatching(/feeds the walrus/i) }] },
    ],
  })
  expect(words(said)).not.toMatch(/secret|private|yak/)
  // By nobody's eyes but all of theirs.
  expect(asked.at(-1)).toMatchObject({ bot: [], place: { kind: 'channel', id: channel } })
  // The next day there is nothing to tell.
  clock.at += 24 * hour
  await look()
  expect(await posts()).toHaveLength(1)
})

it('after a time away one tells of all of it, and ten documents are named', async () => {
  const { desk, clock, look, posts, date } = await inChannel()
  for (let count = 0; count < 12; count += 1) await add(desk, `stork ${count}.md`)
  await date('2026-12-03T15:00:00Z')
  // A Tuesday, two weeks later.
  clock.at = Date.parse('2026-12-15T17:00:00Z')
  await look()
  await look()
  const said = await posts()
  expect(said).toHaveLength(1)
  expect(words(said)).toContain('12 documents came in or changed')
  expect(words(said)).toContain('and 2 others')
  expect(words(said)).not.toContain('asked here')
  clock.at = Date.parse('2026-12-16T09:00:01Z')
  await add(desk, 'crane.md')
  await date('2026-12-15T20:00:00Z')
  await look()
  expect(words((await posts()).slice(1))).toContain('"1 document came in or changed:"')
})

it('it comes at nine where the team is, also when other channels cannot be told', async () => {
  const isBroken = (id: string) => id.endsWith('broken')
  const { desk, clock, look, posts, date, ask, channel } = await inChannel(
    'daily',
    {
      reach({ place }) {
        if (place.kind === 'channel' && isBroken(place.id)) throw new Error('cannot be reached')
        return { target: {}, threadKey: 'digest-far' as ThreadKey }
      },
    },
    'America/New_York',
  )
  for (const id of ['D/!broken', 'D/~broken'])
    await desk.store.saveSettings(desk.install, id, { digest: 'daily' }, null)
  await look()
  await ask('Who feeds the walrus?')
  await date('2026-12-02T13:00:00Z')
  clock.at = Date.parse('2026-12-02T13:59:00Z')
  await look()
  expect(await posts()).toEqual([])
  clock.at += 60_000
  await look()
  const [first] = await posts()
  expect(JSON.stringify(first?.payload)).toContain('1 question was asked here, 0 with an answer.')
  await add(desk, 'pelican.md', `channel:discord:${channel}`)
  await date('2026-12-03T05:00:00Z')
  clock.at = Date.parse('2026-12-03T13:59:00Z')
  await look()
  expect(await posts()).toHaveLength(1)
  clock.at += 60_000
  await look()
  const [, second] = await posts()
  expect(JSON.stringify(second?.payload)).toContain('pelican')
})

it('after months away no more than one is told of', async () => {
  const { desk, clock, look, posts, date } = await inChannel()
  await add(desk, 'ostrich.md')
  await date('2026-12-03T15:00:00Z')
  clock.at = Date.parse('2027-03-02T17:00:00Z')
  await look()
  expect(await posts()).toEqual([])
})

it('a process that ends in between says it once, and what cannot be looked up again is told later', async () => {
  const { desk, clock, look, posts, date, readable } = await inChannel('weekly')
  await add(desk, 'egret.md')
  await date('2026-12-04T15:00:00Z')
  clock.at = Date.parse('2026-12-07T09:00:00Z')
  readable(false)
  await look()
  expect(await posts()).toEqual([])
  readable(true)
  await look()
  expect(await posts()).toEqual([])
  clock.at += 6 * 60_000
  await look({ ...desk.store, settleDigest: () => Promise.reject(new Error('the process ended')) })
  expect(await posts()).toHaveLength(1)
  clock.at += 6 * 60_000
  await add(desk, 'late.md')
  await date('2026-12-07T09:01:00Z')
  await look()
  const said = await posts()
  expect(said).toHaveLength(1)
  expect(words(said)).toContain('Since last week')
})

it('nobody is told where the bot is switched off, where nobody wants it any more, or before the channel wanted it', async () => {
  const { desk, clock, look, posts, date, set, channel } = await inChannel()
  await add(desk, 'ibis.md')
  await date('2026-12-02T15:00:00Z')
  clock.at = Date.parse('2026-12-03T09:00:00Z')
  for (const off of [{ isAllowed: false }, { isAllowed: null, digest: 'off' }]) {
    await set(off)
    await look()
  }
  expect(await posts()).toEqual([])
  // From then on: what came before is nothing new.
  await set({ digest: 'daily' })
  await look()
  clock.at = Date.parse('2026-12-04T09:00:00Z')
  await look()
  expect(await posts()).toEqual([])
  await add(desk, 'gull.md')
  await date('2026-12-04T12:00:00Z')
  const facts = { kind: 'public', isShared: false, name: null, peer: null, team: null, creator: null } as const
  const save = (isArchived: boolean, changes: number) =>
    desk.store.saveChannel(desk.install, channel.slice(2), { ...facts, isArchived }, { changes, at: new Date() })
  await save(true, 0)
  clock.at = Date.parse('2026-12-07T09:00:00Z')
  await look()
  expect(await posts()).toEqual([])
  await save(false, 0)
})

it('where the workspace wants it for all, it comes where the bot has spoken', async () => {
  const { desk, clock, look, posts, date, set, ask } = await inChannel()
  await set({ digest: null })
  await desk.store.saveDefaults(desk.home, { digest: 'daily' })
  await ask('Where does the heron nest?')
  await desk.deliver()
  await desk.db.inWorkspace(desk.home, (sql) => sql('delete from channel_settings where channel is not null'))
  await look()
  await add(desk, 'swan.md')
  await date('2026-12-02T15:00:00Z')
  clock.at = Date.parse('2026-12-03T09:00:00Z')
  await look()
  expect(words(await posts())).toContain('swan')
})
