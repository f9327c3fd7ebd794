// The buttons below a card: what the desk lets people click, and what Teams alone offers. Pure.
import type { Form, FormField, Option, Part } from '../../../card.ts'
import type { AnswerPlace } from '../../../model.ts'
import type { Clickable, Signed } from '../../types.ts'
import { clickableBytes, limits, ours, primaryActions } from '../limits.ts'
import { type Action, type Element, titleLine } from './card.ts'
import { createIds, type MakeId } from './parts.ts'
import { linkable, oneLine, short, sizeOf } from './prose.ts'

type Json = Readonly<Record<string, unknown>>
type SignedButton = Signed['buttons'][number]
type SignedSelect = Signed['selects'][number]

/** Of every button that the house understands. */
export const actVerb = 'act'
/** What a select's input is called; of several on one card the later ones get a number, see `createIds`. */
export const choiceId = 'choice'

const words = (text: string, limit: number) => short(text, limit) || '…'

/** Answers in place; clients that do not know it send a message. https://adaptivecards.io/explorer/Action.Execute.html */
function execute(title: string, data: Json): Action {
  const fallback = { type: 'Action.Submit', title, data: { verb: actVerb, ...data } }
  return { type: 'Action.Execute', title, verb: actVerb, data, fallback }
}

/** Opens below the card. https://adaptivecards.io/explorer/Action.ShowCard.html */
function unfold(title: string, body: readonly Element[], action: Action): Action {
  const card = { type: 'AdaptiveCard', version: limits.cardVersion, body, actions: [action] }
  return { type: 'Action.ShowCard', title, card }
}

function inputOf(field: FormField, makeId: MakeId): Element {
  const { id, label, hint, value, choices, isLong, isRequired, maxLength } = field
  if (choices !== undefined)
    return {
      type: 'Input.ChoiceSet',
      id: makeId(id),
      style: 'compact',
      label: words(label, ours.title),
      ...(isRequired && { isRequired: true, errorMessage: 'This is needed.' }),
      ...(value !== undefined && { value }),
      choices: choices.map((one) => ({ title: words(one.label, ours.option), value: one.value })),
    }
  return {
    type: 'Input.Text',
    id: makeId(id),
    label: words(label, ours.title),
    ...(hint !== undefined && { placeholder: short(hint, ours.title) }),
    ...(value !== undefined && {
      value: value
        .toWellFormed()
        .slice(0, maxLength)
        .replace(/[\uD800-\uDBFF]$/, ''),
    }),
    ...(isLong && { isMultiline: true }),
    ...(isRequired && { isRequired: true, errorMessage: 'This is needed.' }),
    maxLength,
  }
}

function formAction(title: string, { title: head, fields, submit }: Form, token: string, makeId: MakeId): Action {
  const said = oneLine(head)
  const body = [
    ...(said === '' || title.endsWith(said) ? [] : titleLine(head).elements),
    ...fields.map((field) => inputOf(field, makeId)),
  ]
  // Some clients leave out what was left empty.
  return unfold(title, body, execute(words(submit, ours.button), { token, isFilled: true }))
}

function buttonAction({ label, form, token }: SignedButton, makeId: MakeId): Action {
  const title = words(label, ours.button)
  return form === undefined ? execute(title, { token }) : formAction(title, form, token, makeId)
}

function choiceOf({ label, description, token }: Option & { readonly token: string }): Json {
  const more = description === undefined || oneLine(description) === '' ? '' : ` – ${description}`
  return { title: words(label + more, ours.option), value: token }
}

function selectAction({ label, options }: SignedSelect, makeId: MakeId): Action {
  const title = words(label, ours.button)
  const choices = {
    type: 'Input.ChoiceSet',
    id: makeId(choiceId),
    style: 'compact',
    label: words(label, ours.title),
    placeholder: 'Choose one',
    isRequired: true,
    errorMessage: 'Choose one first.',
    choices: options.map(choiceOf),
  }
  return unfold(title, [choices], execute('OK', {}))
}

/** In their order, the selects last. */
export function actionsOf({ buttons, selects }: Signed): Action[] {
  const makeId = createIds()
  return [
    ...buttons.map((button) => ({
      ...buttonAction(button, makeId),
      ...(button.isSecondary && { mode: 'secondary' as const }),
    })),
    ...selects.map((select) => selectAction(select, makeId)),
  ]
}

/** The longest that there are. */
const token = '0'.repeat(100)
/** With the number that may make an id the only one. */
const costOf = (buttons: Signed['buttons'], selects: Signed['selects']) => sizeOf(actionsOf({ buttons, selects })) + 50

/** The first that fit. */
function fitting<Item>(items: readonly Item[], most: number, budgetBytes: number, cost: (item: Item) => number) {
  let bytes = 0
  const shown: Item[] = []
  for (const item of items.slice(0, most)) {
    const own = cost(item)
    if (bytes + own > budgetBytes) break
    bytes += own
    shown.push(item)
  }
  return { shown, bytes }
}

/** What of it a card has room for, what that takes once it is signed, and what to say of the rest. */
export function fitClickable({ buttons, selects }: Clickable): {
  readonly clickable: Clickable
  readonly bytes: number
  readonly rest: readonly Part[]
} {
  const own = fitting(buttons, ours.buttons, clickableBytes, (button) => costOf([{ ...button, token }], []))
  let { bytes } = own
  const missing = buttons.length - own.shown.length
  const rest = missing > 0 ? [`and ${missing} more ${missing === 1 ? 'button' : 'buttons'}`] : []
  const kept: Clickable['selects'][number][] = []
  for (const [index, select] of selects.entries()) {
    const frame = costOf([], [{ ...select, options: [] }])
    const left = index < ours.selects ? (clickableBytes - bytes) / (Math.min(selects.length, ours.selects) - index) : 0
    const options = fitting(select.options, ours.options, left - frame, (option) =>
      sizeOf(choiceOf({ ...option, token })),
    )
    const more = select.options.length - options.shown.length
    if (more > 0) rest.push(`and ${more} more in “${words(select.label, ours.button)}”`)
    if (options.shown.length === 0) continue
    kept.push({ ...select, options: options.shown })
    bytes += frame + options.bytes
  }
  return {
    clickable: { buttons: own.shown, selects: kept },
    bytes,
    rest: rest.map((text) => ({ kind: 'note', text })),
  }
}

/** Saves the answer as a file; clients that do not know Action.Execute are shown no such button. */
export function fileAction({ conversationId, seq }: AnswerPlace): Action {
  const data = { conversationId, seq }
  return { type: 'Action.Execute', title: 'Save as file', verb: 'file', data, fallback: 'drop' }
}

/**
 * Opens Teams' own dialog to share an address with people and channels; undefined for one that it does not take.
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/share-to-teams-from-web-apps#self-handle-links
 */
export function shareAction(url: string | undefined, text: string): Action | undefined {
  const href = linkable(url)
  if (!href?.startsWith('https:')) return undefined
  const urls = [{ href, msgText: text, preview: 'true' }, { href }].map(
    (query) => `https://teams.microsoft.com/share?${new URLSearchParams(query)}`,
  )
  const shortEnough = urls.find((one) => one.length <= ours.shareUrl)
  return shortEnough === undefined ? undefined : { type: 'Action.OpenUrl', title: 'Share', url: shortEnough }
}

/** With those over what a card shows in its menu. */
export function inMenu(actions: readonly Action[]): readonly Action[] {
  if (actions.length <= primaryActions) return actions
  return actions.map((action, index) => (index < primaryActions - 1 ? action : { ...action, mode: 'secondary' }))
}
