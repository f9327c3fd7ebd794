// What the house hands to its platforms: the way in, and what they may ask at once because a click waits for it.

import type { PlatformHost } from '../bots/types.ts'
import type { WorkspaceId } from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { OutboxStore } from '../store/messages/outbox.ts'
import type { RateLimitStore } from '../store/messages/rate-limits.ts'
import type { TranscriptStore } from '../store/transcripts/conversations.ts'
import type { FeedbackStore } from '../store/transcripts/feedback.ts'
import { acceptWithinMs } from './inbox.ts'
import type { ScopeOf } from './scope.ts'

export interface PlatformHostOptions extends Pick<PlatformHost, 'accept' | 'refuse' | 'log'> {
  readonly store: OutboxStore & TranscriptStore & FeedbackStore & DocumentStore & RateLimitStore & Deadlines
  readonly rag: Pick<Rag, 'ask'>
  readonly scopeOf: ScopeOf
  /** Installs made by the environment's tokens belong to one workspace. */
  readonly workspaceId: WorkspaceId
}

export function createPlatformHost(options: PlatformHostOptions): PlatformHost {
  const { store, rag, scopeOf, workspaceId, accept, refuse, log } = options
  // Whoever delivers waits for these.
  const quickly = <T>(work: () => Promise<T>) => store.within(acceptWithinMs, work)
  return {
    accept,
    refuse,
    log,
    knowsThread: (platform, threadKey) => quickly(() => store.knowsThread(workspaceId, platform, threadKey)),
    privateReplies: (platform, threadKey, afterId) =>
      store.listPrivateReplies(workspaceId, { platform, threadKey }, afterId),
    placeholderIn: (platform, threadKey) => store.readPlaceholder(workspaceId, { platform, threadKey }),
    sentReply: async (platform, id) =>
      /^\d{1,15}$/.test(id) ? store.readSent(workspaceId, platform, Number(id)) : null,
    async answer(platform, reader, question, about) {
      const scope = await scopeOf(workspaceId, platform, reader)
      const answer = await rag.ask({ question, history: [], scope, ...(about !== undefined && { about }) })
      return { kind: 'answer', question, answer, notes: answer.notes ?? [] }
    },
    suggestTitles: async (platform, reader, words) =>
      store.suggestTitles(await scopeOf(workspaceId, platform, reader), words),
    answerAt: async (platform, reader, place) => store.readAnswer(await scopeOf(workspaceId, platform, reader), place),
    recordFeedback: (feedback) => quickly(() => store.recordFeedback(workspaceId, feedback)),
    limits: {
      take: (...turns) => store.takeTurns(turns),
      block: (bucket, forMs) => store.blockBucket(bucket, forMs),
    },
  }
}
