// The list of tests/store/leaks.test.ts. A new statement, or a further table in an old one, comes here: with the tables it
// names, in its source's order, and the cases (tests/store/leak-cases.ts) in which each reader asks for it.

/** `file function` → its tables, and what of the store runs it. */
export const list: Readonly<Record<string, readonly [reads: string, ...cases: string[]]>> = {
  'access access': [
    'documents platform_conversations',
    'readHistory',
    'listFavourites',
    'readAnswer',
    'redeemLinkCode',
  ],
  'access lookup': ['find_chunks', 'searchChunks: candidates'],

  'conversations openConversation': ['platform_conversations platform_conversations conversations', 'finishIncoming'],
  'conversations mapThread': ['platform_conversations', 'finishIncoming', 'continueThread'],
  'conversations appendMessage': [
    'conversations conversation_messages conversations conversation_messages',
    'finishIncoming',
    'acceptIncoming: again',
  ],
  'conversations readClientMessage': ['conversation_messages platform_conversations', 'acceptIncoming: again'],
  'conversations readHistory': [
    'platform_conversations platform_conversations conversations conversation_messages conversation_messages',
    'readHistory',
    'readHistory: where the documentation answers',
    'redeemLinkCode',
  ],
  'conversations knowsThread': ['platform_conversations inbox', 'knowsThread'],
  'conversations listConversations': [
    'conversations conversation_messages',
    'listConversations',
    'listConversations: by words',
  ],
  'conversations listMessages': ['conversations conversation_messages', 'listMessages'],
  'exchange readTurns': ['conversations conversation_messages', 'readTurns'],

  'documents listDocuments': ['documents', 'listDocuments'],
  'listing findDocuments': ['documents documents documents documents', 'findDocuments'],
  'listing readOutlines': ['documents readable_texts', 'readOutlines'],
  'owner renameConversation': ['conversations', 'renameConversation'],
  'owner removeConversation': [
    'conversations conversation_messages conversation_messages inbox platform_conversations conversations platform_conversations conversations',
    'removeConversation',
  ],
  'documents listChannelAudiences': ['document_audiences', 'listChannelAudiences'],
  'documents findNamed': ['documents documents', 'findNamed', 'findNamed: by its words'],
  'documents suggestTitles': ['documents', 'suggestTitles', 'suggestTitles: no word'],
  'documents readDocument': ['documents revisions artifacts', 'readDocument'],
  'documents readForReader': ['documents readable_texts', 'readForReader'],
  'audiences keepAudiences': ['documents document_audiences', 'shareDocument', 'shareSameSource'],
  'audiences hideOtherVersions': ['documents document_audiences', 'publish'],
  'audiences recordAudiences': ['document_audiences documents', 'publish'],
  'documents shareDocument': ['documents', 'shareDocument'],
  'documents shareSameSource': ['documents', 'shareSameSource'],
  'documents retireDocument': ['documents uploads gaps', 'retireDocument'],
  'documents countDocuments': ['documents', 'countDocuments'],
  'documents readVerifiable': ['documents revisions artifacts chunks', 'readVerifiable'],
  'documents countLeftovers': ['revisions documents artifacts revisions', 'countLeftovers'],

  'embeddings readUnembedded': ['chunks documents embeddings', 'readUnembedded'],
  'embeddings addEmbeddings': ['revisions chunks', 'addEmbeddings'],
  'embeddings countEmbeddings': ['embeddings', 'countEmbeddings'],

  'feedback recordFeedback': ['conversation_messages feedback', 'recordFeedback'],
  'feedback withQuestion': ['conversation_messages', 'listFavourites', 'readAnswer', 'listFeedback'],
  'feedback withAnswer': ['feedback conversation_messages', 'listFavourites', 'listFeedback'],
  'feedback readAnswer': ['conversation_messages', 'readAnswer'],

  'filter filterSql': ['readable_chunks readable_chunks', 'searchChunks: all, filtered'],
  'gaps listGaps': ['documents gaps gaps', 'listGaps'],

  'inbox acceptIncoming': ['inbox inbox', 'acceptIncoming: again'],
  'inbox claimIncoming': ['inbox inbox', 'claimIncoming'],
  'inbox finishIncoming': ['inbox', 'finishIncoming'],
  'inbox uncountAttempt': ['inbox', 'uncountAttempt'],
  'inbox postponeIncoming': ['inbox', 'postponeIncoming'],
  'inbox continueThread': ['platform_conversations', 'continueThread', 'knowsThread'],

  'indexing findBySource': ['documents revisions', 'findBySource'],
  'indexing addChunks': ['revisions', 'addChunks'],
  'indexing publish': ['documents revisions', 'publish'],
  'indexing retireRevisions': ['revisions', 'publish', 'retireDocument'],

  'leases dropAllLeases': ['uploads', 'dropAllLeases'],
  'action-values keepActionValue': ['action_values', 'keepActionValue'],
  'action-values readActionValue': ['action_values', 'readActionValue'],

  'link-codes addLinkCode': ['link_codes platform_conversations inbox platform_conversations', 'addLinkCode'],
  'link-codes redeemLinkCode': ['link_codes', 'redeemLinkCode'],

  'outbox readLastTarget': ['places', 'readLastTarget'],
  'outbox putPlaceholder': ['inbox', 'putPlaceholder'],
  'outbox claimOutgoing': ['outbox outbox outbox outbox inbox outbox outbox', 'claimOutgoing'],
  'outbox recordSend': ['outbox outbox', 'recordSend'],
  'outbox beginAgain': ['outbox', 'beginAgain'],
  'outbox giveUpOutgoing': ['outbox', 'giveUpOutgoing'],
  'outbox readPlaceholder': ['outbox inbox', 'readPlaceholder'],
  'outbox readSent': ['outbox', 'readSent'],
  'outbox listPrivateReplies': ['outbox', 'listPrivateReplies'],

  'rank documentOf': ['documents', 'searchChunks: all', 'searchChunks: candidates', 'searchVectors'],
  'rank chunkOf': [
    'readable_chunks',
    'searchChunks: again',
    'searchChunks: candidates, filtered',
    'searchVectors: filtered',
  ],
  'rank rankAll': ['readable_chunks', 'searchChunks: all', 'searchChunks: all, filtered'],
  'rank rankHolding': ['find_chunks', 'searchChunks: candidates', 'searchChunks: candidates, filtered'],
  'rank rankNewest': ['readable_chunks', 'searchChunks: newest', 'searchChunks: newest phrases'],
  'rank rankVectors': ['readable_embeddings', 'searchVectors', 'searchVectors: filtered'],

  'indexing readAverageLength': ['chunks documents', 'readAverageLength'],
  'rebuild beginRebuild': ['revisions revisions term_counts', 'beginRebuild: and all that follows'],
  'rebuild readUnbuilt': ['documents', 'readUnbuilt'],
  'rebuild readArtifacts': ['documents revisions artifacts revisions artifacts', 'readUnbuilt'],
  'rebuild beginRebuilt': ['revisions', 'beginRebuild: and all that follows'],
  'rebuild addRebuilt': [
    'revisions documents revisions chunks embeddings chunks',
    'beginRebuild: and all that follows',
  ],
  'rebuild switchVersion': [
    'documents revisions revisions documents revisions term_counts',
    'beginRebuild: and all that follows',
  ],

  'removal removeSome': ['revisions chunks embeddings chunks revisions artifacts revisions', 'removeRetired'],
  'removal removeVersions': ['revisions term_counts', 'removeRetired'],
  'removal compactTermCounts': ['term_counts term_counts', 'compactCounts'],
  'removal compactDocumentCounts': ['document_counts', 'compactCounts'],

  'search countsOf': ['term_counts', 'searchChunks: all'],
  'search readCorpus': ['document_counts', 'readCorpus'],
  'search readCounts': ['revisions document_counts', 'searchChunks: all'],

  'sweep findUnfinished': ['inbox table uploads', 'findUnfinished'],
  'sweep removeOldRows': ['inbox outbox outbox places uploads gaps', 'removeOldRows'],
  'sweep listDeadLetters': ['inbox outbox', 'listDeadLetters'],
  'sweep listFailedUploads': ['uploads', 'listFailedUploads'],
  'sweep reviveDeadLetters': ['outbox inbox outbox inbox', 'reviveDeadLetters'],
  'sweep countRows': ['table', 'countRows'],
  'sweep countPending': ['inbox uploads', 'countPending'],

  'uploads addSharedSources': ['inbox uploads inbox', 'addSharedSources'],
  'uploads readSharedProgress': ['uploads', 'readSharedProgress'],
  'uploads listUnread': ['uploads', 'listUnread'],
  'uploads readUpload': ['uploads', 'readUpload'],
  'uploads claimUpload': ['uploads inbox', 'claimUpload', 'claimUpload: of a message'],
  'uploads readBytes': ['uploads', 'claimUpload'],
  'uploads setUploadStage': ['uploads', 'setUploadStage'],
  'uploads giveBackUpload': ['uploads', 'giveBackUpload'],
  'uploads renewUpload': ['uploads', 'renewUpload'],
  'uploads finishUpload': ['inbox uploads uploads inbox uploads', 'finishUpload'],

  'workers claimUntold': ['inbox inbox', 'claimUntold'],
  'workers forgetTold': ['inbox', 'forgetTold'],
}

