// `verify`: every artifact's hash holds, every chunk is a slice of its artifact, and nothing is left over.
import { artifactHash } from '../rag/indexing/artifact.ts'
import { withLibrary } from './library.ts'
import { print, printError } from './output.ts'
import type { Command } from './types.ts'

export const verify: Command = {
  name: 'verify',
  synopsis: 'verify',
  summary: 'check artifacts, chunks and hashes against each other',
  help: 'Checks that each stored text still has the hash it is addressed by, that each chunk is a slice of it, and that no\nrow is left of what was deleted. Exit status 1 when anything does not hold, each named on stderr.',
  options: {},
  run: ({ workspace }) =>
    withLibrary('verify', workspace, async ({ store, workspaceId }) => {
      let [documents, chunks, failed] = [0, 0, 0]
      const fail = (message: string) => {
        failed += 1
        printError(message)
      }
      for await (const document of store.readVerifiable(workspaceId)) {
        documents += 1
        chunks += document.chunks.length
        if (artifactHash(document) !== document.hash) fail(`${document.uri}: the stored text does not have its hash`)
        if (document.chunks.length !== document.chunkCount) {
          fail(`${document.uri}: ${document.chunks.length} chunks instead of ${document.chunkCount}`)
        }
        for (const { ordinal, start, end, text } of document.chunks) {
          if (document.text.slice(start, end) !== text)
            fail(`${document.uri}: chunk ${ordinal} is no slice of the text`)
        }
      }
      const left = await store.countLeftovers(workspaceId)
      if (left.revisions > 0)
        printError(`${left.revisions} revisions wait to be removed (an indexing that is under way, or was cut off)`)
      if (left.artifacts > 0) fail(`${left.artifacts} artifacts belong to no document`)
      print(`${documents} documents, ${chunks} chunks: ${failed === 0 ? 'all hold' : `${failed} problems`}`)
      return failed > 0 ? 1 : 0
    }),
}
