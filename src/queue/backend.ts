// Where BullMQ keeps its jobs: in Redis when REDIS_URL is set, else in the database the rows are in. Its modules, half
// of all, are loaded when one is made: commands that only search do without.
import type { Processor, Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type pg from 'pg'
import { AppError, describeError } from '../errors.ts'
import type { Finding } from '../model.ts'
import { lookAtRedis } from './redis-check.ts'

export interface QueueBackend {
  readonly kind: 'redis' | 'postgres'
  createQueue(name: string): Queue
  createWorker<Data>(name: string, processor: Processor<Data, void>, concurrency: number): Worker<Data, void>
  /** What makes it lose jobs or refuse them. @param installation the id of the database that the jobs are about */
  check(installation?: string): Promise<readonly Finding[]>
  /** After every queue and worker of it is closed. */
  close(): Promise<void>
}

const connectWithinMs = 5_000

/** Connections to the database: each worker listens on one, the others work. */
export const queueConnections = 16

// A job whose worker was killed is found after the lock and one check: 15 s at most instead of BullMQ's 60.
// A worker whose server refuses connections asks again after a second instead of 15.
const workerTiming = { lockDuration: 10_000, stalledInterval: 5_000, runRetryDelay: 1_000 }

const redisOptions = {
  lazyConnect: true,
  keepAlive: 10_000,
  // A server that hangs, or is gone without a goodbye. Workers wait for a job for 10 s at most.
  socketTimeout: 15_000,
  // A server that became a replica: its address may lead to the new one by now.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
}

/** @throws AppError `redis-unreachable` */
export async function createRedisBackend(redisUrl: string): Promise<QueueBackend> {
  const [{ Queue, Worker }, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')])
  // A producer must not wait for a Redis that is away: its row is committed, the sweeper announces it again.
  const producer = new Redis(redisUrl, {
    ...redisOptions,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 5_000,
  })
  const consumer = new Redis(redisUrl, { ...redisOptions, maxRetriesPerRequest: null })
  // Each failed reconnect is an event; without a listener it would end the process.
  for (const redis of [producer, consumer]) redis.on('error', () => {})
  try {
    await connected(producer)
    await connected(consumer)
  } catch (error) {
    producer.disconnect()
    consumer.disconnect()
    throw new AppError(
      'redis-unreachable',
      `Redis at REDIS_URL cannot be used (${describeError(error)}). Start it, correct REDIS_URL, or remove REDIS_URL to keep the queues in the database.`,
      // A wrong password stays wrong.
      { cause: error, retry: /^(NOAUTH|WRONGPASS|NOPERM)/.test(describeError(error)) ? 'never' : 'later' },
    )
  }
  return {
    kind: 'redis',
    check: (installation) => lookAtRedis(producer, installation),
    createQueue: (name) => quiet(new Queue(name, { connection: producer, skipWaitingForReady: true })),
    createWorker: (name, processor, concurrency) =>
      quiet(new Worker(name, processor, { connection: consumer, concurrency, ...workerTiming })),
    async close() {
      producer.disconnect()
      consumer.disconnect()
    },
  }
}

// ioredis itself says only that the connection was closed, and tries for ever where TLS is spoken to what has none.
async function connected(redis: Redis): Promise<void> {
  let reason: unknown
  const hear = (error: unknown) => {
    reason = error
  }
  redis.on('error', hear)
  let timer: NodeJS.Timeout | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(`no answer within ${connectWithinMs / 1_000} s; with TLS it is rediss://, without it redis://`),
        ),
      connectWithinMs,
    )
  })
  try {
    await Promise.race([redis.connect(), tooSlow])
    await Promise.race([redis.ping(), tooSlow])
  } catch (error) {
    throw reason ?? error
  } finally {
    clearTimeout(timer)
    redis.off('error', hear)
  }
}

/** @param createPool makes a pool on the database; each worker holds one of its connections to listen. */
export async function createDatabaseBackend(
  createPool: (max: number, isWatched: boolean) => pg.Pool,
): Promise<QueueBackend> {
  const { createPostgresBackend, Queue, runMigrations, Worker } = await import('bullmq')
  // It may wait for another process that makes them.
  const migrating = createPool(1, false)
  try {
    const client = await migrating.connect()
    await runMigrations(client, 'bullmq').finally(() => client.release())
  } catch (error) {
    throw new AppError(
      'queue-migration',
      `BullMQ's tables could not be made (${describeError(error)}). As an administrator run: GRANT CREATE ON DATABASE <the database> TO <the user of DATABASE_URL>;`,
      { cause: error },
    )
  } finally {
    await migrating.end()
  }
  const pool = createPool(queueConnections, true)
  return {
    kind: 'postgres',
    check: async () => [],
    createQueue: (name) =>
      quiet(new Queue(name, { connection: pool } as QueueOptions<pg.Pool>, createPostgresBackend as never) as Queue),
    createWorker: <Data>(name: string, processor: Processor<Data, void>, concurrency: number) =>
      quiet(
        new Worker(
          name,
          processor,
          { connection: pool, concurrency, ...workerTiming } as WorkerOptions<pg.Pool>,
          createPostgresBackend as never,
        ) as unknown as Worker<Data, void>,
      ),
    close: () => pool.end(),
  }
}

// Connection errors are reported where a call fails; the bare event would end the process.
function quiet<Emitter extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  emitter: Emitter,
): Emitter {
  emitter.on('error', () => {})
  return emitter
}
