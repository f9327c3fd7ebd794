// The store's front: every subject's operations over one database, for app.ts to hand to whoever names some of them.
import { createChannelSettingsStore } from './channel-settings.ts'
import type { Database } from './database/db.ts'
import { within } from './deadlines.ts'
import { createDocumentStore } from './documents/documents.ts'
import { createListingStore } from './documents/listing.ts'
import { createRecentStore } from './documents/recent.ts'
import { createSharedFileStore } from './documents/shared-files.ts'
import { createSharerStore } from './documents/sharers.ts'
import { createSourceStore } from './documents/sources.ts'
import { createEndedInstallStore } from './ended-installs.ts'
import { createEmbeddingStore } from './indexing/embeddings.ts'
import { createIndexStore } from './indexing/indexing.ts'
import { createRebuildStore } from './indexing/rebuild.ts'
import { createRemovalStore } from './indexing/removal.ts'
import { createInstallTokenStore } from './install-tokens.ts'
import { createInstallationStore } from './installation.ts'
import { createInstallStore } from './installs.ts'
import { createManagedStore } from './managed.ts'
import { createMemberStore } from './members.ts'
import { createActionValueStore } from './messages/action-values.ts'
import { createInboxStore } from './messages/inbox.ts'
import { createLeaseStore } from './messages/leases.ts'
import { createOutboxStore } from './messages/outbox.ts'
import { createRateLimitStore } from './messages/rate-limits.ts'
import { createStopStore } from './messages/stop.ts'
import { createSweepStore } from './messages/sweep.ts'
import { createTakingBackStore } from './messages/taking-back.ts'
import { createTalkStore } from './messages/talk.ts'
import { createUploadStore } from './messages/uploads.ts'
import { createWorkerStore } from './messages/workers.ts'
import { createNotificationChoiceStore } from './notification-choices.ts'
import { createSearchStore } from './search/search.ts'
import { createAwaitedStore } from './transcripts/awaited.ts'
import { createTranscriptStore } from './transcripts/conversations.ts'
import { createDigestStore } from './transcripts/digests.ts'
import { createExchangeStore } from './transcripts/exchange.ts'
import { createFeedbackStore } from './transcripts/feedback.ts'
import { createGapStore } from './transcripts/gaps.ts'
import { createLinkCodeStore } from './transcripts/link-codes.ts'
import { createOwnerStore } from './transcripts/owner.ts'
import { createQuestionStore } from './transcripts/questions.ts'
import { createRetentionStore } from './transcripts/retention.ts'
import { createSharingStore } from './transcripts/sharing.ts'
import { createWorkspaceStore } from './workspaces.ts'

export type Store = ReturnType<typeof createStore>

export function createStore(db: Database) {
  const indexing = createIndexStore(db)
  return {
    within,
    ...createInstallationStore(db),
    ...createWorkspaceStore(db),
    ...createInstallStore(db),
    ...createInstallTokenStore(db),
    ...createEndedInstallStore(db),
    ...createMemberStore(db),
    ...createChannelSettingsStore(db),
    ...createNotificationChoiceStore(db),

    ...createDocumentStore(db),
    ...createListingStore(db),
    ...createSharerStore(db),
    ...createSharedFileStore(db),
    ...createSourceStore(db),
    ...indexing,
    ...createRemovalStore(db, indexing.batch),
    ...createRebuildStore(db),
    ...createEmbeddingStore(db),
    ...createSearchStore(db),

    ...createTranscriptStore(db),
    ...createExchangeStore(db),
    ...createOwnerStore(db),
    ...createRetentionStore(db),
    ...createFeedbackStore(db),
    ...createGapStore(db),
    ...createLinkCodeStore(db),
    ...createQuestionStore(db),
    ...createSharingStore(db),
    ...createAwaitedStore(db),
    ...createDigestStore(db),
    ...createManagedStore(db),
    ...createRecentStore(db),

    ...createInboxStore(db),
    ...createActionValueStore(db),
    ...createOutboxStore(db),
    ...createTakingBackStore(db),
    ...createUploadStore(db),
    ...createLeaseStore(db),
    ...createRateLimitStore(db),
    ...createWorkerStore(db),
    ...createSweepStore(db),
    ...createTalkStore(db),
    ...createStopStore(db),
  }
}
