// Platforms that refuse a token, by a handed-in clock; and how wake-ups are put into a queue.
import type { Queue } from 'bullmq'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/log.ts'
import type { InstallId, ThreadKey, WorkspaceId } from '../../src/model.ts'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { createRefusals } from '../../src/queue/delivery/refusals.ts'
import { createQueues } from '../../src/queue/queues.ts'

const minute = 60_000
const slack = { installId: 'one of slack' as InstallId, platform: 'slack' } as const
const teams = { installId: 'one of teams' as InstallId, platform: 'teams' } as const

function refusing() {
  const clock = { ms: 1_000 }
  const lines: string[] = []
  const log = createLog('info', (line) => void lines.push(line))
  const refusals = createRefusals({ log, now: () => clock.ms })
  const said = () => lines.splice(0).map((line) => JSON.parse(line).message)
  return { ...refusals, clock, said }
}

describe('a platform that refuses the token', () => {
  it('gets one reply to try every 15 s, and all of them when it takes one', () => {
    const { admit, refused, accepted, closed, findings, clock, said } = refusing()
    expect([admit(slack), closed()]).toEqual([true, []])
    expect(refused(slack, 'revoked')).toBe(0)
    expect([admit(slack), admit(teams), closed()]).toEqual([false, true, [slack.installId]])
    clock.ms += 14_999
    expect(admit(slack)).toBe(false)
    clock.ms += 1
    expect([closed(), admit(slack), admit(slack), closed()]).toEqual([[], true, false, [slack.installId]])
    expect(findings()).toMatchObject([{ about: 'slack', level: 'error', message: expect.stringMatching(/^revoked\./) }])
    accepted(slack)
    expect([admit(slack), closed(), findings()]).toEqual([true, [], []])
    accepted(slack)
    accepted(teams)
    expect(said()).toEqual(['no reply can be sent', 'replies are sent again'])
  })

  it('is named once a minute, and how long it has refused is counted from the first time', () => {
    const { refused, clock, said } = refusing()
    for (let n = 0; n <= 8; n += 1) {
      expect(refused(slack, 'revoked')).toBe(n * 15_000)
      clock.ms += 15_000
    }
    expect(said()).toHaveLength(3)
  })

  it('that takes one reply in between, which may go without a token, still refuses', () => {
    const { refused, accepted, clock } = refusing()
    refused(slack, 'revoked')
    clock.ms += minute
    accepted(slack)
    clock.ms += minute
    expect(refused(slack, 'revoked')).toBe(2 * minute)
    accepted(slack)
    clock.ms += 5 * minute
    expect(refused(slack, 'revoked')).toBe(0)
  })
})

describe('a wake-up', () => {
  function queueing(add: (...job: unknown[]) => Promise<void> = async () => {}) {
    const jobs: unknown[] = []
    const lines: string[] = []
    const backend = {
      createQueue: (queue: string) => ({
        add(name: string, data: object, options: object) {
          jobs.push({ queue, data, options })
          return add(name, data, options)
        },
      }),
    } as unknown as QueueBackend & { createQueue(name: string): Queue }
    const guarded: string[] = []
    const { wake } = createQueues(
      backend,
      createLog('info', (line) => void lines.push(line)),
      (what) => void guarded.push(what),
    )
    return { wake, jobs, lines, guarded }
  }
  const thread = { ...slack, threadKey: 't' as ThreadKey } as const
  const upload = { workspaceId: 'w' as WorkspaceId, uploadId: 'u', installId: null }

  it('goes to the queue of its kind with ids alone, when it is due, and is forgotten when it was heard', () => {
    const { wake, jobs, guarded } = queueing()
    wake.incoming(thread)
    wake.incoming(thread, 0.5)
    wake.outgoing(thread, 1_000)
    const options = { attempts: 3, removeOnComplete: true, removeOnFail: 1_000 }
    expect(jobs).toMatchObject([
      { queue: 'slack-events', data: thread, options },
      { queue: 'slack-events', data: thread, options: { ...options, delay: 1 } },
      { queue: 'outbound-messages', data: thread, options: { ...options, delay: 1_000 } },
    ])
    expect(jobs[0]).not.toHaveProperty('options.delay')
    expect(guarded).toHaveLength(3)
  })

  it('for a file is one at a time, leaves nothing under its id, and a later try has none', () => {
    const { wake, jobs } = queueing()
    wake.upload(upload)
    wake.upload(upload, 500)
    expect(jobs).toMatchObject([
      { queue: 'indexing', data: upload, options: { jobId: 'upload-u', removeOnFail: true, removeOnComplete: true } },
      { queue: 'indexing', data: upload, options: { delay: 500, removeOnFail: true } },
    ])
    expect(jobs[1]).not.toHaveProperty('options.jobId')
  })

  it('that a queue does not take is left to the sweeper, and many of them are one line', async () => {
    const { wake, lines } = queueing(() => Promise.reject(new Error('away')))
    for (let n = 0; n < 5; n += 1) wake.outgoing(thread)
    await new Promise(setImmediate)
    expect(lines).toHaveLength(1)
  })
})
