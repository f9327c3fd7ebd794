// kill -9 and SIGTERM at bad moments, and a Slack that fails: each question is answered exactly once in the end. One team
// goes through all of it, so what was answered before has to stay answered once too.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { cleanUp, type Ended, makeFolder, type Running, spawnRagbot, startRagbot, until } from './ragbot.ts'
import { createTeam, deliverEvent, indexNotes, mention, readTranscripts, type Team } from './team.ts'

// Several starts a test, and a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let team: Team
let last: Running | undefined
const questions: Record<string, unknown>[] = []

beforeAll(async () => {
  team = await createTeam()
  await indexNotes(team)
})

afterAll(async () => {
  await cleanUp()
  await team.slack.close()
})

/** The process that runs, of the test before too, or the next one. */
async function run(): Promise<Running> {
  last ??= await startRagbot(team.environment)
  return last
}

async function end(signal: NodeJS.Signals): Promise<Ended> {
  const running = await run()
  last = undefined
  return running.end(signal)
}

/** Asks, and is told that it was taken. */
async function ask(): Promise<Record<string, unknown>> {
  const event = mention('Who approves travel expenses?')
  questions.push(event)
  expect(await deliverEvent(await run(), event)).toBe(200)
  return event
}

const callsOf = (method: string) => team.slack.calls.filter((call) => call.method === method).length
/** What all see: on a busy machine one person may be told meanwhile that something takes long. */
const replies = () => team.slack.posts.filter(({ user }) => user === undefined)
const postsTo = ({ ts }: Record<string, unknown>) => replies().filter(({ threadTs }) => threadTs === ts)

/** Asks, and returns once its post has begun. */
async function askUntilPosted(): Promise<Record<string, unknown>> {
  const before = callsOf('chat.postMessage')
  const event = await ask()
  await until(() => callsOf('chat.postMessage') > before, 'the post to begin')
  return event
}

/** Each question has one answer in its thread, transcripts have no gaps, and the store is sound. */
async function expectAnsweredOnce(): Promise<void> {
  const running = await run()
  const threads = new Set(questions.map(({ ts }) => ts))
  await until(() => replies().length >= questions.length, 'every answer')
  expect(await ragbot(['jobs', 'drain'], team.environment)).toMatchObject({ code: 0, stderr: '' })
  expect(
    replies()
      .map(({ threadTs }) => threadTs)
      .toSorted(),
  ).toEqual([...threads].toSorted())
  const transcripts = await readTranscripts(running)
  expect(transcripts).toHaveLength(questions.length)
  for (const messages of transcripts) expect(messages.map(({ seq }) => seq)).toEqual([1, 2])
  expect(await ragbot(['verify'], team.environment)).toMatchObject({ code: 0, stderr: '' })
}

describe('after kill -9', () => {
  it('right after the acknowledgement, each time, all questions are answered once', async () => {
    for (let round = 0; round < 3; round += 1) {
      await run()
      await Promise.all(Array.from({ length: 3 }, ask))
      await end('SIGKILL')
    }
    await expectAnsweredOnce()
  })

  it('while Slack holds the post, the post is found and not repeated', async () => {
    await run()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 1_500 })
    const event = await askUntilPosted()
    await end('SIGKILL')
    await until(() => postsTo(event).length === 1, 'the post that was held')
    await expectAnsweredOnce()
  })

  it('when the connection broke after Slack had stored the post, it is not repeated', async () => {
    await run()
    team.slack.next('chat.postMessage', { kind: 'drop' })
    const event = await ask()
    await until(() => postsTo(event).length === 1, 'the post')
    await end('SIGKILL')
    await expectAnsweredOnce()
  })
})

