// What each operation of the store is asked in tests/store/leaks.test.ts, always with the first workspace's ids.
import { randomUUID } from 'node:crypto'
import type { AccessScope, IndexTarget, ThreadKey } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Ask, each, newCode, place, type Told, taken, thread, weigh } from './leak-told.ts'
import { audiences, incoming, kinds, made, model } from './world.ts'

/** Where there are too many chunks to look at all of them. */
async function inMasses<T>({ db, workspaceId }: Told, search: () => Promise<T>): Promise<T> {
  const count = (chunks: number) =>
    db.inWorkspace(workspaceId, (sql) =>
      sql(
        `insert into term_counts (workspace_id, index_version_id, term, chunks) select workspace_id, id, 0, $1 from index_versions`,
        [chunks],
      ),
    )
  await count(9_000)
  return search().finally(() => count(-9_000))
}

export const askScoped: Readonly<Record<string, Ask<[AccessScope]>>> = {
  'searchChunks: all': ({ store }, scope) => store.searchChunks(scope, [1], weigh, 10),
  'searchChunks: again': async ({ store }, scope) =>
    (await store.searchChunks(scope, [1], weigh, 10, { again: () => ({ terms: [1], weigh }) })).again,
  'searchChunks: newest': ({ store }, scope) =>
    store.searchChunks(scope, [], weigh, 10, { filter: { types: ['text'] } }),
  'searchChunks: newest phrases': ({ store }, scope) =>
    store.searchChunks(scope, [], () => new Map(), 10, { filter: { phrases: ['zebra'] } }),
  'searchChunks: all, filtered': ({ store }, scope) =>
    store.searchChunks(scope, [1], weigh, 10, { filter: { from: ['file'], withoutPhrases: ['horse'], without: [7] } }),
  'searchChunks: candidates': (told, scope) => inMasses(told, () => told.store.searchChunks(scope, [1], weigh, 10)),
  'searchChunks: candidates, filtered': (told, scope) =>
    inMasses(told, () => told.store.searchChunks(scope, [1], weigh, 10, { filter: { phrases: ['zebra'] } })),
  searchVectors: ({ store }, scope) => store.searchVectors(scope, model, Float32Array.of(1, 0), 10),
  'searchVectors: filtered': ({ store }, scope) =>
    store.searchVectors(scope, model, Float32Array.of(1, 0), 10, { phrases: ['zebra'] }),
  listRecent: ({ store }, scope) =>
    store.listRecent(scope, { since: null, until: new Date(Date.now() + 60_000), limit: 9 }),
  suggestTitles: ({ store }, scope) => store.suggestTitles(scope, 'pap'),
  'suggestTitles: no word': ({ store }, scope) => store.suggestTitles(scope, ''),
  findNamed: ({ store }, scope) =>
    Promise.all(
      kinds.flatMap((kind) => [
        store.findNamed(scope, `Paper home-${kind}`),
        store.findNamed(scope, `file:///${kind}`),
      ]),
    ),
  'findNamed: by its words': ({ store }, scope) => store.findNamed(scope, 'pap'),
  readOutlines: ({ store }, scope) => store.readOutlines(scope, 100),
  readForReader: async ({ store, db }, scope) => {
    const ids = await db.inWorkspace(scope.workspaceId, (sql) => sql<{ id: string }>('select id from documents'))
    return Promise.all(ids.map(({ id }) => store.readForReader(scope, id)))
  },
  listFavourites: ({ store }, scope) => store.listFavourites(scope, 'slack', 'T1/U1'),
  readAnswer: async ({ store, db }, scope) => {
    const ids = await db.inWorkspace(scope.workspaceId, (sql) => sql<{ id: string }>('select id from conversations'))
    return Promise.all(ids.map(({ id }) => store.readAnswer(scope, { conversationId: id, seq: 2 })))
  },
  readOwnAnswer: async ({ store, db }, scope) => {
    const ids = await db.inWorkspace(scope.workspaceId, (sql) => sql<{ id: string }>('select id from conversations'))
    return Promise.all(
      ids.map(({ id }) => store.readOwnAnswer(scope, { conversationId: id, seq: 2 }, audiences.channel)),
    )
  },
  readHistory: ({ store, things }, { workspaceId, audiences }) =>
    each(things, (_, kind) => store.readHistory(workspaceId, thread(kind), audiences)),
  redeemLinkCode: ({ store, things }, { workspaceId, audiences }) =>
    each(things, async (_, kind) => {
      const code = newCode()
      await store.addLinkCode(workspaceId, incoming(`T1:${kind}`, { kind: 'continue' }), code, 15)
      const elsewhere = { ...incoming(`elsewhere ${code}`, { kind: 'continue', code }), ...at('T1/C9', 'T1/U1') }
      return store.redeemLinkCode(workspaceId, elsewhere, audiences, code)
    }),
}

