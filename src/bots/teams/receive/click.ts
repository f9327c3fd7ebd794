// What a click on a card says, whether it comes as Action.Execute or as a message of Action.Submit. Pure.
import type { AnswerPlace } from '../../../model.ts'
import { storable } from '../../storable.ts'
import { type Json, text } from '../json.ts'
import { actVerb, choiceId } from '../render/actions.ts'

export const unknownButton = 'I do not know that button (any more): ask again, and use those below the new answer.'

export interface Click {
  readonly token: string
  /** What was typed into its form, by the fields' ids. */
  readonly input?: Readonly<Record<string, string>>
}

/** Which answer a file is to be of, as it was given to the card; null for anything else. */
export function parsePlace(data: Json): AnswerPlace | null {
  const conversationId = text(data, 'conversationId')
  const seq = Number(data.seq)
  return conversationId === undefined || !Number.isSafeInteger(seq) || seq < 0 ? null : { conversationId, seq }
}

/** The number that made an id the only one of its card. */
const bare = (id: string) => id.replace(/\.\d+$/, '')

/** @param data what the card was given, with what was typed into its inputs; null for anything else */
export function parseClick(verb: unknown, data: Json): Click | null {
  if (verb !== actVerb) return null
  const { verb: _, token: __, isFilled, ...more } = data
  const typed = Object.entries(more).flatMap(([id, value]) =>
    typeof value === 'string' ? [[bare(id), storable(value)] as const] : [],
  )
  const own = text(data, 'token')
  if (own !== undefined)
    return { token: own, ...((isFilled === true || typed.length > 0) && { input: Object.fromEntries(typed) }) }
  const chosen = typed.find(([id, value]) => id === choiceId && value !== '')?.[1]
  return chosen === undefined ? null : { token: chosen }
}
