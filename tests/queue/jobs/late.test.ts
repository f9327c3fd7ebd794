// Who waits for a worker sees a sign of it, once, with a real store; the answer takes its place.
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Platform } from '../../../src/bots/types.ts'
import { createLog } from '../../../src/log.ts'
import type { Incoming, Request } from '../../../src/model.ts'
import { type LateOptions, startLateSigns } from '../../../src/queue/jobs/late.ts'
import { type Desk, useDesk } from '../desk.ts'
import { createSteps } from '../steps.ts'

const open = useDesk()
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }
const render: Platform['render'] = (card) => ({ payload: { ...card }, displayMarkdown: '' })

/** `look` looks once more than it has. */
async function watch(desk: Desk, more: Partial<LateOptions> = {}) {
  const steps = createSteps()
  const logged: string[] = []
  const late = startLateSigns({
    store: desk.store,
    desk: desk.gestures,
    platforms: () => new Map([[desk.install.id, { render } as Platform]]),
    wake: { outgoing: () => void desk.wakes.push(['outgoing', undefined]) } as never,
    log: createLog('warn', (line) => void logged.push(line)),
    pause: steps.pause,
    ...more,
  })
  onTestFinished(late.stop)
  expect(await steps.idle()).toBe(1_000)
  return { look: steps.step, logged }
}

/** A message that came so long ago. */
async function wait(desk: Desk, ageMs: number, request: Request = ask, fields: Partial<Incoming> = {}) {
  await desk.accept(request, fields)
  await desk.db.asSystem((sql) =>
    sql(
      `update inbox set received_at = received_at - $1 * interval '1 ms', not_before = now() where id = (select max(id) from inbox where thread_key = $2)`,
      [ageMs, fields.threadKey ?? desk.thread.threadKey],
    ),
  )
}

const shown = async (desk: Desk) => (await desk.replies()).map(({ kind, payload }) => [kind, payload.isDraft ?? false])

// Of other tests.
beforeEach(() =>
  open().db.asSystem(async (sql) => {
    await sql('delete from inbox')
    await sql('delete from rate_limits')
  }),
)

describe('who waits for a worker', () => {
  it('sees a sign after two seconds, once, whoever looks, and the answer takes its place', async () => {
    const desk = open()
    await wait(desk, 1_000)
    const { look } = await watch(desk)
    expect(await shown(desk)).toEqual([])
    await desk.db.asSystem((sql) => sql(`update inbox set received_at = received_at - interval '2 seconds'`))
    await look()
    expect(await shown(desk)).toEqual([['placeholder', true]])
    expect(desk.wakes).toEqual([['outgoing', undefined]])
    await watch(desk)
    await look()
    expect(await shown(desk)).toHaveLength(1)
    await desk.deliver()
    await desk.answer()
    await desk.deliver()
    expect(desk.sent.map(({ kind, replaces }) => [kind, replaces])).toEqual([
      ['placeholder', undefined],
      ['final', 'm1'],
    ])
  })

  it('in a crowd sees none: each takes a change of a message away from the answers', async () => {
    const desk = open()
    for (let n = 0; n < 23; n += 1) await wait(desk, 5_000, ask, { threadKey: `crowd-${n}` as Incoming['threadKey'] })
    const other = desk.installOf('discord', desk.other)
    const hosted = new Map([desk.install, other].map(({ id }) => [id, { render } as Platform]))
    const { look } = await watch(desk, { platforms: () => hosted })
    for (let n = 0; n < 4; n += 1) await look()
    expect(desk.wakes).toHaveLength(20)
    // Of another team's allowance nothing was taken.
    await desk.inbox.accept(other, desk.incoming(ask))
    desk.wakes.splice(0)
    await desk.db.asSystem((sql) => sql(`update inbox set received_at = received_at - interval '5 seconds'`))
    await look()
    expect(desk.wakes).toEqual([['outgoing', undefined]])
  })

  it('behind another message of the thread sees none of its own, and nobody whose message is being worked on', async () => {
    const desk = open()
    await wait(desk, 5_000)
    await wait(desk, 5_000, { ...ask, question: 'And when does it close?' })
    await watch(desk)
    expect(await shown(desk)).toHaveLength(1)
    const busy = open()
    await wait(busy, 5_000)
    await busy.db.asSystem((sql) => sql('update inbox set attempts = 1 where thread_key = $1', [busy.thread.threadKey]))
    await watch(busy)
    expect(await shown(busy)).toEqual([])
  })

  it.each([
    ['small talk', { ...ask, question: 'Thanks!' }, {}],
    ['what only they hear of', { kind: 'help' }, {}],
    ['a question of their own', { ...ask, about: 'The cafeteria.' }, {}],
    ['what nobody asked for', ask, { unasked: 'tell-failure' }],
    ['what is addressed to nobody', ask, { isOverheard: true, isHeldBack: true }],
    ['what has waited for long', ask, { ageMs: 61_000 }],
  ] as [string, Request, Partial<Incoming> & { ageMs?: number }][])(
    'sees none for %s, which is looked at once',
    async (_, request, { ageMs = 5_000, ...fields }) => {
      const desk = open()
      await wait(desk, ageMs, request, fields)
      let asked = 0
      const { waiting } = desk.gestures
      const { look } = await watch(desk, {
        desk: {
          waiting(...one) {
            asked += 1
            return waiting(...one)
          },
        },
      })
      await look()
      await look()
      expect(await shown(desk)).toEqual([])
      expect(asked).toBeLessThan(2)
    },
  )

  it('where the bot is switched off sees nothing before the reason', async () => {
    const desk = open()
    await desk.store.saveSettings(desk.install, 'C1', { isAllowed: false }, null)
    onTestFinished(() => desk.store.saveSettings(desk.install, 'C1', { isAllowed: null }, null))
    await wait(desk, 5_000)
    await watch(desk)
    expect(await shown(desk)).toEqual([])
  })

  it('keeps the words that a worker has shown since it was looked for', async () => {
    const desk = open()
    await wait(desk, 5_000)
    const { waiting } = desk.gestures
    await watch(desk, {
      desk: {
        async waiting(...one) {
          const [row] = await desk.store.listUnsigned([desk.install.id], 1_000, [], 1)
          await desk.store.putPlaceholder(row!, { text: 'The cafeteria opens' }, true)
          return waiting(...one)
        },
      },
    })
    expect((await desk.replies()).map(({ payload }) => payload.text)).toEqual(['The cafeteria opens'])
  })

  it('is looked for again after a look that failed', async () => {
    const desk = open()
    await wait(desk, 5_000)
    let times = 0
    const { listUnsigned } = desk.store
    const { look, logged } = await watch(desk, {
      store: {
        ...desk.store,
        listUnsigned: (...one) => {
          times += 1
          return times === 1 ? Promise.reject(new Error('away')) : listUnsigned(...one)
        },
      },
    })
    await look()
    expect(await shown(desk)).toHaveLength(1)
    expect(logged.join()).toContain('looking for who waits failed')
  })
})
