// A database server that stops, hangs or is cut off at bad moments under a running process: it lives, refuses with 503
// what it cannot store, and each question that it took has one answer soon after. The long form, ten times each way, is
// `npm run bench -- stops`.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TcpProxy } from '../stand-ins/proxy.ts'
import { ask, expectOneAnswer, type House, isSkipped, question, startHouse } from './house.ts'
import { startRagbot, until } from './ragbot.ts'
import { deliverEvent } from './team.ts'

vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 })

describe.skipIf(isSkipped)('Postgres behind a connection that breaks', () => {
  let house: House

  beforeAll(async () => {
    house = await startHouse()
  })
  afterAll(() => house?.close())

  it.each([
    ['while a question is stored', 'insert into inbox'],
    ['while its job is queued', 'add_job'],
    ['while its job is taken', 'move_to_active'],
    ['while a worker takes the thread', 'insert into thread_leases'],
    ['while the attempt is counted', 'update inbox set attempts = attempts + 1'],
    ['while passages are searched', 'repeatable read'],
    ['while the answer is stored', 'insert into outbox'],
    ['while it is marked as being sent', `update outbox set state = 'sending'`],
    ['while it is marked as sent', 'update outbox set state = case'],
  ])('%s: one answer', async (_, statement) => {
    let isCut = false
    house.postgres.when(statement, () => {
      isCut = true
      house.postgres.cut()
    })
    await expectOneAnswer(house, await ask(house))
    expect(isCut).toBe(true)
  })

  it('five times in the middle of one answer: it is answered, and not given up', async () => {
    const cuts = cutTimes(house.postgres, 'repeatable read', 5)
    await expectOneAnswer(house, await ask(house))
    expect(cuts()).toBe(5)
  })

  it('six times while one file is indexed: it is indexed soon, and not given up', async () => {
    const headers = { authorization: `Bearer ${house.environment.ADMIN_TOKEN}` }
    const call = async (path: string, init: RequestInit = {}) => {
      const response = await fetch(`${house.running.url}/api/v2${path}`, { ...init, headers })
      return (await response.json()) as { status?: string; upload?: { id: string } }
    }
    const { upload } = await call('/documents?name=pets.md', { method: 'POST', body: 'Dogs may come on Fridays.' })
    const cuts = cutTimes(house.postgres, 'insert into chunks', 6)
    const from = performance.now()
    await until(async () => (await call(`/uploads/${upload?.id}`)).status === 'indexed', 'the file to be indexed')
    expect(performance.now() - from).toBeLessThan(30_000)
    expect(cuts()).toBe(6)
  })

  it('whose backends are all ended by an administrator: one answer each', async () => {
    const client = new pg.Client({ connectionString: house.adminUrl })
    await client.connect()
    const events: Record<string, unknown>[] = []
    for (let round = 0; round < 5; round += 1) {
      events.push(await ask(house))
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
    }
    await client.end()
    for (const event of events) await expectOneAnswer(house, event)
  })

  it('that hangs: refused within 3 s, readyz says so, and taken when it goes on', async () => {
    const before = await ask(house)
    house.postgres.freeze()
    const from = performance.now()
    expect(await deliverEvent(house.running, question())).toBe(503)
    expect(performance.now() - from).toBeLessThan(3_000)
    const ready = await fetch(`${house.running.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.text()).toContain('database: ')
    expect((await fetch(`${house.running.url}/healthz`)).status).toBe(200)
    house.postgres.resume()
    await expectOneAnswer(house, before)
    await expectOneAnswer(house, await ask(house))
  })

  it('that is gone without a word: its connections are given up, and new ones answer within 30 s', async () => {
    const before = await ask(house)
    house.postgres.lose()
    await pause(4_000)
    house.postgres.resume()
    await expectOneAnswer(house, before)
    await expectOneAnswer(house, await ask(house))
  })

  it('that refuses connections: no core is spent on asking', async () => {
    house.postgres.refuse()
    await pause(1_000)
    const before = cpuSeconds(house.running.pid)
    await pause(3_000)
    expect(cpuSeconds(house.running.pid) - before).toBeLessThan(1)
    house.postgres.resume()
    await expectOneAnswer(house, await ask(house))
  })

  it('that is away when SIGTERM comes: the end takes 25 s at most, and the next start waits for the server', async () => {
    const event = await ask(house)
    house.postgres.refuse()
    const from = performance.now()
    await house.running.end('SIGTERM')
    expect(performance.now() - from).toBeLessThan(25_000)
    const refusals = house.postgres.refusals()
    const starting = startRagbot(house.environment)
    await until(() => house.postgres.refusals() > refusals, 'the next start to look for the server')
    await pause(1_000)
    house.postgres.resume()
    house = { ...house, running: await starting }
    expect(house.running.output().stderr).toContain('waiting 15 s at most')
    await expectOneAnswer(house, event)
  })
})

/** Cuts the connection whenever this statement is sent, so many times. @returns how often it was cut so far */
function cutTimes(postgres: TcpProxy, statement: string, times: number): () => number {
  let cuts = 0
  const cut = () => {
    postgres.cut()
    cuts += 1
    if (cuts < times) postgres.when(statement, cut)
  }
  postgres.when(statement, cut)
  return () => cuts
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
