// Questions that people wait for: asked again once documents came in, answered to them alone, once.
import { beforeEach, expect, it } from 'vitest'
import type { Platform } from '../../src/bots/types.ts'
import type { AnswerPlace, Audience, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, type DeskOptions, useDesk } from './desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'Who waters the ficus in the lobby?', cut: false }
const own: Audience = 'person:discord:U1'
let count = 0

beforeEach(async () => {
  const { db, home } = open()
  await db.inWorkspace(home, async (sql) => {
    await sql('delete from awaited')
    await sql('delete from platform_people')
  })
})

const textOf = ({ payload }: { readonly payload: unknown }) => JSON.stringify(payload)
const waiting = (desk: Desk) =>
  desk.db.inWorkspace(desk.home, (sql) => sql<{ id: string; question: string }>('select id, question from awaited'))

/** A question that is not answered, and a click on the button below that says so. */
async function refused(desk: Desk, who = 'U1', question = String(ask.question), asker = 'U1') {
  await desk.say({ ...ask, question }, at(null, asker))
  const [place] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<AnswerPlace>(
      `select conversation_id as "conversationId", message_seq as seq from outbox
        where conversation_id is not null order by id desc limit 1`,
    ),
  )
  return press(desk, place!, who)
}
async function press(desk: Desk, place: AnswerPlace, who = 'U1') {
  const value = `me:${place.conversationId}:${place.seq}`
  const reader = { ...at(null, who), install: desk.install, target: {} }
  const acted = await desk.gestures.act(reader, { gesture: 'notify', value })
  return { place, said: acted.kind === 'said' ? acted.message : acted.kind }
}

/** What was indexed lies back long enough, and the question longer still. */
const settle = (desk: Desk, minutes = 10) =>
  desk.db.inWorkspace(desk.home, async (sql) => {
    await sql(
      `update documents set updated_at = now() - interval '2 minutes' where updated_at > now() - interval '2 minutes'`,
    )
    await sql(`update awaited set looked_at = now() - $1 * interval '1 minute'`, [minutes])
  })
const told = (desk: Desk) =>
  desk.db.asSystem((sql) =>
    sql<{ payload: unknown; asker: { person: { id: string }; place: { kind: string } } }>(
      `select payload, asker from outbox where key like 'awaited %' and payload::text like '%ficus%' order by id`,
    ),
  )
/** A document that answers, in a workspace of tests that share it: each its own word. */
async function answerComes(desk: Desk, audience: Audience = 'workspace') {
  count += 1
  await desk.add(`ficus-${count}.md`, `# Ficus\n\nThe ficus in the lobby is watered by Mallory.\n`, audience)
  const [document] = (await desk.store.listDocuments(desk.home)).filter(({ uri }) => uri.endsWith(`ficus-${count}.md`))
  return { remove: () => desk.store.retireDocument(desk.home, document!.id) }
}
const reading = (audiences: readonly [Audience, ...Audience[]]): DeskOptions => ({
  platform: { readableBy: async () => audiences } satisfies Partial<Platform>,
})

it('whoever waits is told once, directly, when it can be answered, and no gap is counted for it', async () => {
  const desk = open(reading([own, 'workspace']))
  const { said, place } = await refused(desk)
  expect(textOf(await desk.last())).toContain('Tell me when you can')
  expect(said).toContain('I ask this again for you')
  expect((await press(desk, place)).said).toContain('on the list')
  const gaps = async () => (await desk.store.listGaps(desk.home)).find(({ question }) => question === ask.question)
  const before = (await gaps())?.times

  // Nothing came in yet; then something did, which answers nothing.
  await desk.askAwaited()
  await desk.add(`roof-${count}.md`, '# Roof\n\nThe roof was mended in June.\n', 'workspace')
  await settle(desk)
  await desk.askAwaited()
  expect(await told(desk)).toEqual([])
  expect(await waiting(desk)).toHaveLength(1)
  expect((await gaps())?.times).toBe(before)
  // All that is there was searched.
  expect(await desk.store.claimAwaited(desk.install, 9)).toEqual([])

  const { remove } = await answerComes(desk)
  await settle(desk)
  await desk.askAwaited()
  const [message, ...more] = await told(desk)
  expect(more).toEqual([])
  expect(textOf(message!)).toMatch(/watered by Mallory/)
  expect(message?.asker).toMatchObject({ person: { id: 'U1' }, place: { kind: 'direct' } })
  expect(await waiting(desk)).toEqual([])
  await settle(desk)
  await desk.askAwaited()
  expect(await told(desk)).toHaveLength(1)
  await remove()
})

it('what only others may see answers nothing', async () => {
  const desk = open(reading([own]))
  await refused(desk)
  const { remove } = await answerComes(desk, 'channel:discord:C9')
  await settle(desk)
  const before = await told(desk)
  await desk.askAwaited()
  expect(await told(desk)).toEqual(before)
  expect(await waiting(desk)).toHaveLength(1)
  await remove()
})

