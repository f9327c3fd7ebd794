// What people can write to the bot in Teams, and what else they can do there. Pure.
import type { CommandHelp } from '../../../model.ts'
import { type Block, counted, note } from './card.ts'

const teamsOwn = [
  {
    usage: 'a question',
    says: 'I answer it from your team’s documents, with every claim cited. In a channel or a group, mention me.',
  },
  { usage: 'a file', says: 'I index what you send me in our chat, or what you share where you mention me.' },
] as const
const more = [
  'In our own chat, and in a channel’s thread that I have answered in, just ask on.',
  'On any message, “…” lists what I can do with it; below the box you write in, my icon inserts a cited answer.',
]

/** Facts read Markdown: these are our own words. https://adaptivecards.io/explorer/FactSet.html */
export function helpBlocks(commands: readonly CommandHelp[], budgetBytes: number): Block[] {
  const below = more.map(note)
  const { shown, rest } = counted([...teamsOwn, ...commands], budgetBytes - moreBytes, ({ usage, says }) => ({
    elements: [{ type: 'Fact', title: usage, value: says }],
    markdown: `- **${usage}**: ${says}`,
  }))
  const facts = shown.flatMap(({ elements }) => elements.map(({ title, value }) => ({ title, value })))
  const set = { elements: [{ type: 'FactSet', facts }], markdown: shown.map(({ markdown }) => markdown).join('\n') }
  return [set, ...rest, ...below]
}

/** What stands around the facts. */
const moreBytes = 1_500
