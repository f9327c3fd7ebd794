// ragbot's own guides as documents: they answer on the page while nothing else is indexed.

import { join } from 'node:path'
import { AppError } from './errors.ts'
import type { WorkspaceId } from './model.ts'
import { readSources } from './rag/indexing/sources.ts'
import type { Rag } from './rag/types.ts'
import type { DocumentStore } from './store/documents/documents.ts'
import type { RemovalStore } from './store/indexing/removal.ts'

/** A workspace of its own, so that no search of a team's documents can ever see it. */
export const builtInWorkspace = 'ragbot-docs'
// The guides. Architecture, decisions and figures are for those who change ragbot, and would answer the others' questions.
const guides = [
  'getting-started',
  'questions',
  'slack',
  'teams',
  'discord',
  'channels',
  'formats',
  'models',
  'answers',
  'operating',
].map((name) => join(import.meta.dirname, '..', 'docs', `${name}.md`))

export async function indexBuiltInDocs(
  rag: Rag,
  store: DocumentStore & RemovalStore,
  workspaceId: WorkspaceId,
): Promise<void> {
  const current = new Set<string>()
  for await (const outcome of rag.index(readSources(guides, process.stdin), {
    workspaceId,
    audience: 'workspace',
  })) {
    // It is warned of, and the pages that are there stay.
    if (outcome.status === 'failed' && outcome.error.code === 'disk-full') return
    if (outcome.status === 'failed') throw new AppError('built-in-docs', `${outcome.uri}: ${outcome.error.message}`)
    current.add(outcome.documentId)
  }
  // Pages of an earlier version, or of a folder that ragbot has moved from.
  for (const { id } of await store.listDocuments(workspaceId)) {
    // Another process that starts beside this one may have been faster.
    if (!current.has(id)) await store.retireDocument(workspaceId, id).catch(() => {})
  }
  await store.removeRetired(workspaceId)
}
