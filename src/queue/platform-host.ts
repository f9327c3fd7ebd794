// What the house hands to its platforms: the way in, and what they may ask at once because a click waits for it.

import { answersBot, settingsPlaceOf } from '../askers.ts'
import type { AcceptedMessage, PlatformHost } from '../bots/types.ts'
import type { Action, Form } from '../card.ts'
import type { Actions, Desk } from '../desk/types.ts'
import type { Incoming, Install } from '../model.ts'
import type { ChannelSettingsStore } from '../store/channel-settings.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { SharedFileStore } from '../store/documents/shared-files.ts'
import type { MemberStore } from '../store/members.ts'
import type { InboxStore } from '../store/messages/inbox.ts'
import type { OutboxStore } from '../store/messages/outbox.ts'
import type { RateLimitStore } from '../store/messages/rate-limits.ts'
import type { StopStore } from '../store/messages/stop.ts'
import type { TalkStore } from '../store/messages/talk.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../store/transcripts/feedback.ts'
import { acceptWithinMs } from './inbox.ts'
import type { ScopeOf } from './scope.ts'
import type { Wake } from './types.ts'

export interface PlatformHostOptions extends Pick<PlatformHost, 'refuse' | 'log'> {
  readonly accept: (install: Install, incoming: Incoming) => Promise<AcceptedMessage>
  readonly store: OutboxStore &
    TranscriptStore &
    FeedbackStore &
    DocumentStore &
    SharedFileStore &
    Pick<InboxStore, 'forgetIncoming'> &
    Pick<ChannelSettingsStore, 'readSettings'> &
    MemberStore &
    RateLimitStore &
    TalkStore &
    StopStore &
    Deadlines
  readonly wake: Pick<Wake, 'outgoing'>
  readonly desk: Desk
  readonly actions: Actions
  readonly scopeOf: ScopeOf
  /** Whose host it is. */
  readonly install: Install
}

/** Answers to bots in a channel. */
const botsAnHour = [{ count: 30, perMs: 3_600_000 }] as const

/** Questions on a person's page. */
const askedBefore = 10

