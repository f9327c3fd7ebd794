// Discord's interactions, narrowed from `unknown` to what the house knows. Pure. Refuses servers, channels and roles that
// are not allowed, and whatever it does not know: always with a reason that only the person who asked sees.

import type { Read } from '../../../desk/types.ts'
import type { Asker, Incoming, Request, ThreadKey } from '../../../model.ts'
import { messageCommands } from '../commands.ts'
import { isRecord, type Json, record, records, snowflake, strings, text } from '../json.ts'
import { type Allowed, askerAt, type Place, placeOf, reasonToRefuse, rolesOf } from '../people/access.ts'
import { type CustomId, parseCustomId } from '../render/custom-ids.ts'
import type { DiscordTarget } from '../target.ts'
import { encodeThreadKey } from '../thread-key.ts'
import { askAboutForm, type InteractionResponse, pong, say, suggest } from './responses.ts'
import { attachmentsOf, fileSources, messageSource, messageTitle, messageUrl, type Shared } from './sources.ts'
import { messageText } from './text.ts'

/** A click on a button or a menu, or a form of ours that was sent in. */
export interface Click {
  readonly customId: CustomId
  readonly channel: string
  readonly person: string
  /** Outside servers nothing in the request tells who may ask. */
  readonly isDirect: boolean
  /** The message that was clicked is seen by one person only. */
  readonly isEphemeral: boolean
  /** What was chosen in a menu. */
  readonly values: readonly string[]
  /** What was written into a form. */
  readonly text?: string
}

export type Parsed =
  | { readonly kind: 'addressed'; readonly incoming: Incoming }
  /** Nothing to store: this is said at once. */
  | { readonly kind: 'answered'; readonly response: InteractionResponse }
  | { readonly kind: 'click'; readonly id: string; readonly click: Click }
  /** Someone types what to search for, and waits for titles. */
  | { readonly kind: 'typing'; readonly id: string; readonly asker: Asker; readonly words: string }
  | { readonly kind: 'unsupported'; readonly type: string }

interface ParseContext {
  readonly read: Read
  readonly allowed: Allowed
  /** Milliseconds since the epoch: an interaction's token is good for 15 minutes from here. */
  readonly now: number
}

interface Origin {
  readonly id: string
  readonly token: string
  readonly place: Place
  readonly person: string
  readonly now: number
  /** With the member who asks. */
  readonly raw: Json
  readonly read: Read
}

const answered = (response: InteractionResponse): Parsed => ({ kind: 'answered', response })

/** What one gesture asks for, and how. */
interface Gesture {
  readonly request: Request
  readonly urls?: Shared['urls']
  /** Everyone in the channel sees the reply. */
  readonly isPublic?: boolean
  /** A conversation of its own, even inside a thread: what one person asked in private is no part of the thread's. */
  readonly isApart?: boolean
}

function askerOf({ id, place, person, raw }: Origin, isEphemeral: boolean): Asker {
  const { guild, channel } = place
  const target: DiscordTarget = { guild, channel, user: person, interaction: id, ...(isEphemeral && { isEphemeral }) }
  return { ...askerAt(place, person, raw), target }
}

function threadKeyOf({ id, place }: Origin, isApart: boolean): ThreadKey {
  return encodeThreadKey({ guild: place.guild, thread: place.isThread && !isApart ? place.channel : id })
}

function addressed(origin: Origin, { request, urls, isPublic = false, isApart = false }: Gesture): Parsed {
  if (request.kind === 'hint') return answered(say(request.reason))
  const { id, token, now } = origin
  return {
    kind: 'addressed',
    incoming: {
      platform: 'discord',
      naturalKey: id,
      threadKey: threadKeyOf(origin, isApart),
      ...askerOf(origin, !isPublic),
      request,
      ...(!isPublic && { isForAskerAlone: true }),
      secret: JSON.stringify({ token, receivedAt: now, ...(urls === undefined ? {} : { urls }) }),
    },
  }
}

/** The deferral hides what becomes of it already, so the request itself is not private. */
function indexing(origin: Origin, shared: Shared, nothing: string): Parsed {
  const [first, ...rest] = shared.sources
  if (first === undefined) return answered(say(nothing))
  return addressed(origin, {
    request: { kind: 'index', sources: [first, ...rest], isPrivate: false },
    urls: shared.urls,
  })
}

function parseIndex(origin: Origin, url: string | undefined, files: Shared): Parsed {
  const request = url === undefined ? undefined : origin.read(`index ${url}`, 'command')
  if (request?.kind === 'hint') return answered(say(request.reason))
  const pages = request?.kind === 'index' ? request.sources : []
  const nothing = 'Attach a file or name a page: /rag index file: or /rag index url: https://…'
  return indexing(origin, { ...files, sources: [...pages, ...files.sources] }, nothing)
}

function parseSlash(origin: Origin, data: Json): Parsed {
  const subcommand = records(data, 'options')[0] ?? {}
  const option = (name: string) => {
    const value = text(records(subcommand, 'options').find((one) => one.name === name) ?? {}, 'value')
    return value?.trim() === '' ? undefined : value
  }
  const name = text(subcommand, 'name') ?? ''
  switch (name) {
    case 'ask':
      return addressed(origin, { request: origin.read(`ask ${option('question') ?? ''}`, 'command'), isPublic: true })
    case 'search':
      return addressed(origin, { request: origin.read(`search ${option('query') ?? ''}`, 'command') })
    case 'index': {
      const attachment = record(record(record(data, 'resolved'), 'attachments'), option('file') ?? '')
      return parseIndex(origin, option('url'), fileSources(origin.place.channel, origin.id, [attachment]))
    }
    case 'continue': {
      const request = origin.read(`continue ${option('code') ?? ''}`, 'command')
      return addressed(origin, { request, isPublic: request.kind === 'continue' && request.code !== undefined })
    }
    case 'summarize':
      return addressed(origin, { request: origin.read(`summarize ${option('url') ?? ''}`, 'command') })
    case 'status':
    case 'help':
    case 'favourites':
      return addressed(origin, { request: { kind: name } })
    default:
      return addressed(origin, { request: origin.read(name, 'command') })
  }
}

