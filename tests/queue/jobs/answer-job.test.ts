// Messages on their way to replies, with a real store and a real engine: who sees what, what is tried again, and what a
// failure says to whom.

import { beforeAll, describe, expect, it } from 'vitest'
import { audienceOf } from '../../../src/askers.ts'
import { noticeCard } from '../../../src/card.ts'
import { AppError, databaseAway } from '../../../src/errors.ts'
import type { Ask, Audience, Request } from '../../../src/model.ts'
import { replySeal } from '../../../src/queue/inbox.ts'
import type { Rag } from '../../../src/rag/types.ts'
import { at } from '../../askers.ts'
import { type Desk, type DeskOptions, sealer, soon, useDesk } from '../desk.ts'

const open = useDesk()
const question = 'When does the cafeteria open?'
const ask: Request = { kind: 'ask', question, cut: false }
const wifi: Request = { kind: 'ask', question: 'What is the password of the vault?', cut: false }
const nobody = 'nobody is asked here'

beforeAll(async () => {
  const { add } = open()
  await add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace')
  await add('vault.md', '# Vault\n\nThe password of the vault is Heliotrope.\n', 'channel:discord:C9')
})

/** A desk whose engine writes down what it is asked. */
function listening(options: DeskOptions = {}) {
  const asked: Ask[] = []
  const real: { rag?: Rag } = {}
  const desk = open({
    ...options,
    rag: {
      ask: async (one) => {
        asked.push(one)
        return real.rag!.ask(one)
      },
    },
  })
  real.rag = desk.engine
  return { desk, asked }
}
const words = ({ payload }: Awaited<ReturnType<Desk['last']>>) => JSON.stringify(payload)

