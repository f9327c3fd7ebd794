// Discord's interactions, narrowed from `unknown` to what the house knows. Pure. Refuses servers, channels and roles that
// are not allowed, and whatever it does not know: always with a reason that only the person who asked sees.

import type { Desk } from '../../../desk/types.ts'
import type { Asker } from '../../../model.ts'
import { commandName } from '../commands.ts'
import { isRecord, type Json, record, records, snowflake, strings, text } from '../json.ts'
import { type Allowed, placeOf, reasonToRefuse, rolesOf } from '../people/access.ts'
import { type CustomId, parseCustomId } from '../render/custom-ids.ts'
import { type Asking, parseMessageCommand, parseSlash } from './commands.ts'
import { answered, askerOf, type Located, type Origin, type Settled } from './origin.ts'
import { pong, say, suggest, unknownButton, unknownCommand } from './responses.ts'

/** A click on what turns the pages of a reply or shows a choice of it. */
export interface Turn {
  readonly customId: CustomId
  readonly channel: string
  readonly person: string
  readonly isDirect: boolean
  /** The message that was clicked is seen by one person only. */
  readonly isEphemeral: boolean
  /** What was chosen in a menu. */
  readonly values: readonly string[]
}

/** A click on anything else, by the token that the host gave it, or its form that was sent in. */
export interface Click {
  readonly token: string
  /** What was written into a form, by its fields' ids. */
  readonly input?: Readonly<Record<string, string>>
}

/** Outside servers nothing in a click tells who may ask. */
export type Clicked = { readonly kind: 'clicked'; readonly origin: Origin } & (
  | { readonly turn: Turn }
  | { readonly click: Click }
)

export type Parsed =
  | Settled
  | Asking
  | Clicked
  /** Someone types what to search for, and waits for titles. */
  | { readonly kind: 'typing'; readonly id: string; readonly asker: Asker; readonly words: string }
  | { readonly kind: 'unsupported'; readonly type: string }

interface ParseContext {
  readonly desk: Pick<Desk, 'read' | 'menu' | 'messageGestures' | 'isForAll'>
  readonly allowed: Allowed
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What was written into a form's inputs, by their ids: they stand in rows or below labels. */
function formFields(data: Json): Readonly<Record<string, string>> {
  const inputs = records(data, 'components').flatMap((one) => [...records(one, 'components'), record(one, 'component')])
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const id = text(input, 'custom_id')
      return id === undefined ? [] : [[id, text(input, 'value') ?? strings(input, 'values')[0] ?? '']]
    }),
  )
}

function parseClick(origin: Origin, body: Json): Settled | Clicked {
  const data = record(body, 'data')
  const id = text(data, 'custom_id')
  if (id === undefined) return answered(unknownButton)
  if (body.type === 5) return { kind: 'clicked', origin, click: { token: id, input: formFields(data) } }
  const values = strings(data, 'values')
  const customId = parseCustomId(id)
  // In a menu the option that was chosen has the token.
  if (customId === null) return { kind: 'clicked', origin, click: { token: values[0] ?? id } }
  const { channel, person, place } = origin
  const { flags } = record(body, 'message')
  const isEphemeral = typeof flags === 'number' && (flags & 64) !== 0
  return { kind: 'clicked', origin, turn: { customId, channel, person, isDirect: place === null, isEphemeral, values } }
}

/** The option that is being typed into, wherever it stands. */
function focusedValue(options: readonly Json[]): string {
  const focused = options.flatMap((one) => [one, ...records(one, 'options')]).find((one) => one.focused === true)
  return text(focused ?? {}, 'value') ?? ''
}

/** One part of a path, and not one that leads out of it. */
const isToken = /^\w[\w.~+=-]*$/

/** @param body the JSON of an interaction, from the webhook or the gateway */
export function parse(body: unknown, { allowed, now, desk }: ParseContext): Parsed {
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

  const shared = { id, token, channel, person, now, raw: body }
  if (guild === undefined) {
    if (body.type === 3 || body.type === 5) return parseClick({ ...shared, place: null }, body)
    if (body.type === 4) return answered(suggest([]))
    return answered(say('My commands work in servers. Here, just write me your question.'))
  }
  const place = placeOf(guild, channel, record(body, 'channel'))
  const refusal = reasonToRefuse(allowed, place, rolesOf(body))
  if (refusal !== null) return answered(body.type === 4 ? suggest([]) : say(refusal))

  const origin: Located = { ...shared, place }
  switch (body.type) {
    case 2:
      if (data.type === 3) return parseMessageCommand(origin, data, desk)
      if (data.type === 1 && data.name === commandName) return parseSlash(origin, data, desk)
      return answered(unknownCommand)
    case 3:
    case 5:
      return parseClick(origin, body)
    case 4:
      return { kind: 'typing', id, asker: askerOf(origin), words: focusedValue(records(data, 'options')) }
    default:
      return answered(say('I do not know that gesture. Type /rag to see what I can do.'))
  }
}