function parseMessageCommand(origin: Origin, data: Json): Parsed {
  const id = snowflake(data, 'target_id') ?? ''
  const message = record(record(record(data, 'resolved'), 'messages'), id)
  const { guild, channel } = origin.place
  const content = messageText(message)
  const url = messageUrl(guild, channel, id)
  const noText = say('There is no text in that message.')
  switch (data.name) {
    case messageCommands.index: {
      const files = fileSources(channel, id, attachmentsOf(message), url)
      const said = messageSource(guild, channel, message)
      const sources = [...(said === null ? [] : [said]), ...files.sources]
      return indexing(origin, { sources, urls: files.urls }, 'There is no text and no file in that message.')
    }
    case messageCommands.summarize: {
      if (content === '') return answered(noText)
      return addressed(origin, {
        request: { kind: 'summarize', title: messageTitle(message), text: content, url },
        isApart: true,
      })
    }
    case messageCommands.ask:
      return answered(content === '' ? noText : askAboutForm(content))
    default:
      return answered(say('I do not know that command (any more). Type /rag help.'))
  }
}

/** What was written into a form's inputs, by their ids: they stand in rows or below labels. */
function formFields(data: Json): ReadonlyMap<string, string> {
  const inputs = records(data, 'components').flatMap((one) => [...records(one, 'components'), record(one, 'component')])
  return new Map(inputs.map((input) => [text(input, 'custom_id') ?? '', text(input, 'value') ?? '']))
}

function parseAskAbout(origin: Origin, fields: ReadonlyMap<string, string>): Parsed {
  const about = fields.get('text')?.trim() ?? ''
  const request = origin.read(`ask ${fields.get('question')?.trim() || about}`, 'command')
  return addressed(origin, {
    request: request.kind === 'ask' && about !== '' ? { ...request, about } : request,
    isApart: true,
  })
}

/** The option that is being typed into, wherever it stands. */
function focusedValue(options: readonly Json[]): string {
  const focused = options.flatMap((one) => [one, ...records(one, 'options')]).find((one) => one.focused === true)
  return text(focused ?? {}, 'value') ?? ''
}

function parseClick(body: Json, id: string, channel: string, person: string, isDirect: boolean): Parsed {
  const data = record(body, 'data')
  const customId = parseCustomId(text(data, 'custom_id') ?? '')
  // A report's form is a click's second half; the other form is a question and was parsed as one.
  const isReport = customId?.kind === 'feedback' && customId.feedback === 'report'
  if (customId === null || customId.kind === 'ask-about' || (body.type === 5 && !isReport))
    return answered(say('I do not know that button (any more): ask again.'))
  const written = body.type === 5 ? formFields(data).get('text') : undefined
  const { flags } = record(body, 'message')
  return {
    kind: 'click',
    id,
    click: {
      customId,
      channel,
      person,
      isDirect,
      isEphemeral: typeof flags === 'number' && (flags & 64) !== 0,
      values: strings(data, 'values'),
      ...(written === undefined ? {} : { text: written }),
    },
  }
}

/** One part of a path, and not one that leads out of it. */
const isToken = /^\w[\w.~+=-]*$/

/** @param body the JSON of an interaction, from the webhook or the gateway */
export function parse(body: unknown, { allowed, now, read }: ParseContext): Parsed {
  if (!isRecord(body)) return { kind: 'unsupported', type: 'not an object' }
  if (body.type === 1) return answered(pong)
  const data = record(body, 'data')
  const id = snowflake(body, 'id')
  const token = text(body, 'token')
  const channel = snowflake(body, 'channel_id') ?? snowflake(record(body, 'channel'), 'id')
  const guild = text(body, 'guild_id')
  const person = snowflake(record(record(body, 'member'), 'user'), 'id') ?? snowflake(record(body, 'user'), 'id')
  if (!id || !token || !isToken.test(token) || !channel || !person)
    return { kind: 'unsupported', type: `interaction ${String(body.type)} without its ids` }

  if (guild === undefined) {
    if (body.type === 3 || body.type === 5) return parseClick(body, id, channel, person, true)
    if (body.type === 4) return answered(suggest([]))
    return answered(say('My commands work in servers. Here, just write me your question.'))
  }
  const place = placeOf(guild, channel, record(body, 'channel'))
  const refusal = reasonToRefuse(allowed, place, rolesOf(body))
  if (refusal !== null) return answered(body.type === 4 ? suggest([]) : say(refusal))

  const origin: Origin = { id, token, place, person, now, raw: body, read }
  switch (body.type) {
    case 2:
      if (data.type === 3) return parseMessageCommand(origin, data)
      if (data.type === 1 && data.name === 'rag') return parseSlash(origin, data)
      return answered(say('I do not know that command (any more). Type /rag help.'))
    case 3:
      return parseClick(body, id, channel, person, false)
    case 4:
      return {
        kind: 'typing',
        id,
        asker: askerOf(origin, true),
        words: focusedValue(records(data, 'options')),
      }
    case 5: {
      const isQuestion = parseCustomId(text(data, 'custom_id') ?? '')?.kind === 'ask-about'
      return isQuestion ? parseAskAbout(origin, formFields(data)) : parseClick(body, id, channel, person, false)
    }
    default:
      return answered(say('I do not know that gesture. Type /rag help.'))
  }
}
