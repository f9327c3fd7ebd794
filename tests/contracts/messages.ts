// What the store must do with messages on every database: conversations, the way in and the way out.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Incoming, Install, ThreadKey } from '../../src/model.ts'
import { at } from '../askers.ts'
import type { TestDatabase } from '../databases.ts'
import { type OpenStore, openStore } from './open-store.ts'

export function testMessages(database: TestDatabase): void {
  const { name, isAvailable } = database
  describe.skipIf(!isAvailable)(`messages on the ${name} engine`, () => {
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

    describe('conversations', () => {
      const local = (conversationId: string, id: string): Incoming => ({
        platform: 'local',
        naturalKey: `${conversationId}:device:${id}`,
        threadKey: `local:${conversationId}` as ThreadKey,
        ...at(null, 'owner'),
        request: { kind: 'ask', question: `question ${id}`, cut: false },
        target: {},
        clientMessage: { deviceId: 'device', id, conversationId },
      })
      const message = (id: string) =>
        ({
          role: 'user',
          kind: 'user',
          contentMarkdown: `question ${id}`,
          displayMarkdown: `question ${id}`,
          deviceId: 'device',
          clientMessageId: id,
        }) as const
      const accept = (conversationId: string, id: string) =>
        store.acceptIncoming(
          installOf('local'),
          { incoming: local(conversationId, id), secret: null, traceId: 't' },
          message(id),
        )

      test('seq rises by one without gaps when many write at once, and a repeated message keeps its place', async () => {
        const conversationId = randomUUID()
        const ids = Array.from({ length: 20 }, (_, i) => String(i))
        await Promise.all([...ids, ...ids].map((id) => accept(conversationId, id)))
        const messages = (await store.listMessages(home, conversationId, { sinceSeq: 0, limit: 100 }))!
        expect(messages.map(({ seq }) => seq)).toEqual(ids.map((_, i) => i + 1))
        expect(new Set(messages.map(({ clientMessageId }) => clientMessageId)).size).toBe(20)
        const again = await accept(conversationId, '7')
        expect(again).toMatchObject({
          duplicate: true,
          message: { seq: messages.find(({ clientMessageId }) => clientMessageId === '7')!.seq },
        })
      })

      test('a new thread of a direct conversation goes on with the one there, and only there', async () => {
        const ask = async (threadKey: string, question: string, directKey?: string) => {
          const incoming: Incoming = {
            platform: 'slack',
            naturalKey: `direct:${threadKey}`,
            threadKey: threadKey as ThreadKey,
            ...at(null, 'T1/U1'),
            request: { kind: 'ask', question, cut: false },
            target: {},
            ...(directKey !== undefined && { directKey: directKey as ThreadKey }),
          }
          const history = await store.readHistory(home, incoming, ['person:slack:T1/U1'])
          await store.acceptIncoming(installOf('slack'), { incoming, secret: null, traceId: 't' })
          const claim = await store.claimIncoming(workIn(incoming), 'me')
          if (claim.kind !== 'row') throw new Error('no row')
          const said = (text: string) => ({ contentMarkdown: text, displayMarkdown: text })
          const user = { role: 'user', kind: 'user', ...said(question) } as const
          const assistant = { role: 'assistant', kind: 'assistant', ...said(`re ${question}`) } as const
          await store.finishIncoming(claim.row, { private: false, payload: {}, transcript: { user, assistant } })
          return history.map(({ text }) => text)
        }
        expect(await ask('D1:1', 'first', 'D1')).toEqual([])
        expect(await ask('D1:2', 'second', 'D1')).toEqual(['first', 're first'])
        expect(await ask('D1:3', 'third', 'D1')).toEqual(['first', 're first', 'second', 're second'])
        expect(await ask('D2:1', 'other', 'D2')).toEqual([])
        expect(await ask('C1:1', 'in a channel')).toEqual([])
      })

      test('a conversation is read only in its workspace', async () => {
        const conversationId = randomUUID()
        await accept(conversationId, '1')
        expect(await store.listMessages(other, conversationId, { sinceSeq: 0, limit: 10 })).toBeNull()
        expect(await store.knowsThread(home, 'local', `local:${conversationId}`)).toBe(true)
        expect(await store.knowsThread(other, 'local', `local:${conversationId}`)).toBe(false)
        expect((await store.listConversations(other, { limit: 10 })).map(({ id }) => id)).not.toContain(conversationId)
      })
    })

    describe('inbox and outbox', () => {
      let count = 0
      const incoming = (threadKey: string, text = 'hello'): Incoming => ({
        platform: 'slack',
        naturalKey: `T1:C1:${count++}`,
        threadKey: threadKey as ThreadKey,
        ...at('T1/C1', 'T1/U1'),
        request: { kind: 'ask', question: text, cut: false },
        target: { channel: 'C1' },
      })
      const accept = (one: Incoming) =>
        store.acceptIncoming(installOf('slack'), { incoming: one, secret: Buffer.from('sealed'), traceId: 'trace' })
      const thread = (threadKey: string) => workIn({ platform: 'slack', threadKey })
      const outcome = { private: false, payload: { text: 'hi' }, transcript: null }

      test('a message is stored once under its natural key', async () => {
        const one = incoming('once')
        const results = await Promise.all([accept(one), accept(one), accept({ ...one })])
        expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
      })

      test('two installs share neither messages, threads nor turns, though a platform gives both the same ids', async () => {
        const one = incoming('same', 'ours')
        const [own, theirs] = [installOf('slack'), installOf('slack', other)]
        const row = { secret: null, traceId: 't' }
        await accept(one)
        expect(await store.acceptIncoming(theirs, { ...row, incoming: one })).toEqual({ duplicate: false })
        const threads = [own, theirs].map(({ id }) => ({ ...workIn(one), installId: id }))
        const claims = await Promise.all(threads.map((work) => store.claimIncoming(work, 'me')))
        const rows = claims.map((claim) => {
          if (claim.kind !== 'row') throw new Error(`no row but ${claim.kind}`)
          return claim.row
        })
        expect(rows.map(({ install }) => install)).toEqual([own, theirs])
        expect(await store.claimIncoming(threads[0]!, 'you')).toEqual({ kind: 'busy' })
        for (const [n, one] of rows.entries())
          await store.finishIncoming(one, { ...outcome, private: true, payload: { n } })
        const replies = await Promise.all(threads.map((work) => store.claimOutgoing(work, 'me')))
        expect(replies).toMatchObject([
          { kind: 'row', row: { install: own, payload: { n: 0 } } },
          { kind: 'row', row: { install: theirs, payload: { n: 1 } } },
        ])
        const found = async (install: Install) =>
          (await store.findUnfinished(0, [install.id])).outgoing.filter(({ threadKey }) => threadKey === 'same')
        expect([await found(own), await found(theirs)]).toEqual([[], []])
        await store.dropAllLeases()
        expect([await found(own), await found(theirs)]).toEqual(threads.map((thread) => [thread]))
      })

      test('a message is of no workspace but its install’s', async () => {
        const forged = { ...installOf('slack'), workspaceId: other }
        const row = { incoming: incoming('forged'), secret: null, traceId: 't' }
        await expect(store.acceptIncoming(forged, row)).rejects.toThrow(/foreign key/)
      })

      test('a thread is worked off in order, by one holder at a time', async () => {
        await accept(incoming('order', 'first'))
        await accept(incoming('order', 'second'))
        const first = await store.claimIncoming(thread('order'), 'me')
        expect(first).toMatchObject({ kind: 'row', row: { attempts: 1, incoming: { request: { question: 'first' } } } })
        expect(await store.claimIncoming(thread('order'), 'you')).toEqual({ kind: 'busy' })
        if (first.kind !== 'row') throw new Error('no row')
        expect(await store.finishIncoming(first.row, outcome)).not.toBeNull()
        expect(await store.finishIncoming(first.row, outcome)).toBeNull()
        const second = await store.claimIncoming(thread('order'), 'me')
        expect(second).toMatchObject({ kind: 'row', row: { incoming: { request: { question: 'second' } } } })
        if (second.kind !== 'row') throw new Error('no row')
        await store.postponeIncoming(second.row.id, 60_000, 'not now')
        expect(await store.claimIncoming(thread('order'), 'me')).toMatchObject({ kind: 'later' })
        // Nothing to do gave the lease back.
        expect(await store.claimIncoming(thread('order'), 'you')).toMatchObject({ kind: 'later' })
      })

      test('a reply that was being sent when its process died comes back as unsettled', async () => {
        await accept(incoming('died'))
        const claim = await store.claimIncoming(thread('died'), 'me')
        if (claim.kind !== 'row') throw new Error('no row')
        await store.finishIncoming(claim.row, outcome)
        expect(await store.claimOutgoing(thread('died'), 'me')).toMatchObject({
          kind: 'row',
          row: { unsettled: false, secret: Buffer.from('sealed') },
        })
        const again = await store.claimOutgoing(thread('died'), 'me')
        expect(again).toMatchObject({ kind: 'row', row: { unsettled: true, attempts: 2 } })
        if (again.kind !== 'row') throw new Error('no row')
        await store.recordSend(again.row, { state: 'sent', messageId: '1.1' })
        expect(await store.claimOutgoing(thread('died'), 'me')).toEqual({ kind: 'nothing' })
        const [row] = await db.asSystem((sql) =>
          sql<{ secret: unknown }>('select secret from outbox where id = $1', [again.row.id]),
        )
        expect(row!.secret).toBeNull()
      })

      test('an answer that is ready first makes its placeholder pointless; one that was posted is replaced', async () => {
        await accept(incoming('fast'))
        const fast = await store.claimIncoming(thread('fast'), 'me')
        if (fast.kind !== 'row') throw new Error('no row')
        expect(await store.putPlaceholder(fast.row, { text: 'looking' }, false)).not.toBeNull()
        expect(await store.putPlaceholder(fast.row, { text: 'looking' }, false)).toBeNull()
        await store.finishIncoming(fast.row, { ...outcome, private: true })
        const only = await store.claimOutgoing(thread('fast'), 'me')
        expect(only).toMatchObject({ kind: 'row', row: { kind: 'final', replaces: null, private: true } })

        await accept(incoming('slow'))
        const slow = await store.claimIncoming(thread('slow'), 'me')
        if (slow.kind !== 'row') throw new Error('no row')
        await store.putPlaceholder(slow.row, { text: 'looking' }, false)
        const placeholder = await store.claimOutgoing(thread('slow'), 'me')
        expect(placeholder).toMatchObject({ kind: 'row', row: { kind: 'placeholder' } })
        if (placeholder.kind !== 'row') throw new Error('no row')
        await store.recordSend(placeholder.row, { state: 'sent', messageId: '2.2' })
        await store.finishIncoming(slow.row, { ...outcome, private: true })
        expect(await store.claimOutgoing(thread('slow'), 'me')).toMatchObject({
          kind: 'row',
          row: { kind: 'final', replaces: '2.2', private: true },
        })
      })

      test('private replies that were given in a thread are read again, from a known one on', async () => {
        const ids = []
        for (const text of ['one', 'two', 'three']) {
          await accept(incoming('private'))
          const claim = await store.claimIncoming(thread('private'), 'me')
          if (claim.kind !== 'row') throw new Error('no row')
          await store.finishIncoming(claim.row, { private: text !== 'two', payload: { text }, transcript: null })
          const out = await store.claimOutgoing(thread('private'), 'me')
          if (out.kind !== 'row') throw new Error('no row')
          await store.recordSend(out.row, { state: 'sent', messageId: text })
          ids.push(out.row.id)
        }
        const read = async (after: number, install = installOf('slack')) =>
          (await store.listPrivateReplies(install, 'private', after)).map(({ payload }) => payload.text)
        expect(await read(0)).toEqual(['one', 'three'])
        expect(await read(ids[0]!)).toEqual(['three'])
        expect(await read(0, installOf('slack', other))).toEqual([])
        expect(await read(0, installOf('teams'))).toEqual([])
      })

      test('a worker that lost its lease cannot undo what another one sent', async () => {
        await accept(incoming('late'))
        const claim = await store.claimIncoming(thread('late'), 'me')
        if (claim.kind !== 'row') throw new Error('no row')
        await store.finishIncoming(claim.row, outcome)
        const first = await store.claimOutgoing(thread('late'), 'me')
        await store.dropAllLeases()
        const second = await store.claimOutgoing(thread('late'), 'you')
        if (first.kind !== 'row' || second.kind !== 'row') throw new Error('no row')
        await store.recordSend(second.row, { state: 'sent', messageId: '3.3' })
        await store.recordSend(first.row, { state: 'pending', waitMs: 0, error: 'lost' })
        expect(await store.claimOutgoing(thread('late'), 'you')).toEqual({ kind: 'nothing' })
      })

      test('a waiting reply keeps its message from being tidied away', async () => {
        await accept(incoming('kept'))
        const claim = await store.claimIncoming(thread('kept'), 'me')
        if (claim.kind !== 'row') throw new Error('no row')
        await store.finishIncoming(claim.row, outcome)
        await db.asSystem((sql) =>
          sql(`update inbox set finished_at = now() - interval '90 days' where id = $1`, [claim.row.id]),
        )
        await store.removeOldRows()
        expect(await store.claimOutgoing(thread('kept'), 'me')).toMatchObject({ kind: 'row' })
      })

      test('what nobody does is found by the sweeper, and dead letters keep their payload until they are revived', async () => {
        await accept(incoming('swept'))
        const found = async () =>
          (await store.findUnfinished(0, [installOf('slack').id])).incoming.filter(
            ({ threadKey }) => threadKey === 'swept',
          )
        expect(await found()).toHaveLength(1)
        const claim = await store.claimIncoming(thread('swept'), 'me')
        expect(await found()).toHaveLength(0)
        if (claim.kind !== 'row') throw new Error('no row')
        await store.finishIncoming(claim.row, { ...outcome, error: 'broken' })
        const letters = (await store.listDeadLetters()).filter(({ threadKey }) => threadKey === 'swept')
        expect(letters).toMatchObject([{ kind: 'inbox', error: 'broken', payload: { request: { question: 'hello' } } }])
        await store.dropAllLeases()
        await store.reviveDeadLetters()
        expect(await found()).toHaveLength(1)
      })

      test('uploads keep their bytes until they are done', async () => {
        const id = await store.addUpload(home, { name: 'a.md', bytes: Buffer.from('text'), audience: 'workspace' })
        expect(await store.claimUpload(home, id, [])).toMatchObject({
          name: 'a.md',
          attempts: 1,
          content: { bytes: Buffer.from('text') },
        })
        await store.finishUpload(home, id, {
          status: 'failed',
          uri: 'a.md',
          chunks: 0,
          error: { code: 'broken', message: 'no' },
        })
        expect(await store.claimUpload(home, id, [])).toBeNull()
        expect(await store.readUpload(home, id)).toMatchObject({ state: 'failed', errorCode: 'broken' })
        expect(await store.readUpload(other, id)).toBeNull()
      })
    })
  })
}
