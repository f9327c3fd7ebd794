// How a start goes wrong: one line that says what to do, exit 1. And how it goes right: what it prints, what it keeps
// secret, and one installation in two processes.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, inject, it, vi } from 'vitest'
import { asAdmin, createMigratedDatabase, createServerDatabase, superuserUrl } from '../databases.ts'
import {
  cleanUp,
  type Environment,
  makeDataDir,
  makeFolder,
  type Running,
  spawnRagbot,
  startRagbot,
  until,
} from './ragbot.ts'
import { botToken, createTeam, deliverCommand, deliverEvent, indexNotes, mention, signingSecret } from './team.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

afterEach(cleanUp)

const slackVariables = { SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken }

/** One line, but for what a server that may still be starting is waited for. */
async function expectRefusal(environment: Environment, expected: RegExp): Promise<void> {
  const { code, stdout, stderr } = await spawnRagbot(['start'], { PORT: '0', ...environment })
  const lines = stderr.trim().split('\n')
  // A server may still be starting: it gets 15 s, and that is said.
  if (lines[0]?.includes('waiting 15 s at most')) lines.shift()
  expect(lines).toEqual([expect.stringMatching(expected)])
  expect(lines[0]).toMatch(/^ragbot: /)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
}

describe('start refuses in one line', () => {
  it('servers out of reach, once they had their time, without their passwords', async () => {
    await Promise.all([
      expectRefusal(
        { DATA_DIR: makeFolder(), DATABASE_URL: 'postgres://a:pa55word@127.0.0.1:1/x' },
        /^(?!.*pa55word).*DATABASE_URL cannot be used/,
      ),
      expectRefusal(
        { DATA_DIR: await makeDataDir(), REDIS_URL: 'redis://:pa55word@127.0.0.1:1' },
        /^(?!.*pa55word).*Redis at REDIS_URL cannot be used/,
      ),
    ])
  })
})

