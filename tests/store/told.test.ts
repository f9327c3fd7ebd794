// What is told on: histories, codes that carry a conversation to another place, what people said of answers, gaps, and
// what a search is limited to. tests/store/leaks.test.ts asks for the same as each kind of reader.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { AccessScope, Audience, Citation, Incoming, ThreadKey } from '../../src/model.ts'
import type { Filter } from '../../src/store/search/filter.ts'
import { at } from '../askers.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'
import { addDocument as addAnyDocument, ask as askIn, type NewDocument } from './documents.ts'
import { incoming } from './world.ts'

const opened = openStore(quickDatabase)
let db: OpenStore['db']
let store: OpenStore['store']
let home: OpenStore['home']
beforeAll(() => {
  ;({ db, store, home } = opened())
})

const sql = <Row>(text: string, values: unknown[] = []) => db.inWorkspace(home, (run) => run<Row>(text, values))
const addDocument = (title: string, fields?: NewDocument) => addAnyDocument({ ...opened(), home }, title, fields)
const everyone = () => ({ workspaceId: home, audiences: ['workspace'] as const })
/** Where all of this is said unless otherwise noted. */
const here: Audience = 'channel:slack:T1/C1'
const secretAudience: Audience = 'channel:slack:T1/C2'

let count = 0
const message = (threadKey: string, fields: Partial<Incoming> = {}): Incoming => ({
  ...incoming(threadKey, { kind: 'ask', question: 'who?', cut: false }),
  naturalKey: `${threadKey} ${count++}`,
  ...fields,
})
const said = (markdown: string) => ({ contentMarkdown: markdown, displayMarkdown: markdown })
const ask = (one: Incoming, question: string, citations?: readonly Citation[]) =>
  askIn(opened(), one, question, citations)
const history = async (
  one: Pick<Incoming, 'platform' | 'threadKey'>,
  audiences: AccessScope['audiences'] = [here, 'workspace'],
) => (await store.readHistory(home, one, audiences)).map(({ text }) => text)

describe('a history', () => {
  test('holds what cites nothing, and of what cites several documents only what may be seen of all of them', async () => {
    const [open, secret] = [await addDocument('Open'), await addDocument('Secret', { audience: secretAudience })]
    const thread = message('T1:several')
    await ask(thread, 'greeting')
    await ask({ ...thread, naturalKey: 'both' }, 'both', [open, secret])
    await ask({ ...thread, naturalKey: 'open' }, 'open', [open])
    expect(await history(thread)).toEqual(['greeting', 're greeting', 'open', 're open'])
    expect(await history(thread, [here, 'workspace', secretAudience])).toHaveLength(6)
    await store.retireDocument(home, open.document.id)
    expect(await history(thread, [here, 'workspace', secretAudience])).toEqual(['greeting', 're greeting'])
  })

  test('is the last of a thread, in order, and of that platform', async () => {
    const thread = message('T1:long')
    for (let n = 0; n < 7; n += 1) await ask({ ...thread, naturalKey: `long ${n}` }, `${n}`)
    expect(await history(thread)).toEqual(['2', 're 2', '3', 're 3', '4', 're 4', '5', 're 5', '6', 're 6'])
    expect(await history({ ...thread, platform: 'teams' })).toEqual([])
  })

  test('of a direct conversation goes on for a quarter of an hour, and begins anew after it', async () => {
    const directKey = 'D1' as ThreadKey
    const first = await ask(message('D1:1', { directKey }), 'first')
    const second = message('D1:2', { directKey })
    const age = (by: string) =>
      Promise.all([
        sql(`update conversations set updated_at = now() - $2::interval where id = $1`, [first.conversationId, by]),
        sql(`update platform_conversations set mapped_at = now() - $1::interval where thread_key = 'D1'`, [by]),
      ])
    await age('14 minutes')
    expect(await history(second)).toEqual(['first', 're first'])
    expect(await history({ ...second, platform: 'teams' })).toEqual([])
    await age('16 minutes')
    expect(await history(second)).toEqual([])
    expect((await ask(second, 'second')).conversationId).not.toBe(first.conversationId)
    expect(await history(message('D1:3', { directKey }))).toEqual(['second', 're second'])
  })

  test('of the page holds what was before a question, and the page shows each message once', async () => {
    const conversationId = randomUUID()
    const page = (id: string): Incoming =>
      message('page', {
        platform: 'local',
        person: owner,
        place: { kind: 'page' },
        clientMessage: { deviceId: 'd', id, conversationId },
      })
    const write = (id: string) =>
      store.acceptIncoming(
        opened().installOf('local'),
        { incoming: page(id), secret: null, traceId: 't' },
        { role: 'user', kind: 'user', ...said(`question ${id}`), deviceId: 'd', clientMessageId: id },
      )
    await write('1')
    await write('2')
    expect(await history(page('2'), ['person:local:owner'])).toEqual(['question 1'])
    expect(await history(page('1'), ['person:local:owner'])).toEqual([])
    const read = async (sinceSeq: number) =>
      (await store.listMessages(home, conversationId, { sinceSeq, limit: 10 }))!.map(({ seq }) => seq)
    expect([await read(0), await read(1), await read(2)]).toEqual([[1, 2], [2], []])
  })

  test('has a question once, also when it is delivered again after it was forgotten', async () => {
    const one = message('T1:again')
    await ask(one, 'once')
    await sql(`delete from inbox where natural_key = $1`, [one.naturalKey])
    await ask(one, 'once')
    expect((await history(one)).filter((text) => text === 'once')).toHaveLength(1)
  })
})

