// What can be clicked: buttons and menus below a message, and the form that a click may open. Pure.
import type { ViewsOpenArguments } from '@slack/web-api'
import type { Form, FormField } from '../../../card.ts'
import type { Signed } from '../../types.ts'
import { limits, ours } from '../limits.ts'
import type { SlackTarget } from '../target.ts'
import type { Block } from './blocks.ts'
import { clip, oneLine } from './mrkdwn.ts'

type View = Extract<ViewsOpenArguments['view'], { type: 'modal' }>

/** What a form that was sent in is acknowledged with: https://docs.slack.dev/surfaces/modals/#updating_response */
export type ViewResponse =
  | { readonly response_action: 'update'; readonly view: View }
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }

const plainText = (text: string, limit: number) => ({
  type: 'plain_text' as const,
  text: clip(oneLine(text) || '…', limit),
  emoji: true,
})

/** Ids within a message are told apart by their place; the token is the value. */
export function clickBlocks({ buttons, selects }: Signed): Block[] {
  const menus = selects.slice(0, ours.selects).flatMap(({ label, options }, index): object[] => {
    const shown = options.slice(0, ours.options)
    if (shown.length === 0) return []
    const more = options.length > shown.length ? ` (the first ${shown.length})` : ''
    return [
      {
        type: 'static_select',
        action_id: `select-${index}`,
        placeholder: plainText(`${label}${more}`, limits.placeholder),
        options: shown.map((option) => ({ text: plainText(option.label, ours.optionLabel), value: option.token })),
      },
    ]
  })
  const asks = buttons.filter(({ isQuestion }) => isQuestion).slice(0, ours.questions)
  const others = buttons.filter(({ isQuestion }) => !isQuestion)
  const shown = others.slice(0, ours.buttons).map(({ label, token, isSecondary }, index) => ({
    isSecondary,
    id: `button-${index}`,
    text: plainText(label, ours.buttonLabel),
    value: token,
  }))
  const behind = shown.filter(({ isSecondary }) => isSecondary)
  // For one alone a menu is no shorter.
  const hasMenu = behind.length >= limits.overflowLeast
  const presses = shown
    .filter(({ isSecondary }) => !(isSecondary && hasMenu))
    .map(({ id, text, value }) => ({ type: 'button', action_id: id, text, value }))
  const menu = { type: 'overflow', action_id: 'more', options: behind.map(({ text, value }) => ({ text, value })) }
  const elements = [...presses, ...menus, ...(hasMenu ? [menu] : [])]
  const questions = asks.map(({ label, token }, index) => ({
    type: 'button',
    action_id: `next-${index}`,
    text: plainText(label, limits.buttonText),
    value: token,
  }))
  return [questions, elements].flatMap((row) => (row.length === 0 ? [] : [{ type: 'actions', elements: row }]))
}

/** Where a click came from, kept in the form that it opened. */
export interface FormContext {
  readonly token: string
  readonly target: SlackTarget
}

/** https://docs.slack.dev/reference/views/modal-views/ */
export function formView({ title, submit, fields }: Form, context: FormContext): View {
  return {
    type: 'modal',
    callback_id: 'form',
    private_metadata: JSON.stringify(context),
    title: plainText(title, limits.viewTitle),
    submit: plainText(submit, limits.viewTitle),
    close: plainText('Cancel', limits.viewTitle),
    blocks: fields.slice(0, ours.fields).map((field) => ({
      type: 'input' as const,
      block_id: field.id,
      optional: !field.isRequired,
      label: plainText(field.label, limits.inputLabel),
      ...(field.hint !== undefined && { hint: plainText(field.hint, limits.inputLabel) }),
      element: elementOf(field),
    })),
  }
}

function elementOf({ id, value, choices, isLong, maxLength }: FormField) {
  const length = Math.min(maxLength, limits.inputLength)
  if (choices === undefined)
    return {
      type: 'plain_text_input' as const,
      action_id: id,
      multiline: isLong === true,
      max_length: length,
      ...(value !== undefined && { initial_value: value.slice(0, length).toWellFormed() }),
    }
  const options = choices.map((one) => ({ text: plainText(one.label, limits.choiceLabel), value: one.value }))
  const initial = options.find((one) => one.value === value)
  return {
    type: 'static_select' as const,
    action_id: id,
    options,
    ...(initial !== undefined && { initial_option: initial }),
  }
}

/** What a form that was sent in did. */
export const saidView = (message: string): View => ({
  type: 'modal',
  title: plainText('ragbot', limits.viewTitle),
  close: plainText('Close', limits.viewTitle),
  blocks: [{ type: 'section', text: plainText(message, limits.sectionText) }],
})
