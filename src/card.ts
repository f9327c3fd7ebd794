// What the bot shows, in parts that every platform lays out as well as it can. Texts are data: no platform reads markup in
// them but in prose, and there only bold runs, code, bullets and marks. A platform leaves no part out: what it has no form for it
// says in words, and what is over its limits it counts.
import type { Citation, CommandHelp, DocumentRef, Locator } from './model.ts'

/** What it means, as a colour where there are some; the words beside it say it too. */
export type Tone = 'info' | 'good' | 'fair' | 'weak' | 'bad' | 'quiet'

export interface Card {
  readonly tone: Tone
  readonly title?: string
  /** The question it answers: said again where the card stands apart from it. */
  readonly question?: string
  /** From 0 to 1: how well what is claimed is supported. */
  readonly support?: number
  readonly parts: readonly Part[]
  /** Small print below it all. */
  readonly footer?: string
  /** The bot is still at it: another card will take its place. */
  readonly isDraft?: true
  /** How far the work on an answer is, where a platform shows that; elsewhere the footer's words do. */
  readonly steps?: readonly Step[]
}

export type Part =
  /** Markdown of bold runs, code, bullets and `[n]` marks, which lead to the citations of these numbers. */
  | { readonly kind: 'prose'; readonly markdown: string; readonly citations?: readonly Citation[] }
  /** What happened, or what to do: the message itself. `to`: the id of someone who is mentioned before it, where that can be. */
  | { readonly kind: 'notice'; readonly text: string; readonly to?: string }
  /** Small print about what stands above it. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  /** A row a line; cells are plain text. Rows may be shorter than the header. */
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** To be typed or copied as it is. */
  | { readonly kind: 'code'; readonly text: string }
  /** What can be typed, each as commands are typed on the platform. */
  | { readonly kind: 'commands'; readonly commands: readonly CommandHelp[] }
  /** `share` of all steps, from 0 to 1. */
  | { readonly kind: 'progress'; readonly share: number; readonly isDone: boolean; readonly steps: readonly Step[] }
  /** `cited`: what the marks of the prose above lead to. */
  | {
      readonly kind: 'sources'
      readonly role: 'cited' | 'nearest' | 'found'
      readonly title: string
      readonly sources: readonly [Source, ...Source[]]
    }
  /** Minted by the server, or an address that someone typed: http or https, else it is left out. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'actions'; readonly buttons: readonly Button[] }
  | { readonly kind: 'select'; readonly label: string; readonly options: readonly Option[] }
  /** Nothing is there; `hint` says what would put something there. */
  | { readonly kind: 'empty'; readonly text: string; readonly hint?: string }

/** `markdown` is prose as above; `text` has no markup; `url` is where it stands, minted by the server. */
export type Item = { readonly title?: string; readonly note?: string; readonly url?: string } & (
  | { readonly text: string }
  | { readonly markdown: string; readonly citations?: readonly Citation[] }
)

export interface Field {
  readonly name: string
  readonly value: string
  /** Something is wrong there. */
  readonly isAlarming?: true
}

export interface Step {
  readonly state: 'waiting' | 'working' | 'done' | 'failed'
  readonly text: string
}

export interface Source {
  /** `[1]`, `1.` or `•`. */
  readonly label: string
  readonly document: DocumentRef
  readonly locator: Locator
  readonly url?: string
  readonly quote?: string
}

/** Addressed to the gesture that made it, which alone understands `value`: letters, digits, and `-_.:`. */
export interface Action {
  readonly gesture: string
  readonly value: string
  /** It is about the answer of its card, whose place is known only once that is stored. */
  readonly isAboutAnswer?: true
}

export interface Button {
  readonly label: string
  /** What it asks is its label: shown in full, apart from the others where a platform can. */
  readonly isQuestion?: true
  /** Wanted less often: platforms that have a menu for those show it there. */
  readonly isSecondary?: true
  readonly action: Action
  /** What is asked before it acts; where it is clicked elsewhere, the gesture gives the same one. */
  readonly form?: Form
}

export interface Option {
  readonly label: string
  readonly description?: string
  readonly action: Action
}

/** Its fields, five at most unless the platform takes more, come back by their ids. What it is sent in to never asks for another form. */
export interface Form {
  readonly title: string
  readonly fields: readonly FormField[]
  /** On its button. */
  readonly submit: string
}