test('conversations come newest first, page by page, each once', async () => {
  const page = async (after?: { updatedAt: string; id: string }) =>
    store.listConversations(home, { limit: 1, ...(after && { after }) })
  const all = await store.listConversations(home, { limit: 100 })
  const seen: string[] = []
  for (let last = (await page())[0]; last && seen.length < 100; last = (await page(last))[0]) seen.push(last.id)
  expect(seen).toEqual(all.map(({ id }) => id))
  expect(all.length).toBeGreaterThan(3)
  const since = all[1]!.updatedAt
  const later = await store.listConversations(home, { limit: 100, updatedSince: new Date(Date.parse(since) + 1) })
  expect(later.map(({ id }) => id)).toEqual([all[0]!.id])
})

describe('a code', () => {
  const command = (threadKey: string, fields: Partial<Incoming> = {}) =>
    message(threadKey, { request: { kind: 'continue' }, ...fields })
  const readers = [here, 'channel:slack:T1/C5', 'person:slack:T1/U5', 'workspace'] as const
  const redeem = (one: Incoming, code: string) => store.redeemLinkCode(home, one, readers, code)

  test('of a command opens the last conversation of this person in this channel, and no other', async () => {
    await ask(message('T1:here', { ...at('T1/C5', 'T1/U5') }), 'older here')
    await ask(message('T1:mine', { ...at('T1/C5', 'T1/U5') }), 'mine here')
    await ask(message('T1:elsewhere', { ...at('T1/C6', 'T1/U5') }), 'mine elsewhere')
    await ask(message('T1:direct', { ...at(null, 'T1/U5') }), 'mine in private')
    await ask(message('T1:theirs', { ...at('T1/C5', 'T1/U6') }), 'theirs here')
    const add = (fields: Partial<Incoming>, code: string) =>
      store.addLinkCode(home, command('a command', fields), code, 15)
    expect(await add({ ...at('T1/C5', 'T1/U5') }, 'HERE')).toBe(true)
    expect(await redeem(command('T1:there'), 'here')).toMatchObject({ turns: [{ text: 'mine here' }, {}] })
    expect(await add({ ...at(null, 'T1/U5') }, 'PRIVATE')).toBe(true)
    expect(await redeem(command('T1:there 2'), 'private')).toMatchObject({ turns: [{ text: 'mine in private' }, {}] })
    expect(await add({ ...at('T1/C7', 'T1/U5') }, 'NONE1')).toBe(false)
    expect(await add({ ...at('T1/C5', 'T1/U7') }, 'NONE2')).toBe(false)
    expect(await add({ ...at('T1/C5', 'T1/U5'), platform: 'teams' }, 'NONE3')).toBe(false)
  })

  test('is good for its minutes and for one message', async () => {
    const place = message('T1:origin')
    await ask(place, 'origin')
    for (const code of ['IN-TIME', 'TOO-LATE']) await store.addLinkCode(home, place, code, 15)
    const [stored] = await sql<{ minutes: number }>(
      `select extract(epoch from max(expires_at) - now())::float8 / 60 as minutes from link_codes`,
    )
    expect(stored!.minutes).toBeCloseTo(15, 0)
    const first = command('T1:first')
    expect(await redeem(first, 'intime')).not.toBeNull()
    expect(await redeem(first, 'IN TIME')).not.toBeNull()
    expect(await redeem(command('T1:second'), 'IN-TIME')).toBeNull()
    await sql(`update link_codes set expires_at = now() - interval '1 s'`)
    expect(await redeem(first, 'IN-TIME')).toBeNull()
    expect(await redeem(command('T1:third'), 'TOO-LATE')).toBeNull()
    await store.addLinkCode(home, place, 'NEXT', 15)
    expect(await sql('select from link_codes')).toHaveLength(1)
  })
})

