// Sending, with a real store and Slack's adapter against a Slack that goes wrong. Long waits are passed by moving the
// rows' times, not by waiting.
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createSlackPlatform } from '../../src/bots/slack/index.ts'
import type { Platform } from '../../src/bots/types.ts'
import { createLog } from '../../src/log.ts'
import type { Incoming, ThreadKey } from '../../src/model.ts'
import { createDeliverJob } from '../../src/queue/delivery/deliver-job.ts'
import { createRefusals, type Refusals } from '../../src/queue/delivery/refusals.ts'
import { createSecrets } from '../../src/secrets.ts'
import type { Store } from '../../src/store/index.ts'
import type { InboxRow } from '../../src/store/messages/inbox.ts'
import { at } from '../askers.ts'
import { createRecordingHost } from '../bots/recording-host.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { createSlackStandIn, type SlackStandIn } from '../stand-ins/slack.ts'

const botToken = 'xoxb-token-of-the-delivery-tests'
const timeoutMs = 10_000

/** One store and one Slack for the file that calls it, emptied before each test. */
export function useDelivery() {
  const opened = openStore(testDatabases[0]!)
  let slack: SlackStandIn
  let platform: Platform
  let refusals: Refusals
  let steadyMs = 0
  let heldForMs: (() => number) | undefined
  const logged: string[] = []
  let count = 0

  beforeAll(async () => {
    slack = await createSlackStandIn({ botToken })
  })
  afterAll(() => slack.close())
  beforeEach(async () => {
    await opened().db.asSystem((sql) => sql('delete from inbox'))
    slack.posts.splice(0)
    slack.calls.splice(0)
    slack.responses.splice(0)
    slack.plan(null)
    logged.splice(0)
    heldForMs = undefined
    steadyMs = 0
    restart()
  })

  /** A new process: what it had in memory is gone. @param callMs the time limit of one call */
  function restart(callMs = timeoutMs): void {
    const config = { signingSecret: 'secret', botToken, apiUrl: slack.apiUrl }
    platform = createSlackPlatform(config, createRecordingHost(), { now: Date.now, timeoutMs: callMs })
    refusals = createRefusals({ log: createLog('warn', (line) => void logged.push(line)), now: () => steadyMs })
  }

  /** A message that a worker has taken up. */
  async function take(threadKey: string): Promise<InboxRow> {
    const { store, installOf } = opened()
    count += 1
    const incoming: Incoming = {
      platform: 'slack',
      naturalKey: `T1:C1:${count}`,
      threadKey: threadKey as ThreadKey,
      ...at('T1/C1', 'T1/U1'),
      request: { kind: 'status' },
      target: { team: 'T1', channel: 'C1', user: 'U1', thread_ts: `1790000000.${threadKey}` },
    }
    await store.acceptIncoming(installOf('slack'), { incoming, secret: null, traceId: 't' })
    const claim = await store.claimIncoming(thread(threadKey), 'me')
    if (claim.kind !== 'row') throw new Error('no row')
    return claim.row
  }

  const finish = (row: InboxRow, text: string) =>
    opened().store.finishIncoming(row, { private: false, payload: { text, blocks: [] }, transcript: null })

  /** A reply that is ready to go out. */
  async function reply(threadKey: string, text = 'An answer'): Promise<void> {
    await finish(await take(threadKey), text)
  }

  /** @returns how long the thread wants to be left alone */
  async function deliver(threadKey: string, store: Store = opened().store): Promise<number | undefined> {
    let waitMs: number | undefined
    const job = createDeliverJob({
      store,
      platforms: new Map(installs().map(({ id }) => [id, platform])),
      wake: {
        incoming: () => {},
        upload: () => {},
        outgoing: (_, ms) => {
          waitMs = ms
        },
      },
      sealer: createSecrets(Buffer.alloc(32, 7)),
      refusals,
      log: createLog('silent'),
      now: Date.now,
      leaseMs: 15_000,
      stopwatch: () => () => heldForMs?.() ?? 0,
    })
    await job(thread(threadKey))
    return waitMs
  }

  /** So much time passes for all that waits. */
  async function pass(ms: number): Promise<void> {
    steadyMs += ms
    await opened().db.asSystem((sql) =>
      sql(
        `update outbox set not_before = not_before - $1 * interval '1 ms', waits_from = waits_from - $1 * interval '1 ms',
                created_at = created_at - $1 * interval '1 ms'`,
        [ms],
      ),
    )
  }

  const installs = () => [opened().installOf('slack'), opened().installOf('slack', opened().other)]
  const thread = (threadKey: string) => opened().workIn({ platform: 'slack', threadKey })
  const callsOf = (called: string) => slack.calls.filter(({ method }) => method === called).length

  return {
    opened,
    /** This test's thread, as work. */
    thread,
    slack: () => slack,
    refusals: () => refusals,
    logged,
    restart,
    platforms: () => new Map(installs().map(({ id }) => [id, platform])),
    take,
    finish,
    reply,
    deliver,
    pass,
    /** What a worker's stopwatch shows until the test ends: how long it has held its thread. */
    holdFor(ms: () => number): void {
      heldForMs = ms
    },
    texts: () => slack.posts.map(({ content }) => content.text),
    posted: () => callsOf('chat.postMessage'),
    looked: () => callsOf('conversations.replies'),
    states: () =>
      opened().db.asSystem(async (sql) =>
        (await sql<{ state: string }>('select state from outbox order by id')).map(({ state }) => state),
      ),
  }
}