describe('SIGTERM', () => {
  it('lets the post under way finish and exits with 0', async () => {
    await run()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 3_000 })
    const event = await askUntilPosted()
    const begun = callsOf('chat.postMessage')
    const startedAt = performance.now()
    expect(await end('SIGTERM')).toMatchObject({ code: 0 })
    // The promise is 25 seconds, whatever the machine.
    expect(performance.now() - startedAt).toBeLessThan(25_000)
    expect(postsTo(event)).toHaveLength(1)
    await expectAnsweredOnce()
    expect(callsOf('chat.postMessage')).toBe(begun)
  })

  it('stops the work first and the way in after it: what comes meanwhile is kept for the next start', async () => {
    const running = await run()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 3_000 })
    await askUntilPosted()
    const begun = callsOf('chat.postMessage')
    const ended = end('SIGTERM')
    // Once it has heard of it.
    await pause(700)
    const meanwhile = mention('Who approves travel expenses?')
    questions.push(meanwhile)
    expect(await deliverEvent(running, meanwhile)).toBe(200)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
    expect(await ended).toMatchObject({ code: 0 })
    // Nothing new was begun, nothing was closed under what was still at work, and then nobody listens any more.
    expect(callsOf('chat.postMessage')).toBe(begun)
    expect(running.output().stderr).not.toMatch(/did not close|database-away|could not be answered/)
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow()
    await expectAnsweredOnce()
  })

  it('while commands have joined lets them fail in one line, not hang', async () => {
    await run()
    const commands = Array.from({ length: 3 }, () => spawnRagbot(['search', 'travel', '--json'], team.environment))
    expect((await end('SIGTERM')).code).toBe(0)
    for (const { code, stderr } of await Promise.all(commands)) {
      expect([0, 1]).toContain(code)
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(1)
    }
  })
})

describe('a Slack that fails', () => {
  it('asks to wait and breaks down, for posts and for look-ups: one reply in the end', async () => {
    await run()
    team.slack.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 1 })
    team.slack.next('chat.postMessage', { kind: 'status', status: 500, lands: true })
    team.slack.next('conversations.replies', { kind: 'status', status: 502 })
    await ask()
    await expectAnsweredOnce()
  })

  it('is out of reach for a while: one reply once it is back', async () => {
    const running = await run()
    // Who reads along may be known still, or is asked first, in vain.
    const refused = () => running.output().stderr.split(/a reply was not sent|an answer waits for look-ups/).length
    const before = refused()
    const { resume } = await team.slack.pause()
    await ask()
    await until(() => refused() > before, 'an attempt')
    await resume()
    await expectAnsweredOnce()
  })
})

// What it leaves to be removed is removed later: verify says so.
describe('after kill -9 in the middle of indexing', () => {
  it('again a large file, the file is searched as it was before', async () => {
    const path = join(makeFolder(), 'handbook.md')
    const write = (word: string) =>
      writeFileSync(
        path,
        Array.from({ length: 6_000 }, (_, n) => `Rule ${n} of the handbook is ${word} for all.\n\n`).join(''),
      )
    await run()
    write('turquoise')
    expect((await ragbot(['index', path], team.environment)).code).toBe(0)
    write('vermilion')
    const indexing = spawnRagbot(['index', path], team.environment)
    await untilHalfWritten(team.dataDir)
    await end('SIGKILL')
    expect((await indexing).code).toBe(1)

    await run()
    expect([await hits('turquoise'), await hits('vermilion')]).toEqual([1, 0])
    expect((await ragbot(['verify'], team.environment)).code).toBe(0)
    expect((await ragbot(['index', path], team.environment)).code).toBe(0)
    expect([await hits('turquoise'), await hits('vermilion')]).toEqual([0, 1])
  })

  /** Looks into the running engine: the new chunks are being written, and not published yet. */
  async function untilHalfWritten(dataDir: string): Promise<void> {
    const { socketDir } = JSON.parse(readFileSync(join(dataDir, 'engine.json'), 'utf8')) as { socketDir: string }
    const client = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' })
    client.on('error', () => {})
    await client.connect()
    const writing = `select 1 from chunks c join revisions r on r.id = c.revision_id where r.state = 'writing' limit 1`
    await until(async () => (await client.query(writing)).rowCount === 1, 'the new chunks')
    await client.end()
  }

  async function hits(query: string): Promise<number> {
    const { stdout } = await ragbot(['search', query, '--json'], team.environment)
    return JSON.parse(stdout).hits.length
  }
})
