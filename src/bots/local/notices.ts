// The last private replies of each conversation, in memory: they are no part of the transcript and need not outlive the process.
import { conversationsWithNotices, noticesPerConversation } from './limits.ts'

interface Notice {
  readonly id: string
  readonly markdown: string
  readonly created_at: string
}

export interface Notices {
  /** A second delivery of the same id changes nothing. */
  add(conversationId: string, notice: Notice): void
  /** Those after the notice with this id; all when it is not known (any more). */
  since(conversationId: string, id: string | null): readonly Notice[]
}

export function createNotices(): Notices {
  const byConversation = new Map<string, Notice[]>()
  return {
    add(conversationId, notice) {
      const kept = byConversation.get(conversationId) ?? []
      if (kept.some(({ id }) => id === notice.id)) return
      byConversation.delete(conversationId)
      byConversation.set(conversationId, [...kept, notice].slice(-noticesPerConversation))
      const oldest = byConversation.keys().next().value
      if (byConversation.size > conversationsWithNotices && oldest !== undefined) byConversation.delete(oldest)
    },
    since(conversationId, id) {
      const kept = byConversation.get(conversationId) ?? []
      return kept.slice(kept.findIndex((notice) => notice.id === id) + 1)
    },
  }
}
