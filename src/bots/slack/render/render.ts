// Cards as Block Kit, and as the Markdown of exactly what is shown. Pure. Texts of documents are data: they stand in
// rich_text, which has no markup, or escaped; every limit of Slack's holds whatever comes in.
import { type Card, type Part as CardPart, type Item, markUrls } from '../../../card.ts'
import type { Citation } from '../../../model.ts'
import { clickableOf } from '../../clickable.ts'
import type { Clickable, Rendered } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import { type Block, bytesOf, context, note, type Part, type Room, richText, section, tooMuch } from './blocks.ts'
import { lines } from './lines.ts'
import { clip, escapeMarkdown, escapeText, layOut, linkable, linkTo, oneLine, toSpans } from './mrkdwn.ts'
import { sourceList } from './sources.ts'

import { type StreamContent, streamOf } from './stream.ts'
import { isTable, table } from './table.ts'

/** What `render` stores and `send` posts. `question` is quoted where the reply does not stand in the asker's thread. */
interface SlackPayload extends Record<string, unknown> {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly question?: string
  readonly clickable?: Clickable
  readonly stream?: StreamContent
}

/** The line that opens a reply outside a thread: who asked, and what. */
export function quoteQuestion(question: string, user: string): { readonly block: Block; readonly text: string } {
  const text = `<@${user}> asked: ${escapeText(clip(oneLine(question), ours.question))}`
  return { block: context(text), text }
}

function prose(markdown: string, citations: readonly Citation[] | undefined, { bytes }: Room): Part[] {
  const budget = Math.min(ours.answerBytes, bytes)
  const spans = toSpans(markdown, markUrls(citations, linkable))
  const { chunks, shown, cut } = layOut(spans, limits.sectionText, budget)
  const part = { blocks: chunks.map(section), markdown: shown }
  return [part, ...(cut ? [note('The answer was too long for Slack and is cut here.')] : [])]
}

function plain(text: string, { bytes }: Room, limit: number = ours.notice): Part[] {
  const shown = clip(text, limit)
  const { chunks, cut } = layOut([{ text: shown }], limits.sectionText, Math.min(ours.answerBytes, bytes))
  return [
    { blocks: chunks.map(section), markdown: escapeMarkdown(shown) },
    ...(cut ? [note('This was too long for Slack and is cut here.')] : []),
  ]
}

/** Someone is mentioned by their id, nobody by the text: https://docs.slack.dev/messaging/formatting-message-text/#mentioning-users */
function addressed(text: string, to: string, room: Room): Part[] {
  if (!/^[UW][A-Z0-9]{1,30}$/.test(to)) return plain(text, room)
  const shown = clip(oneLine(text), ours.addressed)
  return [{ blocks: [section(`<@${to}> ${escapeText(shown)}`)], markdown: escapeMarkdown(shown) }]
}

const title = (text: string): Part => {
  const shown = clip(oneLine(text), ours.heading)
  return shown === ''
    ? { blocks: [], markdown: '' }
    : {
        blocks: [richText([{ type: 'text', text: shown, style: { bold: true } }])],
        markdown: `**${escapeMarkdown(shown)}**`,
      }
}

/** Without marks, which would lead nowhere in a list. */
function itemLine(item: Item): string {
  const { title: name, note: small, url } = item
  const text = 'text' in item ? item.text : item.markdown.replaceAll('**', '')
  const body = escapeText(clip(text.trim(), ours.line))
  const head = name === undefined ? '' : `*${escapeText(clip(oneLine(name), ours.title)).replaceAll('*', ' ')}*\n`
  const href = linkable(url)
  const link = href === undefined ? '' : ` <${escapeText(href)}|Open>`
  return `• ${head}${body}${small ? ` (${escapeText(clip(oneLine(small), ours.heading))})` : ''}${link}`
}

const icons = { waiting: '⏳', working: '⏳', done: '✅', failed: '⚠️' } as const

const helpIntro = [
  'Mention me in a channel, or write to me directly, and I answer from your team’s documents, with every claim cited.',
  'In a thread that I have answered in, just ask on. Commands do not work in threads; there, mention me with the command’s word.',
]

