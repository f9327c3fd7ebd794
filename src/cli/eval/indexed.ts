// A workspace of its own that holds what is measured and nothing else.
import { existsSync } from 'node:fs'
import type { Library } from '../../library.ts'
import type { AccessScope } from '../../model.ts'
import { readSources } from '../../rag/indexing/sources.ts'
import { withLibrary } from '../library.ts'
import { createProgress, printError } from '../output.ts'

/** @param paths files and folders; those that are not there are passed over */
export function withIndexed<T>(
  workspace: string,
  paths: readonly string[],
  work: (indexed: Pick<Library, 'rag'> & { readonly scope: AccessScope }) => Promise<T>,
): Promise<T> {
  return withLibrary('eval', workspace, async ({ rag, store, workspaceId }) => {
    const audience = 'workspace'
    const indexed = new Set<string>()
    const indexing = createProgress('documents indexed')
    for await (const outcome of rag.index(readSources(paths.filter(existsSync), process.stdin), {
      workspaceId,
      audience,
    })) {
      indexing.tick()
      if (outcome.status === 'failed') printError(`left out: ${outcome.uri}: ${outcome.error.message}`)
      else indexed.add(outcome.documentId)
    }
    indexing.done()
    await rag.embedMissing(workspaceId)
    // What an earlier state of the corpus left behind would be found, too.
    const stale = (await store.listDocuments(workspaceId)).filter(({ id }) => !indexed.has(id))
    for (const { id } of stale) await store.retireDocument(workspaceId, id)
    if (stale.length > 0) await store.removeRetired(workspaceId)
    return work({ rag, scope: { workspaceId, audiences: [audience] } })
  })
}
