// Stop, with a real store and a real engine: what is under way ends, one line says so, and nothing follows.
import { describe, expect, it, vi } from 'vitest'
import { databaseAway } from '../../../src/errors.ts'
import type { Request } from '../../../src/model.ts'
import { untilStopped } from '../../../src/queue/jobs/until-stopped.ts'
import { createPlatformHost } from '../../../src/queue/platform-host.ts'
import { type Desk, soon, useDesk } from '../desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const line = { text: 'Stopped.' }
const stop = (desk: Desk, isMeant = (_: object) => true) =>
  createPlatformHost({
    store: desk.store,
    wake: { outgoing: () => void desk.wakes.push(['outgoing', undefined]) },
    install: desk.install,
  } as never).stop(desk.thread.threadKey, isMeant, line)
const rows = async (desk: Desk) =>
  (await desk.replies()).map(({ kind, state, payload }) => [kind, state, payload.text ?? 'an answer'])

/** An engine that writes a little and then waits. */
function slow() {
  const held = Promise.withResolvers<void>()
  const desk: Desk = open({
    placeholderAfterMs: 0,
    rag: {
      async ask(one, onText) {
        onText?.('The cafeteria')
        await held.promise
        onText?.('The cafeteria opens')
        return desk.engine.ask(one)
      },
    },
  })
  return { desk, held }
}

describe('while an answer is written', () => {
  it('takes the place of what was shown, ends the work and the wait of what is asked next', async () => {
    const { desk, held } = slow()
    await desk.accept(ask)
    const answering = desk.answer()
    await expect.poll(async () => (await desk.replies()).length, soon).toBe(1)
    await desk.deliver()
    expect(desk.sent).toHaveLength(1)
    desk.wakes.splice(0)
    expect(await stop(desk)).toBe(true)
    expect(desk.wakes.map(([what]) => what)).toContain('outgoing')
    // Nobody waits for the model, which is still at it.
    await answering
    await desk.deliver()
    held.resolve()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await desk.deliver()
    expect(desk.sent.map(({ kind, replaces, payload }) => [kind, replaces, payload.text])).toEqual([
      ['placeholder', undefined, undefined],
      ['final', 'm1', 'Stopped.'],
    ])
    expect(await desk.messages()).toMatchObject([{ state: 'done', error: 'stopped', secret: null }])
    await desk.pass()
    await desk.answer()
    await desk.deliver()
    expect(desk.sent).toHaveLength(2)
    expect(desk.logged.join()).not.toContain('could not be answered')
    // Pressed once more it says nothing more.
    expect(await stop(desk)).toBe(false)
  })

  it('is for all that waits in the thread, once, and not for what was asked after it was pressed', async () => {
    const { desk, held } = slow()
    await desk.accept(ask)
    await desk.accept(ask, { target: { channel: 'C1', late: false } })
    await desk.accept({ kind: 'help' }, { target: { channel: 'C1', late: true } })
    const answering = desk.answer()
    await expect.poll(async () => (await desk.replies()).length, soon).toBe(1)
    expect(await stop(desk, (target) => !('late' in target && target.late))).toBe(true)
    await answering
    held.resolve()
    expect((await desk.messages()).map(({ error }) => error)).toEqual(['stopped', 'stopped', null])
    expect(await rows(desk)).toEqual([
      ['placeholder', 'pending', 'an answer'],
      ['final', 'pending', 'Stopped.'],
      ['final', 'pending', 'an answer'],
    ])
    await desk.deliver()
    expect(desk.sent.map(({ payload }) => payload.text ?? 'an answer')).toEqual(['Stopped.', 'an answer'])
  })
})

