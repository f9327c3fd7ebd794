// What people share on Discord as documents: a message's text and its attachments. Pure.
import type { SharedSource } from '../../../model.ts'
import { type Json, record, records, snowflake, text } from '../json.ts'
import { displayName, messageText, oneLine } from './text.ts'

export interface Shared {
  readonly sources: readonly SharedSource[]
  /** The signed addresses of the files by their references: credentials, so no part of the sources. */
  readonly urls: Readonly<Record<string, string>>
}

export const messageTitle = (message: Json) => `Message of ${oneLine(displayName(record(message, 'author')), 80)}`

export const messageUrl = (guild: string, channel: string, message: string) =>
  `https://discord.com/channels/${guild}/${channel}/${message}`

/** The text of a message as one document; null when it has none. */
export function messageSource(guild: string, channel: string, message: Json): SharedSource | null {
  const id = snowflake(message, 'id')
  const content = messageText(message)
  if (id === undefined || content === '') return null
  const title = `${messageTitle(message)}, ${(text(message, 'timestamp') ?? '').slice(0, 10)}`
  return {
    kind: 'text',
    sourceKey: `discord:${channel}/${id}`,
    // People see it while it is indexed.
    name: `${title}.txt`,
    title,
    text: content,
    url: messageUrl(guild, channel, id),
  }
}

/**
 * Files, by references `<channel>/<message>/<attachment>`.
 * @param from the message, or the interaction, that they came with
 */
export function fileSources(channel: string, from: string, attachments: readonly Json[], url?: string): Shared {
  const files = attachments.flatMap((attachment) => {
    const [id, name, address] = [snowflake(attachment, 'id'), text(attachment, 'filename'), text(attachment, 'url')]
    if (id === undefined || name === undefined || address === undefined) return []
    const reference = `${channel}/${from}/${id}`
    const source: SharedSource = {
      kind: 'file',
      sourceKey: `discord:${reference}`,
      name: oneLine(name, 200),
      reference,
      ...(typeof attachment.size === 'number' ? { sizeBytes: attachment.size } : {}),
      ...(url === undefined ? {} : { url }),
    }
    return [{ source, reference, address }]
  })
  return {
    sources: files.map(({ source }) => source),
    urls: Object.fromEntries(files.map(({ reference, address }) => [reference, address])),
  }
}

/** The attachments of a message, and of the messages it forwards. */
export function attachmentsOf(message: Json): readonly Json[] {
  const forwarded = records(message, 'message_snapshots').map((snapshot) => record(snapshot, 'message'))
  return [message, ...forwarded].flatMap((one) => records(one, 'attachments'))
}
