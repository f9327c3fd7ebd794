// A stored reply as the messages that show it: its pages with their buttons, and what a choice from its list shows.
// Pure. Pages and choices count from 0; one that does not exist is null.
import type { AnswerPlace, FeedbackKind } from '../../../model.ts'
import { limits } from '../limits.ts'
import { formatCustomId } from './custom-ids.ts'
import type { Embed } from './embeds.ts'

type Component = Readonly<Record<string, unknown>>

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
}

const isPayload = (payload: Readonly<Record<string, unknown>>): payload is DiscordPayload =>
  Array.isArray(payload.pages) && payload.pages.length > 0

const button = (customId: string, label: string, emoji?: string): Component => ({
  type: 2,
  style: 2,
  custom_id: customId,
  label,
  ...(emoji !== undefined && { emoji: { name: emoji } }),
})
const turn = (id: string, page: number, label: string) => button(formatCustomId({ kind: 'page', id, page }), label)
const row = (components: readonly Component[]): Component => ({ type: 1, components })

const feedback: readonly (readonly [FeedbackKind, string, string])[] = [
  ['helpful', 'Helpful', '👍'],
  ['not-helpful', 'Not helpful', '👎'],
  ['favourite', 'Save', '⭐'],
  ['report', 'Report', '🚩'],
]

/** A message with these embeds and nothing to click. */
export const plainBody = (embeds: readonly Embed[], components: readonly Component[] = []): MessageBody => ({
  embeds,
  components,
  allowed_mentions: { parse: [], replied_user: false },
})

function chooser(choices: readonly Choice[], id: string): Component {
  const options = choices.slice(0, limits.options).map(({ label, description }, index) => ({
    label,
    value: String(index),
    ...(description !== '' && { description }),
  }))
  return { type: 3, custom_id: formatCustomId({ kind: 'choose', id }), placeholder: 'Show a passage in full', options }
}

/**
 * A reply as it is first posted, with the buttons of its answer.
 * @param id the outbox row's
 */
export function firstPage(payload: Readonly<Record<string, unknown>>, id: string, answer?: AnswerPlace): MessageBody {
  if (!isPayload(payload)) throw new TypeError('This is not the payload of a Discord reply')
  const { pages, choices = [] } = payload
  const buttons = answer
    ? feedback.map(([kind, label, emoji]) =>
        button(formatCustomId({ kind: 'feedback', feedback: kind, place: answer }), label, emoji),
      )
    : []
  // First: who has not read it all has nothing to say about it yet.
  if (pages.length > 1) buttons.unshift(turn(id, 1, `More (2 of ${pages.length})`))
  return plainBody(
    [pages[0]],
    [...(choices.length > 0 ? [row([chooser(choices, id)])] : []), ...(buttons.length > 0 ? [row(buttons)] : [])],
  )
}

/** @param id the outbox row's, as it stands in the button that was clicked */
export function showPage(payload: Readonly<Record<string, unknown>>, page: number, id: string): MessageBody | null {
  const pages = isPayload(payload) ? payload.pages : []
  const embed = pages[page]
  if (embed === undefined) return null
  if (page === 0) return firstPage(payload, id)
  const buttons = [turn(id, page - 1, 'Previous')]
  if (page + 1 < pages.length) buttons.push(turn(id, page + 1, 'Next'))
  return plainBody([embed], [row(buttons)])
}

export function showChoice(payload: Readonly<Record<string, unknown>>, index: number): MessageBody | null {
  const embed = isPayload(payload) ? payload.choices?.[index]?.embed : undefined
  return embed === undefined ? null : plainBody([embed])
}
