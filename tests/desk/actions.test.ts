// Tokens of buttons: what they stand for, for whom, and what is refused. And what the buttons below an answer do.
import { describe, expect, it } from 'vitest'
import { owner } from '../../src/askers.ts'
import type { Action } from '../../src/card.ts'
import { aboutAnswer, createActions } from '../../src/desk/actions.ts'
import type { AnswerPlace, Audience, Install } from '../../src/model.ts'
import { at } from '../askers.ts'
import { type Desk, type DeskOptions, useDesk } from '../queue/desk.ts'

const open = useDesk()
const ask = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const place: AnswerPlace = { conversationId: '0b5a1c9e-0000-4000-8000-000000000001', seq: 12 }

const key = Buffer.alloc(32, 5)
async function tokenOf(desk: Desk, action: Action, answer?: AnswerPlace, install: Install = desk.install) {
  const signed = await createActions(key, desk.store).sign(
    install,
    { buttons: [{ label: 'x', action }], selects: [{ kind: 'select', label: 'y', options: [{ label: 'z', action }] }] },
    answer,
  )
  expect(signed.selects[0]?.options[0]?.token).toBe(signed.buttons[0]?.token)
  return signed.buttons[0]?.token
}
const opened = (desk: Desk, token: string, install: Install = desk.install) =>
  createActions(key, desk.store).open(install, token)

describe('a token', () => {
  it('stands for its action, within 100 characters of every platform', async () => {
    const desk = open()
    const about = { gesture: 'not-a-short-name', value: 'not-helpful', isAboutAnswer: true } as const
    const last = { ...place, seq: 2 ** 29 }
    const token = (await tokenOf(desk, about, last))!
    expect(token.length).toBeLessThanOrEqual(100)
    const value = `not-helpful:${last.conversationId}:${last.seq}`
    expect(await opened(desk, token)).toEqual({ gesture: 'not-a-short-name', value })
    expect(aboutAnswer(value)).toEqual({ what: 'not-helpful', place: last })
    const plain = (await tokenOf(desk, { gesture: 'like', value: place.conversationId }))!
    expect(await opened(desk, plain)).toEqual({ gesture: 'like', value: place.conversationId })
  })

  it('of what is about an answer is not made where there is none', async () => {
    expect(await tokenOf(open(), { gesture: 'a', value: 'b', isAboutAnswer: true })).toBeUndefined()
  })

  it('of a value that is long, or of any characters, leads to a row, which is kept for 30 days', async () => {
    const desk = open()
    for (const value of ['x'.repeat(5_000), 'x'.repeat(90), 'Ünïcode, "quoted" and spaces\n', '~', 'a.b~c']) {
      const token = (await tokenOf(desk, { gesture: 'a', value }))!
      expect(token.length).toBeLessThanOrEqual(100)
      expect(token).toMatch(/^[\x21-\x7e]+$/)
      expect(await opened(desk, token)).toEqual({ gesture: 'a', value })
      const age = (days: number) =>
        desk.db.inWorkspace(desk.home, (sql) =>
          sql(`update action_values set created_at = now() - interval '${days} days'`),
        )
      await age(29)
      await tokenOf(desk, { gesture: 'a', value: 'another that has to be kept' })
      expect(await opened(desk, token)).toMatchObject({ value })
      // Shown again, it lives on from there.
      await tokenOf(desk, { gesture: 'a', value })
      await desk.db.inWorkspace(desk.home, (sql) =>
        sql(`update action_values set created_at = created_at - interval '29 days'`),
      )
      expect(await opened(desk, token)).toMatchObject({ value })
      await age(31)
      expect(await opened(desk, token)).toBe('stale')
      await tokenOf(desk, { gesture: 'a', value })
      expect(await opened(desk, token)).toMatchObject({ value })
    }
    await tokenOf(desk, { gesture: 'a', value: '!' })
    await desk.db.inWorkspace(desk.home, (sql) =>
      sql(`update action_values set created_at = now() - interval '31 days'`),
    )
    await tokenOf(desk, { gesture: 'a', value: '?' })
    expect(await desk.db.inWorkspace(desk.home, (sql) => sql('select from action_values'))).toHaveLength(1)
  })

  it('of the same long value below another answer leads to a row of its own, which goes with that one alone', async () => {
    const value = 'x'.repeat(500)
    const tokens = [1, 2].map((seq) => tokenOf(open(), { gesture: 'a', value }, { ...place, seq }))
    expect(new Set(await Promise.all(tokens)).size).toBe(2)
  })

  it('that was not made here, for this very install, is refused whatever it is', async () => {
    const desk = open()
    const token = (await tokenOf(desk, { gesture: 'like', value: 'd1' }))!
    const long = (await tokenOf(desk, { gesture: 'like', value: '!'.repeat(500) }))!
    for (const good of [token, long]) {
      expect(await opened(desk, good)).not.toBe('forged')
      for (let index = 0; index < good.length; index += 1) {
        const other = good[index] === 'A' ? 'B' : 'A'
        expect(await opened(desk, good.slice(0, index) + other + good.slice(index + 1)), String(index)).toBe('forged')
      }
      for (const bad of ['', '.', good.slice(0, -1), `${good}A`, `${good} `, good.replace('like', 'save'), `x${good}`])
        expect([bad, await opened(desk, bad)]).toEqual([bad, 'forged'])
      for (const install of [desk.installOf('slack'), desk.installOf('discord', desk.other)])
        expect(await opened(desk, good, install)).toBe('forged')
      expect(await createActions(Buffer.alloc(32, 6), desk.store).open(desk.install, good)).toBe('forged')
    }
    expect(await opened(desk, 'a'.repeat(1_000_000))).toBe('forged')
  })
})

