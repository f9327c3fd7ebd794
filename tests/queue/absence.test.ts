// Who asks while nobody answers, with a real store and the platforms' adapters against stand-ins: told once, to them alone,
// and the answer comes as if nothing had been said.

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { someone } from '../../src/askers.ts'
import { createLocalPlatform } from '../../src/bots/local/index.ts'
import { createSlackPlatform } from '../../src/bots/slack/index.ts'
import type { Platform } from '../../src/bots/types.ts'
import { databaseAway } from '../../src/errors.ts'
import { createLog } from '../../src/log.ts'
import type { Incoming, InstallId, PlatformId, ThreadKey } from '../../src/model.ts'
import { startAbsence, startPresence } from '../../src/queue/absence.ts'
import { replySeal } from '../../src/queue/inbox.ts'
import { createSecrets } from '../../src/secrets.ts'
import { at } from '../askers.ts'
import { createRecordingHost } from '../bots/recording-host.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { createSlackStandIn, type SlackStandIn } from '../stand-ins/slack.ts'
import { createSteps } from './steps.ts'

const opened = openStore(testDatabases[0]!)
const botToken = 'xoxb-token-of-the-absence-tests'
const sealer = createSecrets(Buffer.alloc(32, 7))
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

/** Who looks every 5 s: `look` as `/readyz` asks, `looks` passes so many times. */
function watch() {
  const steps = createSteps()
  const platforms = new Map<InstallId, Platform>([
    [
      opened().installOf('slack').id,
      createSlackPlatform({ signingSecret: 'secret', botToken, apiUrl: slack.apiUrl }, createRecordingHost(), {
        now: Date.now,
        timeoutMs: 5_000,
      }),
    ],
    [opened().installOf('local').id, createLocalPlatform(createRecordingHost())],
  ])
  const log = createLog('warn', (line) => void logged.push(line))
  const absence = startAbsence({ store: opened().store, sealer, log, platforms: () => platforms, pause: steps.pause })
  onTestFinished(absence.stop)
  return {
    look: absence.look,
    async looks(times: number) {
      expect(await steps.idle()).toBe(5_000)
      for (let n = 0; n < times; n += 1) await steps.step()
    },
  }
}

const idsOf = (...platforms: readonly PlatformId[]) => platforms.map((platform) => opened().installOf(platform).id)

async function work(...platforms: readonly PlatformId[]) {
  const log = createLog('silent')
  const presence = await startPresence({ store: opened().store, log, installs: () => idsOf(...platforms) })
  onTestFinished(presence.stop)
  return presence
}

