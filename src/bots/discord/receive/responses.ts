// What an interaction is answered with at once. Everything here is seen by one person, and nobody is pinged.
// Source: https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
import {
  type APIInteractionResponse,
  type APIModalInteractionResponse,
  ComponentType,
  InteractionResponseType,
  MessageFlags,
  TextInputStyle,
} from 'discord.js'
import type { AnswerPlace } from '../../../model.ts'
import { formatCustomId } from '../render/custom-ids.ts'
import { oneLine } from './text.ts'

export type InteractionResponse = APIInteractionResponse

export const pong: InteractionResponse = { type: InteractionResponseType.Pong }

/** “Thinking…”, until the reply comes. It decides who will see that reply. */
export function defer(isEphemeral: boolean): InteractionResponse {
  const type = InteractionResponseType.DeferredChannelMessageWithSource
  return isEphemeral ? { type, data: { flags: MessageFlags.Ephemeral } } : { type }
}

/** A text for the person who clicked or typed. */
export const say = (content: string): InteractionResponse => showPrivately({ content })

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

/** Of a paragraph input: https://docs.discord.com/developers/components/reference#text-input */
const inputLength = 4000

interface Field {
  readonly id: string
  readonly label: string
  readonly description?: string
  readonly value?: string
  readonly isRequired: boolean
  readonly style: TextInputStyle
  readonly maxLength: number
}

function form(customId: string, title: string, fields: readonly Field[]): APIModalInteractionResponse {
  return {
    type: InteractionResponseType.Modal,
    data: {
      custom_id: customId,
      title,
      components: fields.map(({ id, label, description, value, isRequired, style, maxLength }) => ({
        type: ComponentType.Label,
        label,
        ...(description === undefined ? {} : { description }),
        component: {
          type: ComponentType.TextInput,
          custom_id: id,
          style,
          required: isRequired,
          max_length: maxLength,
          ...(value === undefined ? {} : { value }),
        },
      })),
    },
  }
}

export function askAboutForm(message: string): InteractionResponse {
  const value = message.slice(0, inputLength).replace(/[\uD800-\uDBFF]$/, '')
  return form(formatCustomId({ kind: 'ask-about' }), 'Ask about this', [
    {
      id: 'question',
      label: 'Your question',
      description: 'Leave it empty to look for what the message itself says.',
      isRequired: false,
      style: TextInputStyle.Short,
      maxLength: 1000,
    },
    {
      id: 'text',
      label: 'The message',
      value,
      isRequired: true,
      style: TextInputStyle.Paragraph,
      maxLength: inputLength,
    },
  ])
}

export function reportForm(place: AnswerPlace): InteractionResponse {
  return form(formatCustomId({ kind: 'feedback', feedback: 'report', place }), 'Report this answer', [
    {
      id: 'text',
      label: 'What is wrong with it?',
      isRequired: true,
      style: TextInputStyle.Paragraph,
      maxLength: 2000,
    },
  ])
}
