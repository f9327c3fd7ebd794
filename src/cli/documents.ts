// `documents`: list, show, delete. A deletion is complete when it returns.
import { AppError } from '../errors.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

export const documents: Command = {
  name: 'documents',
  synopsis: 'documents list | show <id> | delete <id> … [--json]',
  summary: 'what is indexed',
  help: `  list           every document: id, chunks, title, uri, and for whom where it is not for everyone
  show <id>      one document with its text
  delete <id> …  removes rows, vectors, artifact and every derived copy
  --json         JSON, one object a line`,
  options: { json: { type: 'boolean' } },
  async run({ positionals: [action, ...ids], values, workspace }) {
    if (action === undefined || !['list', 'show', 'delete'].includes(action)) {
      throw new AppError('usage', 'documents needs one of list, show, delete')
    }
    if (action !== 'list' && ids.length === 0)
      throw new AppError('usage', `documents ${action} needs an id: see "ragbot documents list"`)
    return withLibrary('documents', workspace, async ({ store, workspaceId }) => {
      if (action === 'list') {
        for (const document of await store.listDocuments(workspaceId)) {
          if (values.json === true) printJson(forJson(document))
          else
            print(
              `${document.id}  ${String(document.chunks).padStart(5)}  ${document.title}  ${document.uri}${forWhom(document)}`,
            )
        }
        return 0
      }
      let failed = 0
      for (const id of ids) {
        try {
          if (action === 'show') {
            const document = await store.readDocument(workspaceId, id)
            if (values.json === true) printJson(forJson(document))
            else
              print(
                `${document.title}\n${document.uri}  (${document.mediaType}, ${document.chunks} chunks)\n\n${document.text}`,
              )
          } else {
            await store.retireDocument(workspaceId, id)
            if (values.json === true) printJson({ id, status: 'deleted' })
            else print(`deleted ${id}`)
          }
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          failed += 1
          printError(error.message)
        }
      }
      if (action === 'delete') await store.removeRetired(workspaceId)
      return failed > 0 ? 1 : 0
    })
  },
}

/** Nothing of what everyone may read. */
const forWhom = ({ audience }: { readonly audience: string }) => (audience === 'workspace' ? '' : `  ${audience}`)

/** Without a line about pictures where there is none. */
function forJson<T extends { readonly thumbnail: string | null }>({ thumbnail, ...document }: T) {
  return thumbnail === null ? document : { ...document, thumbnail }
}
