// Real Redis servers, each with one thing wrong: it is named, with what to do.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRedisBackend } from '../../src/queue/backend.ts'
import { freePort, stopped, until } from '../postgres.ts'

const binary = '/usr/bin/redis-server'
const releasers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release()
})

async function startRedis(...settings: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-redis-check-'))
  const port = await freePort()
  const server: ChildProcess = spawn(binary, ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, ...settings])
  releasers.push(async () => {
    await stopped(server, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  // One that wants a password is there as well.
  await until(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.destroy())
        socket.once('error', reject).once('close', (failed) => !failed && resolve())
      }),
  )
  return `redis://127.0.0.1:${port}`
}

async function look(url: string, installation?: string) {
  const backend = await createRedisBackend(url)
  try {
    return await backend.check(installation)
  } finally {
    await backend.close()
  }
}

const sound = ['--appendonly', 'yes']

describe.skipIf(!existsSync(binary))('a Redis', () => {
  test('that is sound is said to be so', async () => {
    expect(await look(await startRedis(...sound), 'one')).toMatchObject([{ level: 'ok' }])
  })

  test.each([
    [120_000, /is \d+ s behind this machine's/],
    [-120_000, /is \d+ s ahead of this machine's/],
  ])('whose clock is %i ms off is named, with which of the two is behind', async (offMs, says) => {
    const url = await startRedis(...sound)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs })
    onTestFinished(() => void vi.useRealTimers())
    expect(await look(url, 'one')).toMatchObject([{ level: 'warning', message: expect.stringMatching(says) }])
  })

  test.each([
    [
      'evicts',
      [...sound, '--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
      'warning',
      /allkeys-lru.*noeviction/,
    ],
    ['evicts only what expires', [...sound, '--maxmemory-policy', 'volatile-ttl'], 'warning', /volatile-ttl/],
    ['keeps nothing', ['--save', ''], 'warning', /appendonly/],
    ['does not tell its settings', ['--rename-command', 'CONFIG', ''], 'warning', /CONFIG/],
    ['is a replica', [...sound, '--replicaof', '127.0.0.1 1'], 'error', /primary/],
    ['is a cluster', [...sound, '--cluster-enabled', 'yes'], 'error', /cluster/],
  ] as const)('that %s is named', async (_, settings, level, message) => {
    const findings = await look(await startRedis(...settings), 'one')
    expect(findings).toEqual([{ about: 'queues', level, message: expect.stringMatching(message) }])
  })

  test('that others use is named, and so is one that another ragbot uses', async () => {
    const url = await startRedis(...sound)
    const redis = new Redis(url)
    await redis.set('session:1', 'x')
    await redis.set('bull:indexing:meta', 'x')
    expect(await look(url, 'one')).toMatchObject([{ level: 'warning', message: expect.stringContaining('shared') }])
    await redis.del('session:1')
    expect(await look(url, 'one')).toMatchObject([{ level: 'ok' }])
    expect(await look(url, 'two')).toMatchObject([
      { level: 'error', message: expect.stringContaining('another ragbot') },
    ])
    redis.disconnect()
  })

  test('that wants a password, or no TLS, says so at once', async () => {
    const url = await startRedis('--requirepass', 'right')
    await expect(createRedisBackend(url)).rejects.toThrow(/NOAUTH/)
    await expect(createRedisBackend(url.replace('//', '//:wrong@'))).rejects.toThrow(/WRONGPASS/)
    await expect(createRedisBackend(url.replace('redis:', 'rediss:'))).rejects.toThrow(/REDIS_URL.*rediss/)
  })
})
