// Indexes one uploaded file. The file waits in the database, so a job that is lost or killed is simply done again.

import type { IndexOutcome } from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { Store } from '../store/types.ts'
import type { UploadJob } from './types.ts'

const maxAttempts = 3

export function createIndexJob({
  store,
  rag,
}: {
  readonly store: Store
  readonly rag: Rag
}): (job: UploadJob) => Promise<void> {
  return async ({ workspaceId, uploadId }) => {
    const upload = await store.claimUpload(workspaceId, uploadId)
    if (!upload) return
    const uri = `upload:${upload.name}`
    if (upload.attempts > maxAttempts) {
      const error = { code: 'gave-up', message: 'The process ended each time this file was read, so it is left out.' }
      await store.finishUpload(workspaceId, uploadId, { status: 'failed', uri, chunks: 0, error })
      return
    }
    const source = { sourceKey: uri, uri, name: upload.name, bytes: upload.bytes }
    let outcome: IndexOutcome | undefined
    for await (outcome of rag.index([source], { workspaceId, audience: upload.audience }));
    await store.finishUpload(workspaceId, uploadId, outcome!)
  }
}
