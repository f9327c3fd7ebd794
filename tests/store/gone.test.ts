// Texts of a question or an answer that stand elsewhere than in its turn: they go when that goes, however it goes.
import { beforeAll, expect, test } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { AnswerPlace, Incoming, PlatformId } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { ask as askIn } from './documents.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let db: OpenStore['db']
let store: OpenStore['store']
let home: OpenStore['home']
beforeAll(() => {
  ;({ db, store, home } = opened())
})
const sql = <Row>(text: string, values: unknown[] = []) => db.inWorkspace(home, (run) => run<Row>(text, values))
const install = (platform: PlatformId = 'slack') => opened().installOf(platform)
const message = (threadKey: string, fields: Partial<Incoming> = {}): Incoming => ({
  ...incoming(threadKey, { kind: 'ask', question: threadKey, cut: false }),
  ...at('T1/C1', 'T1/U1'),
  naturalKey: threadKey,
  ...fields,
})

/** A refusal with a long button, someone who waits for an answer, and a gap. */
async function ask(one: Incoming, question = one.naturalKey): Promise<AnswerPlace> {
  const place = await askIn(opened(), one, question)
  await sql(`update conversation_messages set kind = 'assistant' where conversation_id = $1 and seq = $2`, [
    place.conversationId,
    place.seq,
  ])
  await store.keepActionValue(home, `long ${question}`, question, place)
  expect(await store.awaitAnswer(install(), place, at('T1/C1', 'T1/U9').person, null)).toBe('kept')
  await store.recordGap({ workspaceId: home, audiences: ['channel:slack:T1/C1', 'workspace'] }, question, [])
  return place
}
const left = async () => ({
  values: (await sql<{ value: string }>('select value from action_values order by 1')).map(({ value }) => value),
  waits: (await sql<{ value: string }>('select question as value from awaited order by 1')).map(({ value }) => value),
  gaps: (await sql<{ value: string }>('select question as value from gaps order by 1')).map(({ value }) => value),
})
const all = (...texts: readonly string[]) => ({ values: texts, waits: texts, gaps: texts })

test('with an answer that is deleted, with its channel’s days, and with its conversation', async () => {
  const taken = await ask(message('a'))
  const old = await ask(message('b'))
  const page = await ask(
    message('c', { platform: 'local', person: owner, place: { kind: 'page' }, clientMessage: undefined as never }),
  )
  await ask(message('d'))
  expect(await left()).toEqual(all('a', 'b', 'c', 'd'))
  // Another install of the workspace finds no post of it: its token would delete what it has no say of.
  expect(await store.findPosted(install('teams'), taken)).toBeNull()
  expect(await store.findPosted(install(), taken)).toMatchObject({ isPrivate: false })
  await store.takeBack(install(), taken)
  expect(await left()).toEqual(all('b', 'c', 'd'))
  await sql(`update conversation_messages set created_at = now() - interval '8 days' where conversation_id = $1`, [
    old.conversationId,
  ])
  await sql(`update gaps set asked_at = now() - interval '8 days' where question = 'b'`)
  await store.saveSettings(install(), 'T1/C1', { retentionDays: 7 }, null)
  await store.removeExpired(home)
  expect(await left()).toEqual(all('c', 'd'))
  await store.removeConversation(home, page.conversationId, 'person:local:owner')
  expect(await left()).toEqual(all('d'))
})

test('a button below an answer that is gone already keeps nothing, and the same text elsewhere stays', async () => {
  const [one, other] = [await ask(message('e')), await ask(message('f'))]
  await store.keepActionValue(home, 'of one', 'the same', one)
  await store.keepActionValue(home, 'of other', 'the same', other)
  await store.takeBack(install(), one)
  expect(await store.readActionValue(home, 'of one')).toBeNull()
  expect(await store.readActionValue(home, 'of other')).toBe('the same')
  await store.keepActionValue(home, 'of one', 'the same', one)
  expect(await store.readActionValue(home, 'of one')).toBeNull()
})

test('a title that a person gave stays while anything is left of its conversation, and goes with the last of it', async () => {
  const first = await ask(message('g'), 'g 1')
  const second = await ask(message('g', { naturalKey: 'g 2' }), 'g 2')
  expect(second.conversationId).toBe(first.conversationId)
  const title = async () =>
    (await sql<{ title: string }>('select title from conversations where id = $1', [first.conversationId]))[0]?.title
  await store.renameConversation(home, first.conversationId, 'Herons')
  await store.takeBack(install(), first)
  expect(await title()).toBe('Herons')
  await store.takeBack(install(), second)
  expect(await title()).toBe('Deleted')
  const again = await ask(message('h'), 'h 1')
  await ask(message('h', { naturalKey: 'h 2' }), 'h 2')
  await store.renameConversation(home, again.conversationId, 'Newts')
  await sql(
    `update conversation_messages set created_at = now() - interval '8 days' where conversation_id = $1 and seq < 3`,
    [again.conversationId],
  )
  await store.removeExpired(home)
  expect(
    (await sql<{ title: string }>('select title from conversations where id = $1', [again.conversationId]))[0]?.title,
  ).toBe('Newts')
  await sql(`update conversation_messages set created_at = now() - interval '8 days' where conversation_id = $1`, [
    again.conversationId,
  ])
  await store.removeExpired(home)
  expect(await sql('select from conversations where id = $1', [again.conversationId])).toEqual([])
})
