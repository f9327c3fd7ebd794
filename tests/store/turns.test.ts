// What was said is read where all readers are among those it was said to. Elsewhere, where a code carried it: answers that
// cite what may be read there, and a channel's questions with them.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { AccessScope, AnswerPlace, Citation, Incoming, ThreadKey } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { addDocument, ask as askIn } from './documents.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let store: OpenStore['store']
let open: Citation
let secret: Citation
beforeAll(async () => {
  store = opened().store
  open = await addDocument(opened(), 'Open')
  secret = await addDocument(opened(), 'Secret', { audience: 'channel:slack:T1/C1' })
})

let count = 0
const message = (threadKey: string, fields: Partial<Incoming> = {}): Incoming => ({
  ...incoming(threadKey, { kind: 'ask', question: 'who?', cut: false }),
  naturalKey: `${threadKey} ${count++}`,
  ...fields,
})
const ask = (one: Incoming, question: string, citations?: readonly Citation[]) =>
  askIn(opened(), one, question, citations)
const history = async (one: Pick<Incoming, 'platform' | 'threadKey'>, ...audiences: AccessScope['audiences']) =>
  (await store.readHistory(opened().home, one, audiences)).map((turn) => turn.text)

const said = {
  channel: at('T1/C1', 'T1/U1'),
  direct: at(null, 'T1/U1'),
  page: { platform: 'local', person: owner, place: { kind: 'page' } },
} as const
const whole = ['open?', 're open?', 'secret?', 're secret?', 'none?', 're none?']
const cited = ['open?', 're open?']
const onlyAnswers = ['re open?']

describe.each([
  ['a channel', 'channel', ['channel:slack:T1/C1', 'workspace'], whole],
  ['a channel, in another one', 'channel', ['channel:slack:T1/C2', 'workspace'], cited],
  ['a channel, in a direct message', 'channel', ['person:slack:T1/U1', 'workspace'], cited],
  ['a channel, among guests', 'channel', ['channel:slack:T1/C2'], []],
  ['a channel, by guests in it', 'channel', ['channel:slack:T1/C1'], ['none?', 're none?']],
  ['a direct message', 'direct', ['person:slack:T1/U1', 'workspace'], [...cited, 'none?', 're none?']],
  ['a direct message, in a channel', 'direct', ['channel:slack:T1/C1', 'workspace'], ['re open?', 're secret?']],
  ['a direct message, by someone else', 'direct', ['person:slack:T1/U2', 'workspace'], onlyAnswers],
  ['the page', 'page', ['workspace', 'person:local:owner'], [...cited, 'none?', 're none?']],
  ['the page, elsewhere', 'page', ['person:slack:T1/U1', 'workspace'], onlyAnswers],
  ['the page, by guests', 'page', ['person:slack:T1/U1'], []],
] as const)('what was said in %s', (_, place, first, expected) => {
  const audiences: AccessScope['audiences'] = first
  test('is read as far as all readers may see it', async () => {
    const one = message(`T1:${randomUUID()}`, said[place])
    await ask({ ...one, naturalKey: randomUUID() }, 'open?', [open])
    await ask({ ...one, naturalKey: randomUUID() }, 'secret?', [open, secret])
    await ask({ ...one, naturalKey: randomUUID() }, 'none?')
    expect(await history(one, ...audiences)).toEqual(expected)

    // The same wherever a code carries it to.
    const code = randomUUID()
    await store.addLinkCode(opened().home, one, code, 15)
    const there = message(`T1:${randomUUID()}`, at('T1/C7', 'T1/U7'))
    const carried = await store.redeemLinkCode(opened().home, there, audiences, code)
    expect(carried?.turns.map((turn) => turn.text)).toEqual(expected)
    // What is said there since is for those who are there.
    await ask({ ...there, naturalKey: randomUUID() }, 'there?')
    expect(await history(there, 'channel:slack:T1/C7')).toContain('there?')
    expect(await history(one, ...audiences)).not.toContain('there?')
  })
})

test('what only its asker saw is said to them, in whatever channel it was', async () => {
  const one = message('T1:aside', { ...said.channel, isForAskerAlone: true })
  await ask(one, 'open?', [open])
  expect(await history(one, 'channel:slack:T1/C1', 'workspace')).toEqual(onlyAnswers)
  expect(await history(one, 'person:slack:T1/U1', 'workspace')).toEqual(cited)
})

test('an answer is opened, and among favourites, where it may be read; a question in private is left out', async () => {
  const { home } = opened()
  const places = new Map<string, AnswerPlace>()
  const saved = async (...audiences: AccessScope['audiences']) =>
    (await store.listFavourites({ workspaceId: home, audiences }, 'slack', 'T1/U5')).map((one) => [
      one.question,
      one.markdown,
    ])
  for (const [key, citations] of [
    ['cites', [open]],
    ['refused', []],
  ] as const) {
    const at = await ask(message(`T1:fav-${key}`, said.direct), `${key}?`, citations)
    places.set(key, at)
    await store.recordFeedback(home, {
      ...({ platform: 'slack', person: 'T1/U5', heardBy: null, place: at, kind: 'favourite' } as const),
    })
  }
  expect(await saved('person:slack:T1/U1', 'workspace')).toEqual([
    ['refused?', 're refused?'],
    ['cites?', 're cites?'],
  ])
  expect(await saved('channel:slack:T1/C1', 'workspace')).toEqual([['', 're cites?']])
  expect(await saved('channel:slack:T1/C1')).toEqual([])
  const read = async (key: string, ...audiences: AccessScope['audiences']) =>
    (await store.readAnswer({ workspaceId: home, audiences }, places.get(key)!))?.question
  expect(await read('cites', 'person:slack:T1/U1', 'workspace')).toBe('cites?')
  expect(await read('cites', 'channel:slack:T1/C1', 'workspace')).toBe('')
  expect(await read('refused', 'channel:slack:T1/C1', 'workspace')).toBeUndefined()
})

