// What cards look like on Discord, and what Discord would refuse of it. Shared by the tests of render/.
import {
  ActionRowBuilder,
  type APIEmbed,
  ButtonBuilder,
  EmbedBuilder,
  embedLength,
  StringSelectMenuBuilder,
} from 'discord.js'
import { storedClickable } from '../../../../src/bots/clickable.ts'
import { limits } from '../../../../src/bots/discord/limits.ts'
import type { Embed } from '../../../../src/bots/discord/render/embeds.ts'
import { firstPage, type MessageBody, showChoice, showPage } from '../../../../src/bots/discord/render/pages.ts'
import { render } from '../../../../src/bots/discord/render/render.ts'
import type { Rendered, Signed } from '../../../../src/bots/types.ts'
import type { Action, Part } from '../../../../src/card.ts'
import type { Citation, GroundedAnswer } from '../../../../src/model.ts'
import { cardFor, type Reply } from '../../cards.ts'

export const command = { target: { interaction: '1' } }
export const message = { target: {} }
export const backend = { name: 'extractive', model: null } as const

export function citation(marker: number, fields: Partial<Citation> = {}): Citation {
  return {
    marker,
    document: { id: `d${marker}`, title: `Handbook ${marker}`, uri: `handbook-${marker}.md` },
    quote: 'Travel is approved by the team lead.',
    locator: { page: 3, heading: 'Travel', start: 10, end: 46 },
    url: `https://docs.example/d/${marker}?a=1&b=2`,
    ...fields,
  }
}

export function answered(markdown: string, fields: Partial<GroundedAnswer> = {}, notes: string[] = []): Reply {
  const searched = { documents: 12, nearest: [] }
  const citations = [citation(1)] as const
  return {
    kind: 'answer',
    question: 'who approves travel?',
    answer: { kind: 'answered', confidence: 0.82, markdown, citations, searched, backend, tookMs: 5, ...fields },
    notes,
  }
}

export const pagesOf = ({ payload }: Rendered) => payload.pages as Embed[]
export const renderReply = (reply: Reply, reader: { target: Record<string, string> } = message) =>
  render(cardFor(reply), reader)
export const firstOf = (reply: Reply, reader: { target: Record<string, string> } = message) =>
  pagesOf(renderReply(reply, reader))[0] as Embed
/** A card of these parts as its first page. */
export const partsShown = (...parts: readonly Part[]) => pagesOf(render({ tone: 'info', parts }, message))[0] as Embed
export const descriptions = (rendered: Rendered) =>
  pagesOf(rendered)
    .map(({ description }) => description ?? '')
    .join('\n')

export const nothing: Signed = { buttons: [], selects: [] }
/** As the host does, readable. */
export function signedOf(payload: Rendered['payload']): Signed {
  const { buttons, selects } = storedClickable(payload)
  const signed = <Has extends { readonly action: Action }>(one: Has) => ({
    ...one,
    token: `${one.action.gesture}:${one.action.value}`,
  })
  return {
    buttons: buttons.map(signed),
    selects: selects.map(({ label, options }) => ({ label, options: options.map(signed) })),
  }
}

/** Every body that a card can be shown as. */
export function bodiesOf({ payload }: Rendered): (MessageBody | null)[] {
  const choices = (payload.choices ?? []) as unknown[]
  const signed = signedOf(payload)
  return [
    firstPage(payload, '4711', signed),
    ...(payload.pages as Embed[]).map((_, page) => showPage(payload, page, '4711', signed)),
    ...choices.map((_, index) => showChoice(payload, index)),
  ]
}

export interface AnyComponent {
  readonly type: number
  readonly custom_id?: string
  readonly label?: string
  readonly placeholder?: string
  readonly disabled?: boolean
  readonly components?: readonly AnyComponent[]
  readonly options?: readonly { label: string; value: string; description?: string }[]
}

