// What the queues must do on every backend: embedded Postgres, a Postgres server, Redis.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import type { Incoming, Install, InstallId, ThreadKey } from '../../src/model.ts'
import { createDatabaseBackend, createRedisBackend, type QueueBackend } from '../../src/queue/backend.ts'
import { createQueues, eventsQueue, type Queues, queueNames } from '../../src/queue/queues.ts'
import { startSweeper } from '../../src/queue/sweeper.ts'
import type { ThreadJob, UploadJob } from '../../src/queue/types.ts'
import { type Jobs, startWorkers } from '../../src/queue/workers.ts'
import { type Database, refuseInsideTransaction } from '../../src/store/database/db.ts'
import { createStore, type Store } from '../../src/store/index.ts'
import { at } from '../askers.ts'
import type { TestDatabase } from '../databases.ts'

export function testQueues(database: TestDatabase, redisUrl: string | null | undefined): void {
  const name = redisUrl === undefined ? `the ${database.name} database` : 'Redis'
  describe.skipIf(!database.isAvailable || redisUrl === null)(`queues in ${name}`, () => {
    let db: Database
    let drop: () => Promise<void>
    let store: Store
    let slack: Install
    let local: Install
    let backend: QueueBackend
    let queues: Queues
    const releasers: (() => Promise<void>)[] = []

    beforeAll(async () => {
      const made = await database.create()
      db = made.db
      drop = made.drop
      store = createStore(db)
      const workspaceId = await store.openWorkspace('worked')
      slack = await store.openInstall(workspaceId, 'slack')
      local = await store.openInstall(workspaceId, 'local')
      backend = redisUrl ? await createRedisBackend(redisUrl) : await createDatabaseBackend(db.createPool)
      queues = createQueues(backend, createLog('silent'), refuseInsideTransaction)
    })
    afterEach(async () => {
      for (const release of releasers.splice(0).reverse()) await release()
    })
    afterAll(async () => {
      await queues.close()
      await backend.close()
      await drop()
    })

    const thread = (threadKey: string): ThreadJob => ({
      installId: slack.id,
      platform: 'slack',
      threadKey: threadKey as ThreadKey,
    })
    const unexpected = async () => {
      throw new Error('this job was not expected')
    }
    const hosting = (installs: readonly Install[]) => ({
      has: (id: InstallId) => installs.some((install) => install.id === id),
      platforms: [...new Set(installs.map(({ platform }) => platform))],
    })
    /** @param installs whose tokens this process has */
    async function work(jobs: Partial<Jobs>, installs = [slack, local]): Promise<{ stop(): Promise<void> }> {
      const all = { answer: unexpected, deliver: unexpected, index: unexpected, ...jobs }
      const workers = await startWorkers(backend, hosting(installs), all, queues.wake, 'quoted')
      let stopped: Promise<void> | undefined
      const stop = () => {
        stopped ??= workers.stop()
        return stopped
      }
      releasers.push(stop)
      return { stop }
    }

    test('all seven queues are there', async () => {
      expect(queueNames).toEqual([
        'slack-events',
        'teams-events',
        'discord-events',
        'local-events',
        'console-events',
        'indexing',
        'outbound-messages',
      ])
      await expect(queues.ping()).resolves.toBeUndefined()
    })

    test('each wake-up reaches the worker of its queue, with ids only', async () => {
      const seen: unknown[] = []
      await work({
        answer: async (job) => void seen.push(['answer', job]),
        deliver: async (job) => void seen.push(['deliver', job]),
        index: async (job) => void seen.push(['index', job]),
      })
      const upload = { workspaceId: 'w' as never, uploadId: 'u', installId: null }
      queues.wake.incoming(thread('a'))
      queues.wake.outgoing(thread('b'))
      queues.wake.upload(upload)
      await vi.waitFor(() => expect(seen).toHaveLength(3), 10_000)
      expect(seen).toEqual(
        expect.arrayContaining([
          ['answer', thread('a')],
          ['deliver', thread('b')],
          ['index', upload],
        ]),
      )
    })

    test('a job that comes to who lacks the token goes on to who has it, with or without a wait of its own', async () => {
      const seen: unknown[] = []
      const other = await store.openInstall(await store.openWorkspace('elsewhere'), 'slack')
      await work({ answer: unexpected, deliver: unexpected, index: unexpected }, [slack, local])
      await work(
        {
          answer: async ({ threadKey }) => void seen.push(threadKey),
          deliver: async ({ threadKey }) => void seen.push(threadKey),
          index: async ({ uploadId }) => void seen.push(uploadId),
        },
        [other],
      )
      const names = Array.from({ length: 8 }, (_, n) => String(n))
      for (const name of names) {
        queues.wake.incoming({ ...thread(`in ${name}`), installId: other.id })
        queues.wake.outgoing({ ...thread(`out ${name}`), installId: other.id }, 10)
        queues.wake.upload({ workspaceId: other.workspaceId, uploadId: `file ${name}`, installId: other.id })
      }
      // Each turn is a coin's: seven tails in a row are left to the sweeper.
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(20), { timeout: 60_000, interval: 20 })
      expect(new Set(seen).size).toBe(seen.length)
    })

    test('a job whose token nobody has is dropped after some rounds, and so is one of an earlier version', async () => {
      await work({}, [local, slack])
      const stranger = await store.openInstall(await store.openWorkspace('nowhere'), 'slack')
      queues.wake.incoming({ ...thread('strange'), installId: stranger.id })
      const { installId: _, ...former } = thread('former')
      queues.wake.incoming(former as ThreadJob)
      queues.wake.outgoing(former as ThreadJob)
      queues.wake.upload({ workspaceId: slack.workspaceId, uploadId: 'former' } as UploadJob)
      const left = async () => {
        const counts = await Promise.all(
          [...queues.byName.values()].map((queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
        )
        return counts.flatMap((count) => Object.values(count)).reduce((sum, one) => sum + one, 0)
      }
      await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 60_000, interval: 50 })
    })

    test('a worker that already waits is woken by the job, not by its next poll', async () => {
      const seen: string[] = []
      await work({ answer: async ({ threadKey }) => void seen.push(threadKey) })
      await pause(1_500)
      queues.wake.incoming(thread('late'))
      // Polls are 5 s apart at the least; the bench measures how fast it really is.
      await vi.waitFor(() => expect(seen).toEqual(['late']), { timeout: 4_500, interval: 20 })
    })

    test('a delayed wake-up waits', async () => {
      const seen: string[] = []
      await work({ deliver: async ({ threadKey }) => void seen.push(threadKey) })
      queues.wake.outgoing(thread('delayed'), 1_000)
      queues.wake.outgoing(thread('now'))
      await vi.waitFor(() => expect(seen).toEqual(['now', 'delayed']), 10_000)
    })

    test('a job that throws is tried three times and then kept as failed, with its payload', async () => {
      let attempts = 0
      await work({
        async answer() {
          attempts += 1
          throw new Error('broken on purpose')
        },
      })
      queues.wake.incoming(thread('failing'))
      const queue = queues.byName.get(eventsQueue('slack'))!
      await vi.waitFor(async () => expect(await queue.getFailedCount()).toBe(1), { timeout: 60_000, interval: 100 })
      expect(attempts).toBe(3)
      const [failed] = await queue.getFailed()
      expect(failed).toMatchObject({ failedReason: 'broken on purpose', data: thread('failing') })
      await failed!.remove()
    })

    test('stopping waits for the job that is under way', async () => {
      let finished = false
      let begin = () => {}
      const begun = new Promise<void>((resolve) => {
        begin = resolve
      })
      const { stop } = await work({
        async answer() {
          begin()
          await pause(700)
          finished = true
        },
      })
      queues.wake.incoming(thread('under way'))
      await begun
      await stop()
      expect(finished).toBe(true)
    })

    test('a row whose wake-up was lost is found by the sweeper', async () => {
      const incoming: Incoming = {
        platform: 'slack',
        naturalKey: 'lost',
        threadKey: 'lost' as ThreadKey,
        ...at(null, 'T1/U1'),
        request: { kind: 'status' },
        target: {},
      }
      await store.acceptIncoming(slack, { incoming, secret: null, traceId: 't' })
      const seen: ThreadJob[] = []
      await work({ answer: async (job) => void seen.push(job) })
      const sweeper = await startSweeper({
        store,
        rag: { embedMissing: async () => {} },
        wake: queues.wake,
        log: createLog('silent'),
        installs: () => [slack.id],
      })
      releasers.push(() => sweeper.stop())
      await vi.waitFor(() => expect(seen).toEqual([thread('lost')]), 10_000)
    })

    test('work is not announced inside a transaction, where it is not committed yet', async () => {
      const inside = db.asSystem(async () => queues.wake.incoming(thread('too early')))
      await expect(inside).rejects.toMatchObject({ code: 'inside-transaction' })
    })
  })
}
