// What the house hands to its platforms: the way in, and what they may ask at once because a click waits for it.

import type { AcceptedMessage, PlatformHost } from '../bots/types.ts'
import type { Incoming, Install } from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { OutboxStore } from '../store/messages/outbox.ts'
import type { RateLimitStore } from '../store/messages/rate-limits.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../store/transcripts/feedback.ts'
import { acceptWithinMs } from './inbox.ts'
import type { ScopeOf } from './scope.ts'

export interface PlatformHostOptions extends Pick<PlatformHost, 'read' | 'refuse' | 'log'> {
  readonly accept: (install: Install, incoming: Incoming) => Promise<AcceptedMessage>
  readonly store: OutboxStore & TranscriptStore & FeedbackStore & DocumentStore & RateLimitStore & Deadlines
  readonly rag: Pick<Rag, 'ask'>
  readonly scopeOf: ScopeOf
  /** Whose host it is. */
  readonly install: Install
}

export function createPlatformHost(options: PlatformHostOptions): PlatformHost {
  const { store, rag, scopeOf, install, accept, read, refuse, log } = options
  const { workspaceId, platform } = install
  // Limits are those of a token.
  const ofInstall = (bucket: string) => `${install.id}:${bucket}`
  // Whoever delivers waits for these.
  const quickly = <T>(work: () => Promise<T>) => store.within(acceptWithinMs, work)
  return {
    accept: (incoming) => accept(install, incoming),
    read,
    refuse,
    log,
    knowsThread: (threadKey) => quickly(() => store.knowsThread(workspaceId, platform, threadKey)),
    privateReplies: (threadKey, afterId) => store.listPrivateReplies(install, threadKey, afterId),
    placeholderIn: (threadKey) => store.readPlaceholder(install, threadKey),
    sentReply: async (id) => (/^\d{1,15}$/.test(id) ? store.readSent(install, Number(id)) : null),
    async answer(asker, question, about) {
      const scope = await scopeOf({ ...asker, install })
      const answer = await rag.ask({ question, history: [], scope, ...(about !== undefined && { about }) })
      return { kind: 'answer', question, answer, notes: answer.notes ?? [] }
    },
    suggestTitles: async (asker, words) => store.suggestTitles(await scopeOf({ ...asker, install }), words),
    answerAt: async (asker, place) => store.readAnswer(await scopeOf({ ...asker, install }), place),
    recordFeedback: (feedback) => quickly(() => store.recordFeedback(workspaceId, { ...feedback, platform })),
    limits: {
      take: (...turns) => store.takeTurns(turns.map((turn) => ({ ...turn, bucket: ofInstall(turn.bucket) }))),
      block: (bucket, forMs) => store.blockBucket(ofInstall(bucket), forMs),
    },
  }
}
