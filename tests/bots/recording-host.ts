// A host that records what a platform hands over, and answers its questions with what the test put there.

import type { Feedback, PlatformHost } from '../../src/bots/types.ts'
import { read } from '../../src/desk/read.ts'
import type { Incoming, Place, Reply, SavedAnswer } from '../../src/model.ts'

export interface RecordingHost extends PlatformHost {
  readonly accepted: Incoming[]
  readonly warnings: string[]
  readonly knownThreads: Set<string>
  readonly feedback: Feedback[]
  /** Buckets that hold turns back, with the milliseconds to wait. */
  readonly blocked: Map<string, number>
  /** What `sentReply` finds, by outbox id. */
  readonly sent: Map<string, Awaited<ReturnType<PlatformHost['sentReply']>>>
  titles: readonly string[]
  /** What `answerAt` finds. */
  answerThere: SavedAnswer | null
  reply: Reply
  /** What `answer` was asked, by whose eyes, with what it is about. */
  readonly asked: { readonly place: Place; readonly question: string; readonly about?: string }[]
  /** What `recordFeedback` says. */
  recorded: 'recorded' | 'withdrawn' | 'missing'
  /** What `accept` and every question to the house wait for, or throw. */
  before: () => Promise<void>
}

export function createRecordingHost(): RecordingHost {
  const host: RecordingHost = {
    read,
    accepted: [],
    warnings: [],
    knownThreads: new Set(),
    feedback: [],
    blocked: new Map(),
    sent: new Map(),
    titles: [],
    answerThere: null,
    asked: [],
    reply: { kind: 'notice', message: 'nothing prepared' },
    recorded: 'recorded',
    before: () => Promise.resolve(),
    accept: async (incoming) => {
      await host.before()
      const duplicate = host.accepted.some((one) => one.naturalKey === incoming.naturalKey)
      if (!duplicate) host.accepted.push(incoming)
      return { duplicate }
    },
    knowsThread: (threadKey) => Promise.resolve(host.knownThreads.has(threadKey)),
    privateReplies: () => Promise.resolve([]),
    placeholderIn: () => Promise.resolve(null),
    sentReply: (id) => Promise.resolve(host.sent.get(id) ?? null),
    answer: async ({ place }, question, about) => {
      await host.before()
      host.asked.push({ place, question, ...(about !== undefined && { about }) })
      return host.reply
    },
    answerAt: async () => {
      await host.before()
      return host.answerThere
    },
    suggestTitles: async () => {
      await host.before()
      return host.titles
    },
    recordFeedback: async (feedback) => {
      await host.before()
      host.feedback.push(feedback)
      return host.recorded
    },
    limits: {
      take: (...turns) => Promise.resolve(Math.max(0, ...turns.map(({ bucket }) => host.blocked.get(bucket) ?? 0))),
      block: async (bucket, forMs) => void host.blocked.set(bucket, forMs),
    },
    refuse: () => null,
    log: { warn: (message, fields) => void host.warnings.push(`${message} ${JSON.stringify(fields ?? {})}`) },
  }
  return host
}
