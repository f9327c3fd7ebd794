// Who asks while nobody answers, with a real store and the platforms' adapters against stand-ins: told once, to them alone,
// and the answer comes as if nothing had been said.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLocalPlatform } from '../../src/bots/local/index.ts'
import { createSlackPlatform } from '../../src/bots/slack/index.ts'
import { createLog } from '../../src/log.ts'
import type { Incoming, PlatformId, ThreadKey } from '../../src/model.ts'
import { startAbsence, startPresence } from '../../src/queue/absence.ts'
import { createRecordingHost } from '../bots/recording-host.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { createSlackStandIn, type SlackStandIn } from '../stand-ins/slack.ts'

vi.setConfig({ testTimeout: 60_000 })

const opened = openStore(testDatabases[0]!)
const botToken = 'xoxb-token-of-the-absence-tests'
const waiting = { timeout: 20_000, interval: 20 }
const sealer = { seal: (text: string) => Buffer.from(text), open: (sealed: Buffer) => sealed.toString() }
const told = /Nobody is working on questions at the moment/

let slack: SlackStandIn
let count = 0
const logged: string[] = []

beforeAll(async () => {
  slack = await createSlackStandIn({ botToken })
})
afterAll(() => slack.close())
beforeEach(async () => {
  await opened().db.asSystem(async (sql) => {
    await sql('delete from inbox')
    await sql('delete from worker_processes')
  })
  for (const kept of [slack.posts, slack.calls, slack.responses, logged]) kept.splice(0)
  slack.plan(null)
})

function watch() {
  const platforms = [
    createSlackPlatform({ signingSecret: 'secret', botToken, apiUrl: slack.apiUrl }, createRecordingHost(), {
      now: Date.now,
      timeoutMs: 500,
    }),
    createLocalPlatform(createRecordingHost()),
  ]
  const log = createLog('warn', (line) => void logged.push(line))
  const absence = startAbsence({ store: opened().store, sealer, log, platforms, lookEveryMs: 50 })
  onTestFinished(absence.stop)
  return absence
}

async function work(...platforms: readonly PlatformId[]) {
  const presence = await startPresence({ store: opened().store, log: createLog('silent'), platforms })
  onTestFinished(presence.stop)
  return presence
}

/** A message that came so long ago. */
async function ask(ageMs: number, fields: Partial<Incoming> = {}): Promise<Incoming> {
  const { store, home, db } = opened()
  count += 1
  const { secret, ...incoming }: Incoming = {
    platform: 'slack',
    naturalKey: `T1:C1:${count}`,
    threadKey: `thread-${count}` as ThreadKey,
    channel: 'T1/C1',
    person: 'T1/U1',
    request: { kind: 'ask', question: 'Who approves it?', cut: false },
    target: { team: 'T1', channel: 'C1', user: 'U1', ts: '1790000000.1', thread_ts: '1790000000.1' },
    ...fields,
  }
  const sealed = secret === undefined ? null : sealer.seal(secret)
  await store.acceptIncoming(home, { incoming, secret: sealed, traceId: 't' })
  await db.asSystem((sql) =>
    sql(`update inbox set received_at = received_at - $1 * interval '1 ms' where natural_key = $2`, [
      ageMs,
      incoming.naturalKey,
    ]),
  )
  return incoming
}

const texts = () => slack.posts.map(({ content }) => JSON.stringify(content))
const said = () => logged.filter((line) => line.includes('nobody works on questions'))

