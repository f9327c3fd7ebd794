// What makes a Redis lose jobs or refuse them, read from the server itself. Nothing of ours is lost with it, as rows are
// the truth, but work waits for the sweeper. What the server does not let us read is said.
import type { Redis } from 'ioredis'
import { describeError } from '../errors.ts'
import type { Finding } from '../model.ts'

const ownerKey = 'ragbot:installation'
const clockToleranceMs = 60_000
/** How much of the keys is looked at for others' ones. */
const sample = 1_000

/**
 * @param installation of the database: another one's wake-ups would be taken from it
 * @throws of Redis when it does not answer
 */
export async function lookAtRedis(redis: Redis, installation?: string): Promise<readonly Finding[]> {
  const info = parseInfo(await redis.info())
  const findings: Finding[] = []
  const add = (level: Finding['level'], message: string) => findings.push({ about: 'queues', level, message })
  const has = (name: string, value: string) => info.get(name) === value

  const version = info.get('redis_version') ?? '0'
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < 6 || (major === 6 && minor < 2)) add('warning', `Redis is ${version}: use 6.2 or later`)
  if (has('redis_mode', 'cluster'))
    add('error', 'Redis is a cluster, over which a queue cannot be spread: set REDIS_URL to a single Redis')
  const isReplica = has('role', 'slave')
  if (isReplica) add('error', 'Redis is a replica and takes no jobs: set REDIS_URL to its primary')

  const policy = info.get('maxmemory_policy')
  if (policy !== undefined && policy !== 'noeviction')
    add('warning', `Redis drops jobs when its memory is full (maxmemory-policy ${policy}): set it to noeviction`)
  const most = Number(info.get('maxmemory') ?? 0)
  if (most > 0 && Number(info.get('used_memory') ?? 0) > 0.9 * most)
    add('warning', 'Redis has used over 90 % of its maxmemory: raise it')

  if (has('aof_last_write_status', 'err') || has('rdb_last_bgsave_status', 'err'))
    add('error', 'Redis could not write to its disk the last time: free some, and see its log')
  if (has('aof_enabled', '0')) {
    const save = await readSave(redis)
    if (save === null)
      add('warning', 'Redis does not let its settings be read (CONFIG): see that it is persistent (appendonly yes)')
    else if (save === '') add('warning', 'Redis keeps nothing over a restart: set appendonly to yes')
  }

  const off = await clockOff(redis)
  if (Math.abs(off) > clockToleranceMs)
    add(
      'warning',
      `the clock of Redis is ${Math.round(Math.abs(off) / 1_000)} s ${off > 0 ? 'ahead of' : 'behind'} this machine's: set both by NTP`,
    )

  if (!isReplica && !has('redis_mode', 'cluster')) findings.push(...(await lookForOthers(redis, installation)))
  return findings.length > 0 ? findings : [{ about: 'queues', level: 'ok', message: `Redis ${version}, persistent` }]
}

async function lookForOthers(redis: Redis, installation: string | undefined): Promise<readonly Finding[]> {
  const own = 'give ragbot a Redis of its own, or a database of it (REDIS_URL ending in /1)'
  try {
    const [, keys] = await redis.scan('0', 'COUNT', sample)
    const foreign = keys.filter((key) => !key.startsWith('bull:') && key !== ownerKey)
    const findings: Finding[] = []
    if (foreign.length > 0) {
      const message = `Redis is shared: ${foreign.length} of ${keys.length} keys are not ragbot's. To keep others from deleting jobs, ${own}`
      findings.push({ about: 'queues', level: 'warning', message })
    }
    if (installation === undefined) return findings
    await redis.setnx(ownerKey, installation)
    if ((await redis.get(ownerKey)) !== installation) {
      const message = `another ragbot, with another database, uses this Redis, and each takes the other's jobs: ${own}. If that one is gone: redis-cli DEL ${ownerKey}`
      findings.push({ about: 'queues', level: 'error', message })
    }
    return findings
  } catch (error) {
    return [{ about: 'queues', level: 'error', message: `Redis refuses to work: ${describeError(error)}` }]
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split(/\r?\n/)
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )
}

/** Null where the server does not tell. */
async function readSave(redis: Redis): Promise<string | null> {
  try {
    const [, save] = (await redis.config('GET', 'save')) as string[]
    return save ?? null
  } catch {
    return null
  }
}

async function clockOff(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time()
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000 - Date.now()
}