describe('a question', () => {
  it('is answered once, for all in its place, and its credential goes when it is answered', async () => {
    const desk = open()
    const reply = await desk.say(ask, { secret: 'token' })
    expect(reply).toMatchObject({ kind: 'final', private: false, state: 'pending', payload: { question } })
    expect(words(reply)).toContain('opens at eight')
    expect(desk.wakes).toEqual([['outgoing', undefined]])
    expect(await desk.messages()).toMatchObject([{ state: 'done', secret: null }])
    await desk.answer()
    expect(await desk.replies()).toHaveLength(1)
    const history = await desk.store.readHistory(desk.home, desk.thread, ['workspace'])
    expect(history).toMatchObject([{ role: 'user', text: question }, { role: 'assistant' }])
    await desk.deliver()
    expect(desk.sent).toMatchObject([{ kind: 'final', private: false, secret: 'token', attempt: 1 }])
    expect(desk.sent[0]).toMatchObject({ target: { channel: 'C1' }, answer: { seq: 2 } })
    const left = await desk.db.asSystem((sql) => sql('select 1 from outbox where secret is not null'))
    expect(left).toEqual([])
  })

  it('is answered from what all of its readers may see, earlier answers included', async () => {
    let readers: readonly [Audience, ...Audience[]] = ['channel:discord:C9', 'workspace']
    const { desk, asked } = listening({ platform: { readableBy: async () => readers } })
    expect(words(await desk.say(wifi, at('C9', 'U1')))).toContain('Heliotrope')
    readers = ['channel:discord:C1', 'workspace']
    expect(words(await desk.say(wifi))).not.toContain('Heliotrope')
    expect(asked[1]).toMatchObject({ history: [], scope: { workspaceId: desk.home, audiences: readers } })
    readers = ['channel:discord:C9', 'workspace']
    await desk.say(ask)
    expect(asked[2]!.history.map(({ text }) => text)).toContain(wifi.kind === 'ask' && wifi.question)
    expect(words(await desk.say({ kind: 'search', query: 'vault' }))).toContain('Heliotrope')
    readers = ['channel:discord:C1', 'workspace']
    expect(words(await desk.say({ kind: 'search', query: 'vault' }))).not.toContain('Heliotrope')
    expect(words(await desk.say({ kind: 'summarize-thread' }))).not.toContain('Heliotrope')
  })

  it('that is asked alone, where others read along, is answered alone', async () => {
    const desk = open()
    expect(await desk.say(ask, { isForAskerAlone: true })).toMatchObject({ private: true, payload: { question } })
  })

  it('of many words says how many were read, and small talk gets help', async () => {
    const desk = open()
    const cut = await desk.say({ kind: 'ask', question, cut: true })
    expect(words(cut)).toContain(`I read its first ${question.length} characters`)
    expect(await desk.say({ kind: 'ask', question: 'hello', cut: false })).toMatchObject({
      private: true,
      payload: { title: 'What I can do' },
    })
  })

  it('is answered from ragbot’s own documentation where its owner asks and nothing is indexed, nowhere else', async () => {
    const seen = async (answersFromBuiltInDocs: boolean, place: 'home' | 'other') => {
      const { desk, asked } = listening({ platform: { answersFromBuiltInDocs } })
      const incoming = desk.incoming(ask)
      const install = desk.installOf('discord', desk[place])
      await desk.store.acceptIncoming(install, { incoming, secret: null, traceId: 't' })
      await desk.answer({ ...desk.thread, installId: install.id })
      return [asked[0]!.scope.audiences.join(), words(await desk.last()).includes('Nothing is indexed yet')]
    }
    const own = ['channel:discord:C1,workspace', false]
    expect(await seen(true, 'other')).toEqual(['workspace', true])
    expect(await seen(true, 'home')).toEqual(own)
    expect(await seen(false, 'other')).toEqual(own)
  })

  it('about ragbot is answered from its own documentation where the documents do not tell, and about nothing else', async () => {
    const searched = { documents: 1, nearest: [] }
    const document = { id: '00000000-0000-4000-8000-000000000000', title: 'x', uri: 'x' }
    const citation = { marker: 1, document, quote: 'So.', locator: { start: 0, end: 3 } }
    const answered = { kind: 'answered', markdown: 'So. [1]', confidence: 1, citations: [citation], searched }
    const refused = { kind: 'no_evidence', markdown: "I don't know.", citations: [], searched }
    const seen = async (asks: string, tells: boolean, knowsWord = false, answersFromBuiltInDocs = true) => {
      const asked: string[] = []
      const rag: Partial<Rag> = {
        search: async (query) => ({ query, tookMs: 0, hits: knowsWord ? [{} as never] : [] }),
        ask: async ({ scope }) => {
          const isOwn = scope.workspaceId !== desk.home
          asked.push(isOwn ? 'help' : 'documents')
          return (isOwn || tells ? answered : refused) as never
        },
      }
      const desk = open({ rag, platform: { answersFromBuiltInDocs } })
      await desk.say({ kind: 'ask', question: asks, cut: false })
      const shown = words(await desk.last())
      const hint = shown.includes('ask again with its name') ? ', if ragbot is meant' : ''
      return `${[...asked, shown.includes('Your documents do not say')].join(' ')}${hint}`
    }
    expect(await seen('How do I index a folder?', true)).toBe('documents false')
    expect(await seen('How do I index a folder?', false)).toBe('documents help true')
    expect(await seen('Which river flows through Ulm?', false)).toBe('documents false')
    expect(await seen('How do I connect ragbot to Slack?', true)).toBe('help true')
    expect(await seen('How do I connect ragbot to Slack?', true, true)).toBe('documents false')
    expect(await seen('How do I index a folder?', false, false, false)).toBe('documents false')
    answered.confidence = 0.5
    expect(await seen('How do I index a folder?', true)).toBe('documents false, if ragbot is meant')
    expect(await seen('Which river flows through Ulm?', true)).toBe('documents false')
  })

  it('that takes long shows a placeholder, which grows, and the answer follows', async () => {
    let finish = () => {}
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { desk } = listening({
      placeholderAfterMs: 0,
      platform: { readableBy: () => held.then(() => ['workspace']) },
    })
    await desk.accept(ask)
    const answered = desk.answer()
    await expect.poll(() => desk.replies(), soon).toHaveLength(1)
    expect(await desk.last()).toMatchObject({ kind: 'placeholder', payload: { isDraft: true, question } })
    finish()
    await answered
    expect(await desk.last()).toMatchObject({ kind: 'final' })
  })
})

