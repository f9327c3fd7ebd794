// Starts a real Postgres with pgvector and a real Redis for the whole run, in temporary folders on free ports.
// Where a server is not installed its suites are skipped, and with REQUIRE_SERVICES=1 the run fails instead.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection URL; null when there is no Postgres with pgvector. */
    postgresUrl: string | null
    redisUrl: string | null
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const releasers: (() => Promise<void>)[] = []
  const [postgresUrl, redisUrl] = await Promise.all([startPostgres(releasers), startRedis(releasers)])
  const missing = [postgresUrl === null && 'Postgres with pgvector', redisUrl === null && 'Redis'].filter(Boolean)
  if (missing.length > 0) {
    const message = `no ${missing.join(' and no ')} on this machine`
    if (process.env.REQUIRE_SERVICES === '1') throw new Error(`REQUIRE_SERVICES=1, but there is ${message}`)
    process.stderr.write(`Skipping their suites: ${message}.\n`)
  }
  project.provide('postgresUrl', postgresUrl)
  project.provide('redisUrl', redisUrl)
  return async () => {
    for (const release of releasers.reverse()) await release()
  }
}

const binFolders = [
  '/usr/lib/postgresql/18/bin',
  '/usr/lib/postgresql/17/bin',
  '/usr/lib/postgresql/16/bin',
  '/usr/lib/postgresql/15/bin',
]

async function startPostgres(releasers: (() => Promise<void>)[]): Promise<string | null> {
  const bin = binFolders.find((folder) => existsSync(join(folder, 'initdb')))
  if (!bin) return null
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-test-pg-'))
  releasers.push(async () => rmSync(folder, { recursive: true, force: true }))
  // Postgres refuses to run as root.
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: idOf('postgres', '-u'), gid: idOf('postgres', '-g') } : {}
  if (isRoot) chownSync(folder, user.uid ?? 0, user.gid ?? 0)
  execFileSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  })
  const port = await freePort()
  const settings = ['-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off']
  const server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), ...settings], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  })
  releasers.push(() => stopped(server, 'SIGINT'))
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await until(async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    await client.end()
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query("select 1 from pg_available_extensions where name = 'vector'")
  await client.end()
  return rowCount === 1 ? url : null
}

async function startRedis(releasers: (() => Promise<void>)[]): Promise<string | null> {
  if (!existsSync('/usr/bin/redis-server')) return null
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-test-redis-'))
  releasers.push(async () => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  const server = spawn(
    '/usr/bin/redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    {
      stdio: 'ignore',
    },
  )
  releasers.push(() => stopped(server, 'SIGTERM'))
  const { Redis } = await import('ioredis')
  await until(async () => {
    const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => {})
    await redis.connect()
    redis.disconnect()
  })
  return `redis://127.0.0.1:${port}`
}

function idOf(user: string, flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, user], { encoding: 'utf8' }))
}

async function until(attempt: () => Promise<void>): Promise<void> {
  for (let left = 200; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await pause(100)
    }
  }
}

async function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
