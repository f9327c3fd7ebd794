// What is looked at once a minute: the installs whose tokens are here, one look at a time, whatever became of the last.
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { InstallId } from '../../../src/model.ts'
import { type AwaitedOptions, startAwaited } from '../../../src/queue/jobs/awaited.ts'
import { type DigestOptions, startDigests } from '../../../src/queue/jobs/digests.ts'
import type { Store } from '../../../src/store/index.ts'
import { type Desk, soon, useDesk } from '../desk.ts'

const open = useDesk()
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

/** `asked`: what was looked at; `store` says what the list of installs waits for. */
type Start = (desk: Desk, store: Store, asked: (id: InstallId) => void) => { stop(): Promise<void> }

const awaited: Start = ({ log, wake, ...desk }, store, asked) =>
  startAwaited({
    ...{ log, wake, desk: desk.gestures, platforms: new Map([...desk.platforms].slice(0, 1)) },
    secondLook: { stillReadable: async () => true },
    store: {
      ...store,
      claimAwaited: async ({ id }) => {
        asked(id)
        return []
      },
    },
  } satisfies AwaitedOptions)

const digests: Start = ({ log, wake, ...desk }, store, asked) =>
  startDigests({
    ...{ log, wake, platforms: new Map([...desk.platforms].slice(0, 1)), linkTo: () => undefined },
    scopeOf: () => Promise.reject(new Error('not in this test')),
    secondLook: { stillReadable: async () => true },
    store: {
      ...store,
      claimDigests: async ({ id }) => {
        asked(id)
        return []
      },
    },
  } satisfies DigestOptions)

it.each([
  ['what people wait for', awaited],
  ['digests', digests],
] as const)('%s', async (_, start) => {
  const desk = open()
  const held = Promise.withResolvers<void>()
  const asked: InstallId[] = []
  let looks = 0
  const listInstalls: Store['listInstalls'] = async () => {
    looks += 1
    if (looks === 1) throw new Error('away')
    await held.promise
    return desk.store.listInstalls()
  }
  const { stop } = start(desk, { ...desk.store, listInstalls }, (id) => void asked.push(id))
  onTestFinished(stop)
  vi.advanceTimersByTime(60_000)
  await expect.poll(() => desk.logged.join(), soon).toContain('looked at again')
  await new Promise(setImmediate)
  vi.advanceTimersByTime(180_000)
  expect(looks).toBe(2)
  held.resolve()
  // Of many installs the one whose token is here.
  await expect.poll(() => asked, soon).toEqual([desk.install.id])
  await stop()
  expect([asked, vi.getTimerCount()]).toEqual([[desk.install.id], 0])
})
