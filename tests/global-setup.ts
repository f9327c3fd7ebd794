// Starts a real Postgres with pgvector and a real Redis for the whole run, in temporary folders on free ports.
// Where a server is not installed its suites are skipped, and with REQUIRE_SERVICES=1 the run fails instead.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { makeTemplate } from './embedded-template.ts'
import { makeMemoryFolder } from './memory-folder.ts'
import { freePort, startPostgres, stopped, until } from './postgres.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection URL; null when there is no Postgres with pgvector. */
    postgresUrl: string | null
    redisUrl: string | null
    /** Empty at first: see seeded.ts. */
    templateFolder: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const releasers: (() => Promise<void>)[] = []
  // The workers inherit it.
  const folder = makeMemoryFolder()
  if (folder !== undefined) {
    process.env.TMPDIR = folder
    releasers.push(async () => rmSync(folder, { recursive: true, force: true }))
  }
  const [postgresUrl, redisUrl] = await Promise.all([startPostgres(releasers), startRedis(releasers), makeTemplate()])
  const missing = [postgresUrl === null && 'Postgres with pgvector', redisUrl === null && 'Redis'].filter(Boolean)
  if (missing.length > 0) {
    const message = `no ${missing.join(' and no ')} on this machine`
    if (process.env.REQUIRE_SERVICES === '1') throw new Error(`REQUIRE_SERVICES=1, but there is ${message}`)
    process.stderr.write(`Skipping their suites: ${message}.\n`)
  }
  project.provide('postgresUrl', postgresUrl)
  project.provide('redisUrl', redisUrl)
  const templateFolder = mkdtempSync(join(tmpdir(), 'ragbot-test-template-'))
  releasers.push(async () => rmSync(templateFolder, { recursive: true, force: true }))
  project.provide('templateFolder', templateFolder)
  return async () => {
    for (const release of releasers.reverse()) await release()
  }
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
