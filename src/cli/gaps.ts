// `gaps`: what was asked and not answered, for whoever looks after the documents.
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

export const gaps: Command = {
  name: 'gaps',
  synopsis: 'gaps [--json]',
  summary: 'questions that ended in "I don\'t know"',
  help: `Those asked most often first, of the last 180 days, with what came closest. Questions may come from private
conversations: show the list to those only who may know.
  --json   one JSON object a line`,
  options: { json: { type: 'boolean' } },
  run: ({ values, workspace }) =>
    withLibrary('gaps', workspace, async ({ store, workspaceId }) => {
      const found = await store.listGaps(workspaceId)
      for (const gap of found) {
        if (values.json === true) printJson(gap)
        else {
          print(
            `${String(gap.times).padStart(4)} ×  ${gap.question}  (last ${gap.lastAskedAt.slice(0, 10)}, in ${gap.audiences.join(', ')})`,
          )
          for (const { title, uri } of gap.nearest) print(`        nearest: ${title}  ${uri}`)
        }
      }
      if (found.length === 0 && values.json !== true) printError('Nothing was left unanswered.')
      return 0
    }),
}