describe('a moment without the database while an answer is written', () => {
  it('is no press of stop, which is seen once it is back', async () => {
    const desk = open()
    await desk.accept(ask)
    const [{ id } = { id: 0 }] = await desk.store.listUnderWay(desk.install, desk.thread.threadKey)
    const looks: Promise<boolean>[] = []
    const isUnderWay: typeof desk.store.isUnderWay = (...of) => {
      looks.push(looks.length === 0 ? Promise.reject(databaseAway('gone')) : desk.store.isUnderWay(...of))
      return looks.at(-1)!
    }
    const ended: unknown[] = []
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], fakeNodeBuiltins: true })
    try {
      const work = new Promise<never>(() => {})
      const replied = untilStopped({ isUnderWay }, { id, install: desk.install }, work)
      void replied.then((how) => ended.push(how))
      await vi.advanceTimersByTimeAsync(1_000)
      expect([looks.length, ended]).toEqual([1, []])
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await looks[1]).toBe(true)
      expect(await stop(desk)).toBe(true)
      await vi.advanceTimersByTimeAsync(1_000)
      expect(await replied).toBe('stopped')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('once it is written', () => {
  it('takes the place of an answer that has not gone out, and of none that has', async () => {
    const desk = open()
    await desk.say(ask)
    expect(await stop(desk)).toBe(true)
    expect(await rows(desk)).toEqual([['final', 'pending', 'Stopped.']])
    await desk.deliver()
    expect(await stop(desk)).toBe(false)
    expect(desk.sent).toHaveLength(1)
  })

  it('is said once, however often it is pressed while the line waits to be sent', async () => {
    const desk = open()
    await desk.accept(ask)
    expect(await Promise.all([stop(desk), stop(desk), stop(desk)])).toContain(true)
    expect(await stop(desk)).toBe(false)
    await desk.deliver()
    expect(desk.sent).toHaveLength(1)
  })

  it('what two pressed at once is ended by one of them, whose line stays', async () => {
    const desk = open()
    await desk.say(ask)
    // Both have looked before either ended it.
    const ids = (await desk.store.listUnderWay(desk.install, desk.thread.threadKey)).map(({ id }) => id)
    const end = () => desk.store.stopIncoming(desk.install, desk.thread.threadKey, ids, line)
    const lines = () =>
      desk.db.asSystem((sql) => sql('select id from outbox where thread_key = $1', [desk.thread.threadKey]))
    expect(await end()).toBe(true)
    const before = await lines()
    expect(before).toHaveLength(1)
    expect(await end()).toBe(false)
    expect(await lines()).toEqual(before)
  })

  it('wakes nobody where all was sent while it was looked for', async () => {
    const desk = open()
    await desk.say(ask)
    const late = open({
      store: {
        async listUnderWay(...of) {
          const found = await desk.store.listUnderWay(...of)
          await desk.deliver()
          return found
        },
      },
    })
    desk.wakes.splice(0)
    const host = createPlatformHost({
      store: late.store,
      wake: { outgoing: () => void desk.wakes.push(['outgoing', undefined]) },
      install: desk.install,
    } as never)
    expect(await host.stop(desk.thread.threadKey, () => true, line)).toBe(false)
    expect(desk.wakes).toEqual([])
    expect(desk.sent).toHaveLength(1)
  })

  it('leaves what nobody asked for alone, and other threads', async () => {
    const desk = open()
    await desk.accept(ask, { unasked: 'tell-nothing' })
    expect(await stop(desk)).toBe(false)
    const other = open()
    await other.accept(ask)
    expect(await stop(desk)).toBe(false)
    expect((await other.messages())[0]?.state).toBe('pending')
  })
})

describe('what was there before', () => {
  it.each([
    ['', false],
    [', also where words of the new one are shown already', true],
  ])('stands there again where an edited question is stopped%s', async (_, isShown) => {
    let asked = 0
    const held = Promise.withResolvers<void>()
    const desk: Desk = open({
      placeholderAfterMs: 0,
      rag: {
        async ask(one, onText) {
          asked += 1
          if (asked === 1) return desk.engine.ask(one)
          onText?.('The garage')
          await held.promise
          return desk.engine.ask(one)
        },
      },
    })
    await desk.say(ask)
    await desk.deliver()
    const answer = desk.sent.at(-1)!
    const shown = desk.sent.length
    await desk.accept({ ...ask, question: 'When does the garage close?' }, { editOf: `${desk.thread.threadKey}:1` })
    const answering = isShown ? desk.answer() : undefined
    if (isShown)
      await expect
        .poll(async () => {
          await desk.pass()
          await desk.deliver()
          return desk.sent.length
        }, soon)
        .toBeGreaterThan(shown)
    expect(await stop(desk)).toBe(true)
    held.resolve()
    await answering
    await desk.deliver()
    const { kind, payload, answer: place, replaces } = desk.sent.at(-1)!
    expect({ kind, payload, place }).toEqual({ kind: 'final', payload: answer.payload, place: answer.answer })
    expect(replaces).toBe(isShown ? `m${desk.sent.length - 1}` : `m${shown}`)
    expect(place).toBeDefined()
  })

  it('is no file that waits to be read: a stop ends that too', async () => {
    let fetched = 0
    const desk = open({
      platform: {
        fetchFile: async () => {
          fetched += 1
          return Buffer.from('# Lift\n\nAcme repairs it.\n')
        },
      },
    })
    const source = { kind: 'file', sourceKey: 's1', name: 'lift.md', reference: 's1' } as const
    await desk.accept({ kind: 'index', sources: [source], isPrivate: false })
    await desk.answer()
    const uploads = () =>
      desk.db.asSystem((sql) =>
        sql<{ id: string; state: string }>(
          'select id, state from uploads where inbox_id = (select max(id) from inbox where thread_key = $1)',
          [desk.thread.threadKey],
        ),
      )
    const [upload] = await uploads()
    expect(await stop(desk)).toBe(true)
    await desk.index({ workspaceId: desk.home, uploadId: upload!.id, installId: desk.install.id })
    expect(fetched).toBe(0)
    expect((await uploads()).map(({ state }) => state)).toEqual(['failed'])
    expect(await rows(desk)).toContainEqual(['final', 'pending', 'Stopped.'])
  })

  it('is no file that is being fetched, either', async () => {
    const [fetching, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const desk = open({
      platform: {
        fetchFile: async () => {
          fetching.resolve()
          await held.promise
          return Buffer.from('# Quay\n\nThe quay opens at four.\n')
        },
      },
    })
    const source = { kind: 'file', sourceKey: 's2', name: 'quay.md', reference: 's2' } as const
    await desk.accept({ kind: 'index', sources: [source], isPrivate: false })
    await desk.answer()
    const [upload] = await desk.db.asSystem((sql) =>
      sql<{ id: string }>('select id from uploads where inbox_id = (select max(id) from inbox where thread_key = $1)', [
        desk.thread.threadKey,
      ]),
    )
    const indexing = desk.index({ workspaceId: desk.home, uploadId: upload!.id, installId: desk.install.id })
    await fetching.promise
    expect(await stop(desk)).toBe(true)
    held.resolve()
    await indexing
    expect(await desk.store.listSharedWith(desk.home, 's2')).toEqual([])
    expect(desk.logged.join()).not.toContain('tried again')
  })
})