describe('what people say of an answer', () => {
  async function answered(fields: Parameters<Desk['say']>[1] = {}, options: DeskOptions = {}, document?: string) {
    const desk = open(options)
    if (document) await desk.add(document, '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace')
    await desk.say(ask, fields)
    await desk.deliver()
    const { answer } = desk.sent[0]!
    const act = (what: string, input?: Record<string, string>, who = at('C1', 'U1'), gesture = 'feedback') =>
      desk.gestures.act(
        { ...who, target: {}, install: desk.install },
        { gesture, value: `${what}:${answer!.conversationId}:${answer!.seq}` },
        input,
      )
    const kept = async () =>
      (await desk.store.listFeedback(desk.home))
        .filter(({ question }) => question === ask.question)
        .map(({ kind, person, text }) => [kind, person, text])
    return { desk, act, kept }
  }

  it('is kept, and taken back when it is said again', async () => {
    const { act, kept, desk } = await answered()
    const before = await kept()
    expect(await act('helpful')).toEqual({ kind: 'said', message: 'Thank you: noted as helpful.' })
    expect(await kept()).toEqual([['helpful', 'U1', null], ...before])
    expect(await act('helpful')).toMatchObject({ message: expect.stringContaining('Taken back') })
    expect(await kept()).toEqual(before)
    expect(await act('favourite', undefined, at('C1', 'U1'), 'favourites')).toMatchObject({
      message: expect.stringContaining('Saved'),
    })
    expect(JSON.stringify((await desk.say({ kind: 'favourites' })).payload)).toContain(ask.question)
  })

  it('as a report needs words, for which there is a form', async () => {
    const { act, kept } = await answered()
    expect(await act('report')).toMatchObject({ kind: 'form', form: { fields: [{ id: 'text', isRequired: true }] } })
    for (const blank of [{}, { text: '' }, { text: ' \n' }])
      expect([blank, await act('report', blank)]).toMatchObject([blank, { kind: 'form' }])
    expect((await kept()).map(([kind]) => kind)).not.toContain('report')
    expect(await act('report', { text: 'It is at nine.' })).toMatchObject({ kind: 'said' })
    expect(await kept()).toContainEqual(['report', 'U1', 'It is at nine.'])
  })

  it('is refused to whoever may not see the answer, in words that tell nothing of it', async () => {
    const direct = at(null, 'U7')
    const { act, kept, desk } = await answered(direct)
    const before = await kept()
    for (const who of [at(null, 'U8'), at('C1', 'U8')])
      expect(await act('helpful', undefined, who)).toEqual({
        kind: 'said',
        message: 'This answer is no longer kept, or not for you to see: ask again.',
      })
    expect(await kept()).toEqual(before)
    // Whoever asked in private says it from a channel too: nobody else is told.
    expect(await act('helpful', undefined, at('C1', 'U7'))).toMatchObject({ message: expect.stringContaining('Thank') })
    await desk.db.inWorkspace(desk.home, (sql) => sql('delete from conversations'))
    expect(await act('helpful', undefined, direct)).toMatchObject({
      message: expect.stringContaining('no longer kept'),
    })
  })

  it('is taken from whoever heard it, also where what it cites is closed to them', async () => {
    let readers: readonly [Audience, ...Audience[]] = ['channel:discord:C1', 'workspace']
    const { act, kept } = await answered({}, { platform: { readableBy: async () => readers } }, 'cafeteria.md')
    const before = await kept()
    readers = ['channel:discord:C1']
    expect(await act('helpful')).toMatchObject({ message: expect.stringContaining('Thank you') })
    expect(await kept()).toHaveLength(before.length + 1)
    expect(await act('helpful', undefined, at('C2', 'U1'))).toMatchObject({
      message: expect.stringContaining('not for you to see'),
    })
  })

  it('is taken from the owner wherever it was said, who reads all conversations', async () => {
    const { act } = await answered(at(null, 'U12'))
    const page = { person: owner, place: { kind: 'page' } } as const
    expect(await act('helpful', undefined, page as never)).toMatchObject({ message: expect.stringContaining('Thank') })
  })

  it('of what was asked in private is listed for whoever saved it, wherever they ask, and for nobody else', async () => {
    const direct = at(null, 'U11')
    const { act, desk } = await answered(direct)
    await act('favourite', undefined, direct, 'favourites')
    const list = async (fields: Parameters<Desk['say']>[1]) =>
      JSON.stringify((await desk.say({ kind: 'favourites' }, fields)).payload)
    for (const where of [direct, at('C1', 'U11')]) expect(await list(where)).toContain(ask.question)
    for (const other of [at('C1', 'U12'), at(null, 'U12')])
      expect(await list(other)).toContain('You have saved no answer yet')
  })

  it('is nothing where the button is none of ours', async () => {
    const { act, desk } = await answered()
    const reader = { ...at('C1', 'U1'), target: {}, install: desk.install }
    for (const action of [
      { gesture: 'feedback', value: 'adored:x' },
      { gesture: 'feedback', value: '' },
      { gesture: 'nobody', value: 'x' },
      { gesture: 'help', value: 'x' },
    ])
      expect(await desk.gestures.act(reader, action)).toMatchObject({ kind: 'said' })
    expect(await act('adored')).toMatchObject({ message: expect.stringContaining('no longer kept') })
  })
})

