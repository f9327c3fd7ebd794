// What the bot can do, and what to type: a line of each gesture, see desk.ts.
import type { Card } from '../card.ts'
import type { CommandHelp, Request } from '../model.ts'
import type { Gesture } from './types.ts'

interface Help extends Request {
  readonly kind: 'help'
  /** What could not be understood. */
  readonly problem?: string
}

export const readHelp = (problem?: string): Help => ({ kind: 'help', ...(problem !== undefined && { problem }) })

export const help: Gesture<Help> = {
  name: 'help',
  command: {
    words: ['help'],
    help: { usage: 'help', says: 'shows this' },
    menu: { says: 'What I can do', options: [] },
    read: () => readHelp(),
  },
  message: (text) => (/^(?:\/?help(?: me)?|hilfe|aide|ayuda|aiuto|ajuda) ?[!.?]*$/i.test(text) ? readHelp() : null),
}

export function helpCard(commands: readonly CommandHelp[], request: Request): Card {
  const { problem } = request as Help
  return {
    tone: 'info',
    // Whoever was not understood reads that first.
    ...(problem === undefined && { title: 'What I can do' }),
    parts: [
      ...(problem === undefined ? [] : [{ kind: 'notice', text: problem } as const]),
      { kind: 'commands', commands },
    ],
  }
}
