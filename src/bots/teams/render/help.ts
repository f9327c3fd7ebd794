// What people can write to the bot in Teams, and what else they can do there. Pure.
import type { Reply } from '../../../model.ts'
import { heading, note, type Part, titleLine } from './card.ts'

const helpFacts = [
  [
    'a question',
    'I answer it from your team’s documents, with every claim cited. In a channel or a group, mention me.',
  ],
  ['a file', 'I index what you send me in our chat, or what you share where you mention me.'],
] as const
const helpMore = [
  'In our own chat, and in a channel’s thread that I have answered in, just ask on.',
  'On any message, choose “…” for “Index this message” or “Ask about this”; below the box you write in, my icon inserts a cited answer.',
]

export function help({ commands, problem }: Extract<Reply, { kind: 'help' }>): Part[] {
  const lines = [...helpFacts, ...commands.map(({ usage, says }) => [usage, says] as const)]
  const facts: Part = {
    elements: [
      heading('What to write to me'),
      { type: 'FactSet', facts: lines.map(([title, value]) => ({ title, value })) },
    ],
    markdown: ['**What to write to me**', ...lines.map(([title, value]) => `- **${title}**: ${value}`)].join('\n'),
  }
  const told = problem === undefined ? [] : [titleLine(problem)]
  return [...told, facts, ...helpMore.map((line) => note(line))]
}
