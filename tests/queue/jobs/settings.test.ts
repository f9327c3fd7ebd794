// What a channel's settings change about a message there: whether it is worked on, for whom, and who sees what comes of it.
import { beforeAll, describe, expect, it } from 'vitest'
import type { OwnSettings, Standing } from '../../../src/askers.ts'
import { someone } from '../../../src/askers.ts'
import type { Incoming, Request } from '../../../src/model.ts'
import { createPlatformHost, type PlatformHostOptions } from '../../../src/queue/platform-host.ts'
import { at } from '../../askers.ts'
import { type Desk, useDesk } from '../desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const file = { kind: 'text', sourceKey: 'm1', name: 'm1.txt', title: 'A note', text: 'The gym opens at nine.' } as const
const share: Request = { kind: 'index', sources: [file], isPrivate: false }

beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

let channels = 0
/** A channel of its own, which is set up so. */
async function inChannel(settings: Partial<OwnSettings>, standing?: Standing) {
  channels += 1
  const channel = `S${channels}`
  const asked: string[] = []
  const standingOf = async (asker: { person: { id: string } }) => {
    asked.push(asker.person.id)
    return standing!
  }
  const desk = open(standing ? { platform: { standingOf } } : {})
  const set = (changes: Partial<OwnSettings>) => desk.store.saveSettings(desk.install, channel, changes, null)
  await set(settings)
  const say = (request: Request, fields: Partial<Incoming> = {}) =>
    desk.say(request, { ...at(channel, 'U1'), ...fields })
  return { desk, channel, set, say, asked }
}
const words = ({ payload }: Awaited<ReturnType<Desk['last']>>) => JSON.stringify(payload)
const uploads = async (desk: Desk) =>
  desk.db.asSystem((sql) =>
    sql('select 1 from uploads u join inbox i on i.id = u.inbox_id where i.thread_key = $1', [desk.thread.threadKey]),
  )

describe('a channel where the bot is switched off', () => {
  it('gets a private reason and nothing else, until it is switched on', async () => {
    const { desk, say, set, channel } = await inChannel({ isAllowed: false })
    const reply = await say(ask)
    expect(reply.private).toBe(true)
    expect(words(reply)).toContain('switched off in this channel')
    expect(words(reply)).not.toContain('eight')
    expect(await desk.store.readHistory(desk.home, desk.thread, ['workspace', `channel:discord:${channel}`])).toEqual(
      [],
    )
    expect(words(await say(share))).toContain('switched off')
    expect(words(await say({ kind: 'status' }))).toContain('switched off')
    expect(await uploads(desk)).toEqual([])
    await set({ isAllowed: true })
    expect(words(await say(ask))).toContain('opens at eight')
  })

  it('indexes nothing that is shared there, without a word', async () => {
    const { desk, channel, say } = await inChannel({ isAllowed: false })
    await desk.accept(share, { ...at(channel, 'U1'), unasked: 'tell-failure' })
    await desk.pass()
    await desk.answer()
    expect(await desk.messages()).toMatchObject([{ state: 'done' }])
    expect([await desk.replies(), await uploads(desk)]).toEqual([[], []])
    expect(words(await say(ask, at(null, 'U1')))).toContain('opens at eight')
  })

  it('gives no answer at once either', async () => {
    const { desk, channel, set } = await inChannel({ isAllowed: false })
    const reader = { ...at(channel, 'U1'), target: {}, install: desk.install }
    const answer = () => desk.gestures.answer(reader, 'When does the cafeteria open?')
    expect(await answer()).toContain('switched off')
    await set({ isAllowed: true })
    expect(await answer()).toMatchObject({ answer: { kind: 'answered' } })
  })
})

describe('a private thread', () => {
  it('goes by the settings of its channel, and whoever may set that up does so from there', async () => {
    const { desk, channel, set, say } = await inChannel({ isAllowed: false }, { isMember: true, isManager: true })
    const thread = { ...at(`${channel}-thread`, 'U1'), setUpIn: channel }
    expect(words(await say(ask, thread))).toContain('switched off')
    expect(words(await say({ kind: 'config', change: { isAllowed: true } }, thread))).toContain('Saved')
    await set({ replies: 'privately' })
    const reply = await say(ask, thread)
    expect([reply.private, words(reply)]).toEqual([true, expect.stringContaining('opens at eight')])
    const own = async (place: string) => (await desk.store.readSettings(desk.install, place)).own.replies
    expect([await own(channel), await own(`${channel}-thread`)]).toEqual(['privately', null])
  })
})

