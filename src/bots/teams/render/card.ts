// Adaptive Cards of version 1.5 from blocks. Pure. Texts of documents and people stand in text runs, which have no markup.
// https://adaptivecards.io/explorer/
import { limits, ours } from '../limits.ts'
import {
  cutToFit,
  escapeMarkdown,
  type Paragraph,
  short,
  sizeOf,
  type TextRun,
  textRun,
  toMarkdown,
  toRuns,
} from './prose.ts'

export type Element = Readonly<Record<string, unknown>> & { readonly type: string }
export type Action = Readonly<Record<string, unknown>> & { readonly type: string; readonly title: string }

export interface CardAttachment {
  readonly contentType: 'application/vnd.microsoft.card.adaptive'
  readonly content: {
    readonly type: 'AdaptiveCard'
    readonly $schema: string
    readonly version: string
    readonly body: readonly Element[]
    readonly actions?: readonly Action[]
  }
}

/** A piece of a card, and the same as Markdown. */
export interface Block {
  readonly elements: readonly Element[]
  readonly markdown: string
}

export const richText = (inlines: readonly TextRun[], more: Readonly<Record<string, unknown>> = {}): Element => ({
  type: 'RichTextBlock',
  inlines,
  ...more,
})
export const subtle = { isSubtle: true, size: 'Small' }

/** Small print: a hint, a count, a trace id. What warns stands out a little. */
export function note(text: string): Block {
  const shown = short(text, ours.note)
  const style = shown.startsWith('⚠') ? { ...subtle, isSubtle: false } : subtle
  return {
    elements: [richText([textRun(shown, style)], { spacing: 'Small' })],
    markdown: `_${escapeMarkdown(shown)}_`,
  }
}

/** What a message or an item begins with. */
export function titleLine(text: string, style: Readonly<Record<string, unknown>> = {}): Block {
  const shown = short(text, ours.heading)
  return {
    elements: [richText([textRun(shown, { weight: 'Bolder', ...style })])],
    markdown: `**${escapeMarkdown(shown)}**`,
  }
}

export function proseBlock(paragraphs: readonly Paragraph[]): Block {
  return {
    elements: paragraphs.map((spans) => richText(toRuns(spans), { spacing: 'Small' })),
    markdown: toMarkdown(paragraphs),
  }
}

/** What the note takes that says that something was cut, or how much is left out. */
const restBytes = sizeOf(note('x'.repeat(60)).elements)

const wasCut = 'This was too long for Teams and is cut here.'

/** As much as fits into so many characters and bytes; `rest` says that it is not all. */
export function fitText(paragraphs: readonly Paragraph[], limit: number, budgetBytes: number) {
  const fitting = cutToFit(paragraphs, limit, budgetBytes - restBytes)
  return { paragraphs: fitting.paragraphs, rest: fitting.cut ? [wasCut] : [] }
}

/** As many as fit into `most` and into the bytes; the rest is counted. */
export function counted<Item>(
  items: readonly Item[],
  budgetBytes: number,
  look: (item: Item, index: number) => Block | null,
  { most = ours.lines, noun = '' }: { readonly most?: number; readonly noun?: string } = {},
): { readonly shown: readonly Block[]; readonly rest: readonly Block[] } {
  let room = budgetBytes - restBytes
  let count = 0
  const shown: Block[] = []
  for (const item of items.slice(0, most)) {
    const block = look(item, count)
    const cost = block === null ? 0 : sizeOf(block.elements)
    if (cost > room) break
    room -= cost
    count += 1
    if (block !== null) shown.push(block)
  }
  return { shown, rest: countRest(items.length - count, noun) }
}

/** @param noun of one, '' for what needs no name */
export function countRest(missing: number, noun: string): Block[] {
  if (missing <= 0) return []
  return [note(`and ${missing} more${noun === '' ? '' : ` ${noun}${missing === 1 ? '' : 's'}`}`)]
}

export function cardOf(blocks: readonly Block[], actions: readonly Action[] = []): CardAttachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'https://adaptivecards.io/schemas/adaptive-card.json',
      version: limits.cardVersion,
      body: blocks.flatMap(({ elements }) => elements),
      ...(actions.length > 0 && { actions }),
    },
  }
}
