// `search`: the distinct documents that match best, with the passage that does.
import { resultsCommand } from './results.ts'

export const search = resultsCommand(
  {
    synopsis: 'search <query>',
    summary: 'find documents',
    find: ({ rag }, scope, query, top) => rag.search(query, scope, top),
  },
  {
    takesBatch: true,
    more: 'Limits among the words: from:handbook type:pdf author:ada after:2026-01 before:2026-06-30 "exact phrase" -draft',
  },
)