describe('guests', () => {
  const gil = { person: someone('U1', { isGuest: true, isExternal: false }) }
  const mia = { person: someone('U1', { isGuest: false, isExternal: false }) }

  it('are answered unless the channel says otherwise', async () => {
    expect(words(await (await inChannel({})).say(ask, gil))).toContain('eight')
    const { say } = await inChannel({ answersGuests: false })
    const refused = await say(ask, gil)
    expect([refused.private, words(refused)]).toEqual([true, expect.stringContaining('members alone')])
    expect(words(await say(ask, { ...gil, isForAskerAlone: true }))).toContain('members alone')
    expect(words(await say(ask, mia))).toContain('opens at eight')
    expect(words(await say(ask))).toContain('could not find out')
    expect(words(await say(ask, { person: someone('U1', { isGuest: false, isExternal: true }) }))).toContain('members')
  })

  it('are told by the platform where it knows', async () => {
    const { say, asked } = await inChannel({ answersGuests: false }, { isMember: true, isManager: false })
    expect(words(await say(ask, gil))).toContain('opens at eight')
    expect(asked).toEqual(['U1'])
  })
})

describe('who may index', () => {
  const shared = async (settings: Partial<OwnSettings>, standing?: Standing, fields: Partial<Incoming> = {}) => {
    const { desk, channel } = await inChannel(settings, standing)
    await desk.accept(share, { ...at(channel, 'U1'), ...fields })
    await desk.pass()
    await desk.answer()
    return { count: (await uploads(desk)).length, replies: await desk.replies() }
  }

  it('is everyone, those who set the channel up, or nobody', async () => {
    expect((await shared({})).count).toBe(1)
    const nobody = await shared({ indexers: 'nobody' })
    expect([nobody.count, nobody.replies[0]?.private]).toEqual([0, true])
    expect(JSON.stringify(nobody.replies)).toContain('Nothing is indexed from this channel')
    const managers = { indexers: 'managers' } as const
    expect((await shared(managers, { isMember: true, isManager: true })).count).toBe(1)
    const other = await shared(managers, { isMember: true, isManager: false })
    expect([other.count, JSON.stringify(other.replies)]).toEqual([0, expect.stringContaining('whoever made it')])
    expect((await shared(managers, { isMember: true, isManager: false }, { isForAskerAlone: true })).count).toBe(0)
    const unknown = await shared(managers)
    expect([unknown.count, JSON.stringify(unknown.replies)]).toEqual([0, expect.stringContaining('could not find out')])
  })

  it('says nothing of files that are only shared, which the channel may leave out', async () => {
    const unasked = { unasked: 'tell-failure' } as const
    expect((await shared({}, undefined, unasked)).count).toBe(1)
    for (const settings of [{ indexesFiles: false }, { indexers: 'nobody' }, { indexers: 'managers' }] as const)
      expect(await shared(settings, undefined, unasked)).toEqual({ count: 0, replies: [] })
    expect((await shared({ indexesFiles: false })).count).toBe(1)
  })

  it('leaves out also what was shared with a question to nobody, which is answered', async () => {
    const question = { ...share, question: 'When does the cafeteria open?', cut: false }
    const overheard = { isOverheard: true, isHeldBack: true } as const
    const { desk, say } = await inChannel({ indexesFiles: false, autoRespond: 'all' })
    expect(words(await say(question, overheard))).toContain('opens at eight')
    expect(await uploads(desk)).toEqual([])
    // Whoever asks it says so.
    const asked = await inChannel({ indexesFiles: false, autoRespond: 'all' })
    await asked.desk.accept(question, at(asked.channel, 'U1'))
    await asked.desk.pass()
    await asked.desk.answer()
    expect(await uploads(asked.desk)).toHaveLength(1)
  })

  it('answers a question that came with what is left out', async () => {
    const { desk, say } = await inChannel({ indexers: 'nobody' })
    const reply = await say({ ...share, question: 'When does the cafeteria open?', cut: false })
    expect(words(reply)).toContain('opens at eight')
    expect(words(reply)).toContain('What you shared is left out: Nothing is indexed')
    expect([reply.private, (await uploads(desk)).length]).toEqual([false, 0])
  })
})

describe('replies for their askers alone', () => {
  it('are shown to nobody else, nor anything before them', async () => {
    const { desk, say, channel } = await inChannel({ replies: 'privately' })
    const reply = await say(ask)
    expect([reply.private, words(reply)]).toEqual([true, expect.stringContaining('opens at eight')])
    const here = `channel:discord:${channel}` as const
    expect(await desk.store.readHistory(desk.home, desk.thread, [here])).toHaveLength(0)
    expect(await desk.store.readHistory(desk.home, desk.thread, ['person:discord:U1', 'workspace'])).toHaveLength(2)
    await say(share)
    expect((await desk.replies()).map(({ kind }) => kind)).toEqual(['final'])
    const { say: openly } = await inChannel({})
    expect((await openly(ask)).private).toBe(false)
  })

  it('show the progress of what was asked alone anyway', async () => {
    const { desk, channel } = await inChannel({ replies: 'privately' })
    await desk.accept(share, { ...at(channel, 'U1'), isForAskerAlone: true })
    await desk.answer()
    expect((await desk.replies()).map(({ kind }) => kind)).toEqual(['placeholder'])
  })
})

