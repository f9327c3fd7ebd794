// The parts of a card as pieces of Discord's Markdown, in their order. Pure. Sources are no text, and what can be clicked
// is below it all: neither is here.
import { type Item, markUrls, type Part, type Step } from '../../../card.ts'
import { ours } from '../limits.ts'
import { code, table } from './code.ts'
import { bold, clip, linkable, oneLine, plain, prose, words } from './markdown.ts'

export type Pieces = readonly string[]

/** What was made of something, below each other; what is empty leaves no gap. */
export const stack = (all: readonly Pieces[], gap: string): string[] =>
  all.filter((pieces) => pieces.length > 0).flatMap((pieces, index) => (index === 0 ? pieces : [gap, ...pieces]))

export function note(text: string): Pieces {
  const pieces = plain(text)
  return pieces.length === 0 ? [] : ['ℹ️ ', ...pieces]
}

function itemPieces(item: Item): Pieces {
  const said = 'text' in item ? plain(item.text) : prose(item.markdown, markUrls(item.citations, linkable))
  const title = bold(item.title ?? '')
  const open = item.url === undefined ? [] : link('open', item.url)
  const more = oneLine(item.note ?? '') === '' ? [] : ['(', ...plain(item.note ?? ''), ')']
  if (title.length > 0) return stack([title, said, more, open], '\n')
  const line = stack([said, more, open], ' ')
  return line.length === 0 ? [] : ['• ', ...line]
}

const marks: Readonly<Record<Step['state'], string>> = { waiting: '○ ', working: '◔ ', done: '✓ ', failed: '✗ ' }

function progress({ share, isDone, steps }: Extract<Part, { kind: 'progress' }>): string[] {
  const bounded = Math.min(1, Math.max(0, share))
  const full = Math.round(bounded * ours.bar)
  const bar = `${'▰'.repeat(full)}${'▱'.repeat(ours.bar - full)} ${Math.round(100 * bounded)} %`
  const lines = stack(
    steps.map(({ state, text }) => [marks[state], ...plain(text)]),
    '\n',
  )
  // A full bar above a failure would say the opposite of it.
  return stack([isDone ? [] : [bar], lines], '\n\n')
}

function link(text: string, url: string): Pieces {
  const href = linkable(url)
  const shown = clip(plain(oneLine(text)), ours.linkText) || 'open'
  return href === undefined ? [] : [`[${shown}](${href})`]
}

/** What commands need Discord asks for itself; files and messages it offers besides. */
const alsoPossible = [
  'A file goes in by a command that takes one too, or where you mention me',
  'In a message’s menu, under Apps, is what I can do with that message',
  'Mention me or write to me directly, where the administrators of this bot have turned that on. In a thread that I have answered in, just ask on.',
]

export function piecesOf(part: Part): Pieces {
  switch (part.kind) {
    case 'prose':
      return prose(part.markdown, markUrls(part.citations, linkable))
    case 'notice':
      return plain(part.text)
    case 'note':
      return note(part.text)
    case 'list': {
      const hasTitles = part.items.some(({ title }) => title !== undefined)
      return stack(part.items.map(itemPieces), hasTitles ? '\n\n' : '\n')
    }
    case 'fields':
      return stack(
        part.fields.map(({ name, value, isAlarming }) => [
          ...(isAlarming ? ['⚠️ '] : []),
          ...stack([bold(name), plain(value)], ': '),
        ]),
        '\n',
      )
    case 'table':
      return table(part)
    case 'code':
      return code(part.text)
    case 'commands':
      return stack(
        [
          ...part.commands.map(({ usage, says }) => [commandOf(usage), ' ', ...plain(says)]),
          ...alsoPossible.map((line) => words(line)),
        ].map((line) => ['• ', ...line]),
        '\n',
      )
    case 'progress':
      return progress(part)
    case 'link':
      return link(part.text, part.url)
    case 'empty':
      return stack([plain(part.text), plain(part.hint ?? '')], '\n')
    case 'sources':
    case 'actions':
    case 'select':
      return []
  }
}

const commandOf = (usage: string) => `\`/rag ${oneLine(usage).replaceAll('`', '').split(' ', 1)[0]}\``
