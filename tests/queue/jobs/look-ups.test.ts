// An answer that would have less than it could, as its platform does not tell who reads it: it waits, with a real store.
import { beforeAll, describe, expect, it } from 'vitest'
import { audienceOf } from '../../../src/askers.ts'
import type { Request } from '../../../src/model.ts'
import { type Desk, useDesk } from '../desk.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const words = ({ payload }: { readonly payload: object }) => JSON.stringify(payload)

beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

/** A platform that tells who reads, or not. */
function failing(patienceMs = 20_000) {
  const state = { isFailing: true, patienceMs, asked: 0, worked: 0, now: Date.now() }
  const desk: Desk = open({
    now: () => state.now,
    rag: {
      ask(...one) {
        state.worked += 1
        return desk.engine.ask(...one)
      },
    },
    platform: {
      async readableBy(asker) {
        state.asked += 1
        return state.isFailing ? [audienceOf('discord', asker)] : [audienceOf('discord', asker), 'workspace']
      },
      lookAgain: async () => {},
      waitsFor: async () => (state.isFailing ? state.patienceMs : 0),
    },
  })
  return { desk, state }
}

describe('an answer whose readers the platform does not tell', () => {
  it('waits, is no failure, and is given in full once the platform tells', async () => {
    const { desk, state } = failing()
    await desk.accept(ask)
    for (let times = 0; times < 4; times += 1) {
      await desk.answer()
      await desk.pass()
    }
    expect(await desk.messages()).toMatchObject([{ state: 'pending', attempts: 0 }])
    expect(await desk.replies()).toEqual([])
    // The work is not done in vain each time, but the look-up is.
    expect([state.worked, state.asked > 3]).toEqual([0, true])
    expect(desk.logged.join()).not.toContain('could not be answered')
    state.isFailing = false
    await desk.answer()
    expect(words(await desk.last())).toContain('opens at eight')
  })

  it('is given with what there is once it has waited for long', async () => {
    const { desk, state } = failing()
    await desk.accept(ask)
    await desk.answer()
    const [waiting] = await desk.messages()
    expect(waiting!.waitMs).toBeGreaterThan(1_000)
    state.now += 21_000
    await desk.pass()
    await desk.answer()
    expect(words(await desk.last())).toContain("I don't know")
    expect(await desk.messages()).toMatchObject([{ state: 'done' }])
  })

  it('waits also where that comes up while it is worked on, and not where it is no answer', async () => {
    let isFailing = false
    const desk: Desk = open({
      rag: {
        async ask(...one) {
          isFailing = true
          return desk.engine.ask(...one)
        },
      },
      platform: { waitsFor: async () => (isFailing ? 20_000 : 0) },
    })
    await desk.accept(ask)
    await desk.answer()
    expect(await desk.messages()).toMatchObject([{ state: 'pending', attempts: 0 }])
    expect(await desk.replies()).toEqual([])
    const other = open({ platform: { waitsFor: async () => 20_000 } })
    expect((await other.say({ kind: 'help' })).kind).toBe('final')
  })
})
