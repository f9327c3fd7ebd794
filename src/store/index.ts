// The store's front: its operations over one database, for app.ts to hand to the rooms that need them.

import { type Database, within } from './database/db.ts'
import * as documents from './documents/documents.ts'
import { createRemovalStore } from './documents/removal.ts'
import * as uploads from './documents/uploads.ts'
import * as embeddings from './indexing/embeddings.ts'
import { createIndexStore } from './indexing/indexing.ts'
import { createRebuildStore } from './indexing/rebuild.ts'
import * as installation from './installation.ts'
import * as inbox from './messages/inbox.ts'
import * as leases from './messages/leases.ts'
import * as outbox from './messages/outbox.ts'
import * as rateLimits from './messages/rate-limits.ts'
import * as sweep from './messages/sweep.ts'
import * as workers from './messages/workers.ts'
import { createSearchStore } from './search/search.ts'
import * as conversations from './transcripts/conversations.ts'
import * as feedback from './transcripts/feedback.ts'
import * as gaps from './transcripts/gaps.ts'
import * as linkCodes from './transcripts/link-codes.ts'
import * as workspaces from './workspaces.ts'

type OnDatabase<Operation> = Operation extends (db: Database, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never

export type Store = ReturnType<typeof createStore>

export function createStore(db: Database) {
  const on = <Rest extends unknown[], Result>(operation: (db: Database, ...rest: Rest) => Result) =>
    ((...rest: Rest) => operation(db, ...rest)) as OnDatabase<typeof operation>
  const write = createIndexStore(db)
  return {
    within,

    ...createSearchStore(db),
    ...write,
    ...createRemovalStore(db, write.batch),
    ...createRebuildStore(db),
    ...embeddings.createEmbeddingStore(db),

    forgetEmbeddings: on(embeddings.forgetEmbeddings),
    countEmbeddings: on(embeddings.countEmbeddings),
    readDimensions: on(embeddings.readDimensions),
    recordGap: on(gaps.recordGap),
    listGaps: on(gaps.listGaps),

    openInstallation: on(installation.openInstallation),
    recordKey: on(installation.recordKey),

    openWorkspace: on(workspaces.openWorkspace),
    listWorkspaces: on(workspaces.listWorkspaces),

    listDocuments: on(documents.listDocuments),
    readDocument: on(documents.readDocument),
    retireDocument: on(documents.retireDocument),
    countDocuments: on(documents.countDocuments),
    listChannelAudiences: on(documents.listChannelAudiences),
    suggestTitles: on(documents.suggestTitles),
    readVerifiable: on(documents.readVerifiable),
    countLeftovers: on(documents.countLeftovers),

    addUpload: on(uploads.addUpload),
    readUpload: on(uploads.readUpload),
    claimUpload: on(uploads.claimUpload),
    finishUpload: on(uploads.finishUpload),
    addSharedSources: on(uploads.addSharedSources),
    readSharedProgress: on(uploads.readSharedProgress),
    setUploadStage: on(uploads.setUploadStage),
    renewUpload: on(uploads.renewUpload),
    giveBackUpload: on(uploads.giveBackUpload),

    recordFeedback: on(feedback.recordFeedback),
    listFavourites: on(feedback.listFavourites),
    readAnswer: on(feedback.readAnswer),
    listFeedback: on(feedback.listFeedback),

    addLinkCode: on(linkCodes.addLinkCode),
    redeemLinkCode: on(linkCodes.redeemLinkCode),

    takeTurns: on(rateLimits.takeTurns),
    blockBucket: on(rateLimits.blockBucket),

    readHistory: on(conversations.readHistory),
    knowsThread: on(conversations.knowsThread),
    listConversations: on(conversations.listConversations),
    listMessages: on(conversations.listMessages),

    acceptIncoming: on(inbox.acceptIncoming),
    claimIncoming: on(inbox.claimIncoming),
    finishIncoming: on(inbox.finishIncoming),
    postponeIncoming: on(inbox.postponeIncoming),
    uncountAttempt: on(inbox.uncountAttempt),
    continueThread: on(inbox.continueThread),

    putPlaceholder: on(outbox.putPlaceholder),
    readPlaceholder: on(outbox.readPlaceholder),
    readSent: on(outbox.readSent),
    listPrivateReplies: on(outbox.listPrivateReplies),
    claimOutgoing: on(outbox.claimOutgoing),
    recordSend: on(outbox.recordSend),
    beginAgain: on(outbox.beginAgain),
    giveUpOutgoing: on(outbox.giveUpOutgoing),

    reportWorking: on(workers.reportWorking),
    reportStopped: on(workers.reportStopped),
    listWorked: on(workers.listWorked),
    claimUntold: on(workers.claimUntold),
    forgetTold: on(workers.forgetTold),

    leaseName: leases.leaseName,
    renewLease: on(leases.renewLease),
    dropLease: on(leases.dropLease),
    dropAllLeases: on(leases.dropAllLeases),

    findUnfinished: on(sweep.findUnfinished),
    removeOldRows: on(sweep.removeOldRows),
    listDeadLetters: on(sweep.listDeadLetters),
    reviveDeadLetters: on(sweep.reviveDeadLetters),
    countPending: on(sweep.countPending),
    countRows: on(sweep.countRows),
  }
}