function renderPart(part: CardPart, room: Room): Part[] {
  switch (part.kind) {
    case 'prose':
      return prose(part.markdown, part.citations, room)
    case 'notice':
      return part.to === undefined ? plain(part.text, room) : addressed(part.text, part.to, room)
    case 'note':
      return [note(part.text)]
    case 'list':
      return lines(part.items.map(itemLine), room, 'entries')
    case 'fields':
      return lines(
        part.fields.map(({ name, value, isAlarming }) => {
          const shown = `${clip(oneLine(name), ours.heading)}: ${clip(oneLine(value), ours.line)}`
          return `${isAlarming ? '⚠️ ' : ''}${escapeText(shown)}`
        }),
        room,
        'lines',
      )
    case 'table':
      return table(part, room)
    case 'code': {
      const text = clip(part.text, ours.code)
      const block = { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }
      return text.trim() === ''
        ? []
        : [{ blocks: [{ type: 'rich_text', elements: [block] }], markdown: escapeMarkdown(text) }]
    }
    case 'commands':
      return lines(
        [...helpIntro, ...part.commands.map(({ usage, says }) => `\`/rag ${usage}\` ${says}`)].map(escapeText),
        room,
        'commands',
      )
    case 'progress':
      return lines(
        [
          ...(part.isDone ? [] : [`${Math.round(100 * Math.min(1, Math.max(0, part.share)))} %`]),
          ...part.steps.map(({ state, text }) => `${icons[state]} ${escapeText(clip(oneLine(text), ours.line))}`),
        ],
        room,
        'files',
      )
    case 'sources':
      return sourceList(part, room.bytes, room.isFirst)
    case 'link': {
      const url = linkable(part.url)
      const text = clip(oneLine(part.text) || 'Open', ours.title)
      if (url === undefined) return []
      const markdown = `[${escapeMarkdown(text)}](${url.replaceAll(')', '%29')})`
      return [{ blocks: [richText([{ type: 'link', url, text }])], markdown, mrkdwn: linkTo(url, text) }]
    }
    case 'empty':
      return [title(part.text), ...(part.hint === undefined ? [] : plain(part.hint, room))]
    case 'actions':
    case 'select':
      // They stand below everything: see clicks.ts.
      return []
  }
}

/** What is said of an answer whose sources speak of less than was asked. */
function support({ support: share = 1 }: Card): Part[] {
  if (share >= 0.75) return []
  return [
    note(
      share < 0.5
        ? '⚠ Weakly supported: check the sources before you rely on this.'
        : '⚠ Partly supported: the sources do not speak of everything you asked.',
    ),
  ]
}

export function render(card: Card): Rendered {
  const { question, footer } = card
  const clickable = clickableOf(card)
  const end = footer === undefined ? [] : [note(footer)]
  const reserved = ours.questionBytes + (clickable.clickable ? ours.clickableBytes : 0) + bytesOf(end) + 500
  const parts: Part[] = card.title === undefined ? [] : [title(card.title)]
  let left = card.parts.length
  for (const [index, part] of card.parts.entries()) {
    const blocks = parts.flatMap((one) => one.blocks)
    const bytes = limits.blocksJsonBytes - reserved - bytesOf(parts)
    const room = { bytes, hasTable: blocks.some(isTable), isFirst: blocks.length === 0 }
    const next = bytes < ours.leastBytes ? null : renderPart(part, room)
    if (next === null || blocks.length + next.flatMap((one) => one.blocks).length > ours.blocks) break
    parts.push(...next)
    left = card.parts.length - index - 1
    if (part.kind === 'prose' && !card.isDraft) parts.push(...support(card))
  }
  if (left > 0) parts.push(tooMuch)
  return message(
    [...parts, ...end].filter(({ blocks }) => blocks.length > 0),
    {
      ...clickable,
      ...streamOf(
        card,
        parts
          .map(({ markdown }) => markdown)
          .join('\n\n')
          .trim(),
      ),
    },
    question,
  )
}

/** What is left of 3,000 characters is cut at the end of a part: within one it might cut a link. */
function textOf(parts: readonly Part[]): string {
  let text = ''
  for (const { markdown, mrkdwn } of parts) {
    const next = mrkdwn ?? escapeText(markdown.replaceAll('**', '').replace(/\\([\\`*[\]<>])/g, '$1'))
    const room = ours.fallback - text.length - 2
    if (next.length > room) return mrkdwn === undefined && room > 1 ? `${text}${clip(next, room)}` : text.trim()
    text += `${next}\n\n`
  }
  return text.trim()
}

function message(
  parts: readonly Part[],
  more: Pick<SlackPayload, 'clickable' | 'stream'>,
  question?: string,
): Rendered {
  // Slack posts no message without a word in it.
  const shown = parts.length > 0 ? parts : [note('–')]
  const displayMarkdown = shown.map((part) => part.markdown).join('\n\n')
  const payload: SlackPayload = {
    // What a notification and a screen reader say; `send` may put a line before it.
    text: textOf(shown),
    blocks: shown.flatMap((part) => part.blocks),
    ...(question !== undefined && { question }),
    ...more,
  }
  return { payload: { ...payload, unfurl_links: false, unfurl_media: false }, displayMarkdown }
}