describe('a failure', () => {
  const failing = (error: unknown) => ({ platform: { readableBy: () => Promise.reject(error) } })

  it('is tried again after 1 and 4 s; then the asker alone hears of it, in words that tell nothing, and the thread goes on', async () => {
    const desk = open(failing(new Error('the secret of the cause')))
    await desk.accept(ask)
    await desk.inbox.accept(desk.install, desk.incoming({ kind: 'help' }))
    for (const waitMs of [1_000, 4_000]) {
      await desk.answer()
      const [row] = await desk.messages()
      expect(row).toMatchObject({ state: 'pending', error: 'the secret of the cause', waitMs })
      expect(await desk.replies()).toEqual([])
      await desk.pass()
    }
    await desk.answer()
    expect(await desk.messages()).toMatchObject([{ state: 'dead', attempts: 3 }, { state: 'done' }])
    const [reason, help] = await desk.replies()
    expect(reason).toMatchObject({
      private: true,
      payload: { tone: 'bad', footer: expect.stringMatching(/^Trace .{8}$/) },
    })
    expect(JSON.stringify(reason)).not.toContain('secret of the cause')
    expect(help).toMatchObject({ payload: { title: 'What I can do' } })
    expect(await desk.store.listDeadLetters()).toContainEqual(
      expect.objectContaining({ kind: 'inbox', threadKey: desk.thread.threadKey, error: 'the secret of the cause' }),
    )
  })

  it('that ends the process is given up after three times, without a fourth', async () => {
    const { desk, asked } = listening()
    await desk.accept(ask)
    for (let n = 0; n < 3; n += 1) {
      await desk.store.claimIncoming(desk.thread, 'a process that dies')
      await desk.store.dropLease(desk.store.leaseName('in', desk.thread), 'a process that dies')
    }
    await desk.answer()
    expect([asked, await desk.messages()]).toMatchObject([[], [{ state: 'dead' }]])
    expect(await desk.last()).toMatchObject({ private: true, payload: { tone: 'bad' } })
  })

  it.each<[string, Request, DeskOptions]>([
    ['a question', ask, failing(databaseAway('gone'))],
    ['a search', { kind: 'search', query: 'hours' }, { rag: { search: () => Promise.reject(databaseAway('gone')) } }],
  ])('of the database costs %s no attempt, and the thread is free at once', async (_, request, options) => {
    const desk = open(options)
    await desk.accept(request)
    await expect(desk.answer()).rejects.toMatchObject({ code: 'database-away' })
    await expect.poll(() => desk.wakes, soon).toEqual([['incoming', 0]])
    expect(await desk.messages()).toMatchObject([{ state: 'pending', attempts: 0 }])
    expect(await desk.store.claimIncoming(desk.thread, 'another')).toMatchObject({ kind: 'row', row: { attempts: 1 } })
  })

  it('to write an answer down is waited out: nobody is asked twice', async () => {
    let left = 2
    const { desk, asked } = listening()
    const { finishIncoming } = desk.store
    desk.store.finishIncoming = async (...outcome) => {
      if (left-- > 0) throw databaseAway('gone')
      return finishIncoming(...outcome)
    }
    expect(words(await desk.say(ask))).toContain('opens at eight')
    expect(asked).toHaveLength(1)
  })
})

/** What a card of the status has in these fields. */
const statusOf = (fields: Readonly<Record<string, string>>) => ({
  title: 'Status',
  parts: [{ fields: expect.arrayContaining(Object.entries(fields).map(([name, value]) => ({ name, value }))) }],
})

