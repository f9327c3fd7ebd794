// What only the asker may see, told beside an answer: after those that others wait for, and though it failed for another.
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Audience, Request, ThreadKey } from '../../../src/model.ts'
import { type Desk, soon, useDesk } from '../desk.ts'

const open = useDesk()
const vault: Audience = 'channel:discord:C9'
const here: Audience = 'channel:discord:C1'
const ask = (question: string): Request => ({ kind: 'ask', question, cut: false })

beforeAll(() => open().add('strongroom.md', '# Strongroom\n\nOn holidays the strongroom is opened by Trudy.\n', vault))
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('one that cannot be told holds up no other, and none is looked for while an answer is written', async () => {
  let isAway = true
  let looked = 0
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const desk: Desk = open({
    platform: {
      tellsMore: true,
      readableBy: async ({ isForAskerAlone }) => {
        if (!isForAskerAlone) return [here, 'workspace']
        looked += 1
        if (isAway) throw new Error('nobody tells')
        return [here, 'workspace', vault, 'person:discord:U1']
      },
    },
    rag: {
      async ask(one, ...more) {
        if (one.question.includes('vestry')) {
          asked.resolve()
          await held.promise
        }
        return desk.engine.ask(one, ...more)
      },
    },
  })
  const asides = () => desk.sent.filter(({ kind }) => kind === 'aside')
  await desk.say(ask('Who opens the strongroom on holidays?'))
  vi.advanceTimersByTime(300)
  await expect.poll(() => desk.logged.join(), soon).toContain('was not told of what only they may see')
  isAway = false
  looked = 0
  await desk.say(ask('By whom is the strongroom opened on holidays?'))
  const threadKey = `${desk.thread.threadKey} beside` as ThreadKey
  await desk.accept(ask('Who sweeps the vestry?'), { threadKey })
  const answering = desk.answer({ ...desk.thread, threadKey })
  await asked.promise
  vi.advanceTimersByTime(10_000)
  // Time enough for it to ask who reads.
  for (let count = 0; count < 20; count += 1) await desk.messages()
  expect([looked, asides()]).toEqual([0, []])
  held.resolve()
  await answering
  vi.advanceTimersByTime(300)
  await expect.poll(asides, soon).toHaveLength(1)
  expect(asides()[0]).toMatchObject({ private: true, answer: { seq: expect.any(Number) } })
})