describe('a question about a message', () => {
  const about = (input?: Record<string, string>) => {
    const desk = open()
    const reader = { ...at('C1', 'U1'), target: {}, install: desk.install }
    return desk.gestures.act(reader, { gesture: 'ask', value: 'about' }, input)
  }
  const text = 'Flights need a form.'

  it('goes along with it, and looks for what the message says where it asks nothing', async () => {
    const asked = (question: string) => ({ kind: 'asked', request: { kind: 'ask', question, cut: false, about: text } })
    expect(await about({ question: 'Who signs it?', text })).toEqual(asked('Who signs it?'))
    for (const input of [{ text }, { question: ' ', text }]) expect(await about(input)).toEqual(asked(text))
    // Without the message it would be a question for all.
    for (const input of [undefined, {}, { text: ' ' }, { question: 'Is Bob being fired?', text: '  ' }])
      expect(await about(input)).toMatchObject({ kind: 'said' })
    const { isForAll } = open().gestures
    expect([isForAll(asked('x').request), isForAll({ kind: 'ask', question: 'x', cut: false })]).toEqual([false, true])
  })
})

describe('below an answer', () => {
  it('stand the buttons for it; nothing stands below what is no answer', async () => {
    const desk = open()
    const labels = (payload: object) =>
      [...JSON.stringify(payload).matchAll(/"label":"(Helpful|Not helpful|Save|Report)"/g)].map(([, label]) => label)
    expect(labels((await desk.say(ask)).payload)).toEqual(['Helpful', 'Not helpful', 'Report', 'Save'])
    expect(labels((await desk.say({ kind: 'status' })).payload)).toEqual([])
    expect(labels((await desk.say({ kind: 'search', query: 'cafeteria' })).payload)).toEqual([])
  })
})
