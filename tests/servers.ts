// Servers of a test's own that can be stopped in every way and started again on the same port and data: Postgres with
// pgvector, and Redis. `tests/postgres.ts` and `tests/global-setup.ts` start those that a whole run shares.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort, postgresFolder, postgresUser, until } from './postgres.ts'

export interface TestServer {
  readonly url: string
  readonly port: number
  /** Ends it by this signal and waits for its end: SIGKILL, or for Postgres SIGINT (fast), SIGQUIT (immediate). */
  stop(signal: NodeJS.Signals): Promise<void>
  /** On the same port and data; resolves when it answers. */
  start(): Promise<void>
  /** Stands still, with all its processes, until `go`. */
  halt(): void
  go(): void
  /** Stops it for good and removes its files. */
  remove(): Promise<void>
}

/** Null where it is not installed. An empty database in which the URL's user is a superuser. */
export async function createPostgres(): Promise<TestServer | null> {
  const bin = postgresFolder()
  if (bin === undefined) return null
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-stops-pg-'))
  const user = postgresUser()
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? 0)
  const data = join(folder, 'data')
  const options = { ...user, cwd: folder, stdio: 'ignore' as const }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '-N'], options)
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  // What is acknowledged has to outlive a kill: fsync stays on.
  const settings = ['-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1']
  return create(folder, url, port, {
    spawn: () => spawn(join(bin, 'postgres'), ['-D', data, ...settings], options),
    async answers() {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
      client.on('error', () => {})
      await client.connect()
      await client.query('select 1')
      await client.end()
    },
  })
}

/** Null where it is not installed. @param settings such as `--appendonly yes` */
export async function createRedis(settings: readonly string[]): Promise<TestServer | null> {
  if (!existsSync('/usr/bin/redis-server')) return null
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-stops-redis-'))
  const port = await freePort()
  const { Redis } = await import('ioredis')
  return create(folder, `redis://127.0.0.1:${port}`, port, {
    spawn: () =>
      spawn(
        '/usr/bin/redis-server',
        ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', ...settings],
        { stdio: 'ignore' },
      ),
    async answers() {
      const redis = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null })
      redis.on('error', () => {})
      await redis.connect()
      redis.disconnect()
    },
  })
}

async function create(
  folder: string,
  url: string,
  port: number,
  how: { spawn(): ChildProcess; answers(): Promise<void> },
): Promise<TestServer> {
  let child: ChildProcess | undefined
  async function start(): Promise<void> {
    // Processes of a Postgres that was killed may hold its shared memory for another moment: then it ends at once.
    await until(async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) child = how.spawn()
      await how.answers()
    })
  }
  async function stop(signal: NodeJS.Signals): Promise<void> {
    const stopped = child
    if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return
    const ended = new Promise((resolve) => stopped.once('exit', resolve))
    stopped.kill(signal)
    await ended
  }
  const signalAll = (signal: NodeJS.Signals) => {
    if (child?.pid === undefined) return
    for (const pid of [child.pid, ...childrenOf(child.pid)]) process.kill(pid, signal)
  }
  await start()
  return {
    url,
    port,
    start,
    stop,
    halt: () => signalAll('SIGSTOP'),
    go: () => signalAll('SIGCONT'),
    async remove() {
      await stop('SIGKILL')
      await until(async () => rmSync(folder, { recursive: true, force: true }))
    },
  }
}

function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
}
