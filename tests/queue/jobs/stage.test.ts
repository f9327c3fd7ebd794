// What is shown while a question is worked on, and what goes along with it, with a real store and a real engine.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Platform } from '../../../src/bots/types.ts'
import { AppError } from '../../../src/errors.ts'
import type { Ask, Incoming, Request } from '../../../src/model.ts'
import { createStage } from '../../../src/queue/jobs/stage.ts'
import type { SecondLook } from '../../../src/queue/scope.ts'
import { at } from '../../askers.ts'
import { type Desk, soon, useDesk } from '../desk.ts'

const open = useDesk()
const question = 'When does the cafeteria open?'
const ask: Request = { kind: 'ask', question, cut: false }
const words = ({ payload }: Awaited<ReturnType<Desk['last']>>) => JSON.stringify(payload)

afterEach(() => void vi.useRealTimers())
beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

describe('what a worker lends to a question', () => {
  const found = (desk: Desk, one: Ask) => desk.engine.ask(one)

  it('shows what is written as it grows, and nothing any more once it is answered', async () => {
    let shown = 0
    const held = Promise.withResolvers<void>()
    const desk: Desk = open({
      placeholderAfterMs: 20,
      rag: {
        async ask(one, onText) {
          onText?.('The cafeteria')
          await held.promise
          onText?.('The cafeteria opens')
          return found(desk, one)
        },
      },
    })
    const { putPlaceholder } = desk.store
    desk.store.putPlaceholder = async (...row) => {
      shown += 1
      return putPlaceholder(...row)
    }
    await desk.accept(ask)
    const answering = desk.answer()
    await expect.poll(async () => (await desk.replies()).map(words).join(), soon).toContain('"The cafeteria"')
    held.resolve()
    await answering
    const before = shown
    // A second is how often it looks whether there is more.
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(shown).toBe(before)
  })

  it('is changed only where there is something new', async () => {
    const changes: boolean[] = []
    const held = Promise.withResolvers<void>()
    const desk: Desk = open({
      placeholderAfterMs: 0,
      rag: {
        async ask(one) {
          await held.promise
          return found(desk, one)
        },
      },
    })
    const { putPlaceholder } = desk.store
    desk.store.putPlaceholder = async (row, payload, changing) => {
      changes.push(changing)
      return putPlaceholder(row, payload, changing)
    }
    await desk.accept(ask)
    const answering = desk.answer()
    await expect.poll(() => changes, soon).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    held.resolve()
    await answering
    // Without a word written: what became of the files stays.
    expect(changes).toEqual([false])
  })

  it.each([
    ['nothing but the words themselves, where the platform shows by itself that it works', async () => true, ''],
    ['that it is slow, where the platform shows nothing that stays', async () => false, 'Looking through'],
    ['that it is slow, where the platform does not say', async () => undefined, 'Looking through'],
    [
      'that it is slow, where the platform cannot say',
      async () => Promise.reject(new Error('away')),
      'Looking through',
    ],
  ])('shows %s', async (_, showWorking, first) => {
    const shown: string[] = []
    const [held, slow] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const desk: Desk = open({
      placeholderAfterMs: 0,
      rag: {
        async ask(one, onText) {
          await slow.promise
          onText?.('The cafeteria')
          await held.promise
          return found(desk, one)
        },
      },
      platform: { showWorking },
    })
    const { putPlaceholder } = desk.store
    desk.store.putPlaceholder = async (row, payload, changing) => {
      shown.push(JSON.stringify(payload))
      return putPlaceholder(row, payload, changing)
    }
    await desk.accept(ask)
    const answering = desk.answer()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(shown.join()).toContain(first)
    expect(shown).toHaveLength(first === '' ? 0 : 1)
    slow.resolve()
    await expect.poll(() => shown.at(-1), soon).toContain('The cafeteria')
    held.resolve()
    await answering
  })

  it('shows each step of the work where the platform does, and takes the place of nothing with it', async () => {
    const shown: [string, boolean][] = []
    const [reading, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const desk: Desk = open({
      placeholderAfterMs: 0,
      rag: {
        async ask(one, _onText, onStep) {
          await reading.promise
          onStep?.('reading')
          await held.promise
          return found(desk, one)
        },
      },
      platform: {
        showWorking: async () => true,
        showsSteps: ({ place }) => place.kind === 'channel',
        render: ({ steps = [], parts }) => ({ payload: { steps, parts }, displayMarkdown: '' }),
      },
    })
    const { putPlaceholder } = desk.store
    desk.store.putPlaceholder = async (row, payload, changing) => {
      shown.push([(payload.steps as { state: string }[]).map(({ state }) => state).join(), changing])
      return putPlaceholder(row, payload, changing)
    }
    await desk.accept(ask)
    const answering = desk.answer()
    await expect.poll(() => shown, soon).toEqual([['working,waiting,waiting,waiting', false]])
    reading.resolve()
    await expect.poll(() => shown.slice(1), soon).toEqual([['done,working,waiting,waiting', true]])
    held.resolve()
    await answering
    expect((await desk.last()).payload.steps).toMatchObject(Array(4).fill({ state: 'done' }))
    expect(shown).toHaveLength(2)
  })

  it('is of no matter where the platform cannot show that it works', async () => {
    let asked = 0
    const showWorking = async () => {
      asked += 1
      throw new Error('away')
    }
    const desk = open({ platform: { showWorking } })
    expect(words(await desk.say(ask))).toContain('opens at eight')
    expect(asked).toBe(1)
  })

  it('goes along: the message that it is about, what the engine has to say, what became of the files', async () => {
    const asked: Ask[] = []
    const desk: Desk = open({
      rag: {
        async ask(one) {
          asked.push(one)
          return { ...(await found(desk, one)), notes: ['The model is away.'] }
        },
      },
      platform: { fetchFile: () => Promise.reject(new AppError('no-text-layer', 'It is a scan.')) },
    })
    expect(words(await desk.say({ ...ask, about: 'We eat at noon.' } as Request))).toContain('The model is away.')
    expect(asked[0]).toMatchObject({ question, about: 'We eat at noon.' })
    const scan = { kind: 'file', sourceKey: 's', name: 'scan.pdf', reference: 's' } as const
    await desk.accept({ kind: 'index', sources: [scan], isPrivate: false, question })
    await desk.answer()
    const [upload] = await desk.db.asSystem((sql) =>
      sql<{ id: string }>('select id from uploads where inbox_id = (select max(id) from inbox where thread_key = $1)', [
        desk.thread.threadKey,
      ]),
    )
    await desk.index({ workspaceId: desk.home, uploadId: upload!.id, installId: desk.install.id })
    await desk.answer()
    const answered = words(await desk.last())
    expect(answered).toContain('opens at eight')
    expect(answered).toContain('scan.pdf could not be indexed: It is a scan.')
  })
})

describe('the stage of a message', () => {
  function stage(
    fields: Partial<Incoming> = {},
    platform: Partial<Platform> = {},
    isNeedless: Promise<boolean>[] = [],
  ) {
    const desk = open({ platform })
    const { store, platforms, wake, log, install } = desk
    const incoming = desk.incoming(ask, fields)
    const row = { ...{ id: 1, install, incoming, secret: null }, attempts: 1, traceId: 't', receivedAt: new Date() }
    const secondLook = { isNeedless: () => isNeedless.shift() } as Partial<SecondLook> as SecondLook
    const options = { store, platforms, secondLook, wake, log, placeholderAfterMs: 10 }
    return { desk, stage: createStage(options, row) }
  }

  it('tells more only where others read along, and offers what its platform can do', () => {
    const can: Partial<Platform> = { tellsMore: true, remove: async () => {}, personToAsk: async () => 'U2' }
    expect(stage({}, can).stage).toMatchObject({ tellsMore: true, removes: true, mentions: true })
    expect(stage({ isForAskerAlone: true }, can).stage.tellsMore).toBe(false)
    expect(stage(at(null, 'U1'), can).stage.tellsMore).toBe(false)
    expect(stage().stage).toMatchObject({ tellsMore: false, removes: false, mentions: false })
  })

  /** Writes on while the test says so; `shown`: what stands where the answer will be. */
  function writing(isNeedless: Promise<boolean>, put: () => Promise<number>) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const made = stage({}, {}, [isNeedless])
    const shown: string[] = []
    made.desk.store.putPlaceholder = (_, { title }) => {
      shown.push(String(title))
      return put()
    }
    const held = Promise.withResolvers<string>()
    let write = (_: string) => {}
    const done = made.stage.whileWriting(
      (title) => ({ tone: 'info', title, parts: [] }),
      (onText) => {
        write = onText
        return held.promise
      },
    )
    const passes = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms)
      await new Promise(setImmediate)
    }
    const end = () => {
      held.resolve('done')
      return done
    }
    return { ...made, shown, write: (text: string) => write(text), passes, end }
  }

  it('shows words as they grow, from when all may surely read them, and leaves no timer behind', async () => {
    const looked = Promise.withResolvers<boolean>()
    const { shown, write, passes, end } = writing(looked.promise, async () => 1)
    write('The')
    await passes(10)
    expect(shown).toEqual([''])
    looked.resolve(true)
    await passes(1_000)
    write('The cafeteria')
    await passes(1_000)
    expect(shown).toEqual(['', 'The', 'The cafeteria'])
    expect(await end()).toBe('done')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('lets an answer be written though nobody tells who reads it, and nothing can be shown', async () => {
    const { desk, shown, write, passes, end } = writing(Promise.reject(new Error('away')), () =>
      Promise.reject(new Error('no database')),
    )
    write('The')
    await passes(10)
    await passes(1_000)
    expect(shown).toEqual([''])
    expect(await end()).toBe('done')
    expect(desk.logged.join()).toContain('no database')
  })

  it('shows how far its files are in the place of a sign that it is slow', async () => {
    const desk = open()
    const note = { kind: 'text', sourceKey: 'n', name: 'note.txt', title: 'Note', text: 'The gym.' } as const
    await desk.accept({ kind: 'index', sources: [note], isPrivate: false })
    const { install, thread } = desk
    const [row] = await desk.db.asSystem((sql) =>
      sql<{ id: number; incoming: Incoming }>('select id, payload as incoming from inbox where thread_key = $1', [
        thread.threadKey,
      ]),
    )
    await desk.store.putPlaceholder({ ...row!, install, secret: null }, { text: 'Looking…' }, false)
    await desk.answer()
    expect((await desk.replies()).map(words).join()).toContain('note.txt: waiting')
  })
})
