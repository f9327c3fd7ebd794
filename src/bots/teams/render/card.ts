// Adaptive Cards of version 1.5 from their parts. Pure. Texts of documents and people stand in text runs, which have no
// markup; what has (TextBlock) holds our own words only. https://adaptivecards.io/explorer/
import type { AnswerPlace, Citation, DocumentRef, FeedbackKind, Locator } from '../../../model.ts'
import { placeParts } from '../../../place.js'
import { limits, ours } from '../limits.ts'
import { clip, escapeMarkdown, linkable, oneLine, sizeOf, type TextRun, textRun } from './prose.ts'

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

/** A part of a card, and the same as Markdown. */
export interface Part {
  readonly elements: readonly Element[]
  readonly markdown: string
}

export const heading = (text: string): Element => ({ type: 'TextBlock', text, weight: 'Bolder', wrap: true })
export const richText = (inlines: readonly TextRun[], more: Readonly<Record<string, unknown>> = {}): Element => ({
  type: 'RichTextBlock',
  inlines,
  ...more,
})
const subtle = { isSubtle: true, size: 'Small' }

/** Small print: a hint, a count, a trace id. */
export function note(text: string, style: Readonly<Record<string, unknown>> = {}): Part {
  const shown = clip(oneLine(text), ours.note)
  return {
    elements: [richText([textRun(shown, { ...subtle, ...style })], { spacing: 'Small' })],
    markdown: `_${escapeMarkdown(shown)}_`,
  }
}

/** What a reply begins with: a title, or a problem. */
export const titleLine = (text: string): Part => {
  const shown = clip(oneLine(text), ours.notice)
  return {
    elements: [richText([textRun(shown, { weight: 'Bolder' })])],
    markdown: `**${escapeMarkdown(shown)}**`,
  }
}

export function card(parts: readonly Part[], actions: readonly Action[] = []): CardAttachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'https://adaptivecards.io/schemas/adaptive-card.json',
      version: limits.cardVersion,
      body: parts.flatMap(({ elements }) => elements),
      ...(actions.length > 0 && { actions }),
    },
  }
}

export interface Source {
  readonly label: string
  readonly document: DocumentRef
  readonly locator: Locator
  readonly url?: string
  readonly quote?: string
}

/** A citation as a source; `[n]` is its label. */
export const cite = ({ marker, ...rest }: Citation): Source => ({ ...rest, label: `[${marker}]` })

const linkStyle = { color: 'Accent', weight: 'Bolder' }
const toggle = (ids: readonly string[]) => ({ type: 'Action.ToggleVisibility', targetElements: ids })

/** The quote; of a long one its beginning, and all of it on request. */
function quoteBlocks(quote: string, id: string): Element[] {
  if (quote.length <= ours.quoteShown) return [richText([textRun(`“${quote}”`, subtle)], { spacing: 'Small' })]
  const whole = `${id}-all`
  const turn = (title: string) => ({ ...textRun(title, { size: 'Small' }), selectAction: toggle([id, whole]) })
  const begins = clip(quote, ours.quoteShown)
  return [
    richText([textRun(`“${begins}” `, subtle), turn('Show more')], { id, spacing: 'Small' }),
    richText([textRun(`“${quote}” `, subtle), turn('Show less')], { id: whole, isVisible: false, spacing: 'Small' }),
  ]
}

function source({ label, document, locator, url, quote }: Source, id: string): Part {
  const title = clip(oneLine(document.title) || oneLine(document.uri) || 'Untitled', ours.title)
  const place = placeParts(document, locator)
    .map((part) => ` · ${clip(oneLine(part), ours.heading)}`)
    .join('')
  const href = linkable(url)
  const words = clip(oneLine(quote ?? ''), ours.quote)
  // Teams fetches pictures over https only.
  const picture = linkable(document.thumbnail)?.match(/^https:.*/)?.[0]
  const name = href === undefined ? textRun(title, { weight: 'Bolder' }) : textRun(title, linkStyle, href)
  const line = richText([textRun(`${label} `), name, ...(place === '' ? [] : [textRun(place, subtle)])])
  const items = [line, ...(words === '' ? [] : quoteBlocks(words, id))]
  const image = { type: 'Image', url: picture, altText: `Picture of ${title}`, width: '48px' }
  const columns = [
    { type: 'Column', width: 'auto', items: [image] },
    { type: 'Column', width: 'stretch', items },
  ]
  const linked = href === undefined ? escapeMarkdown(title) : `[${escapeMarkdown(title)}](${href})`
  return {
    elements:
      picture === undefined
        ? [{ type: 'Container', items, spacing: 'Medium' }]
        : [{ type: 'ColumnSet', columns, spacing: 'Medium' }],
    markdown: `${label} ${linked}${escapeMarkdown(place)}${words === '' ? '' : `\n> ${escapeMarkdown(words)}`}`,
  }
}