it('an answer that its asker may not see any more is not told, and the question waits on', async () => {
  let isLooked = false
  const desk = open({
    platform: {
      readableBy: async () => (isLooked ? [own] : [own, 'channel:discord:C9']),
      lookAgain: async () => {
        isLooked = true
      },
    },
  })
  await refused(desk)
  const { remove } = await answerComes(desk, 'channel:discord:C9')
  await settle(desk)
  const before = await told(desk)
  isLooked = false
  await desk.askAwaited()
  expect(await told(desk)).toEqual(before)
  expect(await waiting(desk)).toHaveLength(1)
  await remove()
})

it('an answer that could not be handed over is told later', async () => {
  const addUnasked = () => Promise.reject(new Error('no room'))
  const desk = open({ ...reading([own, 'workspace']), store: { addUnasked } })
  await refused(desk)
  const { remove } = await answerComes(desk)
  await settle(desk)
  await desk.askAwaited()
  expect(desk.logged.join()).toContain('no room')
  expect(await waiting(desk)).toHaveLength(1)
  await remove()
})

it('documents that come one after the other are asked of once they have all come, or after an hour', async () => {
  const desk = open(reading([own, 'workspace']))
  await refused(desk)
  const { remove } = await answerComes(desk)
  const due = async (minutes: number) => {
    await desk.db.inWorkspace(desk.home, (sql) =>
      sql(`update awaited set looked_at = now() - $1 * interval '1 minute', next_at = now()`, [minutes]),
    )
    return desk.store.claimAwaited(desk.install, 9)
  }
  expect(await due(10)).toEqual([])
  expect(await due(61)).toHaveLength(1)
  // By one worker at a time.
  expect(await desk.store.claimAwaited(desk.install, 9)).toEqual([])
  await settle(desk)
  expect(await desk.store.claimAwaited(desk.install, 9)).toEqual([])
  expect(await due(10)).toHaveLength(1)
  await remove()
})

it('is kept for whoever heard it, for 20 at most, for 30 days, and until they leave', async () => {
  const desk = open(reading([own, 'workspace']))
  const { place, said } = await refused(desk, 'U2')
  expect(said).toContain('not said to you')
  expect((await press(desk, { ...place, seq: place.seq - 1 })).said).toContain('no longer kept')
  expect((await press(desk, { ...place, conversationId: 'none' })).said).toContain('no longer kept')
  await press(desk, place)
  await desk.db.inWorkspace(desk.home, (sql) =>
    sql(
      `insert into awaited (workspace_id, install_id, person, question)
       select workspace_id, install_id, person, question || n from awaited, generate_series(1, 19) n`,
    ),
  )
  expect((await refused(desk, 'U1', 'Who waters the fern on the roof?')).said).toContain('which is the most')
  // Theirs are no one else's.
  expect((await refused(desk, 'U2', String(ask.question), 'U2')).said).toContain('I ask this again')
  await desk.db.inWorkspace(desk.home, (sql) => sql(`delete from awaited where person ->> 'id' = 'U2'`))
  expect(await waiting(desk)).toHaveLength(20)
  const age = (days: number) =>
    desk.db.inWorkspace(desk.home, (sql) => sql(`update awaited set asked_at = now() - $1 * interval '1 day'`, [days]))
  await age(29)
  await desk.askAwaited()
  expect(await waiting(desk)).toHaveLength(20)
  const facts = { person: 'U1', kind: 'deleted', isAdmin: false, teams: [], changes: 0 } as const
  await desk.db.inWorkspace(desk.home, (sql) => sql(`delete from awaited where question <> $1`, [ask.question]))
  await age(31)
  await desk.askAwaited()
  expect(await waiting(desk)).toEqual([])
  await press(desk, place)
  await desk.store.savePeople(desk.install, [facts], new Date())
  await desk.askAwaited()
  expect(await waiting(desk)).toEqual([])
})

it('is offered below a refusal alone, and where its reader can be written to', async () => {
  const desk = open(reading([own, 'workspace']))
  const { remove } = await answerComes(desk)
  expect(textOf(await desk.say(ask, at(null, 'U1')))).not.toContain('Tell me when')
  await remove()
  expect(textOf(await desk.say({ ...ask, question: 'Who waters the fern?' }))).not.toContain('Tell me when')
})

