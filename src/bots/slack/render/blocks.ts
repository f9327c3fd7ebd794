// Block Kit's blocks, from text. https://docs.slack.dev/reference/block-kit/blocks/
import { ours } from '../limits.ts'
import { clip, escapeMarkdown, escapeText } from './mrkdwn.ts'

export type Block = Readonly<Record<string, unknown>> & { readonly type: string }

/** A part of a message: its blocks, and the same as Markdown. */
export interface Part {
  readonly blocks: readonly Block[]
  readonly markdown: string
  /** The same as mrkdwn, for notifications, screen readers and where blocks are refused; made of the Markdown where it has no link. */
  readonly mrkdwn?: string
}

/** What a part may take. */
export interface Room {
  /** UTF-8 bytes of its blocks as JSON. */
  readonly bytes: number
  /** Slack takes one table a message. */
  readonly hasTable: boolean
  readonly isFirst: boolean
}

// `verbatim` keeps Slack from making links and mentions of its own out of bare words.
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true })
export const section = (text: string): Block => ({ type: 'section', text: mrkdwn(text) })
export const context = (text: string): Block => ({ type: 'context', elements: [mrkdwn(text)] })
export const richText = (elements: readonly object[]): Block => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})

/** UTF-8 bytes of their blocks as JSON. */
export const bytesOf = (parts: readonly Part[]) =>
  Buffer.byteLength(JSON.stringify(parts.flatMap(({ blocks }) => blocks)))

/** Small print; nothing of a text that is blank, since Slack refuses an empty one. */
export function note(message: string): Part {
  const shown = clip(message.trim(), ours.note)
  return shown === ''
    ? { blocks: [], markdown: '' }
    : { blocks: [context(escapeText(shown))], markdown: `_${escapeMarkdown(shown)}_`, mrkdwn: escapeText(shown) }
}

export const tooMuch = note('There is more, but not within what Slack takes in one message.')
