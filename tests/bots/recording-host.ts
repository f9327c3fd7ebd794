// A host that records what a platform hands over, and answers its questions with what the test put there.

import type { Clicked, Home, PlatformHost } from '../../src/bots/types.ts'
import type { Action } from '../../src/card.ts'
import { createDesk } from '../../src/desk/desk.ts'
import type { Answered } from '../../src/desk/types.ts'
import type { Asker, Incoming, Place, SavedAnswer, Target } from '../../src/model.ts'

export interface RecordingHost extends PlatformHost {
  readonly accepted: Incoming[]
  readonly warnings: string[]
  readonly knownThreads: Set<string>
  /** What `stop` was asked to end. */
  readonly stops: {
    readonly threadKey: string
    readonly isMeant: (target: Target) => boolean
    readonly payload: Readonly<Record<string, unknown>>
  }[]
  /** People talk in all threads that are not known. */
  talking: boolean
  /** What `noteTalk` was told. */
  readonly talk: [threadKey: string, at: string, to: string][]
  /** What was clicked, by whom, with what was filled in. */
  readonly clicks: {
    readonly asker: Asker
    readonly token: string
    readonly input?: Readonly<Record<string, string>>
  }[]
  /** What a click does. */
  clicked: Clicked
  /** Buckets that hold turns back, with the milliseconds to wait. */
  readonly blocked: Map<string, number>
  /** What `sentReply` finds, by outbox id. */
  readonly sent: Map<string, Awaited<ReturnType<PlatformHost['sentReply']>>>
  titles: readonly string[]
  /** Whether it answers what is addressed to nobody. */
  hears: boolean
  /** What `formFor` finds. */
  begins: Awaited<ReturnType<PlatformHost['formFor']>>
  /** What `answerAt` finds. */
  answerThere: SavedAnswer | null
  /** Who looked at their page, and what stands there. */
  readonly visitors: Asker[]
  page: Home
  /** What `answer` finds; null: it fails. */
  reply: Answered | null
  /** What `answer` was asked, by whose eyes, with what it is about. */
  readonly asked: { readonly place: Place; readonly question: string; readonly about?: string }[]
  /** What `accept` and every question to the house wait for, or throw. */
  before: () => Promise<void>
}

const elsewhere = () => Promise.reject(new Error('this test has no store of members'))
const noMembers: PlatformHost['members'] = {
  readPeople: elsewhere,
  savePeople: elsewhere,
  readChannel: elsewhere,
  saveChannel: elsewhere,
  saveMembers: elsewhere,
  noteChange: elsewhere,
  forgetChannel: elsewhere,
  readAround: elsewhere,
  listUnchecked: elsewhere,
  listUnseen: elsewhere,
  readableTogether: elsewhere,
}

const noFiles: PlatformHost['files'] = {
  sharedWith: () => Promise.resolve([]),
  sharedBy: () => Promise.resolve([]),
  withdraw: () => Promise.resolve(),
}

/**
 * @param members those of a store, for a platform that goes by them
 * @param files those of a store; by default none is indexed
 */
export function createRecordingHost(members = noMembers, files = noFiles): RecordingHost {
  const host: RecordingHost = {
    desk: createDesk({} as never),
    accepted: [],
    warnings: [],
    knownThreads: new Set(),
    talk: [],
    talking: false,
    stops: [],
    clicks: [],
    clicked: { kind: 'said', message: 'Noted.' },
    blocked: new Map(),
    sent: new Map(),
    titles: [],
    begins: null,
    hears: false,
    answerThere: null,
    visitors: [],
    page: { cards: [], asked: [], more: [] },
    asked: [],
    reply: null,
    before: () => Promise.resolve(),
    accept: async (incoming) => {
      await host.before()
      const duplicate = host.accepted.some((one) => one.naturalKey === incoming.naturalKey)
      if (!duplicate) host.accepted.push(incoming)
      return { duplicate }
    },
    knowsThread: (threadKey) => Promise.resolve(host.knownThreads.has(threadKey)),
    noteTalk: async (threadKey, at, to) => {
      await host.before()
      host.talk.push([threadKey, at, to])
      if (to === 'bot' || (to === 'maybe' && host.knownThreads.has(threadKey))) return 'bot'
      return host.talking ? 'people' : 'open'
    },
    stop: async (threadKey, isMeant, payload) => {
      await host.before()
      host.stops.push({ threadKey, isMeant, payload })
      return true
    },
    answersOverheard: () => Promise.resolve(host.hears),
    privateReplies: () => Promise.resolve([]),
    placeholderIn: () => Promise.resolve(null),
    sentReply: (id) => Promise.resolve(host.sent.get(id) ?? null),
    answer: async ({ place }, question, about) => {
      await host.before()
      host.asked.push({ place, question, ...(about !== undefined && { about }) })
      if (host.reply === null) throw new Error('nothing prepared')
      return host.reply
    },
    formFor: async () => {
      await host.before()
      return host.begins
    },
    answerAt: async () => {
      await host.before()
      return host.answerThere
    },
    home: async (asker) => {
      await host.before()
      host.visitors.push(asker)
      return host.page
    },
    suggestTitles: async () => {
      await host.before()
      return host.titles
    },
    // Readable, so that a test can say which action a button stands for.
    sign: ({ buttons, selects }, answer) => {
      const token = ({ gesture, value, isAboutAnswer }: Action) =>
        [gesture, value, ...(isAboutAnswer && answer ? [answer.conversationId, answer.seq] : [])].join(':')
      const signed = <Has extends { readonly action: Action }>(one: Has) => ({ ...one, token: token(one.action) })
      return Promise.resolve({
        buttons: buttons.filter(({ action }) => !action.isAboutAnswer || answer !== undefined).map(signed),
        selects: selects.map(({ label, options }) => ({ label, options: options.map(signed) })),
      })
    },
    act: async (asker, token, input) => {
      await host.before()
      host.clicks.push({ asker, token, ...(input && { input }) })
      return host.clicked
    },
    members,
    files,
    limits: {
      take: (...turns) => Promise.resolve(Math.max(0, ...turns.map(({ bucket }) => host.blocked.get(bucket) ?? 0))),
      block: async (bucket, forMs) => void host.blocked.set(bucket, forMs),
    },
    refuse: () => null,
    log: { warn: (message, fields) => void host.warnings.push(`${message} ${JSON.stringify(fields ?? {})}`) },
  }
  return host
}