/** What Discord would refuse in a body, by the table of limits; and what must never stand in one. */
export function faultsOf({ embeds, components, ...rest }: MessageBody): string[] {
  const faults: string[] = []
  const check = (name: string, text: string | undefined, limit: number) => {
    if (text !== undefined && (text.length > limit || text.trim() === '' || text.trim() !== text))
      faults.push(`${name}: ${text.length} of ${limit}`)
  }
  const most = (name: string, count: number, limit: number) => {
    if (count > limit || count === 0) faults.push(`${count} ${name}, not 1 to ${limit}`)
  }
  most('embeds', embeds.length, limits.embeds)
  if (embeds.reduce((sum, embed) => sum + embedLength(embed as APIEmbed), 0) > limits.embedTotal - 100)
    faults.push('total')
  for (const { title, description, fields = [], footer, thumbnail } of embeds) {
    if (!title && !description && fields.length === 0) faults.push('an empty embed')
    check('title', title, limits.title)
    check('description', description, limits.description)
    if (fields.length > limits.fields) faults.push('fields')
    for (const { name, value } of fields) {
      check('name', name, limits.fieldName)
      check('value', value, limits.fieldValue)
    }
    check('footer', footer?.text, limits.footer)
    check('thumbnail', thumbnail?.url, limits.mediaUrl)
  }
  if (components.length > limits.rows) faults.push('rows')
  const ids = (components as unknown as AnyComponent[]).flatMap(({ components: inner = [] }) =>
    inner.map(({ custom_id }) => custom_id),
  )
  if (new Set(ids).size < ids.length) faults.push('an id twice')
  for (const row of components as unknown as AnyComponent[]) {
    const inner = row.components ?? []
    most('components', inner.length, limits.buttonsPerRow)
    for (const { custom_id, label, placeholder, options } of inner) {
      check('custom id', custom_id, limits.customId)
      check('label', label, limits.buttonLabel)
      check('placeholder', placeholder, limits.selectPlaceholder)
      if (options && inner.length > 1) faults.push('a menu beside another')
      if (new Set(options?.map(({ value }) => value)).size < (options?.length ?? 0)) faults.push('an option twice')
      if (options) most('options', options.length, limits.options)
      for (const option of options ?? []) {
        check('option', option.label, limits.optionLabel)
        check('option value', option.value, limits.optionValue)
        check('option description', option.description, limits.optionDescription)
      }
    }
  }
  const shown = embeds.flatMap(({ title, description, fields = [] }) => [
    title ?? '',
    description ?? '',
    ...fields.flatMap(({ name, value }) => [name, value]),
  ])
  for (const text of shown) {
    // Our own: code, in which nothing is markup but what ends it, links to citations, and commands in the help.
    const outsideCode = text.replace(/^```\n(?:(?!```)[\s\S])+\n```$/gm, '').replace(/(?<![\\`])`[^`\n]+`(?!`)/g, '')
    const outsideLinks = outsideCode.replace(/\]\(https?:\/\/[^\s()<>[\]\\]+\)/g, ']')
    if (/(?<!\\)(?:\\\\)*:\/\//.test(outsideLinks)) faults.push('an address that is no citation’s')
    if (/(?<!\\)(?:\\\\)*[<>@|~_`#]/.test(outsideLinks.replace(/^> /gm, ''))) faults.push('markup of a text')
    if (/[\p{Cc}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/u.test(text.replaceAll('\n', ''))) faults.push('unseen')
    if (!text.isWellFormed()) faults.push('half a character')
  }
  if (JSON.stringify(rest) !== '{"allowed_mentions":{"parse":[],"replied_user":false}}') faults.push('pings')
  return faults
}

/** What discord.js' own builders refuse. */
export function build({ embeds, components }: MessageBody): void {
  for (const embed of embeds) new EmbedBuilder(embed).toJSON()
  for (const row of components as unknown as AnyComponent[]) {
    const inner = (row.components ?? []).map((one) =>
      one.type === 3 ? new StringSelectMenuBuilder(one as object) : new ButtonBuilder(one as object),
    )
    new ActionRowBuilder<StringSelectMenuBuilder | ButtonBuilder>().addComponents(inner).toJSON()
  }
}