describe('a command', () => {
  it.each<Request>([
    { kind: 'help' },
    { kind: 'hint', reason: nobody },
    { kind: 'search', query: 'cafeteria' },
    { kind: 'favourites' },
    { kind: 'summarize', title: 'a note', text: 'The cafeteria opens at eight. It closes at three.' },
    { kind: 'summarize-thread' },
    { kind: 'continue' },
    { kind: 'continue', code: 'NONE-SUCH' },
  ])('is answered to whoever gave it alone: $kind', async (request) => {
    const desk = open()
    expect(await desk.say(request)).toMatchObject({ private: true, state: 'pending' })
    expect(await desk.store.readHistory(desk.home, desk.thread, ['workspace'])).toEqual([])
  })

  it('for the status tells outsiders nothing but that it runs, and what concerns their platform', async () => {
    const inside = await open().say({ kind: 'status' })
    expect(inside.payload).toMatchObject(statusOf({ Documents: '7 (9 passages)', Waiting: '0' }))
    const outside = await open({ platform: { readableBy: async () => ['channel:discord:C1'] } }).say({ kind: 'status' })
    expect(outside.payload).toEqual(
      noticeCard(expect.stringMatching(/^I am running\.[^7\n]*\ndiscord: guests cannot be told from members$/)),
    )
  })

  it('that cannot be carried out says why at once', async () => {
    const unreadable = new AppError('too-slow', 'That page takes too long.', { retry: 'later' })
    const desk = open({ rag: { readText: () => Promise.reject(unreadable) } })
    const page = await desk.say({ kind: 'summarize-page', url: 'https://example.com/' })
    expect(page.payload).toEqual(noticeCard('That page takes too long.'))
    const search = await desk.say({ kind: 'search', query: 'cafeteria after:yesterday' })
    expect(search).toMatchObject({
      private: true,
      payload: noticeCard(expect.stringContaining('after:')),
    })
    expect(await desk.messages()).toMatchObject([{ attempts: 1 }, { attempts: 1 }])
  })
})

