// `feedback`: what people said about answers. Reports come first, since each waits for someone to look at it.
import type { FeedbackKind } from '../model.ts'
import { withLibrary } from './library.ts'
import { print, printError, printJson } from './output.ts'
import type { Command } from './types.ts'

const shownCharacters = 160
const order: readonly FeedbackKind[] = ['report', 'not-helpful', 'helpful', 'favourite']

export const feedback: Command = {
  name: 'feedback',
  synopsis: 'feedback [--json]',
  summary: 'reports, votes and saved answers',
  help: `Reports first, then votes (not helpful before helpful) and saved answers, each newest first: when, where and who,
the question, the beginning of the answer, and what a report says.
  --json   one JSON object a line, answers in full`,
  options: { json: { type: 'boolean' } },
  run: ({ values, workspace }) =>
    withLibrary('feedback', workspace, async ({ store, workspaceId }) => {
      const all = await store.listFeedback(workspaceId)
      const sorted = order.flatMap((kind) => all.filter((one) => one.kind === kind))
      for (const { kind, platform, person, question, markdown, text, at } of sorted) {
        if (values.json === true) {
          printJson({ kind, platform, person, question, markdown, text, at })
          continue
        }
        print(`${kind.padEnd(11)}  ${at.slice(0, 16).replace('T', ' ')}  ${platform} ${oneLine(person)}`)
        if (text !== null && text.trim() !== '') print(`  says      ${oneLine(text)}`)
        print(`  question  ${shorten(question)}`)
        print(`  answer    ${shorten(markdown)}`)
      }
      if (sorted.length === 0) printError('Nobody has said anything about an answer yet.')
      return 0
    }),
}

/** Control characters are what a terminal acts on: people's text must not. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}

function shorten(text: string): string {
  const line = oneLine(text)
  return line.length <= shownCharacters ? line : `${line.slice(0, shownCharacters).replace(/(?<!\s)\s+\S*$/, '')} …`
}