describe('what people say', () => {
  test('of an answer is theirs, and a report stands until it is made again', async () => {
    const place = await ask(message('T1:said'), 'said')
    const say = (kind: 'favourite' | 'report' | 'helpful', person = 'T1/U1', platform: 'slack' | 'teams' = 'slack') =>
      store.recordFeedback(home, { platform, person, heardBy: null, place, kind, text: 'x'.repeat(3_000) })
    await say('favourite')
    const saved = async (person: string, platform: 'slack' | 'teams') =>
      (await store.listFavourites({ workspaceId: home, audiences: [here, 'workspace'] }, platform, person)).length
    expect([await saved('T1/U1', 'slack'), await saved('T1/U2', 'slack'), await saved('T1/U1', 'teams')]).toEqual([
      1, 0, 0,
    ])
    await say('helpful')
    expect(await saved('T1/U1', 'slack')).toBe(1)
    expect([await say('report'), await say('report')]).toEqual(['recorded', 'recorded'])
    const reports = (await store.listFeedback(home)).filter(({ kind }) => kind === 'report')
    expect(reports).toMatchObject([{ text: 'x'.repeat(2_000), question: 'said', markdown: 're said' }])
  })

  test('a question asked in private leaves a gap that says so, and a deleted document is named by none', async () => {
    const near = await addDocument('Near')
    const mine = { workspaceId: home, audiences: ['person:slack:T1/U1'] as const }
    await store.recordGap(mine, 'How many?', [near.document.id])
    await store.recordGap(everyone(), 'Where?', [])
    await store.recordGap(mine, 'how MANY?', [near.document.id])
    expect(await store.listGaps(home)).toMatchObject([
      { question: 'how MANY?', times: 2, audiences: ['person:slack:T1/U1'], nearest: [{ title: 'Near' }] },
      { question: 'Where?', times: 1, audiences: ['workspace'] },
    ])
    await store.retireDocument(home, near.document.id)
    expect(await sql(`select from gaps where nearest <> '{}'`)).toEqual([])
  })
})

describe('documents', () => {
  test('of the same name are one within an audience, and several across', async () => {
    const [open] = [await addDocument('Plan', { text: 'open plan' })]
    const secret = await addDocument('Plan', { audience: secretAudience, text: 'secret plan' })
    expect(secret.document.id).not.toBe(open!.document.id)
    const known = (audience: Audience) => store.findBySource({ workspaceId: home, audience }, ['Plan'])
    expect((await known('workspace')).get('Plan')).toMatchObject({ documentId: open!.document.id })
    expect((await known(secretAudience)).get('Plan')).toMatchObject({ sourceHash: 'secret plan' })
    expect((await known('person:slack:T1/U1')).size).toBe(0)
    expect((await addDocument('Plan', { text: 'new plan' })).document.id).toBe(open!.document.id)
  })

  test('that are deleted leave no text', async () => {
    const { document } = await addDocument('Gone', { text: 'the text that goes' })
    await store.retireDocument(home, document.id)
    await store.removeRetired(home)
    const left = await sql(
      `select text from chunks where text like '%that goes%' union all select text from artifacts where text like '%that goes%'`,
    )
    expect(left).toEqual([])
  })

  test('are searched by meaning only once all of them can be', async () => {
    const modelId = await store.openEmbeddingModel(home, 'half', 1)
    const search = () => store.searchVectors(everyone(), 'half', Float32Array.of(1), 10)
    const chunks = await store.readUnembedded(home, 'half', null, 100)
    const vectors = chunks.map((chunk) => ({ ...chunk, vector: Float32Array.of(1) }))
    await store.addEmbeddings(home, modelId, vectors)
    expect(await search()).toBeNull()
    await store.finishEmbedding(home, 'half')
    expect((await search())!.length).toBeGreaterThan(0)
  })
})

describe('a search', () => {
  beforeAll(async () => {
    home = await store.openWorkspace('filters')
    const a = { author: 'GRACE Hopper', modifiedAt: '2024-01-01T00:00:00Z', text: 'a red\n\tfox' }
    await addDocument('New', { uri: 'https://wiki/a.md', ...a })
    await addDocument('Old', { uri: 'file:///b.PDF', modifiedAt: '2022-05-01T00:00:00Z', text: 'a blue fox' })
  })

  const cases: readonly (readonly [string, Filter, readonly string[]])[] = [
    ['an author, in any case', { authors: ['Grace'] }, ['New']],
    ['a date, that day included', { after: '2024-01-01' }, ['New']],
    ['a date before, that day not included', { before: '2024-01-01' }, ['Old']],
    ['both', { after: '2023-01-01', before: '2024-01-01' }, []],
    ['an ending of the name', { types: ['pdf'] }, ['Old']],
    ['a part of the address', { from: ['WIKI'] }, ['New']],
    ['a phrase over a line end', { phrases: ['Red fox'] }, ['New']],
    ['no phrase', { withoutPhrases: ['red fox'] }, ['Old']],
    ['no title', { withoutPhrases: ['new'] }, ['Old']],
    ['no term', { without: [7] }, []],
    ['all at once', { types: ['pdf'], from: ['wiki'] }, []],
  ]
  test.each(cases)('is limited to %s', async (_, filter, titles) => {
    for (const terms of [[7], []]) {
      const weigh = () => new Map(terms.map((term) => [term, 1]))
      const { hits } = await store.searchChunks(everyone(), terms, weigh, 10, { filter })
      expect(hits.map(({ document }) => document.title)).toEqual(titles)
    }
  })
})