describe('a code for a conversation', () => {
  const codeOf = (reply: Awaited<ReturnType<Desk['last']>>) => /"continue (.{9})"/.exec(words(reply))?.[1]

  it('has eight letters that nobody mistakes, holds for 15 minutes and opens it once, for all to see', async () => {
    const desk = open()
    await desk.say(ask)
    const given = await desk.say({ kind: 'continue' })
    expect(words(given)).toContain('within 15 minutes')
    const codes = [codeOf(given), codeOf(await desk.say({ kind: 'continue' }))]
    for (const code of codes) expect(code).toMatch(/^[A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{4}$/)
    expect(codes[0]).not.toBe(codes[1])
    const [held] = await desk.db.inWorkspace(desk.home, (sql) =>
      sql<{ seconds: number }>('select extract(epoch from max(expires_at) - now())::int as seconds from link_codes'),
    )
    expect(Math.round(held!.seconds / 60)).toBe(15)
    const elsewhere = { threadKey: `${desk.thread.threadKey}-b` as typeof desk.thread.threadKey, ...at('C2', 'U1') }
    const opened = await desk.say({ kind: 'continue', code: codes[0] }, elsewhere)
    expect(opened).toMatchObject({ private: false, payload: { title: `We go on here with “${question}”` } })
    expect(words(opened)).toContain('opens at eight')
    const again = await desk.say({ kind: 'continue', code: codes[0] }, { ...elsewhere, naturalKey: `${Math.random()}` })
    expect(again).toMatchObject({ private: true })
    expect(words(again)).toContain('I do not know this code')
  })

  it('is of no use on the page, which lists all conversations', async () => {
    const desk = open()
    await desk.say(ask)
    const code = codeOf(await desk.say({ kind: 'continue' }))
    const page = { place: { kind: 'page' }, threadKey: `${desk.thread.threadKey}-p` } as const
    const opened = await desk.say({ kind: 'continue', code }, page as never)
    expect(opened).toMatchObject({ private: true })
    expect(words(opened)).toContain('The chat page lists the conversations')
  })

  it('shows in its new place what all may see there', async () => {
    const desk = open({
      platform: {
        readableBy: async (asker) => [audienceOf('discord', asker), 'workspace'],
      },
    })
    await desk.say(wifi, at('C9', 'U1'))
    await desk.say(ask, at('C9', 'U1'))
    const code = codeOf(await desk.say({ kind: 'continue' }, at('C9', 'U1')))
    const there = { threadKey: `${desk.thread.threadKey}-b` as typeof desk.thread.threadKey, ...at('C2', 'U1') }
    const opened = await desk.say({ kind: 'continue', code }, there)
    expect(words(opened)).toContain('opens at eight')
    expect(words(opened)).not.toMatch(/Heliotrope|vault/)
  })

  it('asked for by a command is for what that person asked last in that very channel', async () => {
    const desk = open()
    const key = (suffix: string) => `${desk.thread.threadKey}-${suffix}` as typeof desk.thread.threadKey
    await desk.say(ask, { threadKey: key('here'), ...at('C5', 'P1') })
    const code = (fields: object) => desk.say({ kind: 'continue' }, { threadKey: key('command'), ...fields })
    expect(codeOf(await code(at('C5', 'P1')))).toBeDefined()
    for (const fields of [at('C6', 'P1'), at(null, 'P1'), at('C5', 'P2')])
      expect([fields, codeOf(await code(fields))]).toEqual([fields, undefined])
  })
})

describe('what comes in', () => {
  it('is announced once, and its credential is kept sealed and nowhere else', async () => {
    const desk = open()
    const message = desk.incoming(ask, { secret: 'token' })
    expect(await desk.inbox.accept(desk.install, message)).toEqual({ duplicate: false })
    expect(desk.wakes).toHaveLength(1)
    expect(await desk.inbox.accept(desk.install, message)).toEqual({ duplicate: true })
    expect(desk.wakes).toEqual([['incoming', undefined]])
    const [row] = await desk.db.asSystem((sql) =>
      sql<{ secret: Buffer; payload: object }>('select secret, payload from inbox where thread_key = $1', [
        desk.thread.threadKey,
      ]),
    )
    expect(row!.secret.toString()).not.toContain('token')
    expect(sealer.open(row!.secret, replySeal(desk.install, message.naturalKey))).toBe('token')
    expect(JSON.stringify(row!.payload)).not.toContain('token')
  })

  it('is refused where the database does not take it within two seconds', async () => {
    const waited: number[] = []
    const within = async <T>(ms: number, work: () => Promise<T>) => {
      waited.push(ms)
      return work()
    }
    const desk = open({ store: { within } })
    await desk.inbox.accept(desk.install, desk.incoming(ask))
    // For the look-up of its install, and what is left of it for the row.
    expect(waited).toEqual([2_000, expect.any(Number)])
    expect(waited[1]).toBeLessThan(2_000)
    expect(waited[1]).toBeGreaterThan(0)
  })

  it('with files waits for them; those shared in private are that person’s, and nobody else hears of them', async () => {
    const file = {
      kind: 'text',
      sourceKey: 'n',
      name: 'note.md',
      title: 'Note',
      text: '# Note\n\nThe lift is blue.',
    } as const
    const uploads = (desk: Desk) =>
      desk.db.asSystem((sql) =>
        sql<{ id: string; audience: string }>(
          'select id, audience from uploads where inbox_id = (select max(id) from inbox where thread_key = $1)',
          [desk.thread.threadKey],
        ),
      )
    const share = async (isPrivate: boolean, channel: string | null) => {
      const desk = open()
      await desk.accept({ kind: 'index', sources: [file], isPrivate }, at(channel, 'U1'))
      await desk.answer()
      const shown = await desk.replies()
      const [upload] = await uploads(desk)
      expect(await desk.store.claimIncoming(desk.thread, 'x')).toMatchObject({ kind: 'later' })
      await desk.index({ workspaceId: desk.home, uploadId: upload!.id, installId: desk.install.id })
      await desk.answer()
      return { audience: upload!.audience, shown, wakes: desk.wakes.map(([what]) => what), last: await desk.last() }
    }
    const alone = await share(true, null)
    expect(alone).toMatchObject({ audience: 'person:discord:U1', shown: [], last: { private: true } })
    expect(alone.last.payload).toMatchObject({ parts: [{ kind: 'progress', isDone: true }] })
    expect(alone.wakes).toEqual(['upload', 'incoming', 'incoming', 'outgoing'])
    const together = await share(false, 'C1')
    expect(together).toMatchObject({ audience: 'channel:discord:C1', last: { kind: 'final', private: false } })
    expect(together.shown).toMatchObject([
      { kind: 'placeholder', payload: { parts: [{ kind: 'progress', isDone: false }] } },
    ])
  })
})