export const askWithin: Readonly<Record<string, Ask>> = {
  findDocuments: ({ store, workspaceId }) => store.findDocuments(workspaceId, { words: 'pap', limit: 100 }),
  'listConversations: by words': ({ store, workspaceId }) =>
    store.listConversations(workspaceId, { words: ['ANSWER'], limit: 100 }),
  listAnswersTo: ({ store, workspaceId, installOf }) =>
    store.listAnswersTo(installOf('slack', workspaceId), 'T1/U1', 100),
  findPosted: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.findPosted(taken(thing, workspaceId), place(thing))),
  listSharers: ({ store, db, workspaceId, things }) =>
    each(things, async ({ documentId, waiting }, kind) => {
      await db.inWorkspace(waiting.install.workspaceId, (sql) =>
        sql(`update document_audiences set shared_by = 'slack:T1/U1' where document_id = $1`, [documentId]),
      )
      const found = await store.listSharers({ workspaceId, audiences: [audiences[kind]] }, 'slack', [documentId])
      return found.length > 0 && `home-${kind}`
    }),
  readQuestion: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.readQuestion(workspaceId, place(thing), null)),
  listUnread: ({ store, workspaceId }) => store.listUnread(workspaceId, 100),
  listDocuments: ({ store, workspaceId }) => store.listDocuments(workspaceId),
  readDocument: ({ store, workspaceId, things }) =>
    each(things, ({ documentId }) => store.readDocument(workspaceId, documentId)),
  readVerifiable: ({ store, workspaceId }) => Array.fromAsync(store.readVerifiable(workspaceId)),
  findBySource: ({ store, workspaceId }) =>
    Promise.all(kinds.map((kind) => store.findBySource({ workspaceId, audience: audiences[kind] }, kinds))),
  readUnembedded: ({ store, workspaceId }) => store.readUnembedded(workspaceId, 'another', null, 10),
  readUnbuilt: ({ store, workspaceId }) =>
    store.readUnbuilt(workspaceId, { id: randomUUID(), averageLength: 1 }, null, 10),
  listGaps: ({ store, workspaceId }) => store.listGaps(workspaceId),
  listSources: ({ store, workspaceId }) => store.listSources(workspaceId),
  'listSources: by its id': ({ store, workspaceId, things }) =>
    each(things, ({ source }) => store.listSources(workspaceId, source.id)),
  readSourceItems: ({ store, workspaceId, things }) =>
    each(things, async ({ source }, kind) => {
      const items = await store.readSourceItems({ ...source, workspaceId })
      return items.get(kind) === true && `home-${kind}`
    }),
  listFeedback: ({ store, workspaceId }) => store.listFeedback(workspaceId),
  listConversations: ({ store, workspaceId }) => store.listConversations(workspaceId, { limit: 100 }),
  listMessages: ({ store, workspaceId, things }) =>
    each(things, ({ conversationId }) => store.listMessages(workspaceId, conversationId, { sinceSeq: 0, limit: 10 })),
  readTurns: ({ store, workspaceId, things }) =>
    each(things, ({ conversationId }) => store.readTurns(workspaceId, conversationId)),
  'readHistory: where the documentation answers': ({ store, workspaceId, things }) =>
    each(things, (_, kind) => store.readHistory(workspaceId, thread(kind), null)),
  knowsThread: ({ store, workspaceId, things }) =>
    each(things, async ({ waiting: { install } }, kind) => {
      const only = `only-${kind}` as ThreadKey
      await store.continueThread(install, `T1:${kind}` as ThreadKey, only)
      return (await store.knowsThread(workspaceId, 'slack', only)) && `home-${kind}`
    }),
  noteTalk: ({ store, workspaceId, things }) =>
    each(things, async ({ waiting: { install } }, kind) => {
      const only = `said-${kind}` as ThreadKey
      await store.continueThread(install, `T1:${kind}` as ThreadKey, only)
      return (await store.noteTalk({ ...install, workspaceId }, only, '1.5', 'maybe')) === 'bot' && `home-${kind}`
    }),
  answeredBotLast: ({ store, workspaceId, things }) =>
    each(things, async (thing, kind) => {
      const { install, incoming } = thing.waiting
      const said = { threadKey: `bot-${kind}` as ThreadKey, naturalKey: `bot-${kind}` }
      const row = { incoming: { ...incoming, ...said, bot: ['B1'] }, secret: null, traceId: 't' }
      await store.acceptIncoming(install, row)
      const claim = await store.claimIncoming({ ...said, installId: install.id }, 'bots')
      if (claim.kind === 'row') await store.finishIncoming(claim.row, { private: false, payload: {}, transcript: null })
      const later = { ...said, naturalKey: 'none' }
      return (await store.answeredBotLast(taken(thing, workspaceId), later)) && `home-${kind}`
    }),
  listUnderWay: ({ store, workspaceId, things }) =>
    each(things, async (thing, kind) => {
      const { threadKey } = thing.waiting.incoming
      return (await store.listUnderWay(taken(thing, workspaceId), threadKey)).length > 0 && `home-${kind}`
    }),
  isUnderWay: ({ store, workspaceId, things }) =>
    each(
      things,
      async (thing, kind) => (await store.isUnderWay(taken(thing, workspaceId), thing.waiting.id)) && `home-${kind}`,
    ),
  readUpload: ({ store, workspaceId, things }) =>
    each(things, ({ uploadId }) => store.readUpload(workspaceId, uploadId)),
  readSharedProgress: ({ store, workspaceId, things }) =>
    each(things, ({ waiting }) => store.readSharedProgress(workspaceId, waiting.id)),
  readPlaceholder: ({ store, workspaceId, things }) =>
    each(things, (thing, kind) => store.readPlaceholder(taken(thing, workspaceId), `T1:files-${kind}`)),
  readSent: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.readSent(taken(thing, workspaceId), thing.sentId)),
  listPrivateReplies: ({ store, workspaceId, things }) =>
    each(things, (thing, kind) => store.listPrivateReplies(taken(thing, workspaceId), `T1:${kind}`, 0)),
  readActionValue: ({ store, workspaceId }) =>
    Promise.all(kinds.map((kind) => store.readActionValue(workspaceId, `of ${kind}`))),
  claimUpload: ({ store, workspaceId, things }) =>
    each(things, ({ uploadId, waiting }) => store.claimUpload(workspaceId, uploadId, [waiting.install.id])),
  'claimUpload: of a message': ({ store, workspaceId, things }) =>
    each(things, ({ sharedId, waiting }) => store.claimUpload(workspaceId, sharedId, [waiting.install.id])),
  'acceptIncoming: again': ({ store, workspaceId, installOf, things }) =>
    each(things, (_, kind) => {
      const said = { contentMarkdown: `said home-${kind}`, displayMarkdown: 'x', deviceId: 'd', clientMessageId: 'c' }
      const one = {
        ...incoming(`page-${kind}`, { kind: 'ask', question: 'x', cut: false }),
        clientMessage: { deviceId: 'd', id: 'c', conversationId: things[kind].conversationId },
      }
      const again = { incoming: one, secret: null, traceId: 't' }
      const install = installOf('slack', workspaceId)
      return install.id === things[kind].waiting.install.id
        ? store.acceptIncoming(install, again, { role: 'user', kind: 'user', ...said })
        : store.acceptIncoming(install, again)
    }),
}