/**
 * As many sources as fit into the bytes: with their quotes while there is room, then without, then counted.
 * @param title in our own words; null for none
 * @param shown so many are seen at once; the others are a click away
 */
export function sourceList(
  title: string | null,
  sources: readonly Source[],
  budgetBytes: number,
  shown: number = ours.sourcesShown,
): Part[] {
  if (sources.length === 0) return []
  // The room for the heading, for the count of the rest, and for the button that unfolds the list.
  let room = budgetBytes - 2000
  const fitting: Part[] = []
  for (const [index, one] of sources.slice(0, ours.sources).entries()) {
    const { quote: _, ...withoutQuote } = one
    const part = [one, withoutQuote]
      .map((each) => source(each, `quote-${index + 1}`))
      .find(({ elements }) => sizeOf(elements) <= room)
    if (part === undefined) break
    fitting.push(part)
    room -= sizeOf(part.elements)
  }
  const missing = sources.length - fitting.length
  const rest = missing === 0 ? [] : [note(`and ${missing} more ${missing === 1 ? 'source' : 'sources'}`)]
  // One that is folded away alone saves no room.
  const split = fitting.length <= shown + 1 ? fitting.length : shown
  const first = fitting.slice(0, split)
  const head =
    title === null
      ? []
      : [{ elements: [{ ...heading(title), separator: true, spacing: 'Medium' }], markdown: `**${title}**` }]
  return [...head, ...first, ...folded([...fitting.slice(split), ...rest])]
}

function folded(parts: readonly Part[]): Part[] {
  if (parts.length < 2) return [...parts]
  const id = 'more-sources'
  const items = parts.flatMap(({ elements }) => elements)
  const open = { type: 'Action.ToggleVisibility', title: 'More sources', targetElements: [id] }
  return [
    {
      elements: [
        { type: 'Container', id, isVisible: false, items },
        { type: 'ActionSet', actions: [open] },
      ],
      markdown: parts.map(({ markdown }) => markdown).join('\n\n'),
    },
  ]
}

/** Action.Execute answers in place; clients that do not know it send a message. https://adaptivecards.io/explorer/Action.Execute.html */
function execute(kind: FeedbackKind, title: string, place: AnswerPlace): Action {
  const { conversationId, seq } = place
  const fallback = { type: 'Action.Submit', title, data: { verb: kind, conversationId, seq } }
  return { type: 'Action.Execute', title, verb: kind, data: { conversationId, seq }, fallback }
}

/** What is said about an answer: helpful or not, saved, reported. */
export function feedbackActions(place: AnswerPlace): Action[] {
  const input = {
    type: 'Input.Text',
    id: 'text',
    label: 'What is wrong with this answer?',
    isMultiline: true,
    maxLength: ours.report,
  }
  return [
    execute('helpful', '👍 Helpful', place),
    execute('not-helpful', '👎 Not helpful', place),
    execute('favourite', '⭐ Save', place),
    {
      type: 'Action.ShowCard',
      title: 'Report issue',
      card: {
        type: 'AdaptiveCard',
        version: limits.cardVersion,
        body: [input],
        actions: [execute('report', 'Send report', place)],
      },
    },
  ]
}

/** Saves the answer as a file; clients that do not know Action.Execute are shown no such button. */
export function fileAction({ conversationId, seq }: AnswerPlace): Action {
  const data = { conversationId, seq }
  return { type: 'Action.Execute', title: 'Save as file', verb: 'file', data, fallback: 'drop' }
}

/**
 * Opens Teams' own dialog to share an address with people and channels; undefined for one that it does not take.
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/share-to-teams-from-web-apps#self-handle-links
 */
export function shareAction(url: string | undefined, text: string): Action | undefined {
  const href = linkable(url)
  if (!href?.startsWith('https:')) return undefined
  const urls = [{ href, msgText: clip(text, ours.summary), preview: 'true' }, { href }].map(
    (query) => `https://teams.microsoft.com/share?${new URLSearchParams(query)}`,
  )
  const shortEnough = urls.find((one) => one.length <= ours.shareUrl)
  return shortEnough === undefined ? undefined : { type: 'Action.OpenUrl', title: 'Share', url: shortEnough }
}

/** A bar that is filled from 0 to 1. It only repeats what the text beside it says. */
export function bar(share: number, style: 'accent' | 'good' | 'attention'): Element {
  const done = Math.round(Math.min(1, Math.max(0, share)) * 100)
  const column = (width: number, look: string) => ({
    type: 'Column',
    width,
    style: look,
    minHeight: '8px',
    spacing: 'None',
    items: [],
  })
  const columns = [...(done > 0 ? [column(done, style)] : []), ...(done < 100 ? [column(100 - done, 'emphasis')] : [])]
  return { type: 'ColumnSet', columns, spacing: 'Small' }
}
