// The ids of buttons, menus and forms: what a click is about, in 100 characters at most. Pure. Refuses every id that it
// did not write, because anyone who can see a message can send any id with it.
import { type AnswerPlace, type FeedbackKind, feedbackKinds } from '../../../model.ts'

export type CustomId =
  | { readonly kind: 'feedback'; readonly feedback: FeedbackKind; readonly place: AnswerPlace }
  /** A page of a reply, by its outbox id; counts from 0. */
  | { readonly kind: 'page'; readonly id: string; readonly page: number }
  | { readonly kind: 'choose'; readonly id: string }
  /** The form of “Ask about this”. */
  | { readonly kind: 'ask-about' }

/** https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id: 100 characters at most. */
export function formatCustomId(id: CustomId): string {
  switch (id.kind) {
    case 'feedback':
      return `${id.feedback}:${id.place.conversationId}:${id.place.seq}`
    case 'page':
      return `page:${id.id}:${id.page}`
    case 'choose':
      return `choose:${id.id}`
    case 'ask-about':
      return 'ask-about'
  }
}

const idPattern = /^[\w-]{1,64}$/

/** Null for an id that is not ours. */
export function parseCustomId(input: string): CustomId | null {
  const [kind = '', id, count, ...more] = input.split(':')
  if (more.length > 0) return null
  if (kind === 'ask-about') return id === undefined ? { kind } : null
  if (id === undefined || !idPattern.test(id)) return null
  if (kind === 'choose') return count === undefined ? { kind, id } : null
  if (count === undefined || !/^\d{1,9}$/.test(count)) return null
  if (kind === 'page') return { kind, id, page: Number(count) }
  const feedback = feedbackKinds.find((one) => one === kind)
  return feedback === undefined
    ? null
    : { kind: 'feedback', feedback, place: { conversationId: id, seq: Number(count) } }
}