describe('what is addressed to nobody', () => {
  const overheard = { isOverheard: true, isHeldBack: true } as const
  const hears = async (settings: Partial<OwnSettings>, request: Request) => {
    const { desk, channel } = await inChannel(settings)
    const { install } = desk
    const host = createPlatformHost({ ...({} as PlatformHostOptions), store: desk.store, desk: desk.gestures, install })
    return host.answersOverheard({ ...desk.incoming(request), ...at(channel, 'U1') })
  }
  const chat = (question: string): Request => ({ kind: 'ask', question, cut: false })

  it('is heard where the channel wants it', async () => {
    expect(await hears({}, ask)).toBe(false)
    expect(await hears({ autoRespond: 'questions' }, ask)).toBe(true)
    expect(await hears({ autoRespond: 'questions' }, chat('The lift is stuck.'))).toBe(false)
    expect(await hears({ autoRespond: 'all' }, chat('The lift is stuck.'))).toBe(true)
    expect(await hears({ autoRespond: 'all' }, { kind: 'status' })).toBe(false)
    expect(await hears({ autoRespond: 'all', isAllowed: false }, ask)).toBe(false)
  })

  it('ends without a word where it cannot be worked on, unlike what is asked', async () => {
    const broken = async () => Promise.reject(new Error('the engine is broken'))
    const outcomeOf = async (fields: Partial<Incoming>) => {
      const desk = open({ rag: { ask: broken } })
      await desk.accept(ask, { ...at('S0', 'U1'), ...fields })
      for (let tries = 0; tries < 3; tries += 1) {
        await desk.pass()
        await desk.answer()
      }
      return { states: (await desk.messages()).map(({ state }) => state), replies: (await desk.replies()).length }
    }
    expect(await outcomeOf(overheard)).toEqual({ states: ['dead'], replies: 0 })
    expect(await outcomeOf({})).toEqual({ states: ['dead'], replies: 1 })
  })

  it('is answered for all where there is an answer, and else at most its asker is told', async () => {
    const { desk, say, channel } = await inChannel({ autoRespond: 'all' })
    const reply = await say(ask, overheard)
    expect([reply.private, words(reply)]).toEqual([false, expect.stringContaining('opens at eight')])
    const unknown = await say(chat('Who feeds the walrus?'), overheard)
    expect([unknown.private, words(unknown)]).toEqual([true, expect.stringContaining("I don't know")])
    const here = `channel:discord:${channel}` as const
    expect(await desk.store.readHistory(desk.home, desk.thread, [here, 'workspace'])).toHaveLength(2)
    for (const talk of ['The walrus is hungry.', 'hello', 'thanks!']) await say(chat(talk), overheard)
    expect(await desk.replies()).toHaveLength(2)
    expect((await desk.messages()).every(({ state }) => state === 'done')).toBe(true)
  })

  it('is not even refused where the bot is switched off, or to guests', async () => {
    for (const settings of [{ isAllowed: false }, { answersGuests: false }]) {
      const { desk, channel } = await inChannel(settings)
      await desk.accept(ask, { ...at(channel, 'U1'), ...overheard })
      await desk.answer()
      expect([await desk.replies(), (await desk.messages())[0]?.state]).toEqual([[], 'done'])
    }
  })
})

describe('how answers are written', () => {
  it('is what the channel says, and outside of channels the workspace', async () => {
    const { desk, channel, set } = await inChannel({ answerLength: 'short', instructions: 'Be warm.' })
    const manners: unknown[] = []
    const listening = open({
      rag: {
        ask: (one) => {
          manners.push(one.manner)
          return desk.engine.ask(one)
        },
      },
    })
    await listening.say(ask, at(channel, 'U1'))
    await set({ instructions: null })
    await listening.say(ask, at(channel, 'U1'))
    await listening.gestures.answer({ ...at(channel, 'U1'), target: {}, install: desk.install }, 'When?')
    await listening.say(ask, at(null, 'U1'))
    const short = { length: 'short' }
    expect(manners).toEqual([{ ...short, instructions: 'Be warm.' }, short, short, { length: 'usual' }])
  })

  it('is by the model that the channel chose, and where that is gone by the workspace’s', async () => {
    const { desk, channel, set } = await inChannel({ model: 'small' })
    const wanted: unknown[] = []
    const models = ['none', 'big', 'small']
    const listening = open({
      rag: {
        models,
        ask: (one) => {
          wanted.push(one.manner?.models)
          return desk.engine.ask(one)
        },
      },
    })
    const say = () => listening.say(ask, at(channel, 'U1'))
    await say()
    await set({ model: 'gone' })
    await say()
    await desk.store.saveDefaults(desk.home, { model: 'none' })
    await say()
    // It is not waited for twice.
    await desk.store.saveDefaults(desk.home, { model: 'gone' })
    await say()
    await desk.store.saveDefaults(desk.home, { model: 'none' })
    await set({ model: null })
    await say()
    await desk.store.saveDefaults(desk.home, { model: null })
    await say()
    expect(wanted).toEqual([['small'], ['gone'], ['gone', 'none'], ['gone'], ['none'], undefined])
  })
})
