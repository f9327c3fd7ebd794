// What people can write to the bot in Teams, and what else they can do there. Pure.
import { heading, note, type Part, titleLine } from './card.ts'

const helpFacts = [
  [
    'a question',
    'I answer it from your team’s documents, with every claim cited. In a channel or a group, mention me.',
  ],
  ['a file', 'I index what you send me in our chat, or what you share where you mention me.'],
  [
    'search …',
    'the documents that match. Limits: from:handbook after:2026-01 type:pdf author:ada "exact phrase" -draft',
  ],
  ['index <address>', 'I read a web page in, or every page of a sitemap.'],
  ['summarize <address>', 'the key sentences of a page; “summarize” alone: of what I was asked in this thread'],
  ['status', 'what is indexed'],
  ['favourites', 'the answers you saved'],
  ['continue', 'go on with a conversation in another place'],
] as const
const helpMore = [
  'In our own chat, and in a channel’s thread that I have answered in, just ask on.',
  'On any message, choose “…” for “Index this message” or “Ask about this”; below the box you write in, my icon inserts a cited answer.',
]

/** @param problem what could not be understood */
export function help(problem: string | undefined): Part[] {
  const facts: Part = {
    elements: [
      heading('What to write to me'),
      { type: 'FactSet', facts: helpFacts.map(([title, value]) => ({ title, value })) },
    ],
    markdown: ['**What to write to me**', ...helpFacts.map(([title, value]) => `- **${title}**: ${value}`)].join('\n'),
  }
  const told = problem === undefined ? [] : [titleLine(problem)]
  return [...told, facts, ...helpMore.map((line) => note(line))]
}