it('what goes on from another question is asked as it was meant there', async () => {
  const desk = open(reading([own, 'workspace']))
  await desk.add('canteen.md', '# Canteen\n\nOn holidays the canteen is closed.\n', 'workspace')
  await desk.say({ ...ask, question: 'Who waters the ficus of the lobby on weekends?' }, at(null, 'U1'))
  expect((await refused(desk, 'U1', 'And on holidays?')).said).toContain('I ask this again')
  // The same words mean something else in another thread.
  const other = open(reading([own, 'workspace']))
  await other.say({ ...ask, question: 'Who feeds the newt of the lobby on weekends?' }, at(null, 'U1'))
  expect((await refused(other, 'U1', 'And on holidays?')).said).toContain('I ask this again')
  await desk.add(
    'ficus-holidays.md',
    '# Lobby\n\nThe ficus of the lobby is watered on holidays by Trudy.\n',
    'workspace',
  )
  await settle(desk)
  const before = (await told(desk)).length
  await desk.askAwaited()
  const [message, ...more] = (await told(desk)).slice(before)
  expect(more).toEqual([])
  expect(textOf(message!)).toContain('Trudy')
  expect(textOf(message!)).toContain('You wanted to know: “And on holidays?”')
  expect(await waiting(desk)).toHaveLength(1)
})

/** What waits so long that a look is due, but for those that were put off longer. */
const pass = (desk: Desk, minutes: number) =>
  desk.db.inWorkspace(desk.home, (sql) =>
    sql(`update awaited set next_at = next_at - $1 * interval '1 minute'`, [minutes]),
  )

it('what cannot be asked comes later and later, after all others, and is given up in the end', async () => {
  const away: DeskOptions = { platform: { readableBy: async () => [own, 'workspace'], reach: () => null } }
  const desk = open(reading([own, 'workspace']))
  await refused(desk, 'U1', 'Who waters the first fern?')
  await refused(desk, 'U1', 'Who waters the second fern?')
  await settle(desk)
  const claim = async () => (await desk.store.claimAwaited(desk.install, 1)).map(({ question }) => question)
  expect(await claim()).toEqual(['Who waters the first fern?'])
  // Whoever had it is gone.
  await pass(desk, 6)
  expect(await claim()).toEqual(['Who waters the second fern?'])
  expect(await claim()).toEqual(['Who waters the first fern?'])
  await pass(desk, 6)
  expect(await claim()).toEqual(['Who waters the second fern?'])
  expect(await claim()).toEqual([])
  await pass(desk, 5)
  expect(await claim()).toEqual(['Who waters the first fern?'])
  await desk.db.inWorkspace(desk.home, (sql) => sql(`update awaited set tries = 23, next_at = now()`))
  await open(away).askAwaited()
  const [row] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<{ hours: number }>(`select extract(epoch from max(next_at) - now())::float8 / 3600 as hours from awaited`),
  )
  expect(row?.hours).toBeCloseTo(24, 0)
  await pass(desk, 24 * 60 + 1)
  const last = open(away)
  await last.askAwaited()
  expect(last.logged.join()).toContain('was given up')
  expect(await waiting(desk)).toEqual([])
})

it('a process that ends each time it asks something does not ask it for ever, and a failure is put off too', async () => {
  const failing = open({
    platform: { readableBy: async () => [own, 'workspace'] },
    rag: { ask: () => Promise.reject(new Error('the model is broken')) },
  })
  const desk = open(reading([own, 'workspace']))
  await refused(desk, 'U1', 'Who waters the third fern?')
  await settle(desk)
  await failing.askAwaited()
  expect(failing.logged.join()).toContain('the model is broken')
  expect(await desk.store.claimAwaited(desk.install, 9)).toEqual([])
  const set = (tries: number) =>
    desk.db.inWorkspace(desk.home, (sql) => sql(`update awaited set tries = $1, next_at = now()`, [tries]))
  await set(25)
  await failing.askAwaited()
  expect(failing.logged.join()).toContain('never came to an end')
  expect(await waiting(desk)).toEqual([])
  await refused(desk, 'U1', 'Who waters the fourth fern?')
  await settle(desk)
  await set(24)
  await failing.askAwaited()
  expect(await waiting(desk)).toEqual([])
  // One that was asked begins anew.
  await refused(desk, 'U1', 'Who waters the fifth fern?')
  await settle(desk)
  await set(20)
  await desk.askAwaited()
  await settle(desk)
  expect(await desk.store.claimAwaited(desk.install, 9)).toMatchObject([{ tries: 1 }])
})

it('nobody is told who does not want to be, until they do again', async () => {
  const desk = open(reading([own, 'workspace']))
  await refused(desk, 'U1', 'Who waters the sixth fern?')
  await settle(desk)
  await desk.store.saveNotificationChoice(desk.install, 'U1', 'told-later', false)
  expect(await desk.store.claimAwaited(desk.install, 9)).toEqual([])
  await desk.store.saveNotificationChoice(desk.install, 'U1', 'told-later', true)
  expect(await desk.store.claimAwaited(desk.install, 9)).toHaveLength(1)
})
