// What people see of a message besides its text: blocks, which may hold all of its words, and what it shares of others. Pure.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block/ https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments/
import { textsIn } from '../../texts-in.ts'
import { isRecord, type Json, text } from '../json.ts'
import { decodeText } from './text.ts'

const limits = { blocks: 100, elements: 2_000, chars: 8_000 }

const list = (parent: Json, name: string): readonly Json[] => {
  const value = parent[name]
  return Array.isArray(value) ? value.slice(0, limits.elements).filter(isRecord) : []
}
const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** One element as it would stand in a message's text. */
function element(one: Json): string {
  const label = text(one, 'text') ?? ''
  switch (one.type) {
    case 'text':
      return escaped(label)
    case 'user':
      return `<@${text(one, 'user_id') ?? ''}>`
    case 'channel':
      return `<#${text(one, 'channel_id') ?? ''}>`
    case 'link':
      return label === '' ? escaped(text(one, 'url') ?? '') : escaped(label)
    case 'emoji':
      return `:${text(one, 'name') ?? ''}:`
    case 'date':
      return escaped(text(one, 'fallback') ?? '')
    case 'rich_text_section':
    case 'rich_text_preformatted':
    case 'rich_text_quote':
      return list(one, 'elements').map(element).join('')
    default:
      return ''
  }
}

function block(one: Json): string {
  if (one.type !== 'rich_text')
    return textsIn(one, ['title', 'description', 'text', 'fields', 'elements', 'rows', 'alt_text'])
  // Lists hold sections; nothing else is nested.
  const parts = list(one, 'elements').flatMap((part) =>
    part.type === 'rich_text_list' ? list(part, 'elements') : [part],
  )
  return parts.slice(0, limits.elements).map(element).join('\n')
}

/** The words of blocks, written as Slack writes a message's text. */
function blocksText(message: Json): string {
  return list(message, 'blocks').slice(0, limits.blocks).map(block).join('\n').slice(0, limits.chars)
}

/** A message's own words. */
export const ownText = (message: Json): string => (text(message, 'text') ?? '').trim() || blocksText(message)

function attached(one: Json): string {
  const shared = list(one, 'message_blocks').flatMap(({ message }) => (isRecord(message) ? [blocksText(message)] : []))
  const words = text(one, 'text') ?? (blocksText(one) || shared.join('\n'))
  const around = textsIn({ ...one, text: words }, ['pretext', 'title', 'text', 'fields', 'value'])
  return around === '' ? (text(one, 'fallback') ?? '') : around
}

/** What a message shares in words: a forwarded message, cards of other apps. '' when nothing. */
export function sharedText(message: Json): string {
  return list(message, 'attachments')
    .slice(0, limits.blocks)
    .map(attached)
    .filter((words) => words !== '')
    .join('\n')
    .slice(0, limits.chars)
}

/** All of it as people read it, line by line. */
export const shownText = (message: Json): string =>
  [ownText(message), sharedText(message)]
    .flatMap((words) => words.split('\n'))
    .map(decodeText)
    .filter((line) => line !== '')
    .join('\n')
