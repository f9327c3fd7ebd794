// What a click below an answer says, whether it comes as Action.Execute or Action.Submit, and what is said back. Pure.
import { type AnswerPlace, type FeedbackKind, feedbackKinds } from '../../../model.ts'
import { type Json, text } from '../json.ts'

interface Click {
  readonly kind: FeedbackKind
  readonly place: AnswerPlace
  readonly text?: string
}

/** Which answer a card was about, as it was given to the card; null for anything else. */
export function parsePlace(data: Json): AnswerPlace | null {
  const conversationId = text(data, 'conversationId')
  const seq = Number(data.seq)
  return conversationId === undefined || !Number.isSafeInteger(seq) || seq < 0 ? null : { conversationId, seq }
}

/** @param data what the card was given, with what was typed into its inputs; null for anything else */
export function parseClick(verb: unknown, data: Json): Click | null {
  const kind = feedbackKinds.find((one) => one === verb)
  const place = parsePlace(data)
  if (kind === undefined || place === null) return null
  const said = text(data, 'text')
  return { kind, place, ...(kind === 'report' && said && { text: said }) }
}

const recorded: Readonly<Record<FeedbackKind, string>> = {
  helpful: 'Thank you: noted as helpful.',
  'not-helpful': 'Thank you: noted as not helpful.',
  favourite: 'Saved. Write “favourites” to me to see what you saved.',
  report: 'Reported, thank you: the people who look after the documents will see it.',
}

const withdrawn: Readonly<Record<FeedbackKind, string>> = {
  helpful: 'Taken back: no longer noted as helpful.',
  'not-helpful': 'Taken back: no longer noted as not helpful.',
  favourite: 'Removed from your saved answers.',
  report: recorded.report,
}

export function feedbackText(kind: FeedbackKind, outcome: 'recorded' | 'withdrawn' | 'missing'): string {
  if (outcome === 'missing') return 'This answer is no longer kept, so nothing was noted. Ask the question again.'
  return outcome === 'recorded' ? recorded[kind] : withdrawn[kind]
}