/** Workers and operators do these for the whole installation, as a role that may read no document, passage or turn. */
export const acrossWorkspaces = [
  'claimIncoming',
  'uncountAttempt',
  'postponeIncoming',
  'claimOutgoing',
  'recordSend',
  'beginAgain',
  'giveUpOutgoing',
  'dropAllLeases',
  'findUnfinished',
  'removeOldRows',
  'listDeadLetters',
  'listFailedUploads',
  'reviveDeadLetters',
  'countRows',
  'claimUntold',
  'forgetTold',
]

/** How much there is, without a word of it: one test asks for all of them. */
export const counts = [
  'readCorpus',
  'countDocuments',
  'countEmbeddings',
  'countLeftovers',
  'countPending',
  'listChannelAudiences',
  'readAverageLength',
  'readDimensions',
  'readLastTarget',
]

/** They touch no row that anybody wrote, or are steps of a case that has another's name (a rebuild). */
export const withoutRows = [
  'within',
  'batch',
  'vacuum',
  'findVersion',
  'beginRebuilt',
  'addRebuilt',
  'switchVersion',
  'endRebuild',
  'openInstallation',
  'recordKey',
  'openWorkspace',
  'listWorkspaces',
  'openInstall',
  'workspaceOf',
  'watchInstalls',
  'listInstalls',
  'takeTurns',
  'blockBucket',
  'reportWorking',
  'reportStopped',
  'listWorked',
  'leaseName',
  'renewLease',
  'dropLease',
]
