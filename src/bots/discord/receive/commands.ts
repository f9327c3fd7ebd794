// Commands that were typed or picked in a message's menu, as the desk reads them. Pure.
import type { Action, Form } from '../../../card.ts'
import type { Desk, MenuEntry } from '../../../desk/types.ts'
import { type Json, record, records, snowflake, text } from '../json.ts'
import { addressed, answered, type Located, type Settled } from './origin.ts'
import { say, unknownCommand } from './responses.ts'
import { attachmentsOf, fileSources, messageSource, messageTitle, messageUrl } from './sources.ts'
import { messageText } from './text.ts'

/** A form to fill in first, whose submission goes to `action`. */
export interface Asking {
  readonly kind: 'form'
  readonly origin: Located
  readonly label: string
  readonly form: Form
  readonly action: Action
}

const nothingGiven = (name: string, options: MenuEntry['options']) =>
  `Attach a file or fill in another option: ${options.map((one) => `/rag ${name} ${one.name}:`).join(' or ')}`

/** `/rag <subcommand>` with its options, which are read as if they were typed behind it. */
export function parseSlash(origin: Located, data: Json, desk: Pick<Desk, 'read' | 'menu' | 'isForAll'>): Settled {
  const subcommand = records(data, 'options')[0] ?? {}
  const name = text(subcommand, 'name') ?? ''
  const options = desk.menu.find((entry) => entry.name === name)?.options ?? []
  const valuesOf = (kind: 'text' | 'file') =>
    options
      .filter((option) => option.kind === kind)
      .map((option) => text(records(subcommand, 'options').find((one) => one.name === option.name) ?? {}, 'value'))
      .filter((value) => value !== undefined && value.trim() !== '')
      .map(String)
  const words = valuesOf('text')
  const attached = record(record(data, 'resolved'), 'attachments')
  const files = fileSources(
    origin.channel,
    origin.id,
    valuesOf('file').map((id) => record(attached, id)),
  )
  const takesFile = options.some(({ kind }) => kind === 'file')
  if (takesFile && words.length === 0 && files.sources.length === 0) return answered(say(nothingGiven(name, options)))
  const request = desk.read([name, ...words].join(' '), 'command', { files: files.sources, isAlone: true })
  return addressed(origin, { request, urls: files.urls, isPublic: desk.isForAll(request) })
}

/** A command of a message's menu, by its label. */
export function parseMessageCommand(
  origin: Located,
  data: Json,
  desk: Pick<Desk, 'messageGestures' | 'isForAll'>,
): Settled | Asking {
  const gesture = desk.messageGestures.find(({ label }) => label === data.name)
  if (gesture === undefined) return answered(unknownCommand)
  const { channel, place } = origin
  const id = snowflake(data, 'target_id') ?? ''
  const message = record(record(record(data, 'resolved'), 'messages'), id)
  const url = messageUrl(place.guild, channel, id)
  const said = messageSource(place.guild, channel, message)
  const files = fileSources(channel, id, attachmentsOf(message), url)
  const sources = [...(said === null ? [] : [said]), ...files.sources]
  const read = gesture.read({ title: messageTitle(message), text: messageText(message), url, sources }, true)
  if (!('kind' in read)) return { kind: 'form', origin, label: gesture.label, form: read.form, action: read.action }
  // What is shared is indexed in the order of its thread: who asks there next is to be answered from it.
  const isShared = read.sources !== undefined
  return addressed(origin, {
    request: read,
    ...(isShared && { urls: files.urls }),
    isPublic: desk.isForAll(read),
    isApart: !isShared,
  })
}