export interface FormField {
  /** Letters and dashes; its own in its form, and none of `token`, `verb`, `choice`. */
  readonly id: string
  readonly label: string
  readonly hint?: string
  readonly value?: string
  /** What is chosen from, instead of typed: 2 to 25, one of which `value` is. */
  readonly choices?: readonly FormChoice[]
  /** Several lines. */
  readonly isLong?: true
  readonly isRequired?: true
  /** UTF-16 code units. */
  readonly maxLength: number
}

/** `label`: 75 characters at most. */
interface FormChoice {
  readonly value: string
  readonly label: string
}

export type Select = Extract<Part, { readonly kind: 'select' }>

/** What of a card can be clicked, as it is stored with its payload. */
export interface Clickable {
  readonly buttons: readonly Button[]
  readonly selects: readonly Select[]
}

/** `token` stands for the action: at most 100 characters, for this install alone. */
export interface Signed {
  readonly buttons: readonly (Button & { readonly token: string })[]
  readonly selects: readonly (Pick<Select, 'label'> & {
    readonly options: readonly (Option & { readonly token: string })[]
  })[]
}

/** The parts of an answer's Markdown: prose, and what stands between fences as code. */
export function partsOf(markdown: string, citations?: readonly Citation[]): readonly Part[] {
  const parts: Part[] = []
  let lines: string[] = []
  let fence: string | null = null
  const take = () => {
    const text = lines.join('\n')
    lines = []
    if (text.trim() === '') return
    if (fence === null) parts.push({ kind: 'prose', markdown: text.trim(), ...(citations && { citations }) })
    else parts.push({ kind: 'code', text })
  }
  for (const line of markdown.split('\n')) {
    const mark: string | undefined = /^`{3,}$/.exec(line)?.[0]
    const isFence: boolean = mark !== undefined && (fence === null || mark === fence)
    if (isFence) {
      take()
      fence = fence === null ? (mark ?? null) : null
    } else lines.push(line)
  }
  take()
  return parts
}

/** The same where there is room for prose alone: each line of code as code in a line. */
export function inLine(markdown: string): string {
  return partsOf(markdown)
    .map((part) => {
      if (part.kind === 'prose') return part.markdown
      const lines = part.kind === 'code' ? part.text.split('\n').map((line) => line.trim()) : []
      return lines.map((line) => (line === '' || line.includes('`') ? line : `\`${line}\``)).join('\n')
    })
    .join('\n')
}

/** What stands between the backticks of code in a line: one on each side, or two with spaces inside; null for other text. */
export function codeOf(part: string): string | null {
  return /^`([^`\n]+)`$/.exec(part)?.[1] ?? /^`` (.+) ``$/s.exec(part)?.[1] ?? null
}

/** What happened and what to do. @param traceId of what went wrong, where something did */
export function noticeCard(message: string, traceId?: string): Card {
  const parts = [{ kind: 'notice', text: message }] as const
  return traceId === undefined ? { tone: 'quiet', parts } : { tone: 'bad', parts, footer: `Trace ${traceId}` }
}

/** The address behind each mark, of those that `linkable` lets pass. */
export function markUrls(
  citations: readonly Citation[] | undefined,
  linkable: (url: string | undefined) => string | undefined,
): ReadonlyMap<number, string> {
  return new Map(
    (citations ?? []).flatMap(({ marker, url }) => {
      const href = linkable(url)
      return href === undefined ? [] : [[marker, href] as const]
    }),
  )
}

/** A table's rows as text: each cell below its header's name. For platforms that draw none. */
export function tableLines({ header, rows }: Extract<Part, { kind: 'table' }>): readonly string[] {
  return rows.map((row) =>
    row.map((cell, column) => (header[column] ? `${header[column]}: ${cell}` : cell)).join(' · '),
  )
}

/** Ids of all documents whose words a card shows or names, each once. */
export function documentsIn(card: Card): readonly string[] {
  const ids = card.parts.flatMap((part) => {
    if (part.kind === 'sources') return part.sources.map(({ document }) => document.id)
    if (part.kind === 'prose') return (part.citations ?? []).map(({ document }) => document.id)
    if (part.kind !== 'list') return []
    return part.items
      .flatMap((item) => ('citations' in item ? (item.citations ?? []) : []))
      .map(({ document }) => document.id)
  })
  return [...new Set(ids)]
}
