// Stop, with a real store and a real engine: what is under way ends, one line says so, and nothing follows.
import { describe, expect, it } from 'vitest'
import type { Request } from '../../../src/model.ts'
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
