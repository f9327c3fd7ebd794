// A stored reply as the messages that show it: its pages with what can be clicked, and what a choice from its list shows.
// Pure. Pages and choices count from 0; one that does not exist is null.
import type { Clickable, Signed } from '../../types.ts'
import { limits } from '../limits.ts'
import { formatCustomId } from './custom-ids.ts'
import type { Embed } from './embeds.ts'
import { button, type Component, option, row, rowsOf, select } from './rows.ts'

/** What is posted, edited or answered with: nobody is ever pinged. */
export interface MessageBody {
  readonly embeds: readonly Embed[]
  readonly components: readonly Component[]
  readonly allowed_mentions: { readonly parse: readonly []; readonly replied_user: false }
}

interface Choice {
  /** Plain text. */
  readonly label: string
  readonly description: string
  readonly embed: Embed
}

/** What `render` stores and `send` posts. */
export interface DiscordPayload extends Record<string, unknown> {
  readonly pages: readonly [Embed, ...Embed[]]
  readonly choices?: readonly Choice[]
  readonly clickable?: Clickable
}

type Payload = Readonly<Record<string, unknown>>

const isPayload = (payload: Payload): payload is DiscordPayload =>
  Array.isArray(payload.pages) && payload.pages.length > 0

const turn = (id: string, page: number, label: string) => button(formatCustomId({ kind: 'page', id, page }), label)

/** A message with these embeds and nothing to click. */
export const plainBody = (embeds: readonly Embed[], components: readonly Component[] = []): MessageBody => ({
  embeds,
  components,
  allowed_mentions: { parse: [], replied_user: false },
})

function chooser(choices: readonly Choice[], id: string): Component {
  const options = choices
    .slice(0, limits.options)
    .map(({ label, description }, index) => option(String(index), label, description))
  return select(formatCustomId({ kind: 'choose', id }), 'Show a passage in full', options)
}

/** What is seen of a reply as it is first posted. */
export function firstEmbeds(payload: Payload): readonly [Embed] {
  if (!isPayload(payload)) throw new TypeError('This is not the payload of a Discord reply')
  return [payload.pages[0]]
}

/**
 * A reply as it is first posted.
 * @param id the outbox row's
 */
export function firstPage(payload: Payload, id: string, signed: Signed): MessageBody {
  const embeds = firstEmbeds(payload)
  const { pages, choices = [] } = payload as DiscordPayload
  const menus = choices.length > 0 ? [chooser(choices, id)] : []
  // First: who has not read it all has nothing to say about it yet.
  const turns = pages.length > 1 ? [turn(id, 1, `More (2 of ${pages.length})`)] : []
  return plainBody(embeds, rowsOf(menus, turns, signed))
}

/** @param id the outbox row's, as it stands in the button that was clicked */
export function showPage(payload: Payload, page: number, id: string, signed: Signed): MessageBody | null {
  const pages = isPayload(payload) ? payload.pages : []
  const embed = pages[page]
  if (embed === undefined) return null
  if (page === 0) return firstPage(payload, id, signed)
  const buttons = [turn(id, page - 1, 'Previous')]
  if (page + 1 < pages.length) buttons.push(turn(id, page + 1, 'Next'))
  return plainBody([embed], [row(buttons)])
}

export function showChoice(payload: Payload, index: number): MessageBody | null {
  const embed = isPayload(payload) ? payload.choices?.[index]?.embed : undefined
  return embed === undefined ? null : plainBody([embed])
}
