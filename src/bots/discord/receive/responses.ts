// What an interaction is answered with at once. Everything here is seen by one person, and nobody is pinged.
// Source: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
import {
  type APIComponentInLabel,
  type APIInteractionResponse,
  type APIModalInteractionResponse,
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  TextInputStyle,
} from 'discord.js'
import type { Form, FormField } from '../../../card.ts'
import { limits } from '../limits.ts'
import { clip, plain } from '../render/markdown.ts'
import { oneLine } from './text.ts'

export type InteractionResponse = APIInteractionResponse

export const pong: InteractionResponse = { type: InteractionResponseType.Pong }

/** “Thinking…”, until the reply comes. It decides who will see that reply. */
export function defer(isEphemeral: boolean): InteractionResponse {
  const type = InteractionResponseType.DeferredChannelMessageWithSource
  return isEphemeral ? { type, data: { flags: MessageFlags.Ephemeral } } : { type }
}

/** A text of ours for the person who clicked or typed. */
export const say = (content: string): InteractionResponse => showPrivately({ content })

/** A text of the house, which may tell of what people wrote: nothing in it acts. */
export const tell = (message: string): InteractionResponse => say(clip(plain(message), limits.content) || '—')

export const unknownCommand = say('I do not know that command (any more). Type /rag to see what I can do.')
export const unknownButton = say('I do not know that button (any more): ask again.')

/** @param body a message in Discord's JSON */
export function showPrivately(body: object): InteractionResponse {
  return {
    type: InteractionResponseType.ChannelMessageWithSource,
    data: { allowed_mentions: { parse: [] }, ...body, flags: MessageFlags.Ephemeral },
  }
}

/** The clicked message changes in its place. */
export const update = (body: object): InteractionResponse => ({
  type: InteractionResponseType.UpdateMessage,
  data: { allowed_mentions: { parse: [] }, ...body },
})

/** https://docs.discord.com/developers/interactions/application-commands#autocomplete: 25 at most, 100 characters each. */
export function suggest(titles: readonly string[]): InteractionResponse {
  const distinct = [...new Set(titles.map((title) => oneLine(title, 100)))].filter((title) => title !== '')
  return {
    type: InteractionResponseType.ApplicationCommandAutocompleteResult,
    data: { choices: distinct.slice(0, 25).map((title) => ({ name: title, value: title })) },
  }
}

/** A label that is cut is told in full where nothing else is said. */
function inputOf(field: FormField) {
  const { label, hint } = field
  const isCut = oneLine(label, Number.POSITIVE_INFINITY).length > limits.inputLabel
  const description = oneLine(hint ?? (isCut ? label : ''), limits.inputDescription)
  return {
    type: ComponentType.Label as const,
    label: oneLine(label, limits.inputLabel) || '…',
    ...(description !== '' && { description }),
    component: componentOf(field),
  }
}

function componentOf({ id, value, choices, isLong, isRequired, maxLength }: FormField): APIComponentInLabel {
  if (choices !== undefined)
    return {
      type: ComponentType.StringSelect,
      custom_id: id,
      required: isRequired === true,
      options: choices.slice(0, limits.options).map((one) => ({
        label: oneLine(one.label, limits.optionLabel) || '…',
        value: one.value,
        ...(one.value === value && { default: true }),
      })),
    }
  const length = Math.min(limits.input, Math.max(1, maxLength))
  const given = value
    ?.toWellFormed()
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '')
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: isLong ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required: isRequired === true,
    max_length: length,
    ...(given && { value: given }),
  }
}

/** A form as a modal, whose button Discord names itself. More than five fields it does not take: the first are asked for. */
export const modal = ({ title, fields }: Form, token: string): APIModalInteractionResponse => ({
  type: InteractionResponseType.Modal,
  data: {
    custom_id: token,
    title: oneLine(title, limits.modalTitle) || '…',
    components: fields.slice(0, limits.modalFields).map(inputOf),
  },
})
