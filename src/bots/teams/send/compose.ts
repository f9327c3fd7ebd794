// What `render` stored, made complete: with its buttons, and in one card where text cannot stand beside one. Pure.
import type { AnswerPlace } from '../../../model.ts'
import type { Signed } from '../../types.ts'
import { takesFiles } from '../limits.ts'
import { actionsOf, fileAction, inMenu } from '../render/actions.ts'
import type { CardAttachment } from '../render/card.ts'
import type { TeamsTarget } from '../target.ts'

type Json = Readonly<Record<string, unknown>>

const attachmentsOf = ({ attachments }: Json) =>
  Array.isArray(attachments) ? (attachments as readonly CardAttachment[]) : []

/** The activity with what can be clicked before the card's own buttons. */
export function complete(payload: Json, signed: Signed, target: TeamsTarget, answer?: AnswerPlace): Json {
  const { clickable: _, ...activity } = payload
  const [first, ...rest] = attachmentsOf(activity)
  if (first === undefined) return activity
  const { content } = first
  const file = answer !== undefined && takesFiles(target) ? [fileAction(answer)] : []
  const actions = inMenu([...actionsOf(signed), ...file, ...(content.actions ?? [])])
  if (actions.length === 0) return activity
  return { ...activity, attachments: [{ ...first, content: { ...content, actions } }, ...rest] }
}

/**
 * The activity with its text in its card. To Teams, text beside a card makes two messages, which it then refuses to update
 * ("Activity resulted into multiple skype activities"); only the end of a stream is one all the same.
 */
export function inOneCard({ prose, ...activity }: Json): Json {
  const [first, ...rest] = attachmentsOf(activity)
  if (!Array.isArray(prose) || first === undefined) return activity
  const { text: _, textFormat: __, ...others } = activity
  const content = { ...first.content, body: [...(prose as CardAttachment['content']['body']), ...first.content.body] }
  return { ...others, attachments: [{ ...first, content }, ...rest] }
}
