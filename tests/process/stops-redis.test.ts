// A Redis that stops, hangs, is cut off or cannot write under a running process: all questions are taken, and answered
// once. The long form, ten times each way, is `npm run bench -- stops`.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { createRedis, type TestServer } from '../servers.ts'
import { startProxy, type TcpProxy } from '../stand-ins/proxy.ts'
import { ask, expectOneAnswer, type House, isSkipped, question, startHouse, through } from './house.ts'
import { askThrough } from './questions.ts'
import { deliverEvent } from './team.ts'

vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 })

describe.skipIf(isSkipped)('Redis', () => {
  let server: TestServer
  let proxy: TcpProxy
  let house: House

  beforeAll(async () => {
    server = (await createRedis(['--appendonly', 'no']))!
    proxy = await startProxy(server)
    house = await startHouse({ REDIS_URL: through(server.url, proxy) })
  })
  afterAll(async () => {
    await house?.close()
    await proxy?.close()
    await server?.remove()
  })

  it('killed and started empty under load: everything is taken and answered once', async () => {
    const outcome = await askThrough(house.running, house.team.slack, 3, async () => {
      await server.stop('SIGKILL')
      await pause(1_000)
      await server.start()
    })
    expect(outcome).toMatchObject({ lost: 0, doubled: 0, failed: 0, refused: {} })
    expect(outcome.slowestMs).toBeLessThan(30_000)
  })

  it.each(['cut', 'freeze', 'lose', 'refuse'] as const)(
    '%s in the middle: questions are taken, and answered once',
    async (how) => {
      const before = await ask(house)
      proxy[how]()
      const meanwhile = question()
      expect(await deliverEvent(house.running, meanwhile)).toBe(200)
      await pause(2_000)
      proxy.resume()
      await expectOneAnswer(house, before)
      await expectOneAnswer(house, meanwhile)
    },
  )

  it('away for as long as it likes: questions are taken and answered without it', async () => {
    proxy.refuse()
    const event = question()
    expect(await deliverEvent(house.running, event)).toBe(200)
    await expectOneAnswer(house, event)
    proxy.resume()
    await expectOneAnswer(house, await ask(house))
  })

  it.each([
    ['has no memory left', ['config', 'set', 'maxmemory', '1'], ['config', 'set', 'maxmemory', '0']],
    ['became a replica', ['replicaof', '127.0.0.1', '1'], ['replicaof', 'no', 'one']],
  ])('that %s: questions are taken, and answered once it can write again', async (_, [...breakIt], [...mendIt]) => {
    const { Redis } = await import('ioredis')
    const redis = new Redis(server.url)
    await redis.call(breakIt[0]!, ...breakIt.slice(1))
    const event = question()
    expect(await deliverEvent(house.running, event)).toBe(200)
    await pause(1_000)
    await redis.call(mendIt[0]!, ...mendIt.slice(1))
    redis.disconnect()
    await expectOneAnswer(house, event)
    expect((await ragbot(['verify'], house.environment)).code).toBe(0)
  })
})