describe('what was said before audiences were kept', () => {
  /** In the thread that it was said in, or in none of them. */
  async function old(threadKey: string, isAtHome: boolean): Promise<Incoming> {
    const one = message(threadKey, said.direct)
    await ask(one, 'old?')
    await opened().db.inWorkspace(opened().home, async (sql) => {
      const where = 'where conversation_id = (select conversation_id from platform_conversations where thread_key = $1)'
      await sql(`update conversation_messages set audience = null ${where}`, [threadKey])
      await sql(`update platform_conversations set at_home = $2 where thread_key = $1`, [threadKey, isAtHome])
    })
    return one
  }
  const everything = ['person:slack:T1/U1', 'channel:slack:T1/C1', 'workspace'] as const

  test('is read in its own thread and by the owner, and nowhere else', async () => {
    const one = await old('T1:old', true)
    expect(await history(one, 'person:slack:T1/U1')).toEqual(['old?', 're old?'])
    expect(await history({ ...one, platform: 'teams' }, ...everything)).toEqual([])
    await store.addLinkCode(opened().home, one, 'OLD', 15)
    const there = message('T1:elsewhere', at(null, 'T1/U1'))
    expect(await store.redeemLinkCode(opened().home, there, everything, 'OLD')).toEqual({ turns: [] })
    expect(await history(there, ...everything)).toEqual([])
    expect(await history(one, 'person:slack:T1/U1')).toEqual(['old?', 're old?'])
    const [row] = await opened().db.inWorkspace(opened().home, (sql) =>
      sql<{ id: string }>(`select conversation_id as id from platform_conversations where thread_key = 'T1:old'`),
    )
    expect(await store.listMessages(opened().home, row!.id, { sinceSeq: 0, limit: 10 })).toHaveLength(2)
    const moved = await old('T1:moved', false)
    await store.continueThread(opened().installOf('slack'), moved.threadKey, 'T1:moved on' as ThreadKey)
    for (const threadKey of [moved.threadKey, 'T1:moved on' as ThreadKey])
      expect(await history({ ...moved, threadKey }, ...everything)).toEqual([])
  })

  test('is read in the threads that follow on it there', async () => {
    const one = await old('T1:begun', true)
    await store.continueThread(opened().installOf('slack'), one.threadKey, 'T1:reply' as ThreadKey)
    expect(await history({ ...one, threadKey: 'T1:reply' as ThreadKey }, 'person:slack:T1/U1')).toEqual([
      'old?',
      're old?',
    ])

    const directKey = 'T1:whole' as ThreadKey
    await opened().db.inWorkspace(opened().home, (sql) =>
      sql(
        `insert into platform_conversations (workspace_id, platform, thread_key, conversation_id, at_home)
         select workspace_id, platform, $1, conversation_id, true from platform_conversations where thread_key = 'T1:begun'`,
        [directKey],
      ),
    )
    const next = message('T1:next', { ...said.direct, directKey })
    await ask(next, 'next?')
    expect(await history(next, 'person:slack:T1/U1')).toEqual(['old?', 're old?', 'next?', 're next?'])
    await ask(message('T1:last', { ...said.direct, directKey }), 'last?')
    expect(await history({ ...next, threadKey: 'T1:last' as ThreadKey }, 'person:slack:T1/U1')).toContain('old?')
  })
})

test('where the last reply went is kept for each place, of the page nothing', async () => {
  const { installOf, home } = opened()
  const install = installOf('slack')
  await ask(message('T1:place', { ...at('T1/C8', 'T1/U1'), target: { team: 'T1', channel: 'C8', ts: '1' } }), 'one?')
  await ask(message('T1:place-2', { ...at('T1/C8', 'T1/U2'), target: { team: 'T1', channel: 'C8', ts: '2' } }), 'two?')
  await ask(message('T1:place-3', { ...at(null, 'T1/U8'), target: { team: 'T1', channel: 'D8' } }), 'three?')
  expect(await store.readLastTarget(install, 'channel:slack:T1/C8')).toMatchObject({ channel: 'C8', ts: '2' })
  expect(await store.readLastTarget(install, 'person:slack:T1/U8')).toEqual({ team: 'T1', channel: 'D8' })
  expect(await store.readLastTarget(install, 'person:slack:T1/U9')).toBeNull()
  const foreign = { ...install, workspaceId: opened().other }
  expect(await store.readLastTarget(foreign, 'channel:slack:T1/C8')).toBeNull()
  const places = () => opened().db.inWorkspace(home, (sql) => sql(`select from places`))
  const before = (await places()).length
  await ask(message('local:x', said.page), 'page?')
  expect(await places()).toHaveLength(before)
})