/** A message that came so long ago. */
async function ask(ageMs: number, fields: Partial<Incoming> = {}): Promise<Incoming> {
  const { store, installOf, db } = opened()
  count += 1
  const { secret, ...incoming }: Incoming = {
    platform: 'slack',
    naturalKey: `T1:C1:${count}`,
    threadKey: `thread-${count}` as ThreadKey,
    ...at('T1/C1', 'T1/U1'),
    request: { kind: 'ask', question: 'Who approves it?', cut: false },
    target: { team: 'T1', channel: 'C1', user: 'U1', ts: '1790000000.1', thread_ts: '1790000000.1' },
    ...fields,
  }
  const install = installOf(incoming.platform)
  const sealed = secret === undefined ? null : sealer.seal(secret, replySeal(install, incoming.naturalKey))
  await store.acceptIncoming(install, { incoming, secret: sealed, traceId: 't' })
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
  it('nobody is told of what nobody asked', async () => {
    await ask(61_000, { unasked: 'tell-failure' })
    await ask(61_000, { isOverheard: true, isHeldBack: true })
    await watch().looks(6)
    expect(slack.posts).toEqual([])
  })

  it('whoever has waited for a minute is told once, alone; a younger message and the next look say nothing', async () => {
    await ask(61_000)
    await ask(50_000, { person: someone('T1/U2'), target: { team: 'T1', channel: 'C1', user: 'U2' } })
    const absence = watch()
    // One look may fall between a process that stops and the next.
    await absence.looks(1)
    expect([slack.posts, said()]).toEqual([[], []])
    await absence.looks(1)
    expect(slack.posts).toHaveLength(1)
    await absence.looks(2)
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
    await Promise.all([watch().looks(3), watch().looks(3)])
    expect(slack.posts).toHaveLength(5)
  })

  it('the message still has its turn, its attempts and its secret', async () => {
    const incoming = await ask(61_000, { secret: slack.responseUrl })
    await watch().looks(2)
    expect(texts().join()).toMatch(told)
    expect(slack.responses).toEqual([])
    const claim = await opened().store.claimIncoming(opened().workIn(incoming), 'me')
    expect(claim).toMatchObject({ kind: 'row', row: { attempts: 1, secret: expect.any(Buffer) } })
    expect(await opened().store.claimOutgoing(opened().workIn(incoming), 'me')).toEqual({ kind: 'nothing' })
  })

  it('where the bot is no member, one use of five of the response URL says it', async () => {
    slack.next('chat.postEphemeral', { kind: 'error', error: 'channel_not_found' })
    await ask(61_000, { secret: slack.responseUrl })
    await watch().looks(2)
    expect(slack.responses).toHaveLength(1)
    expect(JSON.stringify(slack.responses)).toMatch(told)
  })

  it('is said later where the platform takes nothing just now, and not again where that is unknown', async () => {
    slack.next('chat.postEphemeral', { kind: 'error', error: 'ratelimited' })
    await ask(61_000)
    const absence = watch()
    await absence.looks(2)
    expect(slack.posts).toHaveLength(0)
    await absence.looks(1)
    expect(slack.posts).toHaveLength(1)
    slack.next('chat.postEphemeral', { kind: 'drop' })
    await ask(61_000)
    await absence.looks(3)
    expect(slack.posts).toHaveLength(2)
  })

  it('the page reads it where the answer will be', async () => {
    const { store, installOf, db } = opened()
    const incoming = await ask(61_000, { platform: 'local', ...at(null, 'owner'), target: {} })
    const [row] = await db.asSystem((sql) => sql<{ id: number }>('select id from inbox'))
    // It says by then that it is slow.
    const stored = { ...row!, install: installOf('local'), incoming, secret: null }
    await store.putPlaceholder(stored, { markdown: 'Looking…' }, false)
    await watch().looks(2)
    expect((await store.readPlaceholder(installOf('local'), incoming.threadKey))?.markdown).toMatch(told)
  })
})

describe('while someone answers', () => {
  it('nothing is said, until it stops; and when the next comes, that is said too', async () => {
    const first = await work('slack', 'local')
    await ask(61_000)
    const absence = watch()
    await absence.looks(4)
    expect(slack.calls).toEqual([])
    expect(await absence.look()).toEqual([])
    await first.stop()
    await absence.looks(3)
    expect(slack.posts).toHaveLength(1)
    await work('slack', 'local')
    await absence.looks(1)
    expect(logged.join()).toContain('questions are worked on again')
  })

  it('it says so every 10 s, and one look that finds nobody is no alarm', async () => {
    const steps = createSteps()
    const presence = await startPresence({
      store: opened().store,
      log: createLog('silent'),
      installs: () => idsOf('slack', 'local'),
      pause: steps.pause,
    })
    onTestFinished(presence.stop)
    await ask(61_000)
    const absence = watch()
    for (let n = 0; n < 3; n += 1) {
      await opened().db.asSystem((sql) => sql(`update worker_processes set seen_at = now() - interval '31 seconds'`))
      await absence.looks(1)
      expect(await steps.step()).toBe(10_000)
      await absence.looks(1)
    }
    expect([slack.posts, logged]).toEqual([[], []])
  })

  it('it says so for a team that comes later, after a report that failed, and takes its leave without the database', async () => {
    const steps = createSteps()
    const { store } = opened()
    const [slackId, localId] = idsOf('slack', 'local')
    const here = [slackId!]
    let isAway = false
    const unlessAway = <T>(work: () => Promise<T>) => (isAway ? Promise.reject(databaseAway('gone')) : work())
    const presence = await startPresence({
      store: {
        ...store,
        reportWorking: (...one) => unlessAway(() => store.reportWorking(...one)),
        reportStopped: (...one) => unlessAway(() => store.reportStopped(...one)),
      },
      log: createLog('silent'),
      installs: () => [...here],
      pause: steps.pause,
    })
    await steps.idle()
    here.push(localId!)
    const absence = watch()
    isAway = true
    await steps.step()
    expect((await absence.look())[0]?.message).toMatch(/questions of local:/)
    isAway = false
    await steps.step()
    expect(await absence.look()).toEqual([])
    isAway = true
    await presence.stop()
  })

  it('who works on another platform only is of no help here', async () => {
    await work('local')
    await ask(61_000)
    const absence = watch()
    await absence.looks(2)
    expect(slack.posts).toHaveLength(1)
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
