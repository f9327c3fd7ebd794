// kill -9 and SIGTERM at bad moments, and a Slack that fails: each question is answered exactly once in the end.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ragbot } from '../cli/in-process.ts'
import { seed } from '../seeded.ts'
import { cleanUp, makeFolder, type Running, spawnRagbot, startRagbot, until } from './ragbot.ts'
import { createTeam, deliverEvent, mention, readTranscripts, type Team, writeNotes } from './team.ts'

// Several starts a test, and a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let team: Team

afterEach(async () => {
  await cleanUp()
  await team.slack.close()
})

// A DATA_DIR in which the notes are indexed: a copy of it starts sooner than an empty one.
const template = mkdtempSync(join(tmpdir(), 'ragbot-template-'))

beforeAll(async () => {
  await seed(template, 'started')
  expect(await ragbot(['index', writeNotes()], { DATA_DIR: template })).toMatchObject({ code: 0 })
})

afterAll(() => rmSync(template, { recursive: true, force: true }))

async function startTeam(): Promise<Running> {
  const dataDir = makeFolder()
  cpSync(template, dataDir, { recursive: true })
  team = await createTeam({ DATA_DIR: dataDir })
  return startRagbot(team.environment)
}

const question = () => mention('Who approves travel expenses?')
const callsOf = (method: string) => team.slack.calls.filter((call) => call.method === method).length

/** Each question has one answer in its thread, transcripts have no gaps, and the store is sound. */
async function expectAnsweredOnce(running: Running, questions: readonly Record<string, unknown>[]): Promise<void> {
  const threads = new Set(questions.map(({ ts }) => ts))
  await until(() => team.slack.posts.length >= questions.length, 'every answer')
  expect(await ragbot(['jobs', 'drain'], team.environment)).toMatchObject({ code: 0, stderr: '' })
  expect(team.slack.posts.map(({ threadTs }) => threadTs).toSorted()).toEqual([...threads].toSorted())
  const transcripts = await readTranscripts(running)
  expect(transcripts).toHaveLength(questions.length)
  for (const messages of transcripts) expect(messages.map(({ seq }) => seq)).toEqual([1, 2])
  expect(await ragbot(['verify'], team.environment)).toMatchObject({ code: 0, stderr: '' })
}

describe('after kill -9', () => {
  it('right after the acknowledgement, each time, all questions are answered once', async () => {
    let running = await startTeam()
    const questions: Record<string, unknown>[] = []
    for (let round = 0; round < 3; round += 1) {
      const asked = Array.from({ length: 3 }, question)
      questions.push(...asked)
      expect(await Promise.all(asked.map((event) => deliverEvent(running, event)))).toEqual([200, 200, 200])
      await running.end('SIGKILL')
      running = await startRagbot(team.environment)
    }
    await expectAnsweredOnce(running, questions)
  })

  it('while Slack holds the post, the post is found and not repeated', async () => {
    const running = await startTeam()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 1_500 })
    const event = question()
    expect(await deliverEvent(running, event)).toBe(200)
    await until(() => callsOf('chat.postMessage') === 1, 'the post to begin')
    await running.end('SIGKILL')
    await until(() => team.slack.posts.length === 1, 'the post that was held')
    await expectAnsweredOnce(await startRagbot(team.environment), [event])
  })

  it('when the connection broke after Slack had stored the post, it is not repeated', async () => {
    const running = await startTeam()
    team.slack.next('chat.postMessage', { kind: 'drop' })
    const event = question()
    expect(await deliverEvent(running, event)).toBe(200)
    await until(() => team.slack.posts.length === 1, 'the post')
    await running.end('SIGKILL')
    await expectAnsweredOnce(await startRagbot(team.environment), [event])
  })

  it('while a large file is indexed again, the file is searched as it was before', async () => {
    team = await createTeam()
    const path = join(makeFolder(), 'handbook.md')
    const write = (word: string) =>
      writeFileSync(
        path,
        Array.from({ length: 6_000 }, (_, n) => `Rule ${n} of the handbook is ${word} for all.\n\n`).join(''),
      )
    write('turquoise')
    expect((await ragbot(['index', path], team.environment)).code).toBe(0)
    let running = await startRagbot(team.environment)
    write('vermilion')
    const indexing = spawnRagbot(['index', path], team.environment)
    await untilHalfWritten(team.dataDir)
    await running.end('SIGKILL')
    expect((await indexing).code).toBe(1)

    running = await startRagbot(team.environment)
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

describe('SIGTERM', () => {
  it('lets the post under way finish and exits with 0', async () => {
    const running = await startTeam()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 3_000 })
    const event = question()
    expect(await deliverEvent(running, event)).toBe(200)
    await until(() => callsOf('chat.postMessage') === 1, 'the post to begin')
    const startedAt = performance.now()
    expect(await running.end('SIGTERM')).toMatchObject({ code: 0 })
    // The promise is 25 seconds, whatever the machine.
    expect(performance.now() - startedAt).toBeLessThan(25_000)
    expect(team.slack.posts).toHaveLength(1)
    await expectAnsweredOnce(await startRagbot(team.environment), [event])
    expect(callsOf('chat.postMessage')).toBe(1)
  })

  it('stops the work first and the way in after it: what comes meanwhile is kept for the next start', async () => {
    const running = await startTeam()
    team.slack.next('chat.postMessage', { kind: 'slow', ms: 3_000 })
    const before = question()
    expect(await deliverEvent(running, before)).toBe(200)
    await until(() => callsOf('chat.postMessage') === 1, 'the post to begin')
    const ended = running.end('SIGTERM')
    // Once it has heard of it.
    await pause(700)
    const meanwhile = question()
    expect(await deliverEvent(running, meanwhile)).toBe(200)
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
    expect(await ended).toMatchObject({ code: 0 })
    // Nothing new was begun, nothing was closed under what was still at work, and then nobody listens any more.
    expect(callsOf('chat.postMessage')).toBe(1)
    expect(running.output().stderr).not.toMatch(/did not close|database-away|could not be answered/)
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow()
    await expectAnsweredOnce(await startRagbot(team.environment), [before, meanwhile])
  })

  it('while commands have joined lets them fail in one line, not hang', async () => {
    const running = await startTeam()
    const commands = Array.from({ length: 3 }, () => spawnRagbot(['search', 'travel', '--json'], team.environment))
    expect((await running.end('SIGTERM')).code).toBe(0)
    for (const { code, stderr } of await Promise.all(commands)) {
      expect([0, 1]).toContain(code)
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(1)
    }
  })
})

describe('a Slack that fails', () => {
  it('asks to wait and breaks down, for posts and for look-ups: one reply in the end', async () => {
    const running = await startTeam()
    team.slack.next('chat.postMessage', { kind: 'rate-limit', retryAfterSeconds: 1 })
    team.slack.next('chat.postMessage', { kind: 'status', status: 500, lands: true })
    team.slack.next('conversations.replies', { kind: 'status', status: 502 })
    const event = question()
    expect(await deliverEvent(running, event)).toBe(200)
    await expectAnsweredOnce(running, [event])
  })

  it('is out of reach for a while: one reply once it is back', async () => {
    const running = await startTeam()
    const event = question()
    const { resume } = await team.slack.pause()
    expect(await deliverEvent(running, event)).toBe(200)
    await until(() => running.output().stderr.includes('a reply was not sent'), 'an attempt')
    await resume()
    await expectAnsweredOnce(running, [event])
  })
})
