// The parts of a card as blocks, each within its bytes. Pure.
import { type Field, type Item, markUrls, type Part, type Step } from '../../../card.ts'
import { ours, proseBytes } from '../limits.ts'
import { type Block, counted, type Element, fitText, note, proseBlock, richText, titleLine } from './card.ts'
import { helpBlocks } from './help.ts'
import {
  cutToFit,
  escapeMarkdown,
  linkable,
  oneLine,
  type Paragraph,
  short,
  sizeOf,
  textRun,
  toCode,
  toParagraphs,
  toPlain,
} from './prose.ts'
import { sourceBlocks } from './sources.ts'
import { lineBlock, tableBlocks } from './table.ts'

/** Makes ids that nothing else on the card has. */
export type MakeId = (name: string) => string

export function createIds(): MakeId {
  const taken = new Map<string, number>()
  return (name) => {
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return count === 1 ? name : `${name}.${count}`
  }
}

/** Of a part that is the message itself, what fits. */
export function proseOf(part: Extract<Part, { kind: 'prose' | 'notice' }>, budgetBytes: number) {
  if (part.kind === 'notice') return fitText(toPlain(part.text), ours.notice, budgetBytes)
  const paragraphs = toParagraphs(part.markdown, markUrls(part.citations, linkable))
  return fitText(paragraphs, ours.prose, Math.min(proseBytes, budgetBytes))
}

/** Of one item, in bytes: so many of them leave half of a message free. */
const itemBytes = 2_000

const bulleted = ([first = [], ...more]: readonly Paragraph[]): readonly Paragraph[] =>
  first[0]?.text.startsWith('• ') ? [first, ...more] : [[{ text: '• ' }, ...first], ...more]

function itemBlock(item: Item): Block | null {
  const { title = '', note: small = '' } = item
  const all = 'text' in item ? toPlain(item.text) : toParagraphs(item.markdown, markUrls(item.citations, linkable))
  const { paragraphs, cut } = cutToFit(all, ours.line, itemBytes)
  const hasTitle = oneLine(title) !== ''
  const text = paragraphs.length === 0 || hasTitle ? paragraphs : bulleted(paragraphs)
  // A cut at the end of a run shows no sign of it.
  const ended = cut && text.at(-1)?.at(-1)?.text.endsWith('…') !== true ? [...text, [{ text: '…' }]] : text
  const blocks = [
    ...(hasTitle ? [titleLine(title)] : []),
    ...(ended.length > 0 ? [proseBlock(ended)] : []),
    ...(oneLine(small) === '' ? [] : [note(small)]),
    ...(item.url === undefined ? [] : linkBlocks('Open', item.url)),
  ]
  if (blocks.length === 0) return null
  return {
    elements: blocks.flatMap(({ elements }) => elements),
    markdown: blocks.map(({ markdown }) => markdown).join('\n\n'),
  }
}

function fieldBlock({ name, value, isAlarming }: Field): Block | null {
  const title = `${isAlarming ? '⚠ ' : ''}${short(name, ours.title)}`
  const shown = short(value, ours.line)
  if (title === '' && shown === '') return null
  const style = isAlarming ? { color: 'Attention' } : {}
  return {
    elements: [richText([textRun(`${title}: `, { weight: 'Bolder', ...style }), textRun(shown, style)], small)],
    markdown: `- **${escapeMarkdown(title)}**: ${escapeMarkdown(shown)}`,
  }
}
const small = { spacing: 'Small' }

function codeBlocks(text: string, budgetBytes: number): Block[] {
  const lines = toCode(text)
  if (lines.every((line) => line.length === 0)) return []
  const { paragraphs, rest } = fitText(lines, ours.prose, Math.min(proseBytes, budgetBytes - 200))
  const shown = proseBlock(paragraphs)
  const items = shown.elements.map((line) => ({ ...line, spacing: 'None' }))
  const [only, ...more] = paragraphs.map((spans) => spans.map((span) => span.text).join(''))
  const isShort = more.length === 0 && only !== undefined && !only.includes('`')
  const markdown = isShort ? `\`${only}\`` : escapeMarkdown([only, ...more].join('\n'))
  return [{ elements: [{ type: 'Container', style: 'emphasis', items }], markdown }, ...rest.map(note)]
}

/** A bar that is filled from 0 to 1. It only repeats what the text beside it says. */
function bar(percent: number, style: 'accent' | 'attention'): Element {
  const column = (width: number, look: string) => ({
    type: 'Column',
    width,
    style: look,
    minHeight: '8px',
    spacing: 'None',
    items: [],
  })
  const rest = 100 - percent
  const columns = [...(percent > 0 ? [column(percent, style)] : []), ...(rest > 0 ? [column(rest, 'emphasis')] : [])]
  return { type: 'ColumnSet', columns, spacing: 'Small' }
}

const icons: Readonly<Record<Step['state'], string>> = { waiting: '⏳', working: '⏳', done: '✅', failed: '⚠️' }

function progressBlocks({ share, isDone, steps }: Extract<Part, { kind: 'progress' }>, budgetBytes: number): Block[] {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100)
  const look = steps.length > 0 && steps.every(({ state }) => state === 'failed') ? 'attention' : 'accent'
  const words = `${percent} %`
  const moving = { elements: [bar(percent, look), ...note(words).elements], markdown: words }
  const above = isDone ? [] : [moving]
  const room = budgetBytes - sizeOf(moving.elements)
  const { shown, rest } = counted(steps, room, ({ state, text }) => lineBlock(`${icons[state]} ${text}`))
  return [...above, ...shown, ...rest]
}

function linkBlocks(text: string, url: string): Block[] {
  const href = linkable(url)
  if (href === undefined) return []
  const shown = short(text, ours.title) || href
  return [
    {
      elements: [richText([textRun(shown, { color: 'Accent' }, href)])],
      markdown: `[${escapeMarkdown(shown)}](${href})`,
    },
  ]
}

/** Nothing for what is blank, and for what is clicked: that stands below it all. */
export function blocksOf(part: Part, budgetBytes: number, id: MakeId): readonly Block[] {
  const list = ({ shown, rest }: ReturnType<typeof counted>) => [...shown, ...rest]
  switch (part.kind) {
    case 'prose':
    case 'notice': {
      const { paragraphs, rest } = proseOf(part, budgetBytes)
      return [...(paragraphs.length === 0 ? [] : [proseBlock(paragraphs)]), ...rest.map(note)]
    }
    case 'note':
      return oneLine(part.text) === '' ? [] : [note(part.text)]
    case 'list':
      return list(counted(part.items, budgetBytes, itemBlock))
    case 'fields':
      return list(counted(part.fields, budgetBytes, fieldBlock))
    case 'table':
      return tableBlocks(part, budgetBytes)
    case 'code':
      return codeBlocks(part.text, budgetBytes)
    case 'commands':
      return helpBlocks(part.commands, budgetBytes)
    case 'progress':
      return progressBlocks(part, budgetBytes)
    case 'sources':
      return sourceBlocks(part, budgetBytes, id)
    case 'link':
      return linkBlocks(part.text, part.url)
    case 'empty':
      return [
        ...(oneLine(part.text) === '' ? [] : [titleLine(part.text)]),
        ...(part.hint === undefined ? [] : [lineBlock(part.hint)].filter((one) => one !== null)),
      ]
    case 'actions':
    case 'select':
      return []
  }
}