/** Asked by another workspace with the first one's ids, each has to leave the first one as it is. */
export const changes: Readonly<Record<string, Ask>> = {
  keepActionValue: ({ store, workspaceId }) =>
    Promise.all(kinds.map((kind) => store.keepActionValue(workspaceId, `of ${kind}`, 'theirs', null))),
  retireDocument: ({ store, workspaceId, things }) =>
    each(things, ({ documentId }) => store.retireDocument(workspaceId, documentId)),
  shareDocument: ({ store, workspaceId, things }) =>
    each(things, ({ documentId }) => store.shareDocument({ workspaceId, audience: 'channel:slack:T1/C9' }, documentId)),
  shareSameSource: ({ store, workspaceId }) =>
    Promise.all(
      kinds.map((sourceKey) =>
        store.shareSameSource(
          { workspaceId, audience: 'channel:slack:T1/C9' },
          { sourceKey, sourceHash: `home-${sourceKey}` },
        ),
      ),
    ),
  renameConversation: ({ store, workspaceId, things }) =>
    each(things, ({ conversationId }) => store.renameConversation(workspaceId, conversationId, 'theirs')),
  removeConversation: ({ store, workspaceId, things }) =>
    each(things, ({ conversationId }, kind) => store.removeConversation(workspaceId, conversationId, audiences[kind])),
  removeExpired: async ({ store, workspaceId }) => {
    await store.saveDefaults(workspaceId, { retentionDays: 1 })
    await store.removeExpired(workspaceId)
  },
  openSource: ({ store, workspaceId, things }) =>
    each(things, ({ source: { kind, uri, audience } }) =>
      store.openSource({ workspaceId, audience }, { kind, uri, every: 1 }, new Date()),
    ),
  recordSourceItems: ({ store, workspaceId, things }) =>
    each(things, ({ source }, kind) =>
      store.recordSourceItems({ ...source, workspaceId }, [{ sourceKey: kind }, { sourceKey: 'theirs' }], new Date()),
    ),
  dropSourceItems: ({ store, workspaceId, things }) =>
    each(things, ({ source }) => store.dropSourceItems({ ...source, workspaceId }, kinds, true)),
  removeSource: ({ store, workspaceId, things }) =>
    each(things, ({ source }) => store.removeSource({ ...source, workspaceId })),
  finishReading: ({ store, workspaceId, things }) =>
    each(things, ({ source }) =>
      store.finishReading(
        { ...source, workspaceId },
        { kind: 'page', leftOut: 9, note: 'theirs', error: null },
        new Date(),
      ),
    ),
  setUploadStage: ({ store, workspaceId, things }) =>
    each(things, ({ uploadId }) => store.setUploadStage(workspaceId, uploadId, 'reading')),
  renewUpload: ({ store, workspaceId, things }) =>
    each(things, ({ uploadId }) => store.renewUpload(workspaceId, uploadId)),
  giveBackUpload: ({ store, workspaceId, things }) =>
    each(things, ({ uploadId }) => store.giveBackUpload(workspaceId, uploadId, { attempts: 1 }, false)),
  finishUpload: ({ store, workspaceId, things }) =>
    each(things, ({ sharedId }) =>
      store.finishUpload(workspaceId, sharedId, { status: 'unchanged', uri: 'x', documentId: randomUUID(), chunks: 1 }),
    ),
  addUpload: ({ store, workspaceId }) =>
    store.addUpload(workspaceId, { name: 'other-open', bytes: Buffer.from('x'), audience: 'workspace' }),
  addSharedSources: ({ store, workspaceId, things }) =>
    each(things, (thing) =>
      store.addSharedSources(
        { ...thing.waiting, install: taken(thing, workspaceId) },
        [{ name: 'other-open' }, { name: 'other-open' }],
        'workspace',
      ),
    ),
  recordFeedback: ({ store, workspaceId, things }) =>
    each(things, (thing) =>
      store.recordFeedback(workspaceId, {
        ...({ platform: 'slack', person: 'T1/U1', heardBy: null, place: place(thing), kind: 'favourite' } as const),
      }),
    ),
  takeBack: ({ store, workspaceId, things, installOf }) =>
    each(things, (thing) => store.takeBack({ ...installOf('slack'), workspaceId }, place(thing))),
  awaitAnswer: ({ store, workspaceId, things }) =>
    each(things, (thing) =>
      store.awaitAnswer(taken(thing, workspaceId), place(thing), at('T1/C1', 'T1/U1').person, null),
    ),
  claimAwaited: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.claimAwaited(taken(thing, workspaceId), 9)),
  claimDigests: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.claimDigests(taken(thing, workspaceId), new Date(), () => new Date(0), 9)),
  settleDigest: ({ store, workspaceId, things }) =>
    each(things, (thing) => {
      const due = { channel: 'T1/C1', every: 'daily', toldUntil: new Date(0) } as const
      return store.settleDigest(taken(thing, workspaceId), due, new Date(), new Date())
    }),
  settleAwaited: async ({ store, db, workspaceId, things }) => {
    const rows = await db.inWorkspace(things.open.waiting.install.workspaceId, (sql) =>
      sql<{ id: string }>('select id from awaited'),
    )
    for (const { id } of rows)
      await store.settleAwaited(taken(things.open, workspaceId), { id, indexedAt: 'now' }, true)
  },
  claimSharing: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.claimSharing(workspaceId, place(thing), audiences.channel, 'trace')),
  recordGap: ({ store, workspaceId }) =>
    store.recordGap({ workspaceId, audiences: ['workspace'] }, 'gap home-open', []),
  appendExchange: ({ store, workspaceId, things }) =>
    each(things, ({ conversationId }) => {
      const said = { contentMarkdown: 'theirs', displayMarkdown: 'theirs' }
      const question = { role: 'user', kind: 'user', ...said } as const
      return store.appendExchange(workspaceId, conversationId, question, {
        ...question,
        role: 'assistant',
        kind: 'assistant',
      })
    }),
  addLinkCode: ({ store, workspaceId, things }) =>
    each(things, ({ waiting }) => store.addLinkCode(workspaceId, waiting.incoming, newCode(), -1)),
  continueThread: ({ store, workspaceId, things }) =>
    store.continueThread(taken(things.open, workspaceId), 'T1:open' as ThreadKey, 'T1:channel' as ThreadKey),
  addUnasked: ({ store, workspaceId, things }) =>
    each(things, (thing, kind) =>
      store.addUnasked(taken(thing, workspaceId), {
        key: kind,
        asker: thing.waiting.incoming,
        threadKey: thing.waiting.incoming.threadKey,
        payload: { text: 'theirs' },
        traceId: 't',
      }),
    ),
  putPlaceholder: ({ store, workspaceId, things }) =>
    each(things, (thing) =>
      store.putPlaceholder({ ...thing.waiting, install: taken(thing, workspaceId) }, { text: 'theirs' }, true),
    ),
  finishIncoming: ({ store, workspaceId, things }) =>
    each(things, (thing) =>
      store.finishIncoming(
        { ...thing.waiting, install: taken(thing, workspaceId) },
        { private: false, payload: {}, transcript: null },
      ),
    ),
  stopIncoming: ({ store, workspaceId, things }) =>
    each(things, ({ waiting, ...thing }) => {
      const { id, incoming } = waiting
      return store.stopIncoming(taken({ ...thing, waiting }, workspaceId), incoming.threadKey, [id], {})
    }),
  publish: ({ store, workspaceId, things }) =>
    each(things, async ({ revisionId }, kind) => {
      const target: IndexTarget = { workspaceId, audience: audiences[kind] }
      const fields = {
        sourceKey: kind,
        sourceHash: 'theirs',
        uri: 'x',
        title: 'theirs',
        mediaType: 'x',
        language: 'en',
      }
      const version = await store.currentVersion(workspaceId, made)
      return store.publish(target, version, [{ ...fields, revisionId, chunkCount: 0 }], new Map())
    }),
  beginRevisions: async ({ store, workspaceId }) => {
    const artifact = { hash: 'home-open', text: 'theirs', layout: { pages: [], headings: [] }, mediaType: 'x' }
    const version = await store.currentVersion(workspaceId, made)
    await store.beginRevisions(workspaceId, version, [{ revisionId: randomUUID(), artifact }])
  },
  addChunks: ({ store, workspaceId, things }) =>
    each(things, ({ revisionId }) => {
      const chunk = { ordinal: 1, start: 0, end: 1, text: 'theirs' }
      return store.addChunks(workspaceId, [{ revisionId, chunk, index: { length: 1, terms: new Map([[1, 9]]) } }])
    }),
  addEmbeddings: async ({ store, workspaceId, things }) => {
    const modelId = await store.openEmbeddingModel(workspaceId, model, 2)
    await each(things, ({ revisionId }) =>
      store.addEmbeddings(workspaceId, modelId, [{ revisionId, ordinal: 0, vector: Float32Array.of(0, 1) }]),
    )
  },
  openEmbeddingModel: ({ store, workspaceId }) => store.openEmbeddingModel(workspaceId, 'theirs', 3),
  finishEmbedding: ({ store, workspaceId }) => store.finishEmbedding(workspaceId, 'theirs'),
  currentVersion: ({ store, workspaceId }) => store.currentVersion(workspaceId, { ...made, analyzer: 'theirs' }),
  'beginRebuild: and all that follows': async ({ store, workspaceId, things }) => {
    const version = await store.beginRebuild(workspaceId, { ...made, analyzer: 'next' })
    const revisions = kinds.map((kind) => ({
      revisionId: randomUUID(),
      replaces: things[kind].revisionId,
      chunkCount: 0,
    }))
    await store.beginRebuilt(workspaceId, version, revisions)
    await store.addRebuilt(workspaceId, version, revisions, new Map())
    await store.switchVersion(workspaceId, version)
    await store.endRebuild(workspaceId, version)
  },
  forgetIncoming: ({ store, workspaceId, things }) =>
    each(things, (thing) => store.forgetIncoming(taken(thing, workspaceId), thing.waiting.incoming.naturalKey)),
  withdrawFile: ({ store, workspaceId }) =>
    Promise.all([
      ...kinds.map((kind) => store.withdrawFile(workspaceId, kind, audiences[kind])),
      store.withdrawFile(workspaceId, 'open', null),
    ]),
  removeRetired: ({ store, workspaceId }) => store.removeRetired(workspaceId),
  compactCounts: ({ store, workspaceId }) => store.compactCounts(workspaceId),
  forgetEmbeddings: ({ store, workspaceId }) => store.forgetEmbeddings(workspaceId),
}
