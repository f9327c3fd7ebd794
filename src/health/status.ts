// What `status` says on every platform: counts of a workspace, how it is searched, and what is wrong with the installation.

import { basename } from 'node:path'
import type { Config } from '../config.ts'
import type { WorkspaceId, WorkspaceStatus } from '../model.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { SourceStore } from '../store/documents/sources.ts'
import type { EmbeddingStore } from '../store/indexing/embeddings.ts'
import type { SweepStore } from '../store/messages/sweep.ts'
import { type Check, lookAt, warningLines } from './findings.ts'
import { failingSourcesOf } from './sources.ts'

export function createStatus(
  store: DocumentStore & EmbeddingStore & SweepStore & Pick<SourceStore, 'listFailingSources'>,
  { chat, embedding, rerank }: Config,
  checks: readonly Check[],
): (workspaceId: WorkspaceId) => Promise<WorkspaceStatus> {
  return async (workspaceId) => {
    const counts = await store.countDocuments(workspaceId)
    const pending = await store.countPending(workspaceId)
    const vectors = embedding ? await vectorStatus(store, workspaceId, counts.chunks) : ''
    const judge = rerank ? `, reranked by ${rerank.model === 'llm' ? chat?.model : rerank.model}` : ''
    return {
      ...counts,
      retrieval: `by words${embedding ? ` and by meaning (${basename(embedding.model)}${vectors})` : ''}${judge}`,
      writer: chat ? `${chat.model}, each sentence checked` : 'quoted from the documents; no model is set',
      pending,
      warnings: warningLines([...(await lookAt(checks)), ...(await failingSourcesOf(store, workspaceId))]),
    }
  }
}

async function vectorStatus(store: EmbeddingStore, workspaceId: WorkspaceId, chunks: number): Promise<string> {
  const [model] = await store.countEmbeddings(workspaceId)
  if (model?.isReady && model.chunks >= chunks) return ''
  return `: ${(model?.chunks ?? 0).toLocaleString('en')} of ${chunks.toLocaleString('en')} passages have a vector${model?.isReady ? '' : ', words alone until all have'}`
}
