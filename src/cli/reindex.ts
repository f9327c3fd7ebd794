// `reindex`: chunks and weights anew from the artifacts, beside those in use; then everything switches at once.
import { withLibrary } from './library.ts'
import { createProgress, print } from './output.ts'
import type { Command } from './types.ts'

export const reindex: Command = {
  name: 'reindex',
  synopsis: 'reindex [--embeddings]',
  summary: 'make chunks and vectors anew from the stored texts',
  help: `Nothing is read from where documents came from. Questions are answered from what is there until all is made anew.
After an update that says so, when texts have become much longer or shorter than they were, or with another model.
  --embeddings   also forget the vectors of unchanged passages, and make them anew`,
  options: { embeddings: { type: 'boolean' } },
  run: ({ values, workspace }) =>
    withLibrary('reindex', workspace, async ({ store, rag, workspaceId }) => {
      if (values.embeddings === true) await store.forgetEmbeddings(workspaceId)
      const { documents: total } = await store.countDocuments(workspaceId)
      const progress = createProgress('documents')
      let documents = 0
      for await (documents of rag.reindex(workspaceId)) progress.tick(documents, total)
      progress.done()
      print(`${documents} documents made anew`)
      return 0
    }),
}