describe('the first start', () => {
  it('says in a few lines what is on, what is off and why, and where the page is; the next keeps its key', async () => {
    const dataDir = makeFolder()
    const environment = { DATA_DIR: dataDir, ...slackVariables }
    const first = await startRagbot(environment)
    const { stdout } = first.output()
    expect(stdout.trim().split('\n').length).toBeLessThan(12)
    expect(stdout).toMatch(/^ragbot is running\n {2}database +embedded, in /)
    expect(stdout).toMatch(/slack +on, at http:.*\/webhooks\/slack\n/)
    expect(stdout).toMatch(/discord +off: /)
    expect(stdout).toMatch(/Open the chat page: http:\/\/127\.0\.0\.1:\d+\/\?token=\S+\n$/)
    const path = join(dataDir, 'encryption.key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const key = readFileSync(path, 'utf8')

    await expectRefusal(environment, new RegExp(`already running on DATA_DIR .* \\(process ${first.pid}\\)`))

    expect(await first.end('SIGTERM')).toMatchObject({ code: 0 })
    await startRagbot(environment)
    expect(readFileSync(path, 'utf8')).toBe(key)
  })
})

const hasServers = inject('postgresUrl') !== null && inject('redisUrl') !== null

describe.skipIf(!hasServers)('on a database server', () => {
  it('one process takes webhooks and another answers, through Redis; one with another key is told apart', async () => {
    const database = await createServerDatabase()
    const team = await createTeam({
      DATABASE_URL: database.url,
      REDIS_URL: inject('redisUrl') ?? '',
      PUBLIC_URL: 'https://rag.example.com',
      // That does not exist yet.
      DATA_DIR: join(makeFolder(), 'new'),
    })
    // Both start at once on an empty database: one migrates, the other waits.
    const [front] = await Promise.all([
      startRagbot(team.environment, ['--roles', 'bots,portal']),
      startRagbot(team.environment, ['--roles', 'workers']),
    ])
    await indexNotes(team)
    expect(await deliverEvent(front, mention('Who approves travel expenses?'))).toBe(200)
    // A placeholder may stand there first.
    await until(
      () => JSON.stringify(team.slack.posts[0]?.content ?? '').includes('head of finance'),
      'the answer of the other process',
    )
    const third = await startRagbot({ ...team.environment, DATA_DIR: makeFolder() }, ['--roles', 'workers'])
    expect(third.output().stdout).toMatch(/ATTENTION key: .*made anew, which is not the key.*another process has it/)
    await team.slack.close()
    await cleanUp()
    await database.drop()
  })

  it('a process whose workers are away says so, to whoever asks too, and the answer comes once they are back', async () => {
    const database = await createMigratedDatabase()
    const team = await createTeam({ DATABASE_URL: database.url, PUBLIC_URL: 'https://rag.example.com' })
    const front = await startRagbot(team.environment, ['--roles', 'bots,portal'])
    await indexNotes(team)
    const readyz = async () => (await fetch(`${front.url}/readyz`)).text()
    expect(front.output().stdout).toContain('ATTENTION workers: nobody works on the questions of slack')
    expect(await readyz()).toMatch(/^ready\n(.*\n)*warning workers: nobody works on the questions of .*slack/)
    expect(await deliverEvent(front, mention('Who approves travel expenses?'))).toBe(200)
    // A minute passes.
    await asAdmin(superuserUrl(database.url), [`update inbox set received_at = received_at - interval '1 minute'`])
    await until(() => team.slack.posts.length > 0, 'the note')
    expect(team.slack.posts[0]).toMatchObject({ user: 'U1' })
    expect(JSON.stringify(team.slack.posts[0]?.content)).toContain('Nobody is working on questions at the moment')
    expect(logOf(front)).toContain('nobody works on questions')

    const back = await startRagbot(team.environment, ['--roles', 'workers'])
    const answer = () => JSON.stringify(team.slack.posts[1]?.content ?? '')
    await until(() => answer().includes('head of finance'), 'the answer')
    // The page's own part, not the port of the process that wrote the answer.
    expect(answer()).not.toContain('127.0.0.1')
    expect(answer()).toContain('https://rag.example.com/')
    expect(await readyz()).not.toContain('workers')
    await until(() => logOf(front).includes('questions are worked on again'), 'the log')
    expect(team.slack.posts).toHaveLength(2)
    expect((await back.end('SIGTERM')).code).toBe(0)
    expect(await readyz()).toContain('warning workers: ')
    await team.slack.close()
    await cleanUp()
    await database.drop()
  })

  it('no secret and no message is in the log, the queue, or in clear in the database', async () => {
    const database = await createMigratedDatabase()
    const team = await createTeam({ DATABASE_URL: database.url })
    const running = await startRagbot(team.environment)
    await indexNotes(team)
    // What fails is logged too; the response URL stays in the database while its reply waits.
    team.slack.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 1 })
    for (let n = 0; n < 50; n += 1) team.slack.next('response_url', { kind: 'rate-limit', retryAfterSeconds: 60 })
    await deliverEvent(running, mention('Who approves travel expenses of the flamingo?'))
    await deliverCommand(running, team.slack, 'search flamingo')
    await until(() => team.slack.calls.some(({ method }) => method === 'response_url'), 'the command')
    await until(() => team.slack.posts.length > 0, 'the answer')

    const log = logOf(running)
    for (const secret of [signingSecret, botToken, 'flamingo', 'finance', team.slack.responseUrl, tokenOf(running)]) {
      expect(log).not.toContain(secret)
    }
    const queue = await dump(database.url, 'bullmq')
    const rows = await dump(database.url, 'public')
    expect(queue).toContain('slack:T1:C1')
    expect(rows).toContain('flamingo')
    for (const secret of [signingSecret, botToken, team.slack.responseUrl]) expect(queue + rows).not.toContain(secret)
    expect(queue).not.toMatch(/flamingo|finance/)
    await team.slack.close()
    await cleanUp()
    await database.drop()
  })
})

const logOf = (running: Running) => running.output().stderr
const tokenOf = (running: Running) => /token=(\S+)/.exec(running.output().stdout)?.[1] ?? 'none'

/** Every row of every table of a schema, as text. */
async function dump(url: string, schema: string): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl(url) })
  await client.connect()
  const { rows } = await client.query('select tablename as name from pg_tables where schemaname = $1', [schema])
  let text = ''
  for (const { name } of rows) {
    const found = await client.query(`select t::text as row from ${schema}."${name}" t`)
    text += found.rows.map(({ row }) => `${name} ${row}\n`).join('')
  }
  await client.end()
  return text
}