describe('while nobody answers', () => {
  it('whoever has waited for a minute is told once, alone; a younger message and the next look say nothing', async () => {
    await ask(61_000)
    await ask(50_000, { person: 'T1/U2', target: { team: 'T1', channel: 'C1', user: 'U2' } })
    const absence = watch()
    await vi.waitFor(() => expect(slack.posts).toHaveLength(1), waiting)
    await pause(500)
    expect(slack.posts).toHaveLength(1)
    expect(slack.posts[0]).toMatchObject({ user: 'U1', channel: 'C1' })
    expect(texts()[0]).toMatch(told)
    expect(said()).toHaveLength(2)
    expect(await absence.look()).toEqual([
      { about: 'workers', level: 'error', message: expect.stringContaining('slack, local') },
    ])
  })

  it('two processes that watch tell it once', async () => {
    for (let n = 0; n < 5; n += 1) await ask(61_000)
    watch()
    watch()
    await vi.waitFor(() => expect(slack.posts).toHaveLength(5), waiting)
    await pause(500)
    expect(slack.posts).toHaveLength(5)
  })

  it('the message still has its turn, its attempts and its secret', async () => {
    const incoming = await ask(61_000, { secret: slack.responseUrl })
    watch()
    await vi.waitFor(() => expect(texts().join()).toMatch(told), waiting)
    expect(slack.responses).toEqual([])
    const claim = await opened().store.claimIncoming(incoming, 'me')
    expect(claim).toMatchObject({ kind: 'row', row: { attempts: 1, secret: Buffer.from(slack.responseUrl) } })
    expect(await opened().store.claimOutgoing(incoming, 'me')).toEqual({ kind: 'nothing' })
  })

  it('where the bot is no member, one use of five of the response URL says it', async () => {
    slack.next('chat.postEphemeral', { kind: 'error', error: 'channel_not_found' })
    await ask(61_000, { secret: slack.responseUrl })
    watch()
    await vi.waitFor(() => expect(slack.responses).toHaveLength(1), waiting)
    expect(JSON.stringify(slack.responses)).toMatch(told)
  })

  it('is said later where the platform takes nothing just now, and not again where that is unknown', async () => {
    slack.next('chat.postEphemeral', { kind: 'error', error: 'ratelimited' })
    await ask(61_000)
    watch()
    await vi.waitFor(() => expect(slack.posts).toHaveLength(1), waiting)
    slack.next('chat.postEphemeral', { kind: 'drop' })
    await ask(61_000)
    await vi.waitFor(() => expect(slack.posts).toHaveLength(2), waiting)
    await pause(500)
    expect(slack.posts).toHaveLength(2)
  })

  it('the page reads it where the answer will be', async () => {
    const incoming = await ask(61_000, { platform: 'local', channel: null, person: 'owner', target: {} })
    watch()
    await vi.waitFor(async () => {
      const { store, home } = opened()
      expect((await store.readPlaceholder(home, incoming))?.markdown).toMatch(told)
    }, waiting)
  })
})

describe('while someone answers', () => {
  it('nothing is said, until it stops; and when the next comes, that is said too', async () => {
    const first = await work('slack', 'local')
    await ask(61_000)
    const absence = watch()
    await pause(500)
    expect(slack.calls).toEqual([])
    expect(await absence.look()).toEqual([])
    await first.stop()
    await vi.waitFor(() => expect(slack.posts).toHaveLength(1), waiting)
    await work('slack', 'local')
    await vi.waitFor(() => expect(logged.join()).toContain('questions are worked on again'), waiting)
  })

  it('who works on another platform only is of no help here', async () => {
    await work('local')
    await ask(61_000)
    const absence = watch()
    await vi.waitFor(() => expect(slack.posts).toHaveLength(1), waiting)
    expect((await absence.look())[0]?.message).toMatch(/questions of slack:/)
  })

  it('a process that ended without a word is missed half a minute later, whatever its clock said', async () => {
    await work('slack', 'local')
    const absence = watch()
    for (const [seen, expected] of [
      [`now() - interval '31 seconds'`, 1],
      [`now() - interval '29 seconds'`, 0],
      [`now() + interval '4 minutes'`, 1],
    ] as const) {
      await opened().db.asSystem((sql) => sql(`update worker_processes set seen_at = ${seen}`))
      expect(await absence.look(), seen).toHaveLength(expected)
    }
  })
})
