// What the store must do with what is shared and said on platforms, on every database: files of messages, replies that
// change, feedback, codes that carry a conversation, what a reader may see of it, and limits that processes share.

import { beforeAll, describe, expect, test } from 'vitest'
import { owner, someone } from '../../src/askers.ts'
import type { Audience, Citation, Incoming, PlatformId, Request, SharedSource, ThreadKey } from '../../src/model.ts'
import { at } from '../askers.ts'
import type { TestDatabase } from '../databases.ts'
import { type OpenStore, openStore } from './open-store.ts'

export function testSharing(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`sharing on the ${name} engine`, () => {
    const opened = openStore(database)
    let db: OpenStore['db']
    let store: OpenStore['store']
    let home: OpenStore['home']
    let other: OpenStore['other']
    let installOf: OpenStore['installOf']
    let workIn: OpenStore['workIn']
    beforeAll(() => {
      ;({ db, store, home, other, installOf, workIn } = opened())
    })

    const incoming = (threadKey: string, request: Request, fields: Partial<Incoming> = {}): Incoming => ({
      platform: 'discord',
      naturalKey: `${threadKey}:${JSON.stringify(request)}`,
      threadKey: threadKey as ThreadKey,
      ...at('G1/C1', 'U1'),
      request,
      target: { channel: 'C1' },
      ...fields,
    })
    const take = async (message: Incoming) => {
      await store.acceptIncoming(installOf('discord'), {
        incoming: message,
        secret: Buffer.from('sealed'),
        traceId: 't',
      })
      const claim = await store.claimIncoming(workIn(message), 'me')
      if (claim.kind !== 'row') throw new Error('no row')
      return claim.row
    }
    const claimOut = async (threadKey: string) => {
      const claim = await store.claimOutgoing(workIn({ platform: 'discord', threadKey: threadKey }), 'me')
      if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
      return claim.row
    }
    const said = (text: string) => ({ contentMarkdown: text, displayMarkdown: text })
    const exchange = (question: string, answer: string, citations: readonly Citation[] = []) => ({
      private: false,
      payload: {},
      transcript: {
        user: { role: 'user', kind: 'user', ...said(question) } as const,
        assistant: { role: 'assistant', kind: 'assistant_grounded', ...said(answer), citations } as const,
      },
    })
    const addDocument = async (title: string, audience: Audience): Promise<Citation> => {
      const version = await store.currentVersion(home, { analyzer: 'a', chunker: 'c', averageLength: 1 })
      const revisionId = crypto.randomUUID()
      const artifact = { hash: revisionId, text: title, layout: { pages: [], headings: [] }, mediaType: 'text/plain' }
      await store.beginRevisions(home, version, [{ revisionId, artifact }])
      const document = { revisionId, sourceKey: title, sourceHash: '1', uri: title, title, mediaType: 'text/plain' }
      const [id] = await store.publish(
        { workspaceId: home, audience },
        version,
        [{ ...document, language: 'en', chunkCount: 0, thumbnail: 'https://img.example/a.png' }],
        new Map(),
      )
      return { marker: 1, document: { id: id!, title, uri: title }, quote: title, locator: { start: 0, end: 1 } }
    }

    const file = (id: string): SharedSource => ({ kind: 'file', sourceKey: id, name: `${id}.md`, reference: id })

    test('a message waits for its files, in its order, and is answered when the last is done', async () => {
      const message = incoming('files', { kind: 'index', sources: [file('a'), file('b')], isPrivate: false })
      const row = await take(message)
      const ids = await store.addSharedSources(row, [{ name: 'a.md' }, { name: 'b.md' }], 'channel:discord:G1/C1')
      expect(ids).toHaveLength(2)
      // A second worker that got the message again adds nothing.
      expect(await store.addSharedSources(row, [{ name: 'a.md' }, { name: 'b.md' }], 'workspace')).toEqual(ids)
      expect(await store.claimIncoming(workIn(message), 'me')).toMatchObject({ kind: 'later' })

      // Whoever has no token of the install leaves it to who has.
      expect(await store.claimUpload(home, ids[0]!, [installOf('slack').id, installOf('discord', other).id])).toBeNull()
      const offered = async (platform: PlatformId) =>
        (await store.findUnfinished(-1_000, [installOf(platform).id])).uploads.map(({ uploadId }) => uploadId)
      expect(await offered('slack')).toEqual([])
      expect(await offered('discord')).toEqual(expect.arrayContaining([...ids]))
      const first = (await store.claimUpload(home, ids[0]!, [installOf('discord').id]))!
      expect(first).toMatchObject({
        name: 'a.md',
        audience: 'channel:discord:G1/C1',
        content: {
          source: file('a'),
          message: { id: row.id, incoming: { person: { id: 'U1' } }, secret: Buffer.from('sealed') },
        },
      })
      // Nobody else's while it is being read.
      expect(await store.claimUpload(home, ids[0]!, [installOf('discord').id])).toBeNull()
      await store.setUploadStage(home, ids[0]!, 'reading')
      await store.renewUpload(home, ids[0]!)
      expect(await store.claimUpload(home, ids[0]!, [installOf('discord').id])).toBeNull()
      const progress = async () => (await store.readSharedProgress(home, row.id)).map(({ state }) => state)
      expect(await progress()).toEqual(['reading', 'waiting'])
      const error = { code: 'broken', message: 'It is broken.' }
      await store.finishUpload(home, ids[0]!, { status: 'failed', uri: 'a', chunks: 0, error })
      await store.setUploadStage(home, ids[1]!, 'waiting', 60_000)
      expect(await store.claimUpload(home, ids[1]!, [installOf('discord').id])).toBeNull()
      expect(await store.claimIncoming(workIn(message), 'me')).toMatchObject({ kind: 'later' })
      await store.finishUpload(home, ids[1]!, {
        status: 'unchanged',
        uri: 'b',
        documentId: crypto.randomUUID(),
        chunks: 2,
      })
      expect(await store.readSharedProgress(home, row.id)).toEqual([
        { name: 'a.md', state: 'failed', chunks: 0, message: 'It is broken.' },
        { name: 'b.md', state: 'unchanged', chunks: 2 },
      ])
      // A late worker has no say any more.
      await store.finishUpload(home, ids[1]!, { status: 'failed', uri: 'b', chunks: 0, error })
      expect((await store.readSharedProgress(home, row.id))[1]).toMatchObject({ state: 'unchanged' })
      expect(await store.claimIncoming(workIn(message), 'me')).toMatchObject({ kind: 'row', row: { attempts: 1 } })
    })

    test('a placeholder that changes is posted again under its message id, and keeps its credential to the end', async () => {
      const row = await take(incoming('progress', { kind: 'index', sources: [file('p')], isPrivate: false }))
      await store.putPlaceholder(row, { step: 1 }, true)
      const first = await claimOut('progress')
      expect(first).toMatchObject({ kind: 'placeholder', replaces: null, payload: { step: 1 } })
      await store.recordSend(first, { state: 'sent', messageId: 'm1' })
      await store.putPlaceholder(row, { step: 2 }, true)
      await store.putPlaceholder(row, { step: 3 }, true)
      const shown = () => store.readPlaceholder(installOf('discord'), 'progress')
      expect(await shown()).toEqual({ step: 3 })
      expect(await store.readPlaceholder(installOf('discord', other), 'progress')).toBeNull()
      // Not more than once a second.
      const waiting = await store.claimOutgoing(workIn({ platform: 'discord', threadKey: 'progress' }), 'me')
      expect(waiting).toMatchObject({ kind: 'later' })
      await db.asSystem((sql) => sql(`update outbox set not_before = now() where thread_key = 'progress'`))
      const second = await claimOut('progress')
      expect(second).toMatchObject({ replaces: 'm1', attempts: 1, payload: { step: 3 }, secret: Buffer.from('sealed') })
      // Changed while it is being sent: sent again with that.
      await store.putPlaceholder(row, { step: 4 }, true)
      await store.recordSend(second, { state: 'sent', messageId: 'm1' })
      const third = await claimOut('progress')
      expect(third).toMatchObject({ replaces: 'm1', payload: { step: 4 } })
      await store.recordSend(third, { state: 'sent', messageId: 'm1' })
      await store.putPlaceholder(row, { step: 5 }, true)
      await store.finishIncoming(row, { private: false, payload: { done: true }, transcript: null })
      expect(await shown()).toBeNull()
      const final = await claimOut('progress')
      expect(final).toMatchObject({ kind: 'final', replaces: 'm1', payload: { done: true } })
      await store.recordSend(final, { state: 'sent', messageId: 'm1' })
      const left = await db.asSystem((sql) =>
        sql(`select 1 from outbox where thread_key = 'progress' and secret is not null`),
      )
      expect(left).toEqual([])
      expect(await store.claimOutgoing(workIn({ platform: 'discord', threadKey: 'progress' }), 'me')).toEqual({
        kind: 'nothing',
      })
    })

    test('a preview is shown at once and its final a little later', async () => {
      const row = await take(incoming('stream', { kind: 'ask', question: 'who?', cut: false }))
      const preview = { payload: { text: 'She' }, finalAfterMs: 60_000 }
      await store.finishIncoming(row, { ...exchange('who?', 'She does.'), preview })
      const first = await claimOut('stream')
      expect(first).toMatchObject({ kind: 'placeholder', payload: { text: 'She' } })
      await store.recordSend(first, { state: 'sent', messageId: 's1' })
      const thread = workIn({ platform: 'discord', threadKey: 'stream' })
      expect(await store.claimOutgoing(thread, 'me')).toMatchObject({ kind: 'later' })
      await db.asSystem((sql) => sql(`update outbox set not_before = now() where thread_key = 'stream'`))
      const final = await claimOut('stream')
      expect(final).toMatchObject({ kind: 'final', replaces: 's1', messageSeq: 2 })
      await store.recordSend(final, { state: 'sent', messageId: 's1' })
      expect(await store.readSent(installOf('discord'), final.id)).toMatchObject({
        target: { channel: 'C1' },
        private: false,
      })
      expect(await store.readSent(installOf('teams'), final.id)).toBeNull()
      expect(await store.readSent(installOf('discord'), first.id)).toBeNull()
    })

    test('feedback is kept once a person, taken back when said again, and listed', async () => {
      const citation = await addDocument('Leave policy', 'workspace')
      const row = await take(incoming('feedback', { kind: 'ask', question: 'how long?', cut: false }))
      await store.finishIncoming(row, exchange('how long?', '26 weeks. [1]', [citation]))
      const { conversationId, messageSeq } = await claimOut('feedback')
      const place = { conversationId: conversationId!, seq: messageSeq! }
      const say = (kind: 'helpful' | 'not-helpful' | 'favourite' | 'report', text?: string, person = 'U1') =>
        store.recordFeedback(home, { platform: 'discord', heardBy: null, person, place, kind, ...(text && { text }) })
      expect(await say('helpful')).toBe('recorded')
      expect(await say('not-helpful')).toBe('recorded')
      expect(await say('favourite')).toBe('recorded')
      expect(await say('report', 'wrong\0 number')).toBe('recorded')
      expect(await say('report', 'still wrong')).toBe('recorded')
      expect(await say('helpful', undefined, 'U2')).toBe('recorded')
      const listed = (await store.listFeedback(home)).map(({ kind, person, text }) => [kind, person, text])
      expect(listed.sort()).toEqual([
        ['favourite', 'U1', null],
        ['helpful', 'U2', null],
        ['not-helpful', 'U1', null],
        ['report', 'U1', 'still wrong'],
      ])
      const scope = { workspaceId: home, audiences: ['workspace'] } as const
      expect(await store.listFavourites(scope, 'discord', 'U1')).toMatchObject([
        { question: 'how long?', markdown: '26 weeks. [1]', citations: [{ document: { title: 'Leave policy' } }] },
      ])
      expect(await store.listFavourites(scope, 'discord', 'U2')).toEqual([])
      expect(await store.readAnswer(scope, place)).toMatchObject({ question: 'how long?', markdown: '26 weeks. [1]' })
      expect(await store.readAnswer(scope, { ...place, seq: 1 })).toBeNull()
      const elsewhere = { workspaceId: home, audiences: ['person:discord:U1'] } as const
      expect(await store.listFavourites(elsewhere, 'discord', 'U1')).toEqual([])
      expect(await store.readAnswer(elsewhere, place)).toBeNull()
      expect(await say('favourite')).toBe('withdrawn')
      expect(await store.listFavourites(scope, 'discord', 'U1')).toEqual([])
      const nowhere = { ...place, seq: 1 }
      const missing = { platform: 'discord', heardBy: null, person: 'U1', place: nowhere, kind: 'helpful' } as const
      expect(await store.recordFeedback(home, missing)).toBe('missing')
      expect(await store.recordFeedback(other, { ...missing, place })).toBe('missing')
      expect(await store.recordFeedback(home, { ...missing, place: { conversationId: 'x', seq: 2 } })).toBe('missing')
    })

    test('a code carries a conversation to another place, once, without what its readers may not see', async () => {
      const open = await addDocument('Open handbook', 'workspace')
      const secret = await addDocument('Secret plan', 'channel:discord:G1/C1')
      for (const [n, document] of [open, secret].entries()) {
        const row = await take(incoming('begun', { kind: 'ask', question: `question ${n}`, cut: false }))
        await store.finishIncoming(row, exchange(`question ${n}`, `answer ${n}`, [document]))
      }
      const from = incoming('a command of its own', { kind: 'continue' })
      expect(await store.addLinkCode(home, { ...from, person: someone('U9') }, 'AAAA-AAAA', 15)).toBe(false)
      expect(await store.addLinkCode(home, from, 'ABCD-EFGH', 15)).toBe(true)
      const slack = incoming(
        'T1:D1',
        { kind: 'continue', code: 'abcd-efgh' },
        { platform: 'slack', place: { kind: 'direct' } },
      )
      expect(await store.redeemLinkCode(home, slack, ['workspace'], 'WRONG234')).toBeNull()
      expect(await store.redeemLinkCode(other, slack, ['workspace'], 'ABCD-EFGH')).toBeNull()
      const turns = [
        { role: 'user', text: 'question 0' },
        { role: 'assistant', text: 'answer 0' },
      ]
      expect(await store.redeemLinkCode(home, slack, ['workspace'], 'abcdefgh')).toEqual({ turns })
      // The same message again, after a crash; then another one.
      expect(await store.redeemLinkCode(home, slack, ['workspace'], 'ABCD-EFGH')).toEqual({ turns })
      const late = { ...slack, naturalKey: 'another message' }
      expect(await store.redeemLinkCode(home, late, ['workspace'], 'ABCD-EFGH')).toBeNull()

      expect(await store.readHistory(home, slack, ['workspace'])).toEqual(turns)
      const begun = { platform: 'discord', threadKey: 'begun' as ThreadKey } as const
      expect(await store.readHistory(home, begun, ['workspace', 'channel:discord:G1/C1'])).toHaveLength(4)
      // Of a document that was deleted nothing is told elsewhere either.
      await store.retireDocument(home, secret.document.id)
      expect(await store.readHistory(home, slack, ['workspace'])).toEqual(turns)
      // Where ragbot's own documentation answers, its documents are in another workspace.
      expect(await store.readHistory(home, slack, null)).toHaveLength(4)
      const conversations = await store.listConversations(home, { limit: 100 })
      expect(conversations.filter(({ title }) => title === 'question 0')).toHaveLength(1)

      expect(await store.addLinkCode(home, from, 'JJJJ-JJJJ', -1)).toBe(true)
      expect(await store.redeemLinkCode(home, late, ['workspace'], 'JJJJ-JJJJ')).toBeNull()
    })

    test('an answer keeps its own question where another one was asked in between', async () => {
      const [open, secret] = [
        await addDocument('Open page', 'workspace'),
        await addDocument('Board page', 'channel:discord:G1/C9'),
      ]
      const conversationId = crypto.randomUUID()
      const ask = (id: string, question: string): Incoming => ({
        platform: 'local',
        naturalKey: `page:${id}`,
        threadKey: `local:${conversationId}` as ThreadKey,
        person: owner,
        place: { kind: 'page' },
        request: { kind: 'ask', question, cut: false },
        target: {},
        clientMessage: { deviceId: 'd', id, conversationId },
      })
      const user = (id: string, question: string) =>
        ({ role: 'user', kind: 'user', ...said(question), deviceId: 'd', clientMessageId: id }) as const
      for (const [id, question] of [
        ['1', 'who leaves?'],
        ['2', 'who cooks?'],
      ] as const)
        await store.acceptIncoming(
          installOf('local'),
          { incoming: ask(id, question), secret: null, traceId: 't' },
          user(id, question),
        )
      for (const [id, answer, document] of [
        ['1', 'Bob does.', secret],
        ['2', 'Ann does.', open],
      ] as const) {
        const claim = await store.claimIncoming(workIn(ask(id, '')), 'me')
        if (claim.kind !== 'row') throw new Error('no row')
        const question = (claim.row.incoming.request as { question: string }).question
        const assistant = {
          role: 'assistant',
          kind: 'assistant_grounded',
          ...said(answer),
          citations: [document],
        } as const
        await store.finishIncoming(claim.row, {
          private: false,
          payload: {},
          transcript: { user: user(id, question), assistant },
        })
      }
      const thread = { platform: 'local', threadKey: `local:${conversationId}` as ThreadKey } as const
      const readers = ['workspace', 'person:local:owner'] as const
      const texts = (await store.readHistory(home, thread, readers)).map(({ text }) => text)
      expect(texts).toEqual(['who cooks?', 'Ann does.'])
      const everything = { workspaceId: home, audiences: [...readers, 'channel:discord:G1/C9'] } as const
      expect(await store.readAnswer(everything, { conversationId, seq: 3 })).toMatchObject({ question: 'who leaves?' })
    })

    test('a message that waits does not call for workers, nor do those behind it', async () => {
      const first = incoming('parked', { kind: 'index', sources: [file('w')], isPrivate: false })
      const row = await take(first)
      await store.addSharedSources(row, [{ name: 'w.md' }], 'workspace')
      await store.claimIncoming(workIn(first), 'me')
      await store.acceptIncoming(installOf('discord'), {
        incoming: incoming('parked', { kind: 'ask', question: 'and?', cut: false }),
        secret: null,
        traceId: 't',
      })
      const found = (await store.findUnfinished(0, [installOf('discord').id])).incoming
      expect(found.filter(({ threadKey }) => threadKey === 'parked')).toEqual([])
    })

    test('channels with documents and titles are told, the titles under the reader’s scope', async () => {
      await addDocument('Travel: costs & limits 100%', 'workspace')
      await addDocument('Travel secrets', 'channel:discord:G2/C7')
      expect(await store.listChannelAudiences(home, 'discord')).toContain('channel:discord:G2/C7')
      expect(await store.listChannelAudiences(home, 'teams')).toEqual([])
      const titles = (words: string, ...audiences: [Audience, ...Audience[]]) =>
        store.suggestTitles({ workspaceId: home, audiences }, words)
      expect(await titles('trav', 'workspace')).toEqual(['Travel: costs & limits 100%'])
      expect(await titles('limit COST', 'workspace')).toEqual(['Travel: costs & limits 100%'])
      expect(await titles('ravel', 'workspace')).toEqual([])
      expect(await titles('limits: travel', 'workspace')).toEqual(['Travel: costs & limits 100%'])
      expect(await titles('travel', 'workspace', 'channel:discord:G2/C7')).toHaveLength(2)
      expect(await store.suggestTitles({ workspaceId: other, audiences: ['workspace'] }, 'travel')).toEqual([])
    })

    test('the first turns ever are counted too, also those of one instant', async () => {
      const allowance = [{ count: 1, perMs: 60_000 }]
      for (const round of Array.from({ length: 20 }).keys()) {
        const turns = [{ bucket: `first-${round}`, allowance }, { bucket: 'unknown' }]
        const waits = await Promise.all(Array.from({ length: 6 }, () => store.takeTurns(turns)))
        expect(waits.filter((wait) => wait === 0)).toHaveLength(1)
      }
    })

    test('a bucket gives so many turns in so long, to all together, and none while it is blocked', async () => {
      const allowance = [{ count: 3, perMs: 60_000 }]
      expect(await store.takeTurns([{ bucket: 'b', allowance }])).toBe(0)
      const waits = await Promise.all(Array.from({ length: 4 }, () => store.takeTurns([{ bucket: 'b', allowance }])))
      expect(waits.filter((wait) => wait === 0)).toHaveLength(2)
      for (const wait of waits.filter((one) => one > 0)) expect(wait).toBeGreaterThan(50_000)
      expect(await store.takeTurns([{ bucket: 'b', allowance: [{ count: 4, perMs: 60_000 }] }])).toBe(0)
      expect(await store.takeTurns([{ bucket: 'c' }])).toBe(0)
      await store.blockBucket('c', 60_000)
      await store.blockBucket('c', 10)
      expect(await store.takeTurns([{ bucket: 'c' }])).toBeGreaterThan(50_000)
      expect(await store.takeTurns([{ bucket: 'c', allowance }])).toBeGreaterThan(50_000)
      // One that is not to be had takes none of the others.
      expect(
        await store.takeTurns([{ bucket: 'd', allowance: [{ count: 1, perMs: 60_000 }] }, { bucket: 'c' }]),
      ).toBeGreaterThan(0)
      expect(
        await store.takeTurns([
          { bucket: 'd', allowance: [{ count: 1, perMs: 60_000 }] },
          { bucket: 'e', allowance },
        ]),
      ).toBe(0)
      expect(await store.takeTurns([{ bucket: 'd', allowance: [{ count: 1, perMs: 60_000 }] }])).toBeGreaterThan(50_000)
    })
  })
}