export function createPlatformHost(options: PlatformHostOptions): PlatformHost {
  const { store, wake, desk, actions, scopeOf, install, accept, refuse, log } = options
  const { workspaceId, platform } = install
  // Limits are those of a token.
  const ofInstall = (bucket: string) => `${install.id}:${bucket}`
  // Whoever delivers waits for these.
  const quickly = <T>(work: () => Promise<T>) => store.within(acceptWithinMs, work)
  async function tokenFor({ submit: label }: Form, action: Action): Promise<string> {
    const { buttons } = await actions.sign(install, { buttons: [{ label, action }], selects: [] })
    return buttons[0]!.token
  }
  return {
    accept: (incoming) => accept(install, incoming),
    desk,
    refuse,
    log,
    knowsThread: (threadKey) => quickly(() => store.knowsThread(workspaceId, platform, threadKey)),
    noteTalk: (threadKey, at, to) => quickly(() => store.noteTalk(install, threadKey, at, to)),
    async stop(threadKey, isMeant, payload) {
      const underWay = await quickly(() => store.listUnderWay(install, threadKey))
      const ids = underWay.filter(({ target }) => isMeant(target)).map(({ id }) => id)
      if (ids.length === 0 || !(await quickly(() => store.stopIncoming(install, threadKey, ids, payload)))) return false
      wake.outgoing({ installId: install.id, platform, threadKey })
      return true
    },
    async answersOverheard(incoming) {
      const { bot, isOverheard, request } = incoming
      const { question, sources } = request
      const place = settingsPlaceOf(incoming)
      if (place === null || question === undefined) return false
      const { settings } = await quickly(() => store.readSettings(install, place))
      const { isAllowed, autoRespond } = settings
      if (!isAllowed || (bot !== undefined && (sources !== undefined || !answersBot(settings, bot)))) return false
      if (bot === undefined || isOverheard) {
        if (autoRespond === 'off' || (autoRespond === 'questions' && !desk.readsLikeQuestion(question))) return false
      }
      // Two that answer each other in ever new threads end here.
      const turn = { bucket: ofInstall(`bots ${place}`), allowance: botsAnHour }
      return bot === undefined || (await quickly(() => store.takeTurns([turn]))) === 0
    },
    privateReplies: (threadKey, afterId) => store.listPrivateReplies(install, threadKey, afterId),
    placeholderIn: (threadKey) => store.readPlaceholder(install, threadKey),
    sentReply: async (id) => (/^\d{1,15}$/.test(id) ? store.readSent(install, Number(id)) : null),
    answer: (asker, question, about) => desk.answer({ ...asker, install }, question, about),
    async formFor(asker, request) {
      const opened = await quickly(() => desk.opens({ ...asker, install }, request))
      if (opened === null) return null
      const { form, action } = opened
      return { form, token: await tokenFor(form, action) }
    },
    suggestTitles: async (asker, words) => store.suggestTitles(await scopeOf({ ...asker, install }), words),
    answerAt: async (asker, place) => store.readAnswer(await scopeOf({ ...asker, install }), place),
    async home(asker) {
      const reader = { ...asker, install }
      const scope = await scopeOf(reader)
      const places = await store.listAnswersTo(install, asker.person.id, askedBefore)
      const asked = await Promise.all(
        places.map(async ({ target, messageId, ...place }) => {
          const answer = await store.readAnswer(scope, place)
          return answer === null ? [] : [{ question: answer.question, at: answer.at, target, messageId }]
        }),
      )
      const [cards, more] = await Promise.all([desk.overview(reader), desk.home(reader)])
      return { cards, asked: asked.flat().filter(({ question }) => question !== ''), more }
    },
    sign: (clickable, answer) => actions.sign(install, clickable, answer),
    async act(asker, token, input) {
      const action = await quickly(() => actions.open(install, token))
      if (action === 'forged') return { kind: 'said', message: 'I do not know that button (any more): ask again.' }
      if (action === 'stale')
        return {
          kind: 'said',
          message: 'This is no longer kept: it is more than 30 days old, or was deleted. Ask again.',
        }
      const acted = await quickly(() => desk.act({ ...asker, install }, action, input))
      if (acted.kind !== 'form') return acted
      const goesTo = acted.action && (await tokenFor(acted.form, acted.action))
      return { kind: 'form', form: acted.form, token: goesTo ?? token }
    },
    members: membersOf(store, install, quickly),
    files: {
      sharedWith: (sourceKey) => quickly(() => store.listSharedWith(workspaceId, sourceKey)),
      sharedBy: (message) => quickly(() => store.listSharedBy(workspaceId, message)),
      async withdraw(sourceKey, audience, naturalKey) {
        if (naturalKey !== undefined) await quickly(() => store.forgetIncoming(install, naturalKey))
        await quickly(() => store.withdrawFile(workspaceId, sourceKey, audience))
      },
    },
    limits: {
      take: (...turns) => store.takeTurns(turns.map((turn) => ({ ...turn, bucket: ofInstall(turn.bucket) }))),
      block: (bucket, forMs) => store.blockBucket(ofInstall(bucket), forMs),
    },
  }
}

/** @param quickly what whoever delivers waits for */
export function membersOf(
  store: MemberStore,
  install: Install,
  quickly: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): PlatformHost['members'] {
  return {
    readPeople: (people) => store.readPeople(install, people),
    savePeople: (people, at) => store.savePeople(install, people, at),
    readChannel: (channel) => store.readChannel(install, channel),
    saveChannel: (channel, facts, look) => store.saveChannel(install, channel, facts, look),
    saveMembers: (channel, people, look) => store.saveMembers(install, channel, people, look),
    noteChange: (changed) => quickly(() => store.noteChange(install, changed)),
    forgetChannel: (channel) => store.forgetChannel(install, channel),
    readAround: (person, channel, channels, before) => store.readAround(install, person, channel, channels, before),
    listUnchecked: (channel, before) => store.listUnchecked(install, channel, before),
    listUnseen: (channels) => store.listUnseen(install, channels),
    readableTogether: (circle, channels, isOrg) => store.readableTogether(install, circle, channels, isOrg),
  }
}
